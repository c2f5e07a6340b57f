import Keyv from "keyv";
import { describe, expect, it, vi } from "vitest";
import { createWebhook, type ReceiveResult, type WebhookError, type WebhookOptions } from "../../src/webhooks/index.js";
import { envelope, messageUpdate, upsert } from "../fixtures/webhooks.js";
import { manualClock } from "../support/manual-clock.js";
import { settle } from "../support/virtual-clock.js";

function setup(options: Partial<WebhookOptions> = {}) {
  const clock = manualClock();
  const webhook = createWebhook({ auth: "none", clock, ...options });
  const errors: WebhookError[] = [];
  webhook.onError((error) => errors.push(error));
  const post = (body: unknown = upsert()) => webhook.receive({ headers: {}, body });
  return { webhook, clock, errors, post };
}
const statuses = (results: readonly ReceiveResult[]) => [...new Set(results.map(({ status }) => status))];
const copies = (count: number, post: () => Promise<ReceiveResult>) => Promise.all(Array.from({ length: count }, post));

const failing = (broken: { get?: Error; set?: Error | false }) => {
  const seen = new Map<string, unknown>();
  const store = {
    throwOnErrors: true,
    get: async (key: string) => (broken.get ? Promise.reject(broken.get) : seen.get(key)),
    set: async (key: string, value: unknown) => {
      if (broken.set instanceof Error) throw broken.set;
      if (broken.set !== false) seen.set(key, value);
      return broken.set !== false;
    },
  };
  return { store, broken };
};

describe.each<[string, () => WebhookOptions["dedupe"]]>([
  ["in memory", () => undefined],
  ["in a Keyv", () => ({ keyv: new Keyv({ throwOnErrors: true }) })],
])("%s", (_where, dedupe) => {
  it.each([
    ["at once", () => {}],
    ["in their time", () => settle()],
  ])("runs the handlers once for 50 concurrent copies, when they are done %s", async (_how, handler) => {
    const { webhook, post } = setup({ dedupe: dedupe() });
    const [byName, byKind] = [vi.fn(handler), vi.fn(handler)];
    webhook.on("messages.upsert", byName);
    webhook.onMessage("text", byKind);
    const results = await copies(50, post);
    expect([byName.mock.calls.length, byKind.mock.calls.length]).toEqual([1, 1]);
    expect(statuses(results)).toEqual([200]);
    expect(results.filter(({ duplicate }) => duplicate)).toHaveLength(49);
    expect(results.every(({ event }) => event?.event === "messages.upsert")).toBe(true);
  });

  it("answers all copies 503 when the handler fails, tells it once, and runs all handlers for the next", async () => {
    const { webhook, post, errors } = setup({ dedupe: dedupe() });
    const other = vi.fn();
    let runs = 0;
    webhook.on("messages.upsert", other);
    webhook.on("messages.upsert", async () => {
      await settle();
      if (runs++ === 0) throw new Error("database is down");
    });
    expect(statuses(await copies(50, post))).toEqual([503]);
    expect([runs, errors.length]).toEqual([1, 1]);
    expect(statuses(await copies(50, post))).toEqual([200]);
    expect([runs, other.mock.calls.length]).toEqual([2, 2]);
    expect(await post()).toMatchObject({ status: 200, duplicate: true });
  });

  it("makes a copy wait until the first is done", async () => {
    const { webhook, post } = setup({ dedupe: dedupe() });
    let finish = () => {};
    webhook.on("*", () => new Promise<void>((resolve) => (finish = resolve)));
    const answered: string[] = [];
    const both = [post().then(() => answered.push("first")), post().then(() => answered.push("copy"))];
    await settle();
    expect(answered).toEqual([]);
    finish();
    await Promise.all(both);
    expect(answered).toEqual(["first", "copy"]);
  });

  it("knows an event again for its time, and through `handle` too", async () => {
    const { webhook, post, clock } = setup({ dedupe: { ...dedupe(), ttlMs: 1_000 } });
    const handler = vi.fn();
    webhook.on("*", handler);
    await post();
    expect(await webhook.handle(upsert({ key: { remoteJid: "190000000000001@lid" } }))).toMatchObject({
      status: 200,
      duplicate: true,
    });
    clock.advance(999);
    await post();
    expect(handler).toHaveBeenCalledOnce();
    clock.advance(1);
    expect(await post()).not.toHaveProperty("duplicate");
    expect(handler).toHaveBeenCalledTimes(2);
  });
});

it("holds back nothing that happened twice: somebody who types again, the next status, an event without a time", async () => {
  const { webhook, post } = setup();
  const handler = vi.fn();
  webhook.on("*", handler);
  const typing = (at?: string) => ({
    ...envelope("presence.update", { id: "5511999990001@s.whatsapp.net", presences: {} }),
    date_time: at,
  });
  await post(typing("2026-01-01T00:00:00.000Z"));
  await post(typing("2026-01-01T00:00:02.000Z"));
  await post({ ...messageUpdate, data: { ...(messageUpdate.data as object), status: "DELIVERY_ACK" } });
  await post(messageUpdate);
  await post(typing());
  await post(typing());
  expect(handler).toHaveBeenCalledTimes(6);
});

it("remembers 24 hours and at most `maxKeys`, the newest", async () => {
  const { webhook, post, clock } = setup({ dedupe: { maxKeys: 2 } });
  const ids: string[] = [];
  webhook.onMessage("*", ({ id }) => ids.push(id));
  for (const id of ["a", "b", "c", "c", "b", "a"]) await post(upsert({ key: { id } }));
  expect(ids).toEqual(["a", "b", "c", "a"]);
  clock.advance(24 * 60 * 60_000 - 1);
  await post(upsert({ key: { id: "a" } }));
  expect(ids).toHaveLength(4);
  clock.advance(1);
  await post(upsert({ key: { id: "a" } }));
  expect(ids).toHaveLength(5);
});

it("forgets no message because of a flood of other events", async () => {
  const { webhook, post } = setup({ dedupe: { maxKeys: 2 } });
  const handler = vi.fn();
  webhook.on("messages.upsert", handler);
  await post();
  for (let second = 10; second < 60; second++) {
    const pushed = { instance: "shop", state: "connecting", statusReason: 200, text: "x".repeat(second * 5) };
    const event = { ...envelope("connection.update", pushed), date_time: `2026-01-01T00:00:${second}.000Z` };
    expect([(await post(event)).duplicate, (await post(event)).duplicate]).toEqual([undefined, true]);
  }
  expect(await post()).toMatchObject({ duplicate: true });
  expect(handler).toHaveBeenCalledOnce();
});

it("`false` runs the handlers for every copy", async () => {
  const { webhook, post } = setup({ dedupe: false });
  const handler = vi.fn();
  webhook.on("*", handler);
  expect((await copies(3, post)).some(({ duplicate }) => duplicate)).toBe(false);
  expect(handler).toHaveBeenCalledTimes(3);
});

it("does not remember a request that was refused", async () => {
  let isOpen = false;
  const { webhook, post } = setup({ auth: () => isOpen });
  const handler = vi.fn();
  webhook.on("*", handler);
  expect((await post()).status).toBe(401);
  isOpen = true;
  expect(await post()).toMatchObject({ status: 200 });
  expect(handler).toHaveBeenCalledOnce();
});

describe("a Keyv", () => {
  it("shares what is known over restarts and processes", async () => {
    const keyv = new Keyv({ throwOnErrors: true });
    const handler = vi.fn();
    for (let process = 0; process < 2; process++) {
      const { webhook, post } = setup({ dedupe: { keyv } });
      webhook.on("*", handler);
      await post();
    }
    expect(handler).toHaveBeenCalledOnce();
  });

  it("that cannot be read: 503 before any handler, and the event is not lost", async () => {
    const { store, broken } = failing({ get: new Error("connection refused") });
    const { webhook, post, errors } = setup({ dedupe: { keyv: store } });
    const handler = vi.fn();
    webhook.on("*", handler);
    const results = await copies(3, post);
    expect(statuses(results)).toEqual([503]);
    expect(results.every(({ event }) => event?.instance === "shop")).toBe(true);
    expect(handler).not.toHaveBeenCalled();
    expect(errors.map(({ message }) => message)).toEqual([
      "The store of known events failed: connection refused. The gateway will deliver this one again.",
    ]);
    delete broken.get;
    expect(await post()).toMatchObject({ status: 200 });
    expect(handler).toHaveBeenCalledOnce();
  });

  it.each([new Error("disk full"), false as const])(
    "that cannot be written (%s): 503, and all runs again",
    async (set) => {
      const { store, broken } = failing({ set });
      const { webhook, post } = setup({ dedupe: { keyv: store } });
      const handler = vi.fn();
      webhook.on("*", handler);
      expect((await post()).status).toBe(503);
      delete broken.set;
      expect([(await post()).status, (await post()).duplicate]).toEqual([200, true]);
      expect(handler).toHaveBeenCalledTimes(2);
    },
  );
});

it.each<[unknown, RegExp]>([
  [
    { keyv: new Keyv() },
    /^Expected `dedupe.keyv` to be a Keyv that throws when its store is down.*throwOnErrors: true/,
  ],
  [{ keyv: new Map() }, /^Expected `dedupe.keyv` to be a Keyv/],
  [{ keyv: new Keyv({ throwOnErrors: true }), maxKeys: 5 }, /^Expected `dedupe.maxKeys` to be left out beside a keyv/],
  [{ ttlMs: 0 }, /^Expected `dedupe.ttlMs` to be milliseconds above 0, got 0/],
  [{ ttlMs: Number.NaN }, /^Expected `dedupe.ttlMs`/],
  [{ maxKeys: 1.5 }, /^Expected `dedupe.maxKeys` to be a whole number above 0, got 1.5/],
  [{ store: {} }, /^Expected `dedupe` to be false, or an object with ttlMs, maxKeys or keyv, got object/],
  [true, /^Expected `dedupe` to be false, or an object/],
])("refuses the option %j", (dedupe, message) => {
  expect(() => createWebhook({ auth: "none", dedupe: dedupe as never })).toThrow(message);
});
