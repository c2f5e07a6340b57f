import { describe, expect, it, vi } from "vitest";
import { createWebhook, type MessageFilter, type WebhookError } from "../../src/webhooks/index.js";
import { connectionOpen, envelope, upsert } from "../fixtures/webhooks.js";
import { settle } from "../support/virtual-clock.js";

function setup() {
  const webhook = createWebhook({ auth: "none" });
  const errors: WebhookError[] = [];
  webhook.onError((error) => errors.push(error));
  let ids = 0;
  const post = (key: Record<string, unknown> = {}, rest: object = {}) =>
    webhook.receive({ headers: {}, body: { ...upsert({ key: { id: `M${++ids}`, ...key } }), ...rest } });
  const again = (id: string) => post({ id });
  return { webhook, errors, post, again };
}

describe("once", () => {
  it("gives the handler one event", async () => {
    const { webhook, post } = setup();
    const handler = vi.fn();
    webhook.once("messages.upsert", handler);
    await post();
    await post();
    expect(handler).toHaveBeenCalledOnce();
  });

  it("gives it one event of several that come together", async () => {
    const { webhook, post } = setup();
    const handler = vi.fn(() => settle());
    webhook.once("*", handler);
    await Promise.all([post(), post(), post()]);
    await post();
    expect(handler).toHaveBeenCalledOnce();
  });

  it.each([
    ["throws", () => new Error("down"), false],
    ["rejects", () => new Error("down"), true],
  ])("a handler that %s stays, and is given the event again", async (_how, error, isLate) => {
    const { webhook, again } = setup();
    let runs = 0;
    webhook.once("messages.upsert", (): unknown => {
      if (runs++ > 0) return undefined;
      if (isLate) return Promise.reject(error());
      throw error();
    });
    const statuses = [];
    for (const id of ["A", "A", "A", "B"]) statuses.push((await again(id)).status);
    expect([statuses, runs]).toEqual([[503, 200, 200, 200], 2]);
  });

  it("does not run again because of another handler's failure", async () => {
    const { webhook, again } = setup();
    const handler = vi.fn();
    webhook.once("messages.upsert", handler);
    const off = webhook.on("*", () => {
      throw new Error("other");
    });
    await again("A");
    off();
    expect((await again("A")).status).toBe(200);
    expect(handler).toHaveBeenCalledOnce();
  });

  it("ends by its function, by off and by a signal, also while it runs and fails", async () => {
    const { webhook, post } = setup();
    const [byCall, byOff, bySignal, inside] = [vi.fn(), vi.fn(), vi.fn(), vi.fn()];
    const controller = new AbortController();
    const off = webhook.once("*", byCall);
    webhook.once("*", byOff);
    webhook.once("*", bySignal, { signal: controller.signal });
    off();
    webhook.off("*", byOff);
    controller.abort();
    const failing = vi.fn(() => {
      webhook.off("*", failing);
      inside();
      throw new Error("down");
    });
    webhook.once("*", failing);
    await post();
    await post();
    const calls = [byCall, byOff, bySignal, inside].map((handler) => handler.mock.calls.length);
    expect(calls).toEqual([0, 0, 0, 1]);
  });
});

describe("off", () => {
  it("ends every subscription of the handler to that name, and no other", async () => {
    const { webhook, post } = setup();
    const [handler, other] = [vi.fn(), vi.fn()];
    webhook.on("messages.upsert", handler);
    webhook.on("messages.upsert", handler);
    webhook.on("messages.upsert", other);
    webhook.on("*", handler);
    webhook.off("messages.upsert", handler);
    webhook.off("connection.update", other);
    webhook.off("messages.upsert", () => {});
    await post();
    expect([handler.mock.calls.length, other.mock.calls.length]).toEqual([1, 1]);
  });

  it("inside a handler takes effect with the next event", async () => {
    const { webhook, post } = setup();
    const second = vi.fn();
    webhook.on("messages.upsert", () => webhook.off("messages.upsert", second));
    webhook.on("messages.upsert", second);
    await post();
    await post();
    expect(second).toHaveBeenCalledOnce();
  });

  it("is refused for what is no event", () => {
    expect(() => setup().webhook.off("message" as "*", () => {})).toThrow(/Use "\*" to see every event/);
  });
});

describe("a filter", () => {
  const group = { remoteJid: "120363020000000001@g.us", participant: "5511999990001@s.whatsapp.net" };
  it.each<[MessageFilter, string[]]>([
    [{}, ["user", "own", "group", "other"]],
    [{ fromMe: false }, ["user", "group", "other"]],
    [{ fromMe: true }, ["own"]],
    [{ chat: "user" }, ["user", "own", "other"]],
    [{ chat: ["group", "newsletter"] }, ["group"]],
    [{ instance: "shop" }, ["user", "own", "group"]],
    [{ instance: ["other", "third"] }, ["other"]],
    [{ fromMe: false, chat: "user", instance: "shop" }, ["user"]],
    [{ fromMe: undefined, chat: undefined }, ["user", "own", "group", "other"]],
  ])("%j gives the handler %j", async (filter, expected) => {
    const { webhook, post } = setup();
    const ids: string[] = [];
    webhook.onMessage("text", filter, ({ id }) => ids.push(id));
    await post({ id: "user" });
    await post({ id: "own", fromMe: true });
    await post({ id: "group", ...group });
    await post({ id: "other" }, { instance: "other" });
    expect(ids).toEqual(expected);
  });

  it("ends with its signal", async () => {
    const { webhook, post } = setup();
    const handler = vi.fn();
    const controller = new AbortController();
    webhook.onMessage("*", { fromMe: false }, handler, { signal: controller.signal });
    await post();
    controller.abort();
    await post();
    expect(handler).toHaveBeenCalledOnce();
  });

  it.each<[unknown, string]>([
    [{ from: "x" }, "Expected `filter` to be an object with fromMe, chat or instance, got object."],
    [{ fromMe: "no" }, 'Expected `filter.fromMe` to be true or false, got "no" (string).'],
    [
      { chat: "private" },
      'Expected `filter.chat` to be one of user, group, broadcast, newsletter, status, or a list of them, got "private" (string).',
    ],
    [{ instance: [] }, "Expected `filter.instance` to be an instance's name, or a list of names, got array."],
    ["user", 'Expected `filter` to be an object with fromMe, chat or instance, got "user" (string).'],
  ])("%j is refused: it would let everything pass, or nothing", (filter, message) => {
    expect(() => setup().webhook.onMessage("text", filter as MessageFilter, () => {})).toThrow(message);
  });

  it("without a handler is refused", () => {
    const { webhook } = setup();
    expect(() => webhook.onMessage("text", { fromMe: false }, undefined as never)).toThrow(
      "Expected a function that handles it, got undefined.",
    );
  });
});

describe("middleware", () => {
  it("is put around all handlers in the order of `use`, with every event", async () => {
    const { webhook, post } = setup();
    const seen: string[] = [];
    for (const name of ["outer", "inner"]) {
      webhook.use(async (event, next) => {
        seen.push(`${name} ${event.event}`);
        await next();
        seen.push(`${name} ends`);
      });
    }
    webhook.on("*", () => settle().then(() => void seen.push("handler")));
    expect((await post()).status).toBe(200);
    expect(seen).toEqual(["outer messages.upsert", "inner messages.upsert", "handler", "inner ends", "outer ends"]);
    await webhook.receive({ headers: {}, body: connectionOpen });
    expect(seen).toContain("inner connection.update");
  });

  it("is not asked for copies", async () => {
    const { webhook, again } = setup();
    const middleware = vi.fn((_event: unknown, next: () => Promise<void>) => next());
    webhook.use(middleware);
    await again("A");
    expect(await again("A")).toMatchObject({ status: 200, duplicate: true });
    expect(middleware).toHaveBeenCalledOnce();
  });

  it("that does not call next swallows the event, for good", async () => {
    const { webhook, again } = setup();
    const handler = vi.fn();
    webhook.on("*", handler);
    webhook.use(() => {});
    expect(await again("A")).toMatchObject({ status: 200 });
    expect(await again("A")).toMatchObject({ status: 200, duplicate: true });
    expect(handler).not.toHaveBeenCalled();
  });

  it.each([
    ["before", false],
    ["after", true],
  ])("that throws %s next is answered 503, and all runs again", async (_when, isAfter) => {
    const { webhook, again, errors } = setup();
    const handler = vi.fn();
    let runs = 0;
    webhook.on("*", handler);
    webhook.use(async (_event, next) => {
      if (isAfter) await next();
      if (runs++ === 0) throw new Error("trace is down");
      if (!isAfter) await next();
    });
    expect([(await again("A")).status, (await again("A")).status]).toEqual([503, 200]);
    expect(errors).toMatchObject([
      { name: "WebhookHandlerError", message: "A middleware of messages.upsert threw: trace is down" },
    ]);
    expect(handler).toHaveBeenCalledTimes(isAfter ? 2 : 1);
  });

  it("learns of a failed handler by `next`, and cannot hide it", async () => {
    const { webhook, post, errors } = setup();
    const seen: unknown[] = [];
    webhook.use((_event, next) => next());
    webhook.use((_event, next) => next().catch((error: Error) => void seen.push(error.message)));
    webhook.on("*", () => {
      throw new Error("down");
    });
    expect((await post()).status).toBe(503);
    expect(seen).toEqual(["A handler of messages.upsert threw: down"]);
    expect(errors).toHaveLength(1);
  });

  it("that does not wait for next is waited for all the same", async () => {
    const { webhook, post } = setup();
    let isDone = false;
    webhook.use((_event, next) => void next());
    webhook.on("*", () => settle().then(() => (isDone = true)));
    await post();
    expect(isDone).toBe(true);
    webhook.on("*", () => Promise.reject(new Error("down")));
    expect((await post()).status).toBe(503);
  });

  it("that calls next twice fails, and the handlers run once", async () => {
    const { webhook, post, errors } = setup();
    const handler = vi.fn();
    webhook.on("*", handler);
    webhook.use(async (_event, next) => {
      await next();
      next();
    });
    expect((await post()).status).toBe(503);
    expect(handler).toHaveBeenCalledOnce();
    expect(errors.map(({ message }) => message)).toEqual([
      "A middleware of messages.upsert threw: next() was called twice.",
    ]);
  });

  it("that calls next after it has ended runs nothing", async () => {
    const { webhook, post } = setup();
    const handler = vi.fn();
    let late = () => Promise.resolve();
    webhook.on("*", handler);
    webhook.use((_event, next) => {
      late = next;
    });
    expect((await post()).status).toBe(200);
    await expect(late()).rejects.toThrow("next() was called after its middleware had ended. Await it.");
    expect(handler).not.toHaveBeenCalled();
  });

  it("must be a function", () => {
    expect(() => setup().webhook.use({} as never)).toThrow("Expected a function that handles it, got object.");
  });
});

it("onMessage sees what others change and take back, and nothing that this instance sends", async () => {
  const webhook = createWebhook({ auth: "none" });
  const kinds: string[] = [];
  webhook.onMessage("*", ({ kind }) => kinds.push(kind));
  const key = { remoteJid: "5511999990001@s.whatsapp.net", fromMe: false, id: "A1" };
  const edit = { key, type: "MESSAGE_EDIT", editedMessage: { conversation: "new" }, timestampMs: "1767225700123" };
  await webhook.handle(envelope("messages.edited", edit));
  await webhook.handle(envelope("messages.delete", key));
  await webhook.handle(
    envelope("send.message", { ...(upsert().data as object), key: { ...key, fromMe: true, id: "B2" } }),
  );
  expect(kinds).toEqual(["edited", "deleted"]);
});

it("onError hears of a next() that comes when the event has been answered", async () => {
  const webhook = createWebhook({ auth: "none" });
  const errors: WebhookError[] = [];
  webhook.onError((error) => errors.push(error));
  let late = async () => {};
  webhook.use((_event, next) => {
    late = next;
  });
  expect(await webhook.handle(connectionOpen)).toMatchObject({ status: 200 });
  await late().catch(() => {});
  expect(errors.map(({ message }) => message)).toEqual([expect.stringContaining("after its middleware had ended")]);
});
