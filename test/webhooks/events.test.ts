import { describe, expect, it } from "vitest";
import { subscriptions } from "../../src/index.js";
import {
  type EventRow,
  events,
  isWebhookParseError,
  parseWebhook,
  toEventName,
  type WebhookParseError,
} from "../../src/webhooks/index.js";
import { envelope, upsert } from "../fixtures/webhooks.js";

const rows = Object.values<EventRow>(events);
const dataOf = (event: string, data: unknown) => parseWebhook(envelope(event, data)).data;

describe("the table of events", () => {
  it("has every name that 2.3.6 can be subscribed to, and one of 2.4", () => {
    const own = rows.flatMap(({ subscription }) => subscription ?? []);
    expect(own.sort()).toEqual([...subscriptions, "MESSAGING_HISTORY_SET"].sort());
  });

  it("finds each event by any of its spellings, and by no other", () => {
    for (const { name, subscription, slug } of rows) {
      expect([toEventName(name), toEventName(slug), toEventName(subscription ?? name)]).toEqual([name, name, name]);
    }
    expect(toEventName("GROUPS_UPDATE")).toBe("groups.update");
    for (const other of ["messages_upsert", "toString", "__proto__", ""]) expect(toEventName(other)).toBeUndefined();
  });

  it("follows the gateway's rule for subscriptions, but for the group name that never matches", () => {
    for (const { name, subscription, onlyBy } of rows) {
      const byRule = name.replace(/[.-]/g, "_").toUpperCase();
      if (subscription !== null) expect(subscription === byRule).toBe(onlyBy === undefined);
    }
  });
});

describe("payloads of several forms become one", () => {
  const contact = { remoteJid: "5511999990001@s.whatsapp.net", pushName: "Maria" };
  const key = { remoteJid: "5511999990001@s.whatsapp.net", fromMe: false, id: "3EB0A" };
  const participants = [{ id: "190000000000003@lid", phoneNumber: "5511977770000@s.whatsapp.net", name: "Bia" }];
  it.each<[string, string, unknown, unknown]>([
    ["a contact alone", "contacts.upsert", contact, [contact]],
    ["contacts in a list", "contacts.update", [contact], [contact]],
    ["a contact without address (Business)", "contacts.upsert", { pushName: "Maria" }, [{ pushName: "Maria" }]],
    ["a chat alone", "chats.update", { remoteJid: "557199990000" }, [{ remoteJid: "557199990000" }]],
    [
      "a chat of which only the name changed",
      "chats.upsert",
      [{ id: "cm3", name: "Ana" }],
      [{ id: "cm3", name: "Ana" }],
    ],
    ["no chats", "chats.upsert", [], []],
    ["a deleted chat alone", "chats.delete", "1@g.us", ["1@g.us"]],
    ["a deletion by the other side", "messages.delete", key, { key }],
    [
      "a deletion through the API",
      "messages.delete",
      { id: "cm3", key, status: "DELETED" },
      { id: "cm3", key, status: "DELETED" },
    ],
    [
      "an edit by number",
      "send.message.update",
      { key, type: 14, editedMessage: {}, timestampMs: 5 },
      { key, type: "MESSAGE_EDIT", editedMessage: {}, timestampMs: 5 },
    ],
    [
      "an edit by name, its time as a text",
      "messages.edited",
      { key, type: "MESSAGE_EDIT", editedMessage: {}, timestampMs: "1767225700123" },
      { key, type: "MESSAGE_EDIT", editedMessage: {}, timestampMs: 1767225700123 },
    ],
    ["a deletion whose type protobuf leaves out", "messages.edited", { key }, { key, type: "REVOKE" }],
    [
      "an edit without type",
      "messages.edited",
      { key, editedMessage: {} },
      { key, type: "MESSAGE_EDIT", editedMessage: {} },
    ],
    ["a deletion of nothing", "messages.edited", { type: "REVOKE" }, { type: "UNKNOWN" }],
    ["an edit without content", "messages.edited", { key, type: 14 }, { key, type: "UNKNOWN" }],
    [
      "a setting",
      "messages.edited",
      { type: 3, ephemeralExpiration: 86400 },
      { type: "EPHEMERAL_SETTING", ephemeralExpiration: 86400 },
    ],
    ["a type of a newer WhatsApp", "messages.edited", { type: 99 }, { type: "UNKNOWN" }],
    ["a name of a newer WhatsApp", "messages.edited", { type: "NEW_THING" }, { type: "NEW_THING" }],
    ["one old message", "messages.set", upsert().data, [upsert().data]],
    [
      "participants as JIDs with their details beside",
      "group-participants.update",
      {
        id: "1@g.us",
        action: "add",
        participants: ["190000000000003@lid"],
        participantsData: [{ jid: "190000000000003@lid", phoneNumber: "5511977770000@s.whatsapp.net", name: "Bia" }],
      },
      expect.objectContaining({ id: "1@g.us", action: "add", participants }),
    ],
    ["a changed group", "groups.update", { id: "1@g.us", subject: "New" }, [{ id: "1@g.us", subject: "New" }]],
    [
      "a group without members",
      "groups.upsert",
      [{ id: "1@g.us", subject: "New" }],
      [{ id: "1@g.us", subject: "New", participants: [] }],
    ],
    [
      "a label's colour as a text",
      "labels.edit",
      { id: "7", name: "VIP", color: "3" },
      { id: "7", name: "VIP", color: 3 },
    ],
    [
      "a call without its chat",
      "call",
      { id: "A1", from: "1@lid", status: "offer" },
      { id: "A1", from: "1@lid", chatId: "1@lid", status: "offer" },
    ],
    ["a raw stanza of the websocket", "call", { event: "CB:call", packet: {} }, { event: "CB:call", packet: {} }],
    ["no data", "remove.instance", undefined, null],
    ["null", "logout.instance", null, null],
    [
      "the history's progress",
      "messaging-history.set",
      { messageCount: 1, progress: 50 },
      { messageCount: 1, progress: 50 },
    ],
  ])("%s", (_what, event, data, expected) => {
    expect(dataOf(event, data)).toEqual(expected);
    expect(dataOf(event, dataOf(event, data))).toEqual(expected);
  });

  it.each<[string, unknown]>([
    ["group-participants.update", { id: "1@g.us", action: "add", participants: [{ id: "2@lid" }, "3@lid"] }],
    ["messages.update", { keyId: 7, status: "READ" }],
    ["messages.upsert", { key: { id: 7, remoteJid: "1@lid" } }],
    ["messages.delete", { id: 7, remoteJid: "1@lid" }],
    ["labels.edit", { id: 7, name: "x", color: { low: 3, high: 0 } }],
  ])("leaves what it was given as it was: %s", (event, data) => {
    const body = envelope(event, data);
    const before = structuredClone(body);
    expect(parseWebhook(body)).not.toEqual(before);
    expect(body).toEqual(before);
  });

  it("what cannot be read after an item was left out is still told of", () => {
    expect(dataOf("chats.delete", ["1@lid", 7, 8])).toEqual(["1@lid"]);
    expect(() => dataOf("chats.delete", [7, 8])).toThrow(/^data\[0\]/);
    const groups = [{ id: "1@g.us", participants: [7, 8] }, { participants: ["1@lid", 7] }, { id: "2@g.us" }];
    expect(dataOf("groups.upsert", groups)).toEqual([{ id: "2@g.us", subject: "", participants: [] }]);
    expect(() => dataOf("groups.upsert", [groups[0]])).toThrow(/^data\[0\]\.participants\[0\]/);
  });
});

it("the report of a refused request names no instance, and its global key is taken out", () => {
  const data = { error: "Bad Request", message: ["x"], status: 400, response: { message: "x" } };
  const event = parseWebhook({
    event: "error",
    data,
    date_time: "x",
    api_key: "global-key",
    server_url: "https://evo.example.com",
  });
  expect(event).toEqual({ event: "error", instance: "", data, date_time: "x", server_url: "https://evo.example.com" });
});

it.each<[string, unknown, string]>([
  ["chats.delete", [7], "data[0]"],
  ["contacts.update", "x", "data"],
  ["contacts.update", [null, null], "data[0]"],
  ["messages.set", [{ key: {} }], "data[0].key.id"],
  ["group-participants.update", { id: "1@g.us", action: "add", participants: [true] }, "data.participants[0]"],
  ["messages.delete", { id: "3EB0A" }, "data.remoteJid"],
  ["messages.delete", { key: { id: "3EB0A" } }, "data.key.remoteJid"],
  ["groups.update", [{ subject: "New" }], "data[0].id"],
  ["labels.edit", {}, "data.id"],
  ["labels.association", { type: "add" }, "data.chatId"],
  ["call", { id: "A1" }, "data.from"],
  ["status.instance", [], "data"],
  ["typebot.start", {}, "data.remoteJid"],
  ["typebot.change-status", { remoteJid: "1@lid" }, "data.status"],
  ["instance.create", {}, "data.instanceName"],
])("%s with %j is refused at %s, and comes again", (event, data, path) => {
  let refusal: unknown;
  try {
    dataOf(event, data);
  } catch (error) {
    refusal = error;
  }
  expect(isWebhookParseError(refusal)).toBe(true);
  expect(refusal as WebhookParseError).toMatchObject({ path, status: 503 });
});

it.each<[string, unknown, unknown]>([
  ["messages.set", [upsert().data, { key: {} }, null], [upsert().data]],
  ["contacts.update", [{ id: "1@lid" }, null], [{ id: "1@lid" }]],
  ["contacts.update", null, []],
  ["chats.delete", ["1@lid", {}], ["1@lid"]],
  ["groups.upsert", [{ id: "1@g.us", participants: null }], [{ id: "1@g.us", subject: "", participants: [] }]],
  ["group-participants.update", { id: "1@g.us", action: "add" }, { id: "1@g.us", action: "add", participants: [] }],
  [
    "group-participants.update",
    { id: "1@g.us", action: "add", participants: [{ jid: "2@lid" }, { phoneNumber: "3@s.whatsapp.net" }, 7] },
    { participants: [{ id: "2@lid" }, { id: "3@s.whatsapp.net" }] },
  ],
  [
    "presence.update",
    { id: "1@g.us", presences: { "1@lid": {}, "2@lid": { lastKnownPresence: "composing" } } },
    { presences: { "2@lid": { lastKnownPresence: "composing" } } },
  ],
  ["presence.update", { id: "1@lid" }, { id: "1@lid", presences: {} }],
  ["messages.update", { keyId: "A1", pollUpdates: [] }, { keyId: "A1" }],
  ["call", { id: "A1", chatId: "1@lid", status: "offer" }, { from: "1@lid" }],
  ["logout.instance", "x", null],
  ["messages.edited", null, { type: "UNKNOWN" }],
  ["labels.edit", { id: 7 }, { id: "7" }],
])("%s with %j is read as far as it can be", (event, data, expected) => {
  const read = dataOf(event, data);
  if (expected === null || Array.isArray(expected)) expect(read).toEqual(expected);
  else expect(read).toMatchObject(expected as object);
});
