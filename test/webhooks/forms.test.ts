import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  events,
  type InboundMessage,
  isWebhookParseError,
  parseWebhook,
  toInboundMessage,
} from "../../src/webhooks/index.js";
import { recordedMessages } from "../fixtures/recorded-messages.js";
import { envelope, upsert } from "../fixtures/webhooks.js";

const read = (message: unknown) => toInboundMessage(parseWebhook(upsert({ message }))) as InboundMessage;

const wrappers = [
  "ephemeralMessage",
  "viewOnceMessage",
  "viewOnceMessageV2",
  "viewOnceMessageV2Extension",
  "documentWithCaptionMessage",
  "deviceSentMessage",
  "groupMentionedMessage",
  "botInvokeMessage",
  "associatedChildMessage",
  "groupStatusMessage",
  "statusAddYours",
  "questionMessage",
  "aWrapperOfNextYear",
];

describe("laws", () => {
  it("content is what it is, in whatever wrappers", () => {
    const contents = Object.values(recordedMessages).map(({ data }) => data.message);
    fc.assert(
      fc.property(
        fc.constantFrom(...contents),
        fc.array(fc.constantFrom(...wrappers), { maxLength: 12 }),
        (content, names) => {
          const wrapped = names.reduce<unknown>(
            (inner, name) => ({ messageContextInfo: {}, [name]: { message: inner } }),
            content,
          );
          const { raw: _, ephemeral, viewOnce, ...message } = read(wrapped);
          const { raw: __, ephemeral: wasEphemeral, viewOnce: wasViewOnce, ...plain } = read(content);
          expect(message).toEqual(plain);
          expect(ephemeral).toBe(wasEphemeral || names.includes("ephemeralMessage"));
          expect(viewOnce).toBe(wasViewOnce || names.some((name) => name.startsWith("viewOnce")));
        },
      ),
    );
  });

  it("a number is the same in every form", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }), (size) => {
        const low = (size % 2 ** 32) | 0;
        const high = Math.floor(size / 2 ** 32);
        for (const fileLength of [size, String(size), { low, high, unsigned: true }, { low, high, unsigned: false }]) {
          expect(read({ imageMessage: { fileLength } })).toMatchObject({ media: { size } });
        }
      }),
    );
  });

  it("bytes are the same in every form", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 40 }), (bytes) => {
        const thumbnail = Buffer.from(bytes).toString("base64");
        const forms = [thumbnail, { ...bytes }, Buffer.from(bytes).toJSON(), [...bytes], bytes];
        for (const jpegThumbnail of forms) {
          expect(read({ imageMessage: { jpegThumbnail } })).toMatchObject({ media: { thumbnail } });
        }
      }),
    );
  });

  it("an event is read, or refused with a WebhookParseError; its message is read without an error", () => {
    const names = fc.constantFrom(...Object.keys(events), "other.event");
    const keyed = fc.record({ key: fc.record({ id: fc.string(), remoteJid: fc.string() }), message: fc.object() });
    const data = fc.oneof(fc.jsonValue(), fc.object({ withBigInt: false }), keyed, fc.array(keyed));
    fc.assert(
      fc.property(names, data, (name, data) => {
        const body = JSON.stringify(envelope(name, data));
        try {
          const event = parseWebhook(body);
          expect(() => toInboundMessage(event)).not.toThrow();
          expect(parseWebhook(event)).toEqual(event);
        } catch (error) {
          if (!isWebhookParseError(error)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });

  it("no field of a recorded message, replaced by anything, makes reading fail", () => {
    const odd = fc.oneof(
      fc.constantFrom<unknown>(null, true, -1, 1e300, "", "x", [], {}, [null], { message: {} }, { message: null }),
      fc.constantFrom<unknown>({ toString: 1, valueOf: 1 }, { length: 1e9 }, { type: "Buffer" }, { low: {}, high: [] }),
    );
    fc.assert(
      fc.property(fc.constantFrom(...Object.values(recordedMessages)), fc.nat(), odd, (body, at, value) => {
        const copy = structuredClone(body);
        const places = placesOf(copy.data);
        const place = places[at % places.length];
        if (place) place.object[place.field] = value;
        try {
          const message = toInboundMessage(parseWebhook(copy)) as InboundMessage;
          expect(typeof message.sender.jid).toBe("string");
          expect(Number.isFinite(message.sentAt)).toBe(true);
          JSON.stringify(message);
        } catch (error) {
          if (!isWebhookParseError(error)) throw error;
        }
      }),
      { numRuns: 1_000 },
    );
  });
});

type Place = { object: Record<string, unknown>; field: string };

function placesOf(object: object): Place[] {
  return Object.entries(object).flatMap(([field, value]): Place[] => [
    { object: object as Record<string, unknown>, field },
    ...(typeof value === "object" && value !== null ? placesOf(value) : []),
  ]);
}

describe("hostile input", () => {
  const nested = (depth: number, wrap: (inner: unknown) => unknown) => {
    let value: unknown = { conversation: "x" };
    for (let i = 0; i < depth; i++) value = wrap(value);
    return value;
  };
  it.each<[string, (inner: unknown) => unknown, string]>([
    ["wrappers", (inner) => ({ ephemeralMessage: { message: inner } }), "text"],
    ["edits", (inner) => ({ protocolMessage: { key: { id: "A" }, type: 14, editedMessage: inner } }), "edited"],
    [
      "edits in wrappers",
      (inner) => ({
        editedMessage: { message: { protocolMessage: { key: { id: "A" }, type: 14, editedMessage: inner } } },
      }),
      "edited",
    ],
    [
      "quotes",
      (inner) => ({ extendedTextMessage: { text: "x", contextInfo: { stanzaId: "A", quotedMessage: inner } } }),
      "text",
    ],
    ["templates", (inner) => ({ templateMessage: { interactiveMessageTemplate: inner } }), "template"],
    ["references", (inner) => ({ highlyStructuredMessage: { hydratedHsm: inner } }), "template"],
    ["arrays", (inner) => ({ listMessage: { sections: [inner] } }), "template"],
  ])("10,000 %s in each other are read", (_what, wrap, kind) => {
    expect(read(nested(10_000, wrap)).kind).toBe(kind);
  });

  it("a hundred thousand mentions and options are read", () => {
    const jids = Array.from({ length: 100_000 }, (_, i) => `${i}@lid`);
    const options = jids.map((optionName) => ({ optionName }));
    const message = { pollCreationMessage: { name: "x", options, contextInfo: { mentionedJid: jids } } };
    expect(read(message)).toMatchObject({ kind: "poll", mentions: { length: 100_000 } });
  });

  it("keys of prototypes are neither kinds nor flags", () => {
    const message = JSON.parse(
      '{"__proto__":{"message":{"conversation":"x"}},"constructor":{"message":{"toString":{}}}}',
    );
    expect(read(message).kind).toBe("unknown");
    expect({}).not.toHaveProperty("message");
  });
});
