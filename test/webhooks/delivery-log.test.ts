import { describe, expect, it, vi } from "vitest";
import { createWebhook, headerAuth, type WebhookOptions } from "../../src/webhooks/index.js";
import { connectionOpen, messageUpdate, upsert } from "../fixtures/webhooks.js";
import { manualClock } from "../support/manual-clock.js";
import { virtualClock } from "../support/virtual-clock.js";

const secret = "0123456789abcdef";
const headers = { "content-type": "application/json", "x-webhook-secret": secret };

function setup(options: Partial<WebhookOptions> = {}) {
  const lines: string[] = [];
  const write = (level: string) => (message: string) => void lines.push(`${level} ${message}`);
  const logger = { debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
  const clock = manualClock();
  const auth = headerAuth({ name: "x-webhook-secret", value: secret });
  const webhook = createWebhook({ auth, clock, logger, ...options });
  const post = (body: unknown = JSON.stringify(upsert())) => webhook.receive({ headers, body });
  return { webhook, clock, lines, post };
}

describe("one line per delivery", () => {
  it("says what came, what became of it and how long it took", async () => {
    const { webhook, clock, lines, post } = setup();
    webhook.on("messages.upsert", () => clock.advance(12));
    await post();
    await post();
    await post(messageUpdate);
    await webhook.handle(connectionOpen);
    expect(lines).toEqual([
      "info webhook accepted event=messages.upsert instance=shop id=AC000000000000000000000000000001 kind=text status=200 durationMs=12",
      "info webhook duplicate event=messages.upsert instance=shop id=AC000000000000000000000000000001 kind=text status=200 durationMs=0",
      "info webhook accepted event=messages.update instance=shop id=3EB043C6BFC6336943433D status=200 durationMs=0",
      "info webhook accepted event=connection.update instance=shop status=200 durationMs=0",
    ]);
  });

  it.each<[string, unknown, string]>([
    ["no JSON", "{", "warn webhook malformed status=400 durationMs=0"],
    ["no event", "[]", "warn webhook not-an-event status=422 durationMs=0"],
    ["an event that cannot be read", { ...upsert(), data: null }, "warn webhook unreadable status=503 durationMs=0"],
    ["a body over the limit", `"${"x".repeat(2_000)}"`, "warn webhook too-large status=413 durationMs=0"],
  ])("of %s", async (_what, body, line) => {
    const { lines, post } = setup({ bodyLimit: 1_500 });
    await post(body);
    expect(lines).toEqual([line]);
  });

  it("of a wrong secret, a wrong type, and a check or a handler that failed", async () => {
    const { webhook, lines, post } = setup();
    await webhook.receive({ headers: {}, body: upsert() });
    await webhook.receive({ headers: { ...headers, "content-type": "text/plain" }, body: "" });
    webhook.on("*", () => Promise.reject(new Error("connect postgres://bot:HUNTER2@db")));
    await post();
    const down = setup({ auth: () => Promise.reject(new Error("HUNTER2")) });
    await down.post();
    const keyv = { throwOnErrors: true, get: () => Promise.reject(new Error("HUNTER2")), set: async () => true };
    const storeDown = setup({ dedupe: { keyv } });
    await storeDown.webhook.handle(connectionOpen);
    expect([...lines, ...down.lines, ...storeDown.lines]).toEqual([
      "warn webhook unauthorized status=401 durationMs=0",
      "warn webhook wrong-type status=415 durationMs=0",
      "error webhook handler-failed event=messages.upsert instance=shop id=AC000000000000000000000000000001 kind=text status=503 durationMs=0",
      "error webhook unavailable status=503 durationMs=0",
      "error webhook unavailable event=connection.update instance=shop status=503 durationMs=0",
    ]);
  });

  it("through fetch too, and none for a probe", async () => {
    const { webhook, lines } = setup({ clock: virtualClock() });
    const url = "https://bot.example.com/";
    await webhook.fetch(new Request(url, { method: "POST", headers, body: JSON.stringify(connectionOpen) }));
    await webhook.fetch(new Request(url));
    expect(lines).toEqual(["info webhook accepted event=connection.update instance=shop status=200 durationMs=0"]);
  });
});

it("holds no text, no number, no key, and stays one line whatever comes", async () => {
  const { lines, post } = setup();
  await post({ ...upsert({ key: { id: "A\ninfo webhook accepted" } }), event: "x\u001b[31m\nfake" });
  await post(upsert({ message: { conversation: "my password" } }));
  await post(upsert({ key: { id: `${"9".repeat(1_000)}` } }));
  const text = lines.join("\n");
  expect(lines).toHaveLength(3);
  for (const hidden of ["password", "5511999990001", "190000000000001", "Maria", "instance-token", "\u001b"]) {
    expect(text).not.toContain(hidden);
  }
  expect(lines[0]).toContain("event=x?[31m?fake");
  expect(lines[2]?.length).toBeLessThan(400);
});

it("a logger that throws harms nobody, and one that is none is refused", async () => {
  const down = () => {
    throw new Error("disk full");
  };
  const { webhook, post } = setup({ logger: { info: down, warn: down, error: down } });
  const handler = vi.fn();
  webhook.on("*", handler);
  expect((await post()).status).toBe(200);
  expect(handler).toHaveBeenCalledOnce();
  for (const logger of [null, {}, () => {}]) {
    expect(() => setup({ logger: logger as never })).toThrow(
      "Expected `logger` to be a logger with info(), warn() and error()",
    );
  }
});
