import { describe, expect, it } from "vitest";
import { endpoints, isInvalidArgumentError, isValidationError } from "../../src/index.js";
import { png } from "../support/files.js";
import { mediaSetup as setup } from "../support/media-setup.js";
import { envelope } from "../support/stub-gateway.js";

const caught = (promise: Promise<unknown>) =>
  promise.then(
    () => undefined,
    (error: unknown) => error as Error & { delivery?: string },
  );

describe("a recipient", () => {
  it.each([
    "",
    " ",
    "Maria",
    "+55 11 call me",
    "5511999990001@example.com",
    "@g.us",
    "....@lid",
    "abc@s.whatsapp.net",
    "--",
    "5511999990001@lid.evil",
    "1111111111x",
  ])("%j is refused before anything leaves", async (number) => {
    const { shop, requests } = await setup();
    const { messages } = shop;
    for (const send of [
      messages.sendText({ number, text: "x" }),
      messages.sendMedia({ number, mediatype: "image", media: png }),
      messages.sendPoll({ number, name: "?", selectableCount: 1, values: ["a", "b"] }),
    ]) {
      const error = await caught(send);
      expect(isInvalidArgumentError(error), String(error)).toBe(true);
      expect(error?.delivery).toBe("not-sent");
      expect(error?.message).toMatch(/^Expected `number` to be digits with country code, or a JID, got "/);
    }
    expect(requests).toEqual([]);
  });

  it.each([
    "5511999990001",
    "+55 (11) 99999-0001",
    "+55 11 99999\u20110001",
    "\u202a+5511999990001\u202c",
    "11/99999.0001",
    "5511999990001@s.whatsapp.net",
    "5511999990001:12@s.whatsapp.net",
    "5511999990001@c.us",
    "120363020000000001@g.us",
    "5511999990001-1500000000@g.us",
    "190000000000001@lid",
    "status@broadcast",
    "120363020000000001@newsletter",
  ])("%s is one", async (number) => {
    const { shop, requests } = await setup();
    await shop.messages.sendText({ number, text: "x" });
    expect(requests).toHaveLength(1);
  });

  it("that is a LID is the gateway's to refuse, and its refusal is clear", async () => {
    const jid = "190000000000001@lid";
    const { shop } = await setup("undici", {}, envelope(400, "Bad Request", [{ jid, exists: false, number: jid }]));
    const error = await caught(shop.messages.sendText({ number: jid, text: "x" }));
    expect(error).toMatchObject({ name: "RecipientNotFoundError", delivery: "not-sent" });
  });
});

it("a body over the server's limit is refused before anything leaves", async () => {
  const { shop, requests } = await setup();
  const text = "x".repeat(136 * 1024 ** 2);
  const error = await caught(shop.messages.sendText({ number: "1", text }));
  expect(isInvalidArgumentError(error), String(error)).toBe(true);
  expect(error).toMatchObject({
    delivery: "not-sent",
    message: expect.stringContaining("at most 136 MB, got 136.0 MB"),
  });
  expect(requests).toEqual([]);
});

describe("validate: true", () => {
  it("finds what the gateway would ignore or refuse, in all resources, and names the fields", async () => {
    const { client, shop, requests } = await setup("undici", { validate: true });
    const bad: [send: Promise<unknown>, message: RegExp, delivery?: string][] = [
      [
        shop.messages.sendText({ number: "1", text: "x", mentionsEveryone: true } as never),
        /body: .*"mentionsEveryone"/,
        "not-sent",
      ],
      [
        shop.messages.sendPoll({ number: "1", name: "?", selectableCount: 1, values: ["a", "a"] }),
        /values: /,
        "not-sent",
      ],
      [shop.messages.sendMedia({ number: "1", mediatype: "gif" as never, media: png }), /mediatype: /, "not-sent"],
      [shop.messages.sendMedia({ number: "1", mediatype: "image" } as never), /media: /, "not-sent"],
      [shop.events.webhook.set({ enabled: true, url: "nowhere", events: [] }), /webhook\.url: /],
      [shop.groups.toggleEphemeral({ groupJid: "1@g.us", expiration: 5 as never }), /expiration: /],
      [client.instances.create({ instanceName: "a", integration: "WHATSAPP-BUSINESS" }), /token: .*; number: /],
      [client.request(endpoints.sendText, { instanceName: "shop", body: {} }), /number: .*; text: /, "not-sent"],
    ];
    for (const [send, message, delivery] of bad) {
      const error = await caught(send);
      expect(isInvalidArgumentError(error), String(error)).toBe(true);
      expect(error?.message).toMatch(message);
      expect(error?.delivery).toBe(delivery);
    }
    expect(requests).toEqual([]);
  });

  it("never shows a value: it may be a secret", async () => {
    const { client } = await setup("undici", { validate: true });
    const error = await caught(
      client.instances.create({ instanceName: "a", integration: "X" as never, token: 12345678 as never }),
    );
    expect(error?.message).not.toContain("12345678");
  });

  it("lets good bodies pass unchanged, files in every form too", async () => {
    const { shop, requests } = await setup("undici", { validate: true });
    await shop.messages.sendText({ number: "1", text: "x", delay: 1 });
    await shop.messages.sendMedia({ number: "1", mediatype: "image", media: new Blob([png]) });
    await shop.messages.sendMedia({
      number: "1",
      mediatype: "image",
      media: `data:image/png;base64,${png.toString("base64")}`,
    });
    expect(requests[0]?.body).toEqual({ number: "1", text: "x", delay: 1 });
    expect(requests).toHaveLength(3);
  });

  it("is off unless asked for: then the gateway refuses", async () => {
    const { shop } = await setup("undici", {}, envelope(400, "Bad Request", [['instance requires property "text"']]));
    expect(isValidationError(await caught(shop.messages.sendText({ number: "1" } as never)))).toBe(true);
  });

  it("close() lets a call that is being checked finish", async () => {
    const { client, shop, requests } = await setup("undici", { validate: true });
    const sending = shop.messages.sendText({ number: "1", text: "x" });
    await client.close();
    await sending;
    expect(requests).toHaveLength(1);
  });
});

describe("a logger", () => {
  function logger() {
    const lines: string[] = [];
    const write = (level: string) => (line: string) =>
      void lines.push(`${level} ${line.replace(/durationMs=\d+/, "durationMs=…")}`);
    return { lines, debug: write("debug"), info: write("info"), warn: write("warn"), error: write("error") };
  }

  it("gets a line per attempt, without what people wrote and without keys", async () => {
    const log = logger();
    const { shop } = await setup("undici", { logger: log });
    await shop.messages.sendText({ number: "5511999990001", text: "a secret between us" });
    expect(log.lines).toEqual([
      "debug POST /message/sendText/:instanceName instanceName=shop attempt=1 status=201 durationMs=…",
    ]);
  });

  it("gets failures and retries as warnings, beside hooks of one's own", async () => {
    const log = logger();
    const seen: unknown[] = [];
    const clock = { now: () => 0, sleep: async () => {} };
    const onRetry = (event: unknown) => seen.push(event);
    const busy = envelope(503, "Service Unavailable", "busy");
    const { shop } = await setup("undici", { logger: log, onRetry, clock, random: () => 0 }, busy, {
      status: 200,
      body: [],
    });
    await shop.chats.findChats();
    expect(log.lines).toEqual([
      "warn POST /chat/findChats/:instanceName failed instanceName=shop attempt=1 status=503 durationMs=… name=ServerError code=SERVER",
      "warn POST /chat/findChats/:instanceName is tried again instanceName=shop attempt=2 waitMs=0 code=SERVER",
      "debug POST /chat/findChats/:instanceName instanceName=shop attempt=2 status=200 durationMs=…",
    ]);
    expect(seen).toHaveLength(1);
  });

  it("may lack debug(), and may throw", async () => {
    const bad = () => {
      throw new Error("disk full");
    };
    const { shop } = await setup("undici", { logger: { info: bad, warn: bad, error: bad } });
    await shop.messages.sendText({ number: "1", text: "x" });
  });

  it.each([{}, "console", { info() {} }])("%o is none", async (given) => {
    await expect(setup("undici", { logger: given as never })).rejects.toThrow(/`logger` to be a logger with info\(\)/);
  });
});

it.each([true, false])(
  "a signal that fires right after the call, with validate: %s, keeps it from leaving",
  async (validate) => {
    const { shop, requests } = await setup("undici", { validate });
    const stop = new AbortController();
    const sending = caught(
      shop.messages.sendMedia({ number: "1", mediatype: "image", media: png }, { signal: stop.signal }),
    );
    stop.abort();
    expect(await sending).toMatchObject({ name: "AbortError", delivery: "not-sent" });
    expect(requests).toEqual([]);
  },
);

it("a logger that fails later ends nothing", async () => {
  const failing = async () => {
    throw new Error("log sink down");
  };
  const { shop } = await setup("undici", { logger: { debug: failing, info: failing, warn: failing, error: failing } });
  await shop.messages.sendText({ number: "1", text: "x" });
  await new Promise((resolve) => setImmediate(resolve));
});

it("a route that is written out takes a recipient of one's own transport", async () => {
  const { client, requests } = await setup();
  await client.request({ method: "POST", path: "/message/sendText/shop", body: { number: "webchat-42", text: "x" } });
  expect(requests[0]?.body).toEqual({ number: "webchat-42", text: "x" });
});

it.each([null, () => {}, { toJSON: () => undefined }])("%o is no body", async (body) => {
  const { shop, requests } = await setup();
  const error = await caught(shop.messages.sendText(body as never));
  expect(isInvalidArgumentError(error), String(error)).toBe(true);
  expect(error?.delivery).toBe("not-sent");
  expect(requests).toEqual([]);
});
