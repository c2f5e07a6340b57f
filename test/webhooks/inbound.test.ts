import { describe, expect, it } from "vitest";
import { type InboundMessage, parseWebhook, toInboundMessage } from "../../src/webhooks/index.js";
import { businessUpsert, connectionOpen, logout, type MessageParts, media, upsert } from "../fixtures/webhooks.js";

const receivedAt = Date.UTC(2026, 5, 1);
const read = (body: unknown): InboundMessage => {
  const message = toInboundMessage(parseWebhook(body), receivedAt);
  if (message === undefined) throw new Error("no message");
  return message;
};
const kind = (message: unknown, messageType = "x", rest: MessageParts = {}) =>
  read(upsert({ message, messageType, ...rest }));

it("says everything about a text", () => {
  const body = upsert();
  expect(read(body)).toEqual({
    id: "AC000000000000000000000000000001",
    instanceName: "shop",
    chat: { jid: "5511999990001@s.whatsapp.net", kind: "user", phone: "5511999990001", lid: "190000000000001" },
    sender: { jid: "5511999990001@s.whatsapp.net", phone: "5511999990001", lid: "190000000000001", name: "Maria" },
    fromMe: false,
    sentAt: Date.UTC(2026, 0, 1),
    kind: "text",
    text: "oi",
    mentions: [],
    ephemeral: false,
    viewOnce: false,
    forwarded: false,
    raw: body.data,
    key: (body.data as { key: unknown }).key,
  });
});

it("is undefined for events that carry no message", () => {
  expect(toInboundMessage(parseWebhook(connectionOpen))).toBeUndefined();
  expect(toInboundMessage(parseWebhook(logout))).toBeUndefined();
});

describe("content of Baileys", () => {
  const image = { mimeType: "image/jpeg", size: 51234, width: 480, height: 640 };
  it.each<[string, unknown, object]>([
    [
      "an image with caption",
      { imageMessage: { ...media, mimetype: "image/jpeg", caption: "look", width: 480, height: 640 } },
      { kind: "image", text: "look", media: image },
    ],
    [
      "an image in the payload",
      { imageMessage: { ...media, mimetype: "image/jpeg" }, base64: "/9j/4AAQ", mediaUrl: "https://s3.example.com/x" },
      {
        kind: "image",
        media: { mimeType: "image/jpeg", size: 51234, base64: "/9j/4AAQ", url: "https://s3.example.com/x" },
      },
    ],
    [
      "a video",
      { videoMessage: { ...media, mimetype: "video/mp4", seconds: 2 } },
      { kind: "video", videoNote: false, gif: false, media: { mimeType: "video/mp4", size: 51234, durationMs: 2_000 } },
    ],
    ["a GIF", { videoMessage: { ...media, mimetype: "video/mp4", gifPlayback: true } }, { kind: "video", gif: true }],
    ["a round video note", { ptvMessage: { ...media, mimetype: "video/mp4" } }, { kind: "video", videoNote: true }],
    [
      "a voice note",
      { audioMessage: { ...media, mimetype: "audio/ogg; codecs=opus", seconds: 3, ptt: true } },
      { kind: "audio", voiceNote: true, media: { mimeType: "audio/ogg; codecs=opus", size: 51234, durationMs: 3_000 } },
    ],
    [
      "an audio file",
      { audioMessage: { ...media, mimetype: "audio/mpeg", ptt: false } },
      { kind: "audio", voiceNote: false },
    ],
    [
      "a document",
      { documentMessage: { ...media, mimetype: "application/pdf", fileName: "invoice.pdf", caption: "here" } },
      { kind: "document", text: "here", media: { mimeType: "application/pdf", size: 51234, fileName: "invoice.pdf" } },
    ],
    [
      "a location",
      { locationMessage: { degreesLatitude: -23.5, degreesLongitude: -46.6, name: "MASP", address: "Av. Paulista" } },
      {
        kind: "location",
        location: { latitude: -23.5, longitude: -46.6, name: "MASP", address: "Av. Paulista", live: false },
      },
    ],
    [
      "a live location",
      { liveLocationMessage: { degreesLatitude: 1, degreesLongitude: 2, caption: "on my way" } },
      { kind: "location", text: "on my way", location: { latitude: 1, longitude: 2, live: true } },
    ],
    [
      "a contact",
      {
        contactMessage: {
          displayName: "João",
          vcard: "BEGIN:VCARD\nTEL;type=CELL;waid=5511999990011:+55 11 99999-0011\nEND:VCARD",
        },
      },
      {
        kind: "contacts",
        contacts: [{ name: "João", phones: ["5511999990011"], vcard: expect.stringContaining("VCARD") }],
      },
    ],
    [
      "several contacts",
      {
        contactsArrayMessage: {
          contacts: [
            { displayName: "A", vcard: "" },
            { displayName: "B", vcard: "" },
          ],
        },
      },
      { kind: "contacts", contacts: [{ name: "A" }, { name: "B" }] },
    ],
    [
      "a reaction",
      {
        reactionMessage: { key: { id: "3EB0A", remoteJid: "5511999990001@s.whatsapp.net", fromMe: true }, text: "👍" },
      },
      { kind: "reaction", reaction: { emoji: "👍", key: { id: "3EB0A", fromMe: true } } },
    ],
    [
      "a reaction taken back",
      { reactionMessage: { key: { id: "3EB0A" }, text: "" } },
      { kind: "reaction", reaction: { emoji: "" } },
    ],
    [
      "a button",
      { buttonsResponseMessage: { selectedButtonId: "yes", selectedDisplayText: "Yes" } },
      { kind: "selection", text: "Yes", selection: { id: "yes", title: "Yes" } },
    ],
    [
      "a template's button",
      { templateButtonReplyMessage: { selectedId: "id1", selectedDisplayText: "Stop" } },
      { kind: "selection", selection: { id: "id1", title: "Stop" } },
    ],
    [
      "a list row",
      { listResponseMessage: { title: "Pizza", description: "large", singleSelectReply: { selectedRowId: "pizza" } } },
      { kind: "selection", text: "Pizza", selection: { id: "pizza", title: "Pizza", description: "large" } },
    ],
    [
      "an interactive answer",
      {
        interactiveResponseMessage: {
          body: { text: "Yes" },
          nativeFlowResponseMessage: { name: "quick_reply", paramsJson: '{"id":"yes"}' },
        },
      },
      { kind: "selection", selection: { id: "yes", title: "Yes" } },
    ],
    [
      "an interactive answer with broken parameters",
      { interactiveResponseMessage: { body: { text: "Yes" }, nativeFlowResponseMessage: { paramsJson: "{" } } },
      { kind: "selection", selection: { title: "Yes" } },
    ],
    [
      "a formatted text inside a wrapper",
      { ephemeralMessage: { message: { extendedTextMessage: { text: "gone", contextInfo: { expiration: 86400 } } } } },
      { kind: "text", text: "gone", ephemeral: true, viewOnce: false },
    ],
    [
      "a view-once image",
      { viewOnceMessageV2: { message: { imageMessage: { ...media, mimetype: "image/jpeg" } } } },
      { kind: "image", viewOnce: true },
    ],
    [
      "a wrapper in a wrapper",
      { ephemeralMessage: { message: { viewOnceMessage: { message: { conversation: "x" } } } } },
      { kind: "text", ephemeral: true, viewOnce: true },
    ],
    [
      "a document with caption in its wrapper",
      { documentWithCaptionMessage: { message: { documentMessage: { ...media, fileName: "a.pdf", caption: "c" } } } },
      { kind: "document", text: "c" },
    ],
    ["a kind nobody knows", { holographMessage: { depth: 3 } }, { kind: "unknown" }],
  ])("%s", (_what, message, expected) => {
    expect(kind(message)).toMatchObject(expected);
  });

  it("with a quote, mentions and a forward", () => {
    const contextInfo = {
      stanzaId: "3EB0Q",
      participant: "5511988880000@s.whatsapp.net",
      quotedMessage: { conversation: "Shall we?" },
      mentionedJid: ["5511988880000@s.whatsapp.net", "190000000000002@lid"],
      isForwarded: true,
    };
    expect(read(upsert({ contextInfo }))).toMatchObject({
      quoted: { id: "3EB0Q", sender: { phone: "5511988880000" }, text: "Shall we?" },
      mentions: [{ phone: "5511988880000" }, { lid: "190000000000002" }],
      forwarded: true,
    });
  });

  it("with the quote inside a document, where the gateway does not lift it", () => {
    const documentMessage = {
      ...media,
      contextInfo: { stanzaId: "3EB0Q", quotedMessage: { imageMessage: { caption: "cap" } } },
    };
    expect(kind({ documentMessage })).toMatchObject({ kind: "document", quoted: { id: "3EB0Q", text: "cap" } });
  });
});

describe("content of the Business integration", () => {
  it.each<[string, unknown, string, object]>([
    [
      "an image",
      { imageMessage: { caption: "receipt", mime_type: "image/jpeg", sha256: "x", id: "1" }, base64: "/9j/" },
      "imageMessage",
      { kind: "image", text: "receipt", media: { mimeType: "image/jpeg", base64: "/9j/" } },
    ],
    [
      "a document",
      { documentMessage: { filename: "invoice.pdf", mime_type: "application/pdf", id: "4" } },
      "documentMessage",
      { kind: "document", media: { fileName: "invoice.pdf", mimeType: "application/pdf" } },
    ],
    [
      "a voice note",
      { audioMessage: { mime_type: "audio/ogg", voice: true, ptt: true } },
      "audioMessage",
      { kind: "audio", voiceNote: true },
    ],
    [
      "a list answer without its id",
      { conversation: "Water", contextInfo: { stanzaId: "wamid.Q" } },
      "interactiveMessage",
      { kind: "selection", text: "Water", selection: { title: "Water" } },
    ],
    [
      "a template's button without its payload",
      { conversation: "Stop" },
      "buttonMessage",
      { kind: "selection", selection: { title: "Stop" } },
    ],
    [
      "a reaction with only an id",
      { reactionMessage: { key: { id: "wamid.R" }, text: "❤️" } },
      "reactionMessage",
      { kind: "reaction", reaction: { emoji: "❤️", key: { id: "wamid.R" } } },
    ],
    ["a flow reply without text", { messageContextInfo: {} }, "interactiveMessage", { kind: "unknown" }],
  ])("%s", (_what, message, messageType, expected) => {
    expect(read(businessUpsert(message, messageType))).toMatchObject(expected);
  });

  it("a reply knows the id it answers", () => {
    const contextInfo = { stanzaId: "wamid.Q" };
    expect(read(businessUpsert({ conversation: "yes", contextInfo }, "conversation", { contextInfo })).quoted).toEqual({
      id: "wamid.Q",
    });
  });
});

describe("who and where", () => {
  it.each<[string, Record<string, unknown>, object]>([
    [
      "a chat by LID with its phone",
      { remoteJid: "190000000000001@lid", remoteJidAlt: "5511999990001@s.whatsapp.net" },
      {
        chat: { kind: "user", lid: "190000000000001", phone: "5511999990001" },
        sender: { lid: "190000000000001", phone: "5511999990001" },
      },
    ],
    [
      "a chat by LID alone",
      { remoteJid: "190000000000001@lid", remoteJidAlt: undefined },
      { chat: { jid: "190000000000001@lid", lid: "190000000000001" } },
    ],
    [
      "a group",
      {
        remoteJid: "120363020000000001@g.us",
        remoteJidAlt: undefined,
        participant: "190000000000001@lid",
        participantAlt: "5511999990001@s.whatsapp.net",
      },
      {
        chat: { jid: "120363020000000001@g.us", kind: "group" },
        sender: { jid: "190000000000001@lid", phone: "5511999990001", lid: "190000000000001" },
      },
    ],
    [
      "a status, whose other address is the author's",
      { remoteJid: "status@broadcast", participant: "5511999990001@s.whatsapp.net" },
      { chat: { kind: "status" }, sender: { phone: "5511999990001", lid: "190000000000001" } },
    ],
    ["a newsletter", { remoteJid: "123@newsletter", remoteJidAlt: undefined }, { chat: { kind: "newsletter" } }],
    [
      "the Evolution integration's bare digits",
      { remoteJid: "557199990000", remoteJidAlt: undefined },
      { chat: { jid: "557199990000", kind: "user", phone: "557199990000" } },
    ],
    [
      "our own phone",
      { fromMe: true },
      { fromMe: true, chat: { phone: "5511999990001" }, sender: { phone: "5511988880000" } },
    ],
    ["an address of no known form", { remoteJid: "???", remoteJidAlt: 7 }, { chat: { jid: "???", kind: "user" } }],
  ])("%s", (_what, key, expected) => {
    expect(read(upsert({ key }))).toMatchObject(expected);
  });

  it("does not invent our own number when the gateway does not say it", () => {
    const { sender: _, ...body } = upsert({ key: { fromMe: true } });
    expect(read(body).sender).toEqual({ jid: "", name: "Maria" });
  });
});

describe("the time a message was sent", () => {
  const sent = Date.UTC(2026, 0, 1);
  it.each([
    ["seconds", 1767225600, sent],
    ["a text", "1767225600", sent],
    ["a long", { low: 1767225600, high: 0, unsigned: true }, sent],
    ["a long whose low half is negative", { low: 1767225600 - 2 ** 32, high: 0, unsigned: false }, sent],
    ["milliseconds", 1767225600_000, sent],
    ["NaN as text", "NaN", receivedAt],
    ["null", null, receivedAt],
    ["nothing", undefined, receivedAt],
    ["zero", 0, receivedAt],
    ["a negative number", -5, receivedAt],
    ["an object", {}, receivedAt],
    ["a long with texts", { low: "1", high: "0" }, receivedAt],
    ["infinity", Number.POSITIVE_INFINITY, receivedAt],
  ])("from %s", (_what, messageTimestamp, expected) => {
    expect(read(upsert({ messageTimestamp })).sentAt).toBe(expected);
  });
});

it("hostile fields never reach a typed field, and never throw", () => {
  const odd: unknown[] = [
    { toString: 1, valueOf: 1 },
    [],
    "9".repeat(400),
    1e300,
    -1,
    true,
    null,
    { low: 1e308, high: 1e308 },
  ];
  for (const value of odd) {
    const body = upsert({
      key: { remoteJid: "1@g.us", participant: value, participantAlt: value, remoteJidAlt: value, fromMe: value },
      pushName: value,
      contextInfo: {
        expiration: value,
        stanzaId: value,
        participant: value,
        mentionedJid: [value],
        quotedMessage: value,
      },
      messageTimestamp: value,
      message: { videoMessage: { mimetype: value, caption: value, seconds: value, fileLength: value, width: value } },
    });
    const message = read(body);
    if (message.kind !== "video") throw new Error(message.kind);
    expect(() => new Date(message.sentAt).toISOString()).not.toThrow();
    expect([message.sender.jid, message.media.mimeType].map((text) => typeof text)).toEqual(["string", "string"]);
    for (const amount of [message.media.size, message.media.durationMs, message.media.width]) {
      expect(amount === undefined || (Number.isFinite(amount) && amount >= 0)).toBe(true);
    }
    const reaction = kind({
      reactionMessage: { key: { id: "A", remoteJid: value, fromMe: value, participant: value }, text: value },
    });
    expect(reaction.kind === "reaction" && typeof (reaction.reaction.key.remoteJid ?? "")).toBe("string");
  }
});

it.each<[string, unknown]>([
  ["null", null],
  ["a text", "x"],
  ["an array", []],
  ["an image that is an array", { imageMessage: [] }],
  ["a contact list of numbers", { contactsArrayMessage: { contacts: [1, null] } }],
  ["a location with texts", { locationMessage: { degreesLatitude: "x" } }],
  ["a reaction without key", { reactionMessage: { text: "x" } }],
  ["methods of objects as kinds", { toString: {}, constructor: {}, hasOwnProperty: { message: {} } }],
])("a message whose content is %s is still a message", (_what, message) => {
  expect(["unknown", "contacts"]).toContain(kind(message).kind);
});

describe("addresses that older gateways write elsewhere, or not at all", () => {
  it("2.3.1 to 2.3.4: the other address is in senderPn or previousRemoteJid", () => {
    const lid = upsert({
      key: {
        remoteJid: "190000000000001@lid",
        remoteJidAlt: undefined,
        senderPn: "5511999990001@s.whatsapp.net",
      } as never,
    });
    expect(read(lid).chat).toMatchObject({ lid: "190000000000001", phone: "5511999990001" });
    const phone = upsert({ key: { remoteJidAlt: undefined, previousRemoteJid: "190000000000001@lid" } as never });
    expect(read(phone).sender).toMatchObject({ lid: "190000000000001", phone: "5511999990001" });
  });

  it("a group message without participant is by nobody known", () => {
    const message = read(upsert({ key: { remoteJid: "120363000000000001@g.us", participant: "" } }));
    expect(message).toMatchObject({ fromMe: false, chat: { kind: "group" }, sender: { jid: "" } });
  });
});

it("a vote that is still encrypted is no vote, and none that was taken back", () => {
  const pollUpdateMessage = { pollCreationMessageKey: { id: "P1" }, vote: { selectedOptions: [{ "0": 1, "1": 2 }] } };
  expect(kind({ pollUpdateMessage }, "pollUpdateMessage")).toMatchObject({ kind: "unknown" });
});

it("neither depth nor a holder of itself stops it", () => {
  let data: unknown = [1];
  for (let i = 0; i < 50_000; i++) data = { type: "Buffer", data };
  expect(kind({ imageMessage: { jpegThumbnail: data } }, "imageMessage")).toMatchObject({ kind: "image" });
  const message: Record<string, unknown> = {};
  message.ephemeralMessage = { message };
  expect(kind(message, "ephemeralMessage")).toMatchObject({ kind: "unknown" });
});
