import { describe, expect, it } from "vitest";
import { setUp } from "./kit.js";

const lost = { kind: "drop", when: "after", route: "sendText", times: 1 } as const;

describe("a send in doubt", () => {
  it("two identical texts are two rows, and each claims one", async () => {
    const { gateway, outbox, text, advance, texts, events } = await setUp();
    gateway.faults.add({ ...lost, times: 2 });
    await outbox.sendText(text("yes"));
    await outbox.sendText(text("yes"));
    await advance(40_000);
    expect(texts()).toEqual(["yes", "yes"]);
    const sent = events.filter(({ name }) => name === "sent").map(({ event }) => event as { key: { id: string } });
    expect(new Set(sent.map(({ key }) => key.id)).size).toBe(2);
  });

  it("a row that another send has claimed proves nothing", async () => {
    const { gateway, outbox, text, advance, texts, told } = await setUp();
    await outbox.sendText(text("yes"));
    await advance(1_000);
    gateway.faults.add({ kind: "drop", when: "before", route: "sendText", times: 1 });
    await outbox.sendText(text("yes"));
    await advance(40_000);
    expect(texts()).toEqual(["yes"]);
    expect(told()).toEqual(["sent", "uncertain", "failed"]);
  });

  it("a row that is stored late is found", async () => {
    const { gateway, outbox, maria, text, advance, texts, told } = await setUp();
    gateway.faults.add(lost);
    gateway.faults.add({ kind: "row", row: "late", lateMs: 8_000, times: 1 });
    await outbox.sendText(text("hello"));
    await advance(1_000);
    maria.send("are you there?");
    await advance(40_000);
    expect(texts()).toEqual(["hello"]);
    expect(told()).toEqual(["uncertain", "settled", "sent"]);
  });

  it("a row under the LID is found, where the gateway's own rows tell whose it is", async () => {
    const { gateway, outbox, maria, text, advance, texts } = await setUp({ phone: { addressing: "lid" } });
    maria.send("oi");
    await advance(500);
    gateway.faults.add(lost);
    gateway.faults.add({ kind: "row", row: "lid", times: 1 });
    const { sent } = await outbox.sendText(text("hello"));
    await advance(40_000);
    expect(texts()).toEqual(["hello"]);
    expect(await sent).toMatchObject({ how: "found", key: { remoteJid: "190000000000007@lid" } });
  });

  it("a row under the LID is found, where somebody else knows whose it is", async () => {
    const addressesOf = async () => ["190000000000007@lid"];
    const { gateway, outbox, text, advance, texts } = await setUp({ addressesOf });
    gateway.faults.add(lost);
    gateway.faults.add({ kind: "row", row: "lid", times: 1 });
    const { sent } = await outbox.sendText(text("hello"));
    await advance(40_000);
    expect(texts()).toEqual(["hello"]);
    expect(await sent).toMatchObject({ how: "found" });
  });

  it("without rows, the event of the send proves it", async () => {
    const { gateway, outbox, webhook, text, advance, texts, quiet } = await setUp({ attached: true });
    gateway.faults.add({ kind: "row", row: "never" });
    gateway.faults.add(lost);
    const { sent } = await outbox.sendText(text("hello"));
    await quiet();
    const key = {
      remoteJid: "190000000000007@lid",
      remoteJidAlt: "5511999990001@s.whatsapp.net",
      fromMe: true,
      id: "3EB0X",
    };
    const data = {
      key,
      message: { conversation: "hello" },
      messageType: "conversation",
      messageTimestamp: 1_767_225_600,
    };
    await webhook.receive({ headers: {}, body: { event: "send.message", instance: "shop", data } });
    await advance(40_000);
    expect(texts()).toEqual(["hello"]);
    expect(await sent).toMatchObject({ how: "found", key: { id: "3EB0X" } });
  });

  it("without rows, its event is found among those of one text to hundreds of people", async () => {
    const { gateway, outbox, webhook, text, advance, texts, quiet } = await setUp({ attached: true });
    gateway.faults.add({ kind: "row", row: "never" });
    gateway.faults.add(lost);
    const { sent } = await outbox.sendText(text("hello"));
    await quiet();
    for (let i = 0; i <= 250; i++) {
      const remoteJid = `5511999990${i === 250 ? "001" : 100 + i}@s.whatsapp.net`;
      const key = { remoteJid, fromMe: true, id: `3EB0X${1_000 + i}` };
      const data = { key, message: { conversation: "hello" }, messageType: "conversation", messageTimestamp: 1 };
      await webhook.receive({ headers: {}, body: { event: "send.message", instance: "shop", data } });
    }
    await advance(40_000);
    expect(texts()).toEqual(["hello"]);
    expect(await sent).toMatchObject({ how: "found", key: { id: "3EB0X1250" } });
  });

  it("is not taken for missing while it may stand under a LID of which nobody knows whose it is", async () => {
    const { gateway, outbox, text, advance, texts, told } = await setUp();
    gateway.faults.add(lost);
    gateway.faults.add({ kind: "row", row: "lid", times: 1 });
    await outbox.sendText(text("hello"));
    await advance(2_000);
    gateway.phone("5511999990002").send("are you there?");
    await advance(40_000);
    expect(texts()).toEqual(["hello"]);
    expect(told()).toEqual(["uncertain", "failed"]);
  });

  it("what stands under somebody else's LID, and is claimed, does not hinder", async () => {
    const { gateway, outbox, text, advance, texts, told } = await setUp();
    gateway.faults.add({ kind: "row", row: "lid", times: 1 });
    await outbox.sendText(text("hello", "5511999990002"));
    await advance(500);
    gateway.faults.add({ kind: "drop", when: "before", route: "sendText", times: 1 });
    await outbox.sendText(text("hello"));
    await advance(2_000);
    gateway.phone("5511999990003").send("are you there?");
    await advance(40_000);
    expect(texts()).toEqual(["hello"]);
    expect(told()).toEqual(["sent", "uncertain", "settled", "sent"]);
  });

  it("on 2.4 its own id is looked for, whatever it says", async () => {
    const { gateway, outbox, text, advance, texts } = await setUp({
      gateway: { version: "2.4.0-rc2", clock: "virtual", instances: [{ name: "shop" }] },
    });
    gateway.faults.add(lost);
    const { sent } = await outbox.sendText({ ...text("hello"), messageId: "3EB0AAAAAAAAAAAAAAAAAA" });
    await advance(2_000);
    expect(texts()).toEqual(["hello"]);
    expect(await sent).toMatchObject({ how: "found", key: { id: "3EB0AAAAAAAAAAAAAAAAAA" } });
  });

  it("an error that may come after the write, from the database, makes a missing row prove nothing", async () => {
    const { gateway, outbox, maria, text, advance, texts, told } = await setUp();
    gateway.faults.add({ kind: "row", row: "never", times: 1 });
    gateway.faults.add({
      ...{ kind: "error-after", route: "sendText", times: 1, status: 400 },
      message: ["PrismaClientKnownRequestError: Unique constraint failed"],
    });
    await outbox.sendText(text("hello"));
    await advance(1_000);
    maria.send("are you there?");
    await advance(40_000);
    expect(texts()).toEqual(["hello"]);
    expect(told()).toEqual(["uncertain", "failed"]);
  });

  it("resends by itself only where that was asked for", async () => {
    const { gateway, outbox, text, advance, texts } = await setUp({ onUncertain: "resend", settleMs: 3_000 });
    gateway.faults.add({ kind: "drop", when: "before", route: "sendText", times: 1 });
    const { sent } = await outbox.sendText(text("hello"));
    await advance(6_000);
    expect(texts()).toEqual(["hello"]);
    expect(await sent).toMatchObject({ how: "answered" });
  });

  it("waits with its chat for at most settleMs, and other chats go on", async () => {
    const { gateway, outbox, text, advance, texts, maria: _ } = await setUp({ settleMs: 10_000 });
    const joao = gateway.phone("5511999990002");
    gateway.faults.add({ kind: "drop", when: "before", route: "sendText", times: 1 });
    await outbox.sendText(text("first"));
    await outbox.sendText(text("second"));
    await outbox.sendText(text("other", "5511999990002"));
    await advance(9_000);
    expect([texts(), joao.inbox.map(({ text }) => text)]).toEqual([[], ["other"]]);
    await advance(2_500);
    expect(texts()).toEqual(["second"]);
  });

  it("a gateway that cannot be asked settles nothing, however long it is away", async () => {
    const { gateway, outbox, text, advance, texts, told } = await setUp({ settleMs: 3_000 });
    gateway.faults.add(lost);
    const off = gateway.faults.add({ kind: "drop", when: "before", route: "findMessages" });
    const { sent } = await outbox.sendText(text("hello"));
    await advance(30_000);
    expect(told().filter((name) => name !== "error")).toEqual(["uncertain"]);
    off();
    await advance(5_000);
    expect(texts()).toEqual(["hello"]);
    expect(await sent).toMatchObject({ how: "found" });
  });
});

describe("outbox.uncertain", () => {
  async function doubtful() {
    const kit = await setUp({ settleMs: 3_000 });
    kit.gateway.faults.add({ kind: "drop", when: "before", route: "sendText", times: 1 });
    const handle = await kit.outbox.sendText(kit.text("hello"));
    await kit.advance(5_000);
    expect(await handle.state()).toBe("uncertain");
    return { ...kit, id: handle.id };
  }

  it("markSent: the handle resolves, and nothing is sent", async () => {
    const { outbox, id, advance, texts } = await doubtful();
    expect(await outbox.uncertain.markSent(id, { keyId: "3EB0SEEN" })).toBe(true);
    expect(await outbox.uncertain.markSent(id)).toBe(false);
    await advance(2_000);
    expect(texts()).toEqual([]);
    expect(await outbox.handle(id).sent).toMatchObject({ how: "person", key: { id: "3EB0SEEN" } });
    expect((await outbox.uncertain.list()).sends).toEqual([]);
  });

  it("drop: the handle rejects, and nothing is sent", async () => {
    const { outbox, id, advance, texts } = await doubtful();
    expect(await outbox.uncertain.drop(id)).toBe(true);
    expect(await outbox.uncertain.resend(id)).toBe(false);
    await advance(2_000);
    expect(texts()).toEqual([]);
    await expect(outbox.handle(id).sent).rejects.toMatchObject({ outcome: "dropped", delivery: "unknown" });
    expect(await outbox.handle(id).state()).toBe("dropped");
  });

  it("resend looks once more, so a row that came later is not doubled", async () => {
    const kit = await setUp({ settleMs: 3_000 });
    kit.gateway.faults.add(lost);
    kit.gateway.faults.add({ kind: "row", row: "late", lateMs: 20_000, times: 1 });
    const { id } = await kit.outbox.sendText(kit.text("hello"));
    await kit.advance(6_000);
    expect(await kit.outbox.handle(id).state()).toBe("uncertain");
    await kit.advance(20_000);
    expect(await kit.outbox.uncertain.resend(id)).toBe(true);
    await kit.advance(2_000);
    expect(kit.texts()).toEqual(["hello"]);
    expect(await kit.outbox.handle(id).sent).toMatchObject({ how: "found" });
  });
});
