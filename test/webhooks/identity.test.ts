import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { identityOf } from "../../src/webhooks/identity.js";
import { parseWebhook, type WebhookEvent } from "../../src/webhooks/index.js";
import { businessUpsert, connectionOpen, envelope, logout, messageUpdate, upsert } from "../fixtures/webhooks.js";

const of = (body: unknown) => identityOf(parseWebhook(body));
/** Of data in any form. */
const ofAny = (event: object) => identityOf(event as WebhookEvent);
const later = (body: object) => ({ ...body, date_time: "2026-01-01T00:00:05.000Z" });
const status = (data: object) => ({ ...messageUpdate, data: { ...(messageUpdate.data as object), ...data } });
const edited = (data: object) => envelope("messages.edited", data);
const edit = { key: { id: "A1", fromMe: true }, type: "MESSAGE_EDIT", timestampMs: "1767225700123" };
const typing = envelope("presence.update", { id: "5511999990001@s.whatsapp.net", presences: {} });

describe("copies of one event", () => {
  it.each<[string, unknown, unknown]>([
    ["a message, delivered again", upsert(), upsert()],
    ["a message that came again after a reconnect", upsert(), later(upsert({ status: "READ" }))],
    ["a message under the chat's other address", upsert(), upsert({ key: { remoteJid: "190000000000001@lid" } })],
    ["a message from the instance's webhook and the global one", upsert(), { ...upsert(), destination: "https://x" }],
    [
      "an own message, as sent and as seen",
      upsert({ key: { fromMe: true } }),
      envelope("send.message", {
        key: { id: "AC000000000000000000000000000001", remoteJid: "x@lid", fromMe: true },
        message: { conversation: "oi" },
      }),
    ],
    [
      "a message without fromMe",
      businessUpsert({ conversation: "a" }, "conversation"),
      businessUpsert({ conversation: "a" }, "conversation", { status: "READ" }),
    ],
    ["a status", messageUpdate, later(messageUpdate)],
    ["a status, with and without a row", messageUpdate, status({ messageId: 1 })],
    ["an edit", edited(edit), later(edited({ ...edit, other: 1 }))],
    ["somebody who types, delivered again", typing, { ...typing, destination: "https://x" }],
    ["an event without data", logout, logout],
  ])("%s, have one identity", (_what, first, second) => {
    expect(of(first)).toBeTypeOf("string");
    expect(of(second)).toBe(of(first));
  });
});

describe("different events", () => {
  it.each<[string, unknown, unknown]>([
    ["two messages", upsert(), upsert({ key: { id: "B2" } })],
    ["one id, written by either side", upsert(), upsert({ key: { fromMe: true } })],
    ["one id in two instances", upsert(), { ...upsert(), instance: "other" }],
    ["names that meet in the middle", { ...upsert(), instance: 'shop","AC' }, upsert({ key: { id: 'AC","shop' } })],
    ["two statuses of a message", messageUpdate, status({ status: "PLAYED" })],
    ["one status of two readers", status({ participant: "1@lid" }), status({ participant: "2@lid" })],
    ["a message and its status", upsert({ key: { id: "A1" } }), status({ keyId: "A1" })],
    [
      "two edits that come as updates with one status",
      status({ message: { conversation: "a" } }),
      status({ message: { conversation: "b" } }),
    ],
    ["two edits of a message", edited(edit), edited({ ...edit, timestampMs: "1767225700124" })],
    ["two edits at one time", edited(edit), edited({ ...edit, editedMessage: { conversation: "other" } })],
    ["a message without content, and the same with it", upsert({ message: {} }), upsert()],
    ["two protocol messages without a time", edited({ type: "REVOKE" }), later(edited({ type: "REVOKE" }))],
    ["somebody who types, twice", typing, later(typing)],
    ["two events at one time", typing, { ...typing, event: "chats.update" }],
    ["a connection that opens twice", connectionOpen, later(connectionOpen)],
  ])("%s, have two", (_what, first, second) => {
    expect(of(first)).toBeTypeOf("string");
    expect(of(second)).not.toBe(of(first));
  });
});

it("nothing tells a copy of an event without an id and without a time", () => {
  const { date_time: _, ...body } = typing;
  expect(of(body)).toBeUndefined();
  expect(ofAny({ ...typing, data: { count: 1n } })).toBeUndefined();
});

it("is short, however long the event is", () => {
  const long = (text: string) => ofAny(envelope("messages.set", [{ text: text.repeat(100_000) }]));
  expect(long("a")).toMatch(/^\["event"#[0-9a-f]{32}$/);
  expect(long("a")).not.toBe(long("b"));
  expect(of(upsert({ key: { id: "x".repeat(1_000) } }))).toMatch(/^\["messag#[0-9a-f]{32}$/);
  expect(of(upsert())?.length).toBeLessThanOrEqual(200);
});

it("is a short text or none, whatever a body holds", () => {
  const names = fc.constantFrom("messages.edited", "messages.delete", "presence.update", "call");
  const body = fc.record({ event: names, instance: fc.string(), data: fc.jsonValue(), date_time: fc.jsonValue() });
  fc.assert(
    fc.property(body, (each) => {
      const identity = ofAny(each);
      expect(identity).toBe(ofAny(structuredClone(each)));
      if (typeof each.date_time === "string") expect(identity).toBeTypeOf("string");
      expect(identity?.length ?? 0).toBeLessThanOrEqual(200);
    }),
  );
});
