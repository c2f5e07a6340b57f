import { expect, it } from "vitest";
import { isKnownEvent, parseWebhook, toInboundMessage } from "../../src/webhooks/index.js";
import { recordedEvents } from "../fixtures/recorded-events.js";
import { recordedMessages } from "../fixtures/recorded-messages.js";

const maria = {
  jid: "5511999990001@s.whatsapp.net",
  phone: "5511999990001",
  lid: "100000000000001",
  name: "Maria Silva",
};
const { name: _, ...mariaChat } = { ...maria, kind: "user" };
const onBusiness = { jid: maria.jid, phone: maria.phone };
const group = { jid: "120363020000000001@g.us", kind: "group" };
const shop = { jid: "5511988880000@s.whatsapp.net", phone: "5511988880000" };
const sent = { fromMe: true, sender: shop, chat: { jid: maria.jid, kind: "user", phone: maria.phone } };
const inGroup = { chat: group };
const pdf = { mimeType: "application/pdf", size: 191, fileName: "invoice.pdf" };
const clip = { mimeType: "video/mp4", size: 22982, durationMs: 2_000, thumbnail: "/9g=" };
const place = { latitude: -23.5614, longitude: -46.6559, name: "MASP", address: "Av. Paulista, 1578", live: false };

/** What each recorded message is. Where nothing is said, it is Maria's, in her chat, without quote, mention or flag. */
const expected: Record<keyof typeof recordedMessages, object> = {
  "baileys: audio file": {
    kind: "audio",
    voiceNote: false,
    media: { mimeType: "audio/mpeg", size: 4407, durationMs: 1_000 },
  },
  "baileys: audio voice note": {
    kind: "audio",
    voiceNote: true,
    media: { mimeType: "audio/ogg; codecs=opus", size: 4382, durationMs: 2_000 },
  },
  "baileys: audio with base64": { kind: "audio", media: { base64: "T2dnUwACAAAA", durationMs: 2_000 } },
  "baileys: buttons response": {
    kind: "selection",
    text: "Yes",
    selection: { id: "yes", title: "Yes" },
    quoted: { id: "3EB0BTN", sender: shop, kind: "text", text: "Confirm?" },
  },
  "baileys: contact": { kind: "contacts", contacts: [{ name: "João Souza", phones: ["5511999990011"] }] },
  "baileys: contacts array": {
    kind: "contacts",
    contacts: [
      { name: "João", phones: ["5511999990011"] },
      { name: "Ana", phones: ["5511999990012"] },
    ],
  },
  "baileys: ctwa ad": {
    kind: "text",
    text: "I saw your ad",
    ad: {
      id: "120210000000",
      title: "50% off",
      body: "Only today",
      url: "https://fb.me/abc",
      clickId: "ARAkLkA8synthetic",
      source: "FB_Ads",
    },
  },
  "baileys: document with caption": { kind: "document", text: "here it is", media: pdf },
  "baileys: document": { kind: "document", media: pdf },
  "baileys: event message": {
    ...inGroup,
    kind: "event",
    text: "Party",
    event: {
      name: "Party",
      description: "Bring food",
      location: { latitude: -23.5, longitude: -46.6, name: "Home", live: false },
      startsAt: 1767312000_000,
      canceled: false,
    },
  },
  "baileys: extended text link preview": { kind: "text", text: "See https://example.com" },
  "baileys: extended text quote and mentions": {
    ...inGroup,
    kind: "text",
    text: "@5511988880000 I agree",
    mentions: [shop],
    quoted: { id: "3EB0QUOTED00000000001", sender: shop, kind: "text", text: "Shall we?" },
  },
  "baileys: from me in group": {
    ...inGroup,
    kind: "text",
    fromMe: true,
    text: "me in the group",
    sender: { ...shop, lid: "100000000000000", name: "Acme Store" },
  },
  "baileys: from me on the phone": {
    ...sent,
    kind: "text",
    text: "I answered from the phone",
    sender: { ...shop, name: "Acme Store" },
  },
  "baileys: gif": { kind: "video", gif: true, videoNote: false, media: clip },
  "baileys: group image": {
    ...inGroup,
    kind: "image",
    text: "group pic",
    media: { mimeType: "image/jpeg", size: 469 },
  },
  "baileys: group invite": {
    kind: "group-invite",
    text: "Join us",
    groupInvite: {
      groupJid: "120363020000000009@g.us",
      code: "AbCdEfGh",
      groupName: "Neighbours",
      expiresAt: 1767484800_000,
    },
  },
  "baileys: group text": { ...inGroup, kind: "text", text: "Hello group" },
  "baileys: image with base64": {
    kind: "image",
    text: "with base64",
    media: { mimeType: "image/jpeg", size: 469, width: 64, height: 48, thumbnail: "/9g=", base64: "iVBORw0KGgoA" },
  },
  "baileys: image": { kind: "image", text: "my receipt", media: { mimeType: "image/jpeg", size: 469 } },
  "baileys: interactive from business": {
    kind: "template",
    text: "Pick one",
    template: { title: "Offer", footer: "Acme", choices: [{ id: "https://example.com", title: "Open" }] },
  },
  "baileys: interactive response": {
    kind: "selection",
    text: "Yes",
    selection: { id: "yes", title: "Yes" },
    quoted: { id: "3EB0INT" },
  },
  "baileys: list response": {
    kind: "selection",
    text: "Water",
    selection: { id: "d1", title: "Water", description: "Still" },
    quoted: { id: "3EB0LST", sender: shop },
  },
  "baileys: live location": {
    kind: "location",
    text: "on my way",
    location: { latitude: -23.5614, longitude: -46.6559, live: true },
  },
  "baileys: location": { kind: "location", location: place },
  "baileys: order": {
    kind: "order",
    text: "My order",
    order: { id: "1234567890", title: "Acme", itemCount: 2, total: 50, currency: "BRL", token: "synthetic==" },
  },
  "baileys: poll creation": {
    kind: "poll",
    text: "Lunch?",
    poll: { question: "Lunch?", options: ["Pizza", "Salad"], maxChoices: 1 },
  },
  "baileys: product": {
    kind: "product",
    product: { id: "p1", title: "Shirt", description: "Blue", price: 50, currency: "BRL" },
  },
  "baileys: ptv video note": { kind: "video", videoNote: true, gif: false, media: { ...clip, width: 48, height: 48 } },
  "baileys: reaction removed": {
    kind: "reaction",
    reaction: { emoji: "", key: { id: "3EB0SENTBYME000000001", fromMe: true } },
  },
  "baileys: reaction": {
    kind: "reaction",
    reaction: { emoji: "👍", key: { id: "3EB0SENTBYME000000001", fromMe: true } },
  },
  "baileys: status broadcast with read status on": {
    kind: "text",
    text: "my status",
    chat: { jid: "status@broadcast", kind: "status" },
  },
  "baileys: sticker": {
    kind: "sticker",
    animated: false,
    media: { mimeType: "image/webp", size: 1066, width: 96, height: 96 },
  },
  "baileys: template button reply": {
    kind: "selection",
    text: "Stop promotions",
    selection: { id: "id1", title: "Stop promotions" },
    quoted: { id: "3EB0TPL" },
  },
  "baileys: text with message context info": { kind: "text" },
  "baileys: text": { kind: "text", text: "Hello, is it open today?" },
  "baileys: video": {
    kind: "video",
    text: "look at this",
    videoNote: false,
    gif: false,
    media: { ...clip, width: 64, height: 48 },
  },
  "baileys: view once image": { kind: "image", viewOnce: true, media: { mimeType: "image/jpeg", size: 469 } },
  "baileys: sent audio url": { ...sent, kind: "audio", voiceNote: true, media: { size: 20933, durationMs: 1_000 } },
  "baileys: sent media document url": {
    ...sent,
    kind: "document",
    text: "A document",
    media: { fileName: "document.pdf" },
  },
  "baileys: sent media image url": {
    ...sent,
    kind: "image",
    text: "A picture",
    media: { mimeType: "image/png", size: 1282 },
  },
  "baileys: sent reaction": { fromMe: true, sender: shop, chat: group, kind: "reaction", reaction: { emoji: "❤️" } },
  "baileys: sent sticker url": { ...sent, kind: "sticker", media: { mimeType: "image/webp", size: 770 } },
  "baileys: sent text quoted by key": { ...sent, kind: "text", text: "typing first" },
  "baileys: sent text": { ...sent, kind: "text", text: "ack me" },
  "business: audio voice": {
    kind: "audio",
    voiceNote: true,
    media: { mimeType: "audio/ogg; codecs=opus", base64: "T2dnUwACAAAA" },
  },
  "business: contact": { kind: "contacts", contacts: [{ name: "João Souza", phones: ["5511999990011"] }] },
  "business: document": {
    kind: "document",
    text: "invoice",
    media: { mimeType: "application/pdf", fileName: "invoice.pdf" },
  },
  "business: image": { kind: "image", text: "my receipt", media: { mimeType: "image/jpeg", base64: "/9j/4AAQSkZJ" } },
  "business: interactive button reply": {
    kind: "selection",
    text: "Yes",
    selection: { title: "Yes" },
    quoted: { id: "wamid.HBgBTN1" },
  },
  "business: interactive list reply": {
    kind: "selection",
    selection: { title: "Water" },
    quoted: { id: "wamid.HBgLST1" },
  },
  "business: location": { kind: "location", location: place },
  "business: reaction removed": { kind: "reaction", reaction: { emoji: "", key: { id: "wamid.HBgREACT001" } } },
  "business: reaction": { kind: "reaction", reaction: { emoji: "❤️", key: { id: "wamid.HBgREACT001" } } },
  "business: sticker": { kind: "sticker", animated: false, media: { mimeType: "image/webp" } },
  "business: template button reply": {
    kind: "selection",
    selection: { title: "Stop promotions" },
    quoted: { id: "wamid.HBgTPL1" },
  },
  "business: text with context": { kind: "text", text: "Yes that one", quoted: { id: "wamid.HBgQUOTED001" } },
  "business: text": { kind: "text", text: "Hello, is it open today?" },
  "business: video": { kind: "video", text: "look", media: { mimeType: "video/mp4", base64: "AAAAIGZ0eXBp" } },
  "business: sent image": {
    ...sent,
    sender: { jid: "" },
    kind: "image",
    text: "c",
    media: { mimeType: "image/png", fileName: "image.png" },
  },
  "business: sent text": { ...sent, sender: { jid: "" }, kind: "text", text: "status test" },
  "evolution: image url": { kind: "image", text: "c", media: { url: "https://media.example.test/image.png" } },
  "evolution: text": { kind: "text", text: "Hello" },
  "evolution: sent text": {
    fromMe: true,
    sender: { jid: "" },
    chat: { jid: "5511999990001" },
    kind: "text",
    text: "hi",
  },
};

const people: Record<string, object> = {
  baileys: { sender: maria, chat: mariaChat },
  business: { sender: { ...onBusiness, name: "Maria Silva" }, chat: { ...onBusiness, kind: "user" } },
  evolution: { sender: { jid: "5511999990001", phone: "5511999990001" }, chat: { jid: "5511999990001", kind: "user" } },
};

it.each(Object.entries(recordedMessages))("%s", (name, body) => {
  const plain = { fromMe: false, mentions: [], ephemeral: false, viewOnce: false, forwarded: false };
  const given = expected[name as keyof typeof expected] as { text?: string };
  const message = toInboundMessage(parseWebhook(body));
  expect(message).toMatchObject({ ...plain, ...people[name.split(":")[0] ?? ""], ...given });
  expect(message).toMatchObject({ id: body.data.key.id, sentAt: body.data.messageTimestamp * 1_000, raw: body.data });
  if (!("quoted" in given)) expect(message).not.toHaveProperty("quoted");
  if (!("ad" in given)) expect(message).not.toHaveProperty("ad");
  expect(JSON.parse(JSON.stringify(message))).toEqual(message);
});

it.each(Object.entries(recordedEvents))("%s is a known event, and reading it twice changes nothing", (_name, body) => {
  const event = parseWebhook(body);
  expect(isKnownEvent(event)).toBe(true);
  expect(parseWebhook(event)).toEqual(event);
  expect(parseWebhook(JSON.stringify(body))).toEqual(event);
});
