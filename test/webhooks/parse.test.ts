import { describe, expect, it } from "vitest";
import { isUnknownEvent, isWebhookParseError, parseWebhook, type WebhookParseError } from "../../src/webhooks/index.js";
import { connectionOpen, envelope, logout, messageUpdate, qrCode, qrLimit, upsert } from "../fixtures/webhooks.js";

const refusal = (body: unknown) => {
  try {
    return parseWebhook(body);
  } catch (error) {
    expect(isWebhookParseError(error)).toBe(true);
    const { path, message, status } = error as WebhookParseError;
    return { path, message, status };
  }
};

describe("parseWebhook", () => {
  it.each([
    ["a message", upsert()],
    ["a status", messageUpdate],
    ["a connection", connectionOpen],
    ["a QR code", qrCode],
    ["the limit of QR codes", qrLimit],
    ["an event whose data is null", logout],
    ["a send", { ...upsert(), event: "send.message" }],
  ])("reads %s, as an object and as text", (_what, body) => {
    const { apikey: _, ...rest } = body;
    expect(parseWebhook(body)).toEqual(rest);
    expect(parseWebhook(JSON.stringify(body))).toEqual(rest);
    expect(isUnknownEvent(parseWebhook(body))).toBe(false);
  });

  it.each([
    ["null data", envelope("chats.lock", null)],
    ["a name of a newer gateway", envelope("communities.update", { id: "1" })],
    ["the name of an object's method", envelope("toString", [])],
    ["the name __proto__", envelope("__proto__", {})],
  ])("keeps an unknown event with %s", (_what, body) => {
    const event = parseWebhook(body);
    expect(isUnknownEvent(event)).toBe(true);
    expect(event).toMatchObject({ event: body.event, instance: "shop" });
    expect(event.data).toEqual(body.data);
  });

  it("keeps fields it does not know and takes out the keys", () => {
    const event = parseWebhook({ ...upsert(), progress: 7, api_key: "global-key" });
    expect(event).toMatchObject({ progress: 7 });
    expect(JSON.stringify(event)).not.toMatch(/instance-token|global-key|api_?key/i);
  });

  it("leaves the body it was given as it was", () => {
    const body = upsert();
    parseWebhook(body);
    expect(body.apikey).toBe("instance-token");
  });

  it.each([
    ["malformed JSON", "{", "", /JSON/, 400],
    ["an empty text", "", "", /JSON/, 400],
    ["null", null, "", /expected|Expected.*object, got null/, 422],
    ["undefined", undefined, "", /got undefined/, 422],
    ["a number", 7, "", /got 7 \(number\)/, 422],
    ["an array", [upsert()], "", /got array/, 422],
    ["no event", { instance: "shop", data: {} }, "event", /event: expected string, got undefined/, 422],
    ["an event that is an object", { event: {}, instance: "shop" }, "event", /got object/, 422],
    ["an empty event", { event: "", instance: "shop" }, "event", /got "" \(string\)/, 422],
    ["no instance", { event: "messages.upsert" }, "instance", /instance: expected string/, 422],
    [
      "an inherited event",
      Object.create({ event: "messages.upsert", instance: "shop" }),
      "event",
      /event: expected string/,
      422,
    ],
    [
      "a message whose data is null",
      envelope("messages.upsert", null),
      "data",
      /^data: expected object, got null/,
      503,
    ],
    ["a message whose data is an array", envelope("messages.upsert", []), "data", /got array/, 503],
    [
      "a message without key",
      envelope("messages.upsert", {}),
      "data.key",
      /^data.key: expected object, got undefined/,
      503,
    ],
    [
      "a message without id",
      upsert({ key: { id: undefined } }),
      "data.key.id",
      /^data.key.id: expected string, got undefined/,
      503,
    ],
    ["a message without chat", upsert({ key: { remoteJid: true } }), "data.key.remoteJid", /got true \(boolean\)/, 503],
    ["a status without id", envelope("messages.update", { status: "READ" }), "data.keyId", /expected string/, 503],
    ["a connection without state", envelope("connection.update", {}), "data.state", /expected string/, 503],
    ["a QR code that is none", envelope("qrcode.updated", "x"), "data", /expected object/, 503],
  ])("refuses %s with the path", (_what, body, path, message, status) => {
    expect(refusal(body)).toEqual({ path, message: expect.stringMatching(message), status });
  });

  it.each(['"__proto__"', '"\\u005f_proto__"', '"__prot\\u006f__"'])(
    "leaves the key %s out, and no prototype changes",
    (key) => {
      const text = JSON.stringify(upsert()).replace('"pushName"', `${key}: { "polluted": true }, "pushName"`);
      const event = parseWebhook(text);
      expect(Object.getPrototypeOf(event.data)).toBe(Object.prototype);
      expect(Object.keys(event.data as object)).not.toContain("__proto__");
      expect(Object.assign({}, event.data)).not.toHaveProperty("polluted");
      expect({}).not.toHaveProperty("polluted");
    },
  );

  it("shows no more than the beginning of what came", () => {
    const { message } = refusal({ event: "messages.upsert", instance: "shop", data: "x".repeat(5_000) }) as {
      message: string;
    };
    expect(message.length).toBeLessThan(120);
  });
});

it("ends for an object that holds itself, which JSON never does", () => {
  const body = { ...upsert(), extra: {} as Record<string, unknown> };
  body.extra.self = body.extra;
  expect(parseWebhook(body).event).toBe("messages.upsert");
});

it("refuses what no JSON gives with an error of its own", () => {
  const list = Object.assign([{ id: "a" }], { constructor: { [Symbol.species]: 7 } });
  for (const name of ["contacts.upsert", "chats.upsert", "groups.upsert", "messages.set"]) {
    try {
      parseWebhook(envelope(name, list));
    } catch (error) {
      expect(isWebhookParseError(error), String(error)).toBe(true);
    }
  }
});
