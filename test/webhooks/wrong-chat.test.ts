import { expect, it } from "vitest";
import { type InboundMessage, isWrongChat, parseWebhook, toInboundMessage } from "../../src/webhooks/index.js";
import { businessUpsert, upsert } from "../fixtures/webhooks.js";

const read = (body: unknown) => toInboundMessage(parseWebhook(body)) as InboundMessage;
const business = (id: string, remoteJid: string, fromMe = false) =>
  read(businessUpsert({ conversation: "hi" }, "conversation", { key: { id, remoteJid, fromMe } }));
const idOf = (phone: string) =>
  `wamid.${Buffer.from(`\u001c\u0018${String.fromCharCode(phone.length)}${phone}\u0015\u0002\u0000`, "latin1").toString("base64")}`;

it.each<[string, boolean, InboundMessage]>([
  ["another customer's chat", true, business(idOf("5511999990002"), "5511999990001@s.whatsapp.net")],
  [
    "the id of Meta's documentation in another chat",
    true,
    business("wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBJDQjZCMzlEQUE4OTJBMTE4RTUA", "16503879430@s.whatsapp.net"),
  ],
  [
    "its own chat",
    false,
    business("wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBJDQjZCMzlEQUE4OTJBMTE4RTUA", "16503879439@s.whatsapp.net"),
  ],
  ["a number that the gateway has rewritten", false, business(idOf("5531999990001"), "553199990001@s.whatsapp.net")],
  ["our own message", false, business(idOf("5511999990002"), "5511999990001@s.whatsapp.net", true)],
  ["an id of another form", false, business("wamid.HBgIN0001", "5511999990001@s.whatsapp.net")],
  ["an id that is no base64", false, business("wamid.!!!!!!!!", "5511999990001@s.whatsapp.net")],
  ["a Baileys message", false, read(upsert())],
])("%s: %s", (_what, expected, message) => {
  expect(isWrongChat(message)).toBe(expected);
});
