import { describe, expect, it } from "vitest";
import { startGateway } from "../support/fake-gateway.js";

const statesOf = (updates: readonly Record<string, unknown>[]) => updates.map(({ state }) => state);

it("shows a new QR code every 45 s until one is scanned", async () => {
  const { gateway, client, events } = await startGateway({ clock: "virtual", shop: { state: "close" } });
  const { code, count } = (await client.instances.connect("shop")) as { code: string; count: number };
  await gateway.clock.advance(90_000);
  const shown = (await events("qrcode.updated")).map(({ qrcode }) => (qrcode as { code: string }).code);
  expect(shown[0]).toBe(code);
  expect(new Set(shown).size).toBe(3);
  expect(gateway.instance("shop").qr?.count).toBe(count + 2);
  gateway.pair("shop");
  await gateway.clock.advance(10 * 60_000);
  expect(await events("qrcode.updated")).toHaveLength(3);
  expect(statesOf(await events("connection.update"))).toEqual(["connecting", "open"]);
});

it("shows the same code to whoever asks again", async () => {
  const { gateway, client } = await startGateway({ clock: "virtual", shop: { state: "close" } });
  const first = await client.instances.connect("shop", { number: "5511999990001" });
  await gateway.clock.advance(10_000);
  expect(await client.instances.connect("shop")).toEqual(first);
  await gateway.clock.advance(40_000);
  expect(await client.instances.connect("shop")).not.toEqual(first);
});

it("gives up after thirty codes that nobody scanned", async () => {
  const { gateway, client, events } = await startGateway({ clock: "virtual", shop: { state: "close" } });
  await client.instances.connect("shop", { number: "5511999990001" });
  await gateway.clock.advance(60 * 60_000);
  const codes = await events("qrcode.updated");
  expect(codes).toHaveLength(31);
  expect(codes.at(-1)).toEqual({ message: "QR code limit reached, please login again", statusCode: 500 });
  expect(statesOf(await events("connection.update"))).toEqual(["connecting", "refused"]);
  const pairing = codes.slice(0, 30).map(({ qrcode }) => (qrcode as { pairingCode: string }).pairingCode);
  expect(new Set(pairing).size).toBe(30);
});

it("a lost connection is seen as connecting; what came meanwhile is posted with the time it was written", async () => {
  const { gateway, client, maria, events } = await startGateway({ clock: "virtual" });
  gateway.loseConnection("shop");
  const writtenAt = gateway.clock.now();
  maria.send("are you there?");
  await gateway.clock.advance(3_600_000);
  expect(await events("messages.upsert")).toEqual([]);
  await expect(client.instance("shop").messages.sendText({ number: maria.number, text: "x" })).rejects.toMatchObject({
    name: "InstanceNotConnectedError",
  });
  gateway.reconnect("shop");
  expect(await events("messages.upsert")).toMatchObject([{ messageTimestamp: writtenAt / 1_000 }]);
  expect(statesOf(await events("connection.update"))).toEqual(["connecting", "open"]);
});

it("nothing is posted while the connection is lost: reads, the own phone, and other instances wait too", async () => {
  const { gateway, client, maria, shop, events, posted } = await startGateway();
  gateway.addInstance({ name: "other" });
  await shop.messages.sendText({ number: maria.number, text: "Hello" });
  gateway.loseConnection("shop");
  await events("connection.update");
  const before = posted.length;
  maria.read();
  const own = maria.answerFromOwnPhone("I will take over", { from: "shop" });
  const { ownNumber } = gateway.instance("shop");
  const sent = await client.instance("other").messages.sendText({ number: ownNumber, text: "from the other" });
  await gateway.settled();
  expect(posted).toHaveLength(before);
  gateway.reconnect("shop");
  const messages = await events("messages.upsert");
  expect(messages.map(({ key }) => (key as { id: string }).id).sort()).toEqual([own.id, sent.key.id].sort());
  expect(await events("messages.update")).toContainEqual(expect.objectContaining({ status: "READ" }));
});

it("a deleted instance shows no more codes, and whoever listens is told", async () => {
  const { gateway, client, events } = await startGateway({ clock: "virtual", shop: { state: "close" } });
  const states: string[] = [];
  gateway.on("instance", ({ instance }) => void states.push(instance.state));
  await client.instances.connect("shop");
  await client.instances.delete("shop");
  await gateway.clock.advance(10 * 60_000);
  expect(await events("qrcode.updated")).toHaveLength(1);
  expect(states.at(-1)).toBe("close");
});

it("a phone that is unlinked closes its instance for good", async () => {
  const { gateway, client, events } = await startGateway();
  gateway.disconnect("shop");
  expect(await client.instances.connectionState("shop")).toMatchObject({ instance: { state: "close" } });
  expect(await events("logout.instance")).toEqual([null]);
  expect(await events("status.instance")).toMatchObject([{ status: "closed", disconnectionReasonCode: 401 }]);
  expect(statesOf(await events("connection.update"))).toEqual(["close"]);
});

it("tells what happens in it to whoever listens, without keys", async () => {
  const { gateway, client, shop, maria } = await startGateway();
  const calls: unknown[] = [];
  const stop = gateway.on("request", (call) => calls.push(call));
  gateway.on("delivery", (attempt) => calls.push(attempt));
  await client.instances.create({ instanceName: "second", integration: "EVOLUTION", token: "a-token-of-its-own" });
  const { key } = await shop.messages.sendText({ number: maria.number, text: "Olá" });
  await gateway.settled();
  expect(calls).toContainEqual(
    expect.objectContaining({
      route: "sendText",
      instance: "shop",
      status: 201,
      responseBody: expect.objectContaining({ key }),
    }),
  );
  expect(calls).toContainEqual(expect.objectContaining({ event: "send.message", status: 200, attempt: 1 }));
  const told = JSON.stringify(calls);
  expect(told).not.toContain("a-token-of-its-own");
  expect(told).not.toContain(gateway.apiKey);
  expect(told).not.toContain(gateway.instance("shop").token);
  stop();
  const before = calls.length;
  await client.server.info();
  expect(calls).toHaveLength(before);
});

it("does not fail with a listener that throws", async () => {
  const { gateway, shop, maria } = await startGateway();
  const thrown: unknown[] = [];
  const onError = (error: unknown) => thrown.push(error);
  process.once("uncaughtException", onError);
  gateway.on("message", () => {
    throw new Error("the listener's own");
  });
  await shop.messages.sendText({ number: maria.number, text: "Olá" });
  await gateway.settled();
  process.off("uncaughtException", onError);
  expect(maria.inbox).toHaveLength(1);
  expect(thrown).toMatchObject([{ message: "the listener's own" }]);
});

it("takes the number it was given for its own", async () => {
  const { gateway, client } = await startGateway({ shop: { number: "+55 11 97777-0000" } });
  expect((await client.instances.fetchInstances())[0]?.ownerJid).toBe("5511977770000@s.whatsapp.net");
  await gateway.close();
  expect(gateway.url).toMatch(/^http:/);
});

it("what was written to an unlinked phone is not there for the one that is linked next", async () => {
  const { gateway, maria, events } = await startGateway();
  gateway.loseConnection("shop");
  maria.send("to the old one");
  gateway.disconnect("shop");
  maria.send("to nobody");
  gateway.pair("shop");
  maria.send("to the new one");
  expect(await events("messages.upsert")).toMatchObject([{ message: { conversation: "to the new one" } }]);
});

describe("a restart", () => {
  it("cuts off the calls under way: what they were to do is not done", async () => {
    const { gateway, client, maria } = await startGateway({ clock: "virtual" });
    const send = client.instance("shop").messages.sendText({ number: maria.number, text: "Olá", delay: 10_000 });
    const outcome = send.catch((error: unknown) => error);
    const states: string[] = [];
    await new Promise<void>((resolve) => {
      gateway.on("typing", ({ state }) => {
        states.push(state);
        resolve();
      });
    });
    await gateway.restart();
    expect(await outcome).toMatchObject({ name: "ConnectionError", delivery: "unknown" });
    await gateway.clock.advance(20_000);
    expect(maria.inbox).toEqual([]);
    expect(states).toEqual(["composing", "paused"]);
  });

  it("cuts off what a fault makes late, which then spoils nothing any more", async () => {
    const { gateway, shop, maria } = await startGateway({ clock: "virtual" });
    gateway.faults.add({ kind: "delay", delayMs: 10_000, times: 1 });
    gateway.faults.add({ kind: "drop", when: "after", times: 1 });
    const outcome = shop.messages.sendText({ number: maria.number, text: "Olá" }).catch((error: unknown) => error);
    await maria.waitFor("Olá");
    await gateway.clock.advance(1);
    await gateway.restart();
    expect(await outcome).toMatchObject({ name: "ConnectionError" });
    expect(gateway.faults.list()).toMatchObject([{ kind: "drop" }]);
  });

  it("forgets rows that were not stored yet", async () => {
    const { gateway, shop, maria } = await startGateway({ clock: "virtual" });
    gateway.faults.add({ kind: "row", row: "late", times: 1 });
    await shop.messages.sendText({ number: maria.number, text: "Olá" });
    await gateway.restart();
    await gateway.clock.advance(60_000);
    expect((await shop.chats.findMessages({})).messages.total).toBe(0);
  });

  it("forgets whose typing it was told", async () => {
    const { gateway, shop, maria, events } = await startGateway();
    const { number } = maria;
    await shop.chats.sendPresence({ number, presence: "composing", delay: 0 });
    maria.type();
    expect(await events("presence.update")).toHaveLength(1);
    await gateway.restart();
    maria.type();
    expect(await events("presence.update")).toHaveLength(1);
  });

  it("brings back a connection that was lost, and leaves an unlinked one closed", async () => {
    const { gateway, maria, events } = await startGateway();
    gateway.addInstance({ name: "other" });
    gateway.disconnect("other");
    gateway.loseConnection("shop");
    maria.send("are you there?", { to: "shop" });
    await gateway.restart();
    expect(gateway.instances.map(({ state }) => state)).toEqual(["open", "close"]);
    expect(await events("messages.upsert")).toHaveLength(1);
  });
});
