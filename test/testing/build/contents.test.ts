import { describe, expect, it } from "vitest";
import { contents } from "../../../src/testing/build/contents.js";
import { frameOf, protocolData } from "../../../src/testing/build/frame.js";
import { contentOf, fileOf, type PhoneContent } from "../../../src/testing/build/phone-content.js";
import { long } from "../../../src/testing/build/wire.js";
import type { MessageContent } from "../../../src/types/index.js";
import { parseWebhook, toInboundMessage } from "../../../src/webhooks/index.js";
import { numberOf } from "../../../src/webhooks/message/values.js";
import { upsert } from "../../fixtures/webhooks.js";

const png = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10);
const byte = Uint8Array.of(1);
const key = { remoteJid: "5511988880000@s.whatsapp.net", fromMe: true, id: "AC01" };

/** A content as a bot sees it. */
const seen = (content: MessageContent) => toInboundMessage(parseWebhook(upsert({ ...frameOf(content) })));

const sent: [name: string, input: PhoneContent, seen: object][] = [
  ["a text", "oi", { kind: "text", text: "oi" }],
  [
    "a picture",
    { image: png, caption: "look" },
    { kind: "image", text: "look", media: { mimeType: "image/png", size: 8 } },
  ],
  ["a video", { video: byte, caption: "look" }, { kind: "video", text: "look", videoNote: false, gif: false }],
  ["a round video", { video: byte, note: true }, { kind: "video", videoNote: true, media: { mimeType: "video/mp4" } }],
  ["a GIF", { video: byte, gif: true }, { kind: "video", gif: true }],
  ["a voice note", { audio: byte, voice: true }, { voiceNote: true, media: { mimeType: "audio/ogg; codecs=opus" } }],
  ["a song", { audio: byte }, { kind: "audio", voiceNote: false, media: { mimeType: "audio/mpeg" } }],
  ["a document", { document: byte, fileName: "a.csv" }, { media: { fileName: "a.csv", mimeType: "text/csv" } }],
  ["a document with a caption", { document: png, caption: "here" }, { kind: "document", text: "here" }],
  ["a file of a type that is said", { image: png, mimeType: "image/heic" }, { media: { mimeType: "image/heic" } }],
  ["a sticker", { sticker: byte, animated: true }, { animated: true, media: { mimeType: "image/webp" } }],
  [
    "a place",
    { location: { latitude: -23.5, longitude: -46.6, name: "Home" } },
    { location: { latitude: -23.5, name: "Home" } },
  ],
  [
    "a contact",
    { contact: { name: "Bia", phone: "+55 11 99999-0002" } },
    { contacts: [{ name: "Bia", phones: ["5511999990002"] }] },
  ],
  [
    "contacts",
    {
      contact: [
        { name: "Bia", phone: "1" },
        { name: "Ana", phone: "2" },
      ],
    },
    { contacts: [{ name: "Bia" }, { name: "Ana" }] },
  ],
  [
    "a poll",
    { poll: { name: "Lunch?", options: ["Pizza", "Salad"], selectable: 0 } },
    { poll: { question: "Lunch?", options: ["Pizza", "Salad"], maxChoices: 0 } },
  ],
  ["content in the gateway's own form", { conversation: "raw" }, { kind: "text", text: "raw" }],
];

it.each(sent)("a bot sees %s that is sent from a phone", (_, input, expected) => {
  expect(seen(contentOf(input))).toMatchObject(expected);
});

it("a file lies where the caller says, and is found without its content", () => {
  expect(contentOf({ image: png }, { id: "42" })).toMatchObject({
    imageMessage: { url: "https://mmg.whatsapp.net/v/t62/42.enc", directPath: "/v/t62/42.enc" },
  });
  expect(fileOf({ document: png, fileName: "a.png" })).toEqual({
    bytes: png,
    fileName: "a.png",
    mimeType: "image/png",
  });
  expect([fileOf("oi"), fileOf({ conversation: "oi" })]).toEqual([undefined, undefined]);
});

const kinds: [name: string, content: MessageContent, seen: object][] = [
  [
    "live location",
    contents.liveLocation({ latitude: 1, longitude: 2, caption: "on my way" }),
    { text: "on my way", location: { live: true } },
  ],
  ["reaction", contents.reaction({ key, emoji: "👍" }), { reaction: { emoji: "👍", key: { id: "AC01" } } }],
  ["vote", contents.pollVote({ key, options: ["Pizza"] }), { kind: "poll-vote", vote: { options: ["Pizza"] } }],
  ["button", contents.buttonReply({ id: "y", title: "Yes" }), { text: "Yes", selection: { id: "y", title: "Yes" } }],
  [
    "row",
    contents.listReply({ id: "y", title: "Yes", description: "large" }),
    { selection: { id: "y", description: "large" } },
  ],
  [
    "native button",
    contents.interactiveReply({ id: "y", title: "Yes", quote: { id: "M1" } }),
    { selection: { id: "y", title: "Yes" }, quoted: { id: "M1" } },
  ],
  ["template button", contents.templateReply({ id: "y", title: "Yes" }), { selection: { id: "y", title: "Yes" } }],
  [
    "menu",
    contents.menu({ text: "Pick", title: "Hi", buttons: [{ id: "y", title: "Yes" }] }),
    { kind: "template", text: "Pick", template: { title: "Hi", choices: [{ id: "y", title: "Yes" }] } },
  ],
  [
    "order",
    contents.order({ id: "1", note: "mine", items: 2, total: 12.5 }),
    { text: "mine", order: { id: "1", itemCount: 2, total: 12.5, currency: "BRL" } },
  ],
  [
    "product",
    contents.product({ id: "p", title: "Shirt", price: 50 }),
    { product: { id: "p", title: "Shirt", price: 50 } },
  ],
  [
    "group invite",
    contents.groupInvite({ groupJid: "1@g.us", code: "C", expiresAt: 1_767_484_800_000 }),
    { groupInvite: { code: "C", expiresAt: 1_767_484_800_000 } },
  ],
  [
    "event",
    contents.event({ name: "Party", startsAt: 1_767_312_000_000 }),
    { event: { name: "Party", startsAt: 1_767_312_000_000, canceled: false } },
  ],
  ["album", contents.album({ images: 2 }), { album: { images: 2, videos: 0 } }],
  ["pin taken off", contents.pin({ key, pinned: false }), { pin: { key, pinned: false } }],
  ["edit", contents.edit({ key, message: { conversation: "new" } }), { kind: "edited", edited: { text: "new" } }],
  ["deletion", contents.revoke({ key }), { kind: "deleted", deleted: { key } }],
  ["disappearing text", contents.ephemeral({ conversation: "gone" }), { kind: "text", text: "gone", ephemeral: true }],
  ["view-once picture", contents.viewOnce(contents.image({})), { kind: "image", viewOnce: true }],
];

it.each(kinds)("a bot sees the %s", (_, content, expected) => {
  expect(seen(content)).toMatchObject(expected);
});

describe("what the gateway makes of it", () => {
  it("a text that quotes and mentions becomes a plain text with its context beside it", () => {
    const quote = {
      id: "M1",
      participant: "1@s.whatsapp.net",
      message: { extendedTextMessage: { text: "Shall we?" } },
    };
    const frame = frameOf(contents.text({ text: "@1 yes", quote, mentions: ["1@s.whatsapp.net"] }));
    expect(frame).toEqual({
      message: { conversation: "@1 yes" },
      messageType: "conversation",
      contextInfo: {
        mentionedJid: ["1@s.whatsapp.net"],
        groupMentions: [],
        stanzaId: "M1",
        participant: "1@s.whatsapp.net",
        quotedMessage: { conversation: "Shall we?" },
      },
    });
  });

  it("says null for a context that is not there, and nothing where there can be none", () => {
    expect(frameOf(contents.image({})).contextInfo).toBeNull();
    for (const content of [
      { conversation: "oi" },
      contents.reaction({ key, emoji: "" }),
      contents.ephemeral({ conversation: "oi" }),
    ]) {
      expect(frameOf(content)).not.toHaveProperty("contextInfo");
    }
  });

  it("loses the quote of a text from 2.4 on", () => {
    const frame = frameOf(contents.text({ text: "yes", quote: { id: "M1" } }), "2.4.0-rc2");
    expect(frame).toEqual({ message: { conversation: "yes" }, messageType: "conversation" });
  });

  it("edits and deletions become protobuf's own JSON", () => {
    expect(protocolData(contents.edit({ key, message: { conversation: "new" }, at: 1_700_000_000_123 }))).toEqual({
      key,
      type: "MESSAGE_EDIT",
      editedMessage: { conversation: "new" },
      timestampMs: "1700000000123",
    });
    expect(protocolData(contents.revoke({ key }))).toEqual({ key, type: "REVOKE" });
    expect(protocolData({ conversation: "oi" })).toBeUndefined();
  });

  it.each([0, 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 1_767_225_600_123])(
    "writes %i so that it can be read again",
    (value) => {
      expect(numberOf(long(value))).toBe(value);
      expect(Math.abs(long(value).low)).toBeLessThanOrEqual(2 ** 31);
    },
  );
});
