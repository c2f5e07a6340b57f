import { describe, expect, it } from "vitest";
import { setUp } from "./kit.js";

describe("createOutbox", () => {
  it("sends what was added, in the order of the chat, and says so", async () => {
    const { outbox, text, advance, texts, told } = await setUp();
    const handles = [];
    for (const words of ["one", "two", "three"]) handles.push(await outbox.sendText(text(words)));
    const [first] = handles;
    const receipt = first?.sent;
    await advance(1_000);
    expect(texts()).toEqual(["one", "two", "three"]);
    expect(await receipt).toMatchObject({ jobId: first?.id, how: "answered", key: { fromMe: true } });
    expect(await first?.state()).toBe("sent");
    expect(told()).toEqual(["sent", "sent", "sent"]);
  });

  it("an answer that is lost after the message went out is found, and the message is not sent again", async () => {
    const { gateway, outbox, text, advance, texts, told } = await setUp();
    gateway.faults.add({ kind: "drop", when: "after", route: "sendText", times: 1 });
    const { sent } = await outbox.sendText(text("hello"));
    await outbox.sendText(text("world"));
    await advance(40_000);
    expect(texts()).toEqual(["hello", "world"]);
    expect(await sent).toMatchObject({ how: "found" });
    expect(told()).toEqual(["uncertain", "settled", "sent", "sent"]);
  });

  it("a request that never arrived is sent again once the gateway was seen to store others", async () => {
    const { gateway, outbox, maria, text, advance, texts, told } = await setUp();
    gateway.faults.add({ kind: "drop", when: "before", route: "sendText", times: 1 });
    const { sent } = await outbox.sendText(text("hello"));
    await advance(2_000);
    maria.send("are you there?");
    await advance(40_000);
    expect(texts()).toEqual(["hello"]);
    expect(await sent).toMatchObject({ how: "answered" });
    expect(told()).toEqual(["uncertain", "settled", "sent"]);
  });

  it("when nothing proves anything it is a dead letter that waits for a person", async () => {
    const { gateway, outbox, text, advance, texts, told } = await setUp();
    gateway.faults.add({ kind: "drop", when: "before", route: "sendText", times: 1 });
    const handle = await outbox.sendText(text("hello"));
    const sent = handle.sent.catch((error: unknown) => error);
    await outbox.sendText(text("world"));
    await advance(40_000);
    expect(await sent).toMatchObject({ code: "SEND_FAILED", outcome: "uncertain", delivery: "unknown" });
    expect(texts()).toEqual(["world"]);
    expect(told()).toEqual(["uncertain", "failed", "sent"]);
    expect(await outbox.uncertain.list()).toMatchObject({
      sends: [{ id: handle.id, job: { chat: expect.any(String) } }],
    });
    expect(await outbox.uncertain.resend(handle.id)).toBe(true);
    await advance(1_000);
    expect(texts()).toEqual(["world", "hello"]);
    expect(await outbox.handle(handle.id).sent).toMatchObject({ how: "answered" });
    expect(await outbox.uncertain.resend(handle.id)).toBe(false);
  });

  it("a refused send is a dead letter at once, and the chat goes on", async () => {
    const { outbox, text, advance, told } = await setUp();
    const handle = await outbox.sendText(text("hello", "5511999990404"));
    const sent = handle.sent.catch((error: unknown) => error);
    await advance(1_000);
    expect(await sent).toMatchObject({ code: "SEND_FAILED", outcome: "refused", delivery: "not-sent" });
    expect(told()).toEqual(["failed"]);
    expect(await handle.state()).toBe("failed");
  });
});
