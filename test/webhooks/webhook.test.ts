import { describe, expect, it, vi } from "vitest";
import {
  createWebhook,
  headerAuth,
  type Webhook,
  type WebhookError,
  type WebhookHandlerError,
  type WebhookOptions,
} from "../../src/webhooks/index.js";
import { connectionOpen, logout, upsert } from "../fixtures/webhooks.js";

const secret = "0123456789abcdef";
const headers = { "content-type": "application/json", "x-webhook-secret": secret };
/** Without de-duplication: most tests post one body again and again. */
const create = (options: Partial<WebhookOptions> = {}): Webhook & { errors: WebhookError[] } => {
  const auth = headerAuth({ name: "X-Webhook-Secret", value: secret });
  const webhook = createWebhook({ auth, dedupe: false, ...options });
  const errors: WebhookError[] = [];
  webhook.onError((error) => errors.push(error));
  return { ...webhook, errors };
};
const post = (webhook: Webhook, body: unknown = JSON.stringify(upsert())) => webhook.receive({ headers, body });

describe("receive", () => {
  it("answers 200 with the event, and calls who asked for it", async () => {
    const webhook = create();
    const seen: string[] = [];
    webhook.on("messages.upsert", (event) => seen.push(`event ${event.data.key.id}`));
    webhook.on("connection.update", () => seen.push("never"));
    webhook.on("*", (event) => seen.push(`all ${event.event}`));
    webhook.onMessage("text", (message) => seen.push(`text ${message.text} from ${message.sender.phone}`));
    webhook.onMessage("image", () => seen.push("never"));
    webhook.onMessage("*", (message) => seen.push(`any ${message.kind}`));
    expect(await post(webhook)).toMatchObject({ status: 200, event: { event: "messages.upsert" } });
    expect(seen).toEqual([
      "event AC000000000000000000000000000001",
      "all messages.upsert",
      "text oi from 5511999990001",
      "any text",
    ]);
  });

  it("takes bytes and decoded JSON as well", async () => {
    const webhook = create();
    expect(await post(webhook, new TextEncoder().encode(JSON.stringify(upsert())))).toMatchObject({ status: 200 });
    expect(await post(webhook, upsert())).toMatchObject({ status: 200 });
    expect(await webhook.receive({ headers: new Headers(headers), body: upsert() })).toMatchObject({ status: 200 });
  });

  it("shows unknown events to `*` only", async () => {
    const webhook = create();
    const seen = vi.fn();
    webhook.on("*", seen);
    expect(await post(webhook, logout)).toMatchObject({ status: 200 });
    expect(seen).toHaveBeenCalledWith(expect.objectContaining({ event: "logout.instance", data: null }));
  });

  it.each<[string, unknown, number, RegExp]>([
    ["malformed JSON", "{", 400, /JSON/],
    ["an empty body", "", 503, /got nothing/],
    ["a body that is still to be read", new ReadableStream(), 503, /got none/],
    ["a packed text", "\u001f\u008b", 415, /got gzip/],
    ["a body that is no event", "[]", 422, /got array/],
    ["an event in a form nobody knows", { ...upsert(), data: null }, 503, /^data: expected object, got null/],
    ["null", null, 503, /got none/],
  ])("answers %s with its own status and tells onError", async (_what, body, status, message) => {
    const webhook = create();
    expect(await post(webhook, body)).toMatchObject({ status, error: { message: expect.stringMatching(message) } });
    expect(webhook.errors).toHaveLength(1);
  });

  it("refuses another content type, and a body over the limit", async () => {
    const webhook = create({ bodyLimit: 10 });
    const form = await webhook.receive({ headers: { ...headers, "content-type": "text/plain" }, body: "{}" });
    expect(form).toMatchObject({
      status: 415,
      error: { message: 'Expected content-type application/json, got "text/plain".' },
    });
    expect(await post(webhook, "x".repeat(11))).toMatchObject({
      status: 413,
      error: { message: expect.stringContaining("bodyLimit") },
    });
    expect(await post(webhook, new Uint8Array(11))).toMatchObject({ status: 413 });
  });

  it("takes any spelling of JSON's type, and a text that begins with a byte order mark", async () => {
    const webhook = create();
    for (const type of ["Application/JSON", "application/json; charset=utf-8", "application/cloudevents+json"]) {
      expect(await webhook.receive({ headers: { ...headers, "content-type": type }, body: upsert() })).toMatchObject({
        status: 200,
      });
    }
    for (const type of ["text/plain; x=json", "application/x-www-form-urlencoded"]) {
      expect(await webhook.receive({ headers: { ...headers, "content-type": type }, body: upsert() })).toMatchObject({
        status: 415,
      });
    }
    expect(await post(webhook, `\ufeff${JSON.stringify(upsert())}`)).toMatchObject({ status: 200 });
  });

  it("counts bytes, not characters", async () => {
    const body = JSON.stringify(upsert({ message: { conversation: "é".repeat(600) } }));
    expect(await post(create({ bodyLimit: body.length + 100 }), body)).toMatchObject({ status: 413 });
    expect(await post(create({ bodyLimit: body.length + 600 }), body)).toMatchObject({ status: 200 });
  });

  it("runs `*` handlers once for an event that calls itself `*`", async () => {
    const webhook = create();
    const all = vi.fn();
    webhook.on("*", all);
    await post(webhook, { ...upsert(), event: "*" });
    expect(all).toHaveBeenCalledOnce();
  });

  it("does not read a body, nor call anybody, without the secret", async () => {
    const webhook = create();
    const seen = vi.fn();
    webhook.on("*", seen);
    for (const wrong of [
      {},
      { "x-webhook-secret": "" },
      { "x-webhook-secret": "0123456789abcdeg" },
      { "x-webhook-secret": `${secret}x` },
    ]) {
      expect(await webhook.receive({ headers: wrong, body: "{" })).toMatchObject({ status: 401 });
    }
    expect(seen).not.toHaveBeenCalled();
  });

  it("answers 503 when the check itself fails, so that nothing is lost by our trouble", async () => {
    const webhook = create({ auth: () => Promise.reject(new Error("key store is down")) });
    expect(await post(webhook)).toMatchObject({ status: 503, error: { cause: { message: "key store is down" } } });
  });

  it.each([undefined, null, 1, "yes"])("takes only `true` of a check for a yes, not %s", async (answer) => {
    const webhook = create({ auth: (() => answer) as unknown as () => boolean });
    expect(await post(webhook)).toMatchObject({ status: 401 });
  });
});

describe("a handler that throws", () => {
  it("does not silence the others, is answered 503 and reported with its event", async () => {
    const webhook = create();
    const seen: string[] = [];
    webhook.on("messages.upsert", () => {
      throw new Error("first");
    });
    webhook.on("messages.upsert", async () => Promise.reject("second"));
    webhook.on("messages.upsert", async () => seen.push("third"));
    webhook.onMessage("text", () => seen.push("fourth"));
    const result = await post(webhook);
    expect(result).toMatchObject({
      status: 503,
      event: { event: "messages.upsert" },
      error: { name: "WebhookHandlerError" },
    });
    expect(seen).toEqual(["third", "fourth"]);
    expect(webhook.errors.map(({ message }) => message)).toEqual([
      "A handler of messages.upsert threw: first",
      "A handler of messages.upsert threw: second",
    ]);
    expect((webhook.errors[0] as WebhookHandlerError).event).toBe(result.event);
    expect(JSON.stringify(webhook.errors)).not.toContain("oi");
  });

  it("may fail through a promise of a library's own", async () => {
    const webhook = create();
    webhook.on("messages.upsert", () => {
      const query = {};
      const then = (_done: unknown, fail: (cause: Error) => void) => fail(new Error("query"));
      // biome-ignore lint/suspicious/noThenProperty: a thenable is what is tested
      return Object.defineProperty(query, "then", { value: then });
    });
    expect(await post(webhook)).toMatchObject({
      status: 503,
      error: { message: "A handler of messages.upsert threw: query" },
    });
  });

  it("runs again, with all others, when the gateway delivers again", async () => {
    const webhook = create();
    let runs = 0;
    const other = vi.fn();
    webhook.on("messages.upsert", other);
    webhook.on("messages.upsert", () => {
      if (runs++ === 0) throw new Error("down");
    });
    expect([(await post(webhook)).status, (await post(webhook)).status]).toEqual([503, 200]);
    expect(other).toHaveBeenCalledTimes(2);
  });

  it("may be an error handler: nobody is harmed", async () => {
    const webhook = createWebhook({ auth: "none" });
    const second = vi.fn();
    webhook.onError(() => {
      throw new Error("in the error handler");
    });
    webhook.onError(second);
    expect(await webhook.receive({ headers: {}, body: "{" })).toMatchObject({ status: 400 });
    expect(second).toHaveBeenCalledOnce();
  });
});

describe("a handler that throws something odd", () => {
  it.each([
    ["nothing", undefined],
    ["an object without prototype", Object.create(null)],
    ["an object that cannot be a text", { toString: 1 }],
    ["a symbol", Symbol("x")],
  ])("%s: the others run, and the event is reported", async (_what, thrown) => {
    const webhook = create();
    const second = vi.fn();
    webhook.on("messages.upsert", () => {
      throw thrown;
    });
    webhook.on("messages.upsert", second);
    expect(await post(webhook)).toMatchObject({ status: 503, error: { name: "WebhookHandlerError" } });
    expect(second).toHaveBeenCalledOnce();
  });

  it("is not told to whoever posts: its text may hold a secret", async () => {
    const webhook = create();
    webhook.on("*", () => {
      throw new Error("connect postgres://bot:HUNTER2@db");
    });
    const request = new Request("https://bot.example.com/", {
      method: "POST",
      headers,
      body: JSON.stringify(upsert()),
    });
    const response = await webhook.fetch(request);
    expect([response.status, await response.text()]).toEqual([503, expect.not.stringContaining("HUNTER2")]);
    expect(webhook.errors[0]?.message).toContain("HUNTER2");
  });
});

describe("subscriptions", () => {
  it("of the same handler end one at a time", async () => {
    const webhook = create();
    const handler = vi.fn();
    const off = webhook.on("messages.upsert", handler);
    webhook.on("messages.upsert", handler);
    off();
    off();
    await post(webhook);
    expect(handler).toHaveBeenCalledOnce();
  });

  it("are refused without a handler, and for a kind that does not exist", () => {
    expect(() => create().on("*", undefined as never)).toThrow("Expected a function that handles it, got undefined.");
    expect(() => create().onMessage("picture" as never, () => {})).toThrow(/Expected a kind of message \(text, image/);
  });

  it("may share one signal in any number, without a warning", async () => {
    const warned = vi.fn();
    process.on("warning", warned);
    const controller = new AbortController();
    const webhook = create();
    for (let i = 0; i < 50; i++) webhook.on("*", () => {}, { signal: controller.signal });
    controller.abort();
    await new Promise(setImmediate);
    process.off("warning", warned);
    expect(warned).not.toHaveBeenCalled();
  });

  it("run one after another, each awaited", async () => {
    const webhook = create();
    const seen: string[] = [];
    for (const name of ["a", "b"]) {
      webhook.on("connection.update", async () => {
        seen.push(`${name} begins`);
        await Promise.resolve();
        seen.push(`${name} ends`);
      });
    }
    await post(webhook, connectionOpen);
    expect(seen).toEqual(["a begins", "a ends", "b begins", "b ends"]);
  });

  it("end by their function and by a signal", async () => {
    const webhook = create();
    const controller = new AbortController();
    const [byCall, bySignal, late] = [vi.fn(), vi.fn(), vi.fn()];
    const off = webhook.on("messages.upsert", byCall);
    webhook.onMessage("*", bySignal, { signal: controller.signal });
    await post(webhook);
    off();
    off();
    controller.abort();
    webhook.on("*", late, { signal: controller.signal });
    await post(webhook);
    expect([byCall, bySignal, late].map((handler) => handler.mock.calls.length)).toEqual([1, 1, 0]);
  });

  it("may end while the handlers run", async () => {
    const webhook = create();
    const second = vi.fn();
    const off: () => void = webhook.on("messages.upsert", () => off());
    webhook.on("messages.upsert", second);
    await post(webhook);
    await post(webhook);
    expect(second).toHaveBeenCalledTimes(2);
  });

  it.each(["message", "toString", "__proto__", ""])("are refused for %j, which is no event", (name) => {
    expect(() => create().on(name as "*", () => {})).toThrow(/Use "\*" to see every event/);
  });
});

it.each([{}, { auth: undefined }, { auth: "open" }, { auth: true }, undefined])(
  "cannot be created with %j: closed by default",
  (options) => {
    expect(() => createWebhook(options as WebhookOptions)).toThrow(/Expected `(auth|options)`/);
  },
);

it.each([0, -1, Number.NaN, "64mb"])("cannot be created with a body limit of %s", (bodyLimit) => {
  expect(() => createWebhook({ auth: "none", bodyLimit: bodyLimit as number })).toThrow(
    "Expected `bodyLimit` to be a number of bytes above 0",
  );
});
