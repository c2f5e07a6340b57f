import { describe, expect, it, onTestFinished } from "vitest";
import { isConnectionError, isInvalidArgumentError, isWebhookError } from "../../../src/index.js";
import { type WebsocketSourceOptions, websocketSource } from "../../../src/sources/websocket/index.js";
import { createWebhook } from "../../../src/webhooks/index.js";
import { connectionOpen, media, upsert } from "../../fixtures/webhooks.js";
import { collector } from "../../support/collector.js";
import { manualClock } from "../../support/manual-clock.js";
import { virtualClock } from "../../support/virtual-clock.js";
import { websocketGateway } from "../../support/websocket-gateway.js";

type Options = Partial<WebsocketSourceOptions> & Pick<WebsocketSourceOptions, "handle" | "baseUrl">;

/** A source that hears everything; it is stopped at the end of the test. */
function source(options: Options) {
  const errors = collector<Error>();
  const lines = collector<string>();
  const made = websocketSource({
    apiKey: "key-of-the-test",
    ...(options.instance === undefined && { global: true as const }),
    onError: errors.add,
    logger: { info: lines.add, warn: lines.add, error: lines.add, debug: lines.add },
    random: () => 1,
    ...options,
  });
  onTestFinished(() => made.stop());
  return { ...made, errors, lines };
}

describe("events from the gateway's WebSocket", () => {
  it("of all instances reach the webhook, with the key in a header and not in the address", async () => {
    const gateway = await websocketGateway();
    const webhook = createWebhook({ auth: "none" });
    const events = collector<string>();
    webhook.on("*", ({ event, instance }) => events.add(`${instance}: ${event}`));
    await source({ baseUrl: gateway.url, handle: webhook.handle }).start();
    gateway.emitGlobal("connection.update", connectionOpen);
    gateway.emitGlobal("groups.update", { ...connectionOpen, event: "groups.update", instance: "other", data: [] });
    await events.reached(2);
    expect(events.items).toEqual(["shop: connection.update", "other: groups.update"]);
    for (const { header, url } of gateway.seen) {
      expect(header).toBe("key-of-the-test");
      expect(url).not.toContain("key-of-the-test");
    }
  });

  it("of one instance: its namespace is waited for until the gateway has made it", async () => {
    const gateway = await websocketGateway();
    const clock = virtualClock();
    const events = collector<unknown>();
    const handle = async (body: unknown) => {
      events.add(body);
      return { status: 200 };
    };
    const { start, errors } = source({ baseUrl: gateway.url, instance: "shop", handle, clock });
    const started = start();
    await errors.reached(1);
    expect(errors.items[0]?.message).toMatch(/Invalid namespace\. The gateway makes \/shop with the first event/);
    gateway.emit("shop", "connection.update", connectionOpen); // Nobody can hear this one.
    expect(clock.sleepers()).toEqual([1_000]);
    await clock.advance(1_000);
    await started;
    gateway.emit("shop", "messages.upsert", upsert());
    gateway.emit("other", "messages.upsert", upsert());
    await events.reached(1);
    expect(events.items).toEqual([upsert()]);
  });

  it("with bytes are the same messages as those of a webhook", async () => {
    const gateway = await websocketGateway();
    const webhook = createWebhook({ auth: "none" });
    const images = collector<unknown>();
    webhook.onMessage("image", ({ media, raw }) => images.add({ media, raw }));
    await source({ baseUrl: gateway.url, handle: webhook.handle }).start();
    const image = {
      ...media,
      mimetype: "image/png",
      mediaKey: Buffer.from([165, 225]),
      jpegThumbnail: Buffer.alloc(3),
    };
    const quoted = { contextInfo: { mentionedJid: [], list: [Buffer.from("a")] } };
    gateway.emitGlobal("messages.upsert", upsert({ message: { imageMessage: { ...image, ...quoted } } }));
    await images.reached(1);
    expect(images.items[0]).toMatchObject({ media: { mimeType: "image/png", size: 51234 } });
    expect(JSON.stringify(images.items[0])).toContain('"mediaKey":"peE="');
    expect(JSON.stringify(images.items[0])).toContain('"list":["YQ=="]');
    expect(JSON.stringify(images.items[0])).not.toContain("Buffer");
  });

  it("that are not handled are tried a few times with growing waits, then lost with a word", async () => {
    const gateway = await websocketGateway();
    const clock = manualClock();
    const calls = collector<unknown>();
    const handle = async (body: unknown) => {
      calls.add(body);
      if (calls.items.length === 2) throw new Error("the database is away");
      return { status: calls.items.length === 8 ? 200 : 503 };
    };
    const { start, stop, errors } = source({ baseUrl: gateway.url, handle, clock });
    await start();
    gateway.emitGlobal("messages.upsert", upsert());
    await errors.reached(1);
    expect(clock.slept).toEqual([1_000, 2_000, 4_000, 8_000]);
    expect(isWebhookError(errors.items[0]) && errors.items[0].status).toBe(503);
    expect(errors.items[0]?.message).toBe("An event was lost after 5 attempts (messages.upsert): it was answered 503");
    gateway.emitGlobal("messages.upsert", upsert());
    await calls.reached(8);
    await stop();
    expect(errors.items).toHaveLength(1);
  });

  it("that can never be read are told to onError at once; raw stanzas are left out", async () => {
    const gateway = await websocketGateway();
    const { start, errors, lines } = source({
      baseUrl: gateway.url,
      handle: createWebhook({ auth: "none" }).handle,
    });
    await start();
    gateway.emitGlobal("call", { event: "CB:call", packet: {} });
    gateway.emitGlobal("call", { no: "event" });
    gateway.emitGlobal("call", undefined);
    await errors.reached(2);
    expect(errors.items.map((error) => isWebhookError(error) && error.status)).toEqual([422, 422]);
    expect(errors.items[0]?.message).toMatch(/^An event was refused for good \(call\): event: expected string/);
    expect(lines.items).toContain("WebSocket: a raw stanza was left out event=call");
  });

  it("are all handled when many come at once and each is handled at once", async () => {
    const gateway = await websocketGateway();
    const seen = collector<unknown>();
    const handle = async (body: unknown) => {
      seen.add(body);
      return { status: 200 };
    };
    const { start, stop, errors } = source({ baseUrl: gateway.url, handle, maxWaiting: 10 });
    await start();
    for (let i = 0; i < 500; i++) gateway.emitGlobal("messages.upsert", upsert());
    await seen.reached(500);
    await stop();
    expect(errors.items).toEqual([]);
  });

  it("are lost rather than kept without end when too many wait", async () => {
    const gateway = await websocketGateway();
    const handle = async () => ({ status: 503 });
    const { start, stop, errors } = source({ baseUrl: gateway.url, handle, maxWaiting: 2, clock: virtualClock() });
    await start();
    for (let i = 0; i < 3; i++) gateway.emitGlobal("messages.upsert", upsert());
    await errors.reached(1);
    expect(errors.items[0]?.message).toMatch(/too many wait \(messages\.upsert\): 2 events/);
    await stop();
    expect(errors.items.slice(1).map(({ message }) => message)).toEqual(
      Array(2).fill(expect.stringMatching(/^An event was lost: the source stopped before its next attempt/)),
    );
  });

  it("come again after the server has ended the connection, and after a restart", async () => {
    const gateway = await websocketGateway();
    const events = collector<unknown>();
    const handle = async (body: unknown) => {
      events.add(body);
      return { status: 200 };
    };
    const clock = manualClock();
    const { start, lines } = source({ baseUrl: gateway.url, handle, clock });
    await start();
    const connected = () => lines.items.filter((line) => line.startsWith("WebSocket: connected")).length;
    gateway.kick();
    while (connected() < 2) await lines.reached(lines.items.length + 1);
    await gateway.close();
    const next = await websocketGateway({ port: gateway.port });
    while (connected() < 3) await lines.reached(lines.items.length + 1);
    next.emitGlobal("messages.upsert", upsert());
    await events.reached(1);
    expect(lines.items.some((line) => line.includes("was lost: "))).toBe(true);
  });
});

describe("websocketSource()", () => {
  it("waits for a gateway under a path of its own, and shows no key when it is refused", async () => {
    const gateway = await websocketGateway({ path: "/evo", apiKey: "another-key" });
    const handle = async () => ({ status: 200 });
    await source({ baseUrl: `${gateway.url}/`, apiKey: "another-key", handle }).start();
    const refused = source({ baseUrl: gateway.url, handle });
    const started = refused.start();
    await refused.errors.reached(1);
    expect(isConnectionError(refused.errors.items[0])).toBe(true);
    await refused.stop();
    await expect(started).rejects.toThrow("The source was stopped before it was connected.");
    expect(JSON.stringify([refused.errors.items, refused.lines.items])).not.toContain("key-of-the-test");
  });

  it("lets a running handler finish when it stops, also by its signal", async () => {
    const gateway = await websocketGateway();
    for (const end of ["stop", "signal"]) {
      const controller = new AbortController();
      let finish = () => {};
      const begun = collector<true>();
      const handle = () => {
        begun.add(true);
        return new Promise<{ status: number }>((resolve) => {
          finish = () => resolve({ status: 200 });
        });
      };
      const { start, stop, lines } = source({ baseUrl: gateway.url, handle, signal: controller.signal });
      await start();
      gateway.emitGlobal("messages.upsert", upsert());
      await begun.reached(1);
      if (end === "signal") controller.abort();
      const stopped = stop();
      expect(lines.items).not.toContain("WebSocket: stopped");
      finish();
      await stopped;
      expect(lines.items).toContain("WebSocket: stopped");
    }
  });

  it.each<[string, object, RegExp]>([
    ["no address", { apiKey: "k3y-secret", global: true }, /^Expected `baseUrl` to be the gateway's address/],
    ["another scheme", { baseUrl: "ws://evo", apiKey: "k3y-secret", global: true }, /^Expected `baseUrl`/],
    ["no key", { baseUrl: "http://evo", global: true }, /^Expected `apiKey`/],
    ["a key that is no text", { baseUrl: "http://evo", apiKey: ["k3y-secret"], global: true }, /^Expected `apiKey`/],
    ["neither instance nor global", { baseUrl: "http://evo", apiKey: "k3y-secret" }, /got neither/],
    ["both", { baseUrl: "http://evo", apiKey: "k3y-secret", global: true, instance: "shop" }, /got both/],
  ])("refuses %s, and shows no secret", (_what, options, message) => {
    try {
      websocketSource({ handle: async () => ({ status: 200 }), ...options } as unknown as WebsocketSourceOptions);
      expect.unreachable();
    } catch (error) {
      expect(isInvalidArgumentError(error)).toBe(true);
      expect((error as Error).message).toMatch(message);
      expect((error as Error).message).not.toContain("k3y-secret");
    }
  });
});
