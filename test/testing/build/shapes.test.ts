import { expect, it } from "vitest";
import { createBuild } from "../../../src/testing/build/build.js";
import { recordedShapes } from "../../fixtures/recorded-shapes.js";
import { shapeOf } from "../../support/shape.js";

const build = createBuild();
const meta = createBuild({ integration: "WHATSAPP-BUSINESS" });
const evolution = createBuild({ integration: "EVOLUTION" });

const group = "120363020000000001@g.us";
const bytes = Uint8Array.of(1, 2, 3);
const asked = { conversation: "Confirm?" };
const yes = { id: "yes", title: "Yes" };
const picture = { caption: "look", width: 64, height: 48, thumbnail: bytes };
const place = { latitude: -23.5, longitude: -46.6, name: "MASP", address: "Av. Paulista, 1578" };
const bia = { name: "Bia", phone: "5511999990002" };
const own = "5511988880000@s.whatsapp.net";

const around = ({ data: _, ...envelope }: { data: unknown }) => ({ data: envelope });

/** What is asked for to get what was recorded. */
const built: Record<keyof typeof recordedShapes, { data: unknown }> = {
  "envelope: baileys": around(build.textMessage()),
  "envelope: business": around(meta.textMessage()),
  "envelope: evolution": around(evolution.textMessage()),
  "baileys: text": build.textMessage(),
  "baileys: group text": build.textMessage({ group }),
  "baileys: from me on the phone": build.textMessage({ fromMe: true }),
  "baileys: from me in group": build.textMessage({ fromMe: true, group }),
  "baileys: quote and mentions": build.message({
    group,
    content: { extendedTextMessage: { text: "@5511988880000 yes", contextInfo: { expiration: 0 } } },
    quote: { id: "3EB01", participant: own, message: asked },
    mentions: ["5511988880000"],
  }),
  "baileys: ctwa ad": build.textMessage({
    ad: { id: "120210000000", title: "50% off", body: "Today", clickId: "ARAk" },
  }),
  "baileys: image": build.imageMessage({ caption: "look" }),
  "baileys: image with base64": build.imageMessage({ ...picture, bytes, base64: true }),
  "baileys: view once image": build.imageMessage({ viewOnce: true }),
  "baileys: video": build.videoMessage({ ...picture, seconds: 2 }),
  "baileys: gif": build.gifMessage({ thumbnail: bytes }),
  "baileys: ptv video note": build.videoNote({ width: 48, height: 48, thumbnail: bytes }),
  "baileys: audio file": build.audioMessage(),
  "baileys: audio voice note": build.voiceNote(),
  "baileys: audio with base64": build.audioMessage({ bytes, base64: true }),
  "baileys: document": build.documentMessage({ fileName: "invoice.pdf", pages: 1 }),
  "baileys: document with caption": build.documentMessage({ fileName: "invoice.pdf", caption: "here" }),
  "baileys: sticker": build.stickerMessage(),
  "baileys: location": build.locationMessage({ location: place }),
  "baileys: live location": build.liveLocationMessage({ caption: "on my way" }),
  "baileys: contact": build.contactMessage(),
  "baileys: contacts array": build.contactMessage({ contact: [bia, bia] }),
  "baileys: reaction": build.reactionMessage(),
  "baileys: reaction removed": build.reactionMessage({ emoji: "" }),
  "baileys: poll creation": build.pollMessage(),
  "baileys: buttons response": build.buttonReply({ choice: yes, quote: { id: "3EB01", message: asked } }),
  "baileys: list response": build.listReply({ choice: { ...yes, description: "x" }, quote: "3EB01" }),
  "baileys: interactive response": build.interactiveReply({ choice: yes, quote: "3EB01" }),
  "baileys: template button reply": build.templateReply({ choice: yes, quote: "3EB01" }),
  "baileys: interactive from business": build.menuMessage({
    menu: { text: "Pick one", title: "Offer", footer: "Acme", buttons: [yes] },
  }),
  "baileys: order": build.orderMessage({ order: { id: "1", title: "Acme", note: "mine", items: 2, total: 50 } }),
  "baileys: product": build.productMessage({ product: { id: "p", title: "Shirt", description: "Blue", price: 50 } }),
  "baileys: group invite": build.groupInvite({
    invite: { groupJid: group, code: "AbC", groupName: "Neighbours", caption: "Join us" },
  }),
  "baileys: event message": build.eventMessage({
    group,
    event: { name: "Party", description: "Bring food", location: place, startsAt: 1_767_312_000_000 },
  }),
  "baileys: call offer video": build.event("call", { isVideo: true }),
  "baileys: chats delete": build.event("chats.delete"),
  "baileys: chats set": build.event("chats.set"),
  "baileys: chats update": build.event("chats.update"),
  "baileys: chats upsert": build.event("chats.upsert"),
  "baileys: connection update connecting": build.event("connection.update", { state: "connecting" }),
  "baileys: connection update close": build.event("connection.update", { state: "close" }),
  "baileys: connection update open": build.event("connection.update"),
  "baileys: connection update refused": build.event("connection.update", { state: "refused" }),
  "baileys: contacts upsert": build.event("contacts.upsert"),
  "baileys: groups update subject": build.event("groups.update"),
  "baileys: groups upsert": build.event("groups.upsert"),
  "baileys: group participants update": build.event("group-participants.update"),
  "baileys: instance create": build.event("instance.create"),
  "baileys: labels association add": build.event("labels.association"),
  "baileys: labels edit": build.event("labels.edit"),
  "baileys: logout instance": build.event("logout.instance"),
  "baileys: remove instance": build.event("remove.instance"),
  "baileys: messages delete by api": build.event("messages.delete", { byApi: true }),
  "baileys: messages delete by contact": build.event("messages.delete"),
  "baileys: messages delete in group": build.event("messages.delete", { group }),
  "baileys: messages edited": build.event("messages.edited"),
  "baileys: messages set": build.event("messages.set"),
  "baileys: messages update": build.event("messages.update"),
  "baileys: presence update composing": build.event("presence.update"),
  "baileys: qrcode updated": build.event("qrcode.updated"),
  "baileys: qrcode updated with pairing code": build.event("qrcode.updated", { pairingCode: "WZYEH1YY" }),
  "baileys: qrcode updated limit reached": build.event("qrcode.updated", { limitReached: true }),
  "baileys: send message text": build.event("send.message"),
  "baileys: send message image": build.event("send.message", {
    content: { imageMessage: imageOf(build.imageMessage({ caption: "look" })) },
  }),
  "baileys: send message update": build.event("send.message.update"),
  "baileys: status instance": build.event("status.instance"),
  "business: text": meta.textMessage(),
  "business: text with context": meta.textMessage({ quote: "wamid.1" }),
  "business: image": meta.imageMessage({ caption: "look", bytes }),
  "business: video": meta.videoMessage({ caption: "look", bytes }),
  "business: audio voice": meta.voiceNote({ bytes }),
  "business: document": meta.documentMessage({ caption: "look", fileName: "a.pdf", bytes }),
  "business: sticker": meta.stickerMessage(),
  "business: location": meta.locationMessage({ location: place }),
  "business: contact": meta.contactMessage(),
  "business: reaction": meta.reactionMessage(),
  "business: reaction removed": meta.reactionMessage({ emoji: "" }),
  "business: interactive button reply": meta.interactiveReply({ quote: "wamid.1" }),
  "business: template button reply": meta.templateReply({ quote: "wamid.1" }),
  "business: contacts upsert": meta.event("contacts.upsert"),
  "business: messages update": meta.event("messages.update"),
  "business: send message": meta.event("send.message"),
  "evolution: text": evolution.textMessage(),
  "evolution: image url": evolution.imageMessage({ caption: "look" }),
  "evolution: send message": evolution.event("send.message"),
};

it.each(Object.keys(recordedShapes) as (keyof typeof recordedShapes)[])(
  "builds a body with the keys and types of the recorded one: %s",
  (name) => {
    expect(shapeOf(built[name].data)).toBe(recordedShapes[name]);
  },
);

function imageOf({ data }: { data: { message: { [kind: string]: unknown } } }): unknown {
  return data.message.imageMessage;
}
