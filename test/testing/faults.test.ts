import { describe, expect, it } from "vitest";
import { type Fault, Faults } from "../../src/testing/faults.js";
import { startGateway } from "../support/fake-gateway.js";

const caught = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);
const text = { number: "5511999990001", text: "Olá" };

describe("a call", () => {
  it("is refused before anything happens, as often as it was asked for", async () => {
    const { gateway, shop, maria } = await startGateway();
    gateway.faults.add({ kind: "status", route: "sendText", status: 429, retryAfterSeconds: 7, times: 2 });
    expect(await caught(shop.messages.sendText(text))).toMatchObject({ name: "RateLimitError", retryAfterMs: 7_000 });
    expect((await shop.chats.findMessages({})).messages.total).toBe(0);
    await caught(shop.messages.sendText(text));
    await shop.messages.sendText(text);
    expect(maria.inbox).toHaveLength(1);
    expect(gateway.faults.list()).toEqual([]);
  });

  it("meets a server without a licence", async () => {
    const { gateway, shop } = await startGateway({ version: "2.4.0-rc2" });
    const remove = gateway.faults.add({ kind: "license" });
    expect(await caught(shop.messages.sendText(text))).toMatchObject({
      name: "LicenseRequiredError",
      delivery: "not-sent",
    });
    remove();
    await shop.messages.sendText(text);
  });

  it.each([
    ["before", 0],
    ["after", 1],
  ] as const)("is cut off %s its effect", async (when, arrived) => {
    const { gateway, shop, maria } = await startGateway();
    gateway.faults.add({ kind: "drop", when, route: "sendText" });
    expect(await caught(shop.messages.sendText(text))).toMatchObject({ name: "ConnectionError", delivery: "unknown" });
    expect(maria.inbox).toHaveLength(arrived);
  });

  it("fails after the message went out", async () => {
    const { gateway, shop, maria } = await startGateway();
    gateway.faults.add({ kind: "error-after", route: "sendText", times: 1 });
    const error = await caught(shop.messages.sendText(text));
    expect(error).toMatchObject({ status: 400, delivery: "unknown" });
    expect(error).toMatchObject({ body: { response: { message: ["Error: Connection Closed"] } } });
    expect(maria.inbox).toHaveLength(1);
    gateway.faults.add({ kind: "error-after", route: "sendText", times: 1 });
    expect(await caught(shop.messages.sendText({ ...text, number: "5511999990404" }))).toMatchObject({
      name: "RecipientNotFoundError",
    });
  });

  it.each([
    ["before", 0],
    ["after", 1],
  ] as const)("is answered late: waits %s the effect", async (when, arrived) => {
    const { gateway, shop, maria } = await startGateway({ clock: "virtual" });
    gateway.faults.add({ kind: "delay", delayMs: 60_000, when, route: "sendText" });
    const sending = shop.messages.sendText(text);
    await gateway.clock.advance(59_999);
    expect(maria.inbox).toHaveLength(arrived);
    await gateway.clock.advance(1);
    await sending;
    expect(maria.inbox).toHaveLength(1);
  });
});

describe("faults of one call", () => {
  it("strike each at its own time: late and refused, late and cut off", async () => {
    const { gateway, shop, maria } = await startGateway({ clock: "virtual" });
    gateway.faults.add({ kind: "delay", delayMs: 1_000, when: "before" });
    gateway.faults.add({ kind: "status", status: 503, times: 1 });
    const took = async () => {
      const began = gateway.clock.now();
      const call = caught(shop.messages.sendText(text));
      let isOver = false;
      call.then(() => {
        isOver = true;
      });
      while (!isOver) await gateway.clock.advance(500);
      return { outcome: await call, ms: gateway.clock.now() - began };
    };
    expect(await took()).toMatchObject({ outcome: { status: 503 }, ms: 1_000 });
    expect(maria.inbox).toEqual([]);
    gateway.faults.add({ kind: "delay", delayMs: 2_000, times: 1 });
    gateway.faults.add({ kind: "drop", when: "after", times: 1 });
    expect(await took()).toMatchObject({ outcome: { name: "ConnectionError" }, ms: 3_000 });
    expect(maria.inbox).toHaveLength(1);
  });

  it("wait for a call that they can spoil: an error after the effect, for one that had none", async () => {
    const { gateway, shop, maria } = await startGateway();
    gateway.faults.add({ kind: "error-after", route: "sendText", times: 1 });
    await caught(shop.messages.sendText({ ...text, number: "5511999990404" }));
    expect(gateway.faults.list()).toHaveLength(1);
    expect(await caught(shop.messages.sendText(text))).toMatchObject({ status: 400, delivery: "unknown" });
    expect(maria.inbox).toHaveLength(1);
  });
});

describe("a sent message", () => {
  it("is stored late, never, or under the LID; without a row no status is told", async () => {
    const { gateway, shop, maria, events } = await startGateway({ clock: "virtual" });
    const found = async () => (await shop.chats.findMessages({})).messages.records.map(({ key }) => key.remoteJid);
    gateway.faults.add({ kind: "row", row: "late", lateMs: 10_000, times: 1 });
    const { key } = await shop.messages.sendText(text);
    expect(await found()).toEqual([]);
    await gateway.clock.advance(10_000);
    expect(await found()).toEqual(["5511999990001@s.whatsapp.net"]);
    maria.read();
    expect(await events("messages.update")).toMatchObject([{ keyId: key.id, status: "READ" }]);
    gateway.faults.add({ kind: "row", row: "never", times: 1 });
    await shop.messages.sendText(text);
    gateway.faults.add({ kind: "row", row: "lid", times: 1 });
    await shop.messages.sendText(text);
    expect(await found()).toEqual([`${maria.lid}@lid`, "5511999990001@s.whatsapp.net"]);
    expect(maria.inbox).toHaveLength(3);
  });

  it("has no LID to be stored under on Business", async () => {
    const { gateway, shop } = await startGateway({ shop: { integration: "WHATSAPP-BUSINESS" } });
    gateway.faults.add({ kind: "row", row: "lid", times: 1 });
    await shop.messages.sendText(text);
    const [row] = (await shop.chats.findMessages({})).messages.records;
    expect(row?.key.remoteJid).toBe("5511999990001@s.whatsapp.net");
    expect(gateway.faults.list()).toHaveLength(1);
  });

  it("stays PENDING for ever", async () => {
    const { gateway, shop, maria, events } = await startGateway();
    gateway.faults.add({ kind: "pending", instance: "shop" });
    expect(await shop.messages.sendText(text)).toMatchObject({ status: "PENDING" });
    expect(await events("messages.update")).toEqual([]);
    expect(maria.inbox).toEqual([]);
  });
});

it("a message that WhatsApp refuses ends in ERROR", async () => {
  const { gateway, shop, maria, events } = await startGateway();
  gateway.faults.add({ kind: "refused", times: 1 });
  await shop.messages.sendText(text);
  expect(await events("messages.update")).toMatchObject([{ status: "ERROR" }]);
  expect(maria.inbox).toEqual([]);
});

describe("a delivery", () => {
  const only = (options: Parameters<typeof startGateway>[0] = {}) =>
    startGateway({ ...options, webhook: { events: ["MESSAGES_UPSERT"] } });
  const texts = (posted: readonly { readonly data: Record<string, unknown> }[]) =>
    posted.map(({ data }) => (data.message as { conversation: string }).conversation);

  it("comes twice", async () => {
    const { gateway, maria, posted } = await only();
    gateway.faults.add({ kind: "duplicate", copies: 2, times: 1 });
    maria.send("one");
    maria.send("two");
    await gateway.settled();
    expect(texts(posted).sort()).toEqual(["one", "one", "one", "two"]);
  });

  it("comes late", async () => {
    const { gateway, maria, posted } = await only({ clock: "virtual" });
    gateway.faults.add({ kind: "late", delayMs: 60_000, times: 1 });
    maria.send("one");
    maria.send("two");
    await gateway.clock.advance(60_000);
    expect(texts(posted)).toEqual(["two", "one"]);
  });

  it("comes in another order", async () => {
    const { gateway, maria, posted } = await only();
    gateway.faults.add({ kind: "reorder", count: 3, times: 1 });
    for (const each of ["one", "two", "three", "four"]) maria.send(each);
    await gateway.settled();
    expect(texts(posted).filter((each) => each !== "four")).toEqual(["three", "two", "one"]);
  });

  it("comes in another order only among those that the fault is for", async () => {
    const { gateway, maria, posted } = await startGateway();
    gateway.faults.add({ kind: "reorder", event: "messages.upsert", count: 3, times: 1 });
    gateway.faults.add({ kind: "reorder", event: "contacts.update", count: 3, times: 1 });
    for (const each of ["one", "two", "three", "four"]) maria.send(each);
    await gateway.settled();
    const messages = posted.filter(({ event }) => event === "messages.upsert");
    expect(texts(messages).filter((each) => each !== "four")).toEqual(["three", "two", "one"]);
    expect(posted).toHaveLength(12);
  });

  it("does not wait for ever for another one to come before", async () => {
    const { gateway, maria, posted } = await only({ clock: "virtual" });
    gateway.faults.add({ kind: "reorder" });
    maria.send("one");
    await gateway.clock.advance(1_000);
    expect(texts(posted)).toEqual(["one"]);
  });

  it("never comes", async () => {
    const { gateway, maria, posted } = await only();
    gateway.faults.add({ kind: "lose", event: "messages.upsert", times: 1 });
    maria.send("one");
    maria.send("two");
    await gateway.settled();
    expect(texts(posted)).toEqual(["two"]);
  });

  it("is lost with a restart, which also reconnects", async () => {
    const { gateway, maria, posted } = await startGateway({ clock: "virtual", statuses: [500] });
    maria.send("one");
    await gateway.clock.advance(0);
    const before = posted.length;
    await gateway.restart();
    await gateway.clock.advance(60 * 60_000);
    const after = posted.slice(before).map(({ event }) => event);
    expect(new Set(after)).toEqual(new Set(["connection.update"]));
  });

  it("is given up after 30 s without an answer, and tried again", async () => {
    const { gateway, maria, posted } = await only({ clock: "virtual", statuses: [undefined, 200] });
    maria.send("one");
    await gateway.clock.advance(40_000);
    expect(texts(posted)).toEqual(["one", "one"]);
    expect(gateway.deliveries.map(({ status }) => status)).toEqual([undefined, 200]);
  });

  it("carries a token that ran out", async () => {
    const { gateway, maria, headers } = await startGateway({
      webhook: { headers: { jwt_key: "k" } },
    });
    gateway.faults.add({ kind: "expired-jwt" });
    maria.send("one");
    await gateway.settled();
    const [, payload = ""] = String(headers[0]?.authorization).split(".");
    const { exp } = JSON.parse(Buffer.from(payload, "base64url").toString());
    expect(exp).toBeLessThan(gateway.clock.now() / 1_000);
  });

  it("names instance and event in headers from 2.4 on, but not to the global webhook", async () => {
    const other = await startGateway();
    const globalWebhook = other.gateway.instance("shop").webhook?.url ?? "";
    const { maria, gateway, headers } = await startGateway({ globalWebhook, version: "2.4.0-rc2" });
    maria.send("one");
    await gateway.settled();
    expect(headers[0]).toMatchObject({ "x-instance-name": "shop", "x-event-type": expect.any(String) });
    expect(other.headers.length).toBeGreaterThan(0);
    for (const each of other.headers) expect(each).not.toHaveProperty("x-instance-name");
  });

  it("goes to the global webhook too", async () => {
    const other = await startGateway();
    const globalWebhook = other.gateway.instance("shop").webhook?.url ?? "";
    const { maria, events, gateway } = await startGateway({ globalWebhook });
    maria.send("one");
    expect(await events("messages.upsert")).toHaveLength(1);
    expect(await other.events("messages.upsert")).toHaveLength(1);
    gateway.disconnect("shop");
    await gateway.settled();
    expect(await other.events("logout.instance")).toEqual([]);
  });
});

it("strikes with the same luck for the same seed", async () => {
  const struck = async (seed: number) => {
    const { gateway, shop } = await startGateway({ seed });
    gateway.faults.add({ kind: "status", status: 500, probability: 0.5 });
    const outcomes: boolean[] = [];
    for (let i = 0; i < 20; i++) {
      outcomes.push(
        await shop.messages.sendText(text).then(
          () => false,
          () => true,
        ),
      );
    }
    return outcomes;
  };
  const first = await struck(7);
  expect(first).toContain(true);
  expect(first).toContain(false);
  expect(await struck(7)).toEqual(first);
  expect(await struck(8)).not.toEqual(first);
});

it("strikes differently for seeds that are neighbours, from the first call on", () => {
  const seeds = Array.from({ length: 40 }, (_, seed) => seed);
  const strikesFirst = seeds.map((seed) => {
    const faults = new Faults(seed, () => {});
    faults.add({ kind: "lose", probability: 0.5 });
    return faults.strike(["lose"], {}) !== undefined;
  });
  const share = strikesFirst.filter(Boolean).length / seeds.length;
  expect(share).toBeGreaterThan(0.25);
  expect(share).toBeLessThan(0.75);
});

describe("a fault that could never strike as it is meant is refused", () => {
  const add = (fault: unknown) => () => new Faults(1, () => {}).add(fault as Fault);

  it.each([
    [{ kind: "licence" }, "Expected `kind` to be one of"],
    [{ kind: "constructor" }, "Expected `kind` to be one of"],
    [{ kind: "license", times: 0 }, "Expected `times`"],
    [{ kind: "license", times: Number.NaN }, "Expected `times`"],
    [{ kind: "license", probability: 1.1 }, "Expected `probability`"],
    [{ kind: "license", probability: Number.NaN }, "Expected `probability`"],
    [{ kind: "license", route: "sendTexts" }, "Expected `route`"],
    [{ kind: "status" }, "Expected `status`"],
    [{ kind: "status", status: 99 }, "whole number from 400 to 599, got 99 (number)"],
    [{ kind: "drop" }, "Expected `when`"],
    [{ kind: "delay", delayMs: Number.NaN }, "Expected `delayMs`"],
    [{ kind: "delay", delayMs: -1 }, "Expected `delayMs`"],
    [{ kind: "row", row: "lost" }, "Expected `row`"],
    [{ kind: "duplicate", copies: -1 }, "Expected `copies`"],
    [{ kind: "reorder", count: 0 }, "Expected `count`"],
    [{ kind: "lose", event: "MESSAGES_UPSERT" }, "dotted name"],
    [{ kind: "lose", route: "sendText" }, "has no `route`"],
    [{ kind: "status", status: 500, event: "messages.upsert" }, "has no `event`"],
    [{ kind: "late", delayMs: 5, delay: 5 }, "has no `delay`"],
  ])("%o", (fault, message) => {
    expect(add(fault)).toThrow(RangeError);
    expect(add(fault)).toThrow(message);
  });

  it.each([
    { kind: "delay", delayMs: 0, route: "*" },
    { kind: "license", route: "sendCarousel", times: Number.POSITIVE_INFINITY, instance: undefined },
    { kind: "lose", event: "an.event.of.tomorrow" },
  ])("%o is none of them", (fault) => {
    expect(add(fault)).not.toThrow();
  });

  it("by its type too", async () => {
    const { gateway } = await startGateway();
    // @ts-expect-error events have no route
    expect(() => gateway.faults.add({ kind: "lose", route: "sendText" })).toThrow();
    // @ts-expect-error calls have no event
    expect(() => gateway.faults.add({ kind: "license", event: "messages.upsert" })).toThrow();
  });
});
