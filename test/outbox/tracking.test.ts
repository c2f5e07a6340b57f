import { describe, expect, it } from "vitest";
import { setUp } from "./kit.js";

async function sent(options: Parameters<typeof setUp>[0] = {}) {
  const kit = await setUp({ attached: true, ...options });
  const handle = await kit.outbox.sendText(kit.text("hello"));
  await kit.advance(250);
  const { key } = await handle.sent;
  const keyId = String(key?.id);
  const update = (status: unknown, more: object = {}) =>
    kit.webhook.receive({
      headers: {},
      body: {
        event: "messages.update",
        instance: "shop",
        data: { keyId, remoteJid: "5511999990001@s.whatsapp.net", fromMe: true, status, instanceId: "i", ...more },
      },
    });
  const statuses = () =>
    kit.events.flatMap(({ name, event }) => (name === "status" ? [(event as { status: string }).status] : []));
  return { ...kit, handle, keyId, update, statuses };
}

describe("how far a message came", () => {
  it("is told once a step, in whatever order and however often the statuses come", async () => {
    const { update, statuses, handle } = await sent();
    for (const status of [
      "DELIVERY_ACK",
      "SERVER_ACK",
      "DELIVERY_ACK",
      "PENDING",
      "ERROR",
      "READ",
      "READ",
      "DELIVERY_ACK",
    ])
      expect((await update(status)).status).toBe(200);
    expect(statuses()).toEqual(["DELIVERY_ACK", "READ"]);
    expect(await handle.read()).toMatchObject({ status: "READ", key: { fromMe: true } });
  });

  it("is known by the message's id, under whatever address it comes", async () => {
    const { update, statuses } = await sent();
    await update("DELIVERED", { remoteJid: "190000000000007@lid", fromMe: false });
    expect(statuses()).toEqual(["DELIVERED"]);
  });

  it.each(["DELETED", "constructor", "__proto__", 5, null, undefined, { toString: 1 }])(
    "%j says nothing",
    async (status) => {
      const { update, statuses } = await sent();
      await update(status);
      expect(statuses()).toEqual([]);
    },
  );

  it("a status that overtakes the gateway's answer is not lost", async () => {
    const kit = await setUp({ attached: true });
    kit.gateway.faults.add({ kind: "delay", delayMs: 2_000, route: "sendText" });
    const messageId = "3EB0BBBBBBBBBBBBBBBBBB";
    const handle = await kit.outbox.sendText(kit.text("hello"));
    await kit.advance(500);
    const keyId = kit.maria.inbox[0]?.key.id ?? messageId;
    const data = {
      keyId,
      remoteJid: "5511999990001@s.whatsapp.net",
      fromMe: true,
      status: "DELIVERY_ACK",
      instanceId: "i",
    };
    await kit.webhook.receive({ headers: {}, body: { event: "messages.update", instance: "shop", data } });
    const delivered = handle.delivered();
    await kit.advance(3_000);
    expect(await delivered).toMatchObject({ status: "DELIVERY_ACK" });
  });

  it("delivered() rejects when WhatsApp refused it", async () => {
    const { update, handle } = await sent();
    await update("ERROR");
    await expect(handle.delivered()).rejects.toMatchObject({ code: "SEND_FAILED", outcome: "refused" });
  });

  it("delivered() reads the gateway's record before its time is over, and ends with the time or the signal", async () => {
    const kit = await sent({ attached: false });
    const delivered = kit.handle.delivered({ timeoutMs: 5_000 });
    await kit.advance(6_000);
    expect(await delivered).toMatchObject({ status: "DELIVERY_ACK" });
    const read = kit.handle.read({ timeoutMs: 5_000 }).catch((error: unknown) => error);
    await kit.advance(6_000);
    expect(await read).toMatchObject({ code: "TIMEOUT" });
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(kit.handle.read({ signal })).rejects.toMatchObject({ code: "ABORTED" });
  });

  it("closing the outbox ends the waiting", async () => {
    const { outbox, text, gateway, advance } = await setUp();
    gateway.faults.add({ kind: "status", status: 500, route: "sendText", message: "Connection Closed" });
    const { sent } = await outbox.sendText(text("hello"));
    const failed = sent.catch((error: unknown) => error);
    await advance(250);
    await outbox.close({ timeoutMs: 0 });
    expect(await failed).toMatchObject({ code: "ABORTED" });
  });
});

describe("stuck", () => {
  it("is told when nobody took the message by its deadline, and the gateway's record says so too", async () => {
    const kit = await setUp({ attached: true, stuckAfterMs: 10_000 });
    kit.gateway.faults.add({ kind: "pending", route: "sendText", times: 1 });
    const handle = await kit.outbox.sendText(kit.text("hello"));
    await kit.outbox.sendText(kit.text("world"));
    await kit.advance(9_000);
    expect(kit.told()).not.toContain("stuck");
    await kit.advance(2_000);
    const stuck = kit.events.filter(({ name }) => name === "stuck");
    expect(stuck).toMatchObject([{ event: { jobId: handle.id, chat: "5511999990001@s.whatsapp.net" } }]);
    // The events of "world" were not posted here: its status was read from the gateway.
    expect(kit.told().filter((name) => name === "status").length).toBeGreaterThan(0);
  });

  it("is not asked about groups, which have no receipts, nor without a webhook", async () => {
    const kit = await setUp({ stuckAfterMs: 1_000 });
    kit.gateway.faults.add({ kind: "pending", route: "sendText" });
    await kit.outbox.sendText(kit.text("hello"));
    await kit.advance(5_000);
    expect(kit.told()).toEqual(["sent"]);
  });
});

describe("owns", () => {
  const key = { remoteJid: "5511999990001@s.whatsapp.net", fromMe: true, id: "" };

  it("knows our messages by their ids, and what a person typed by neither id nor words", async () => {
    const { outbox, keyId } = await sent();
    expect(await outbox.owns({ instanceName: "shop", key: { ...key, id: keyId } })).toBe(true);
    expect(await outbox.owns({ instanceName: "other", key: { ...key, id: keyId } })).toBe(false);
    expect(
      await outbox.owns({
        instanceName: "shop",
        key: { ...key, id: "3EB0PERSON" },
        message: { conversation: "hello" },
      }),
    ).toBe(false);
  });

  it("knows an echo that overtakes the answer by what it says", async () => {
    const kit = await setUp();
    kit.gateway.faults.add({ kind: "delay", delayMs: 2_000, route: "sendText" });
    await kit.outbox.sendText(kit.text("hello"));
    await kit.advance(250);
    const echo = (words: string) =>
      kit.outbox.owns({ instanceName: "shop", key: { ...key, id: "3EB0ECHO" }, message: { conversation: words } });
    expect(await echo("hello")).toBe(true);
    expect(await echo("something else")).toBe(false);
    await kit.advance(3_000);
    expect(await echo("hello")).toBe(false);
  });
});
