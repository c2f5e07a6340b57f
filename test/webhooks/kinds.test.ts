import { expect, it } from "vitest";
import { parseWebhook, toInboundMessage } from "../../src/webhooks/index.js";
import { type MessageParts, media, upsert } from "../fixtures/webhooks.js";

/** Kinds of which there is no recording: the forms are those of WhatsApp's protocol as the gateway passes them on. */
const read = (message: unknown, rest: MessageParts = {}) =>
  toInboundMessage(parseWebhook(upsert({ message, ...rest })));
const key = { id: "3EB0P", remoteJid: "120363020000000001@g.us", fromMe: true };

it.each<[string, unknown, object]>([
  [
    "a poll vote of 2.3.7",
    { pollUpdateMessage: { pollCreationMessageKey: key, vote: { selectedOptions: ["Pizza", "Salad"] } } },
    { kind: "poll-vote", text: "Pizza, Salad", vote: { key, options: ["Pizza", "Salad"] } },
  ],
  [
    "a vote that was taken back",
    { pollUpdateMessage: { pollCreationMessageKey: key, vote: { selectedOptions: [] } } },
    { kind: "poll-vote", vote: { options: [] } },
  ],
  [
    "a vote that is still encrypted",
    { pollUpdateMessage: { pollCreationMessageKey: key, vote: { encPayload: { "0": 1 } } } },
    { kind: "unknown" },
  ],
  [
    "a poll in a wrapper that has its name",
    { pollCreationMessageV4: { message: { pollCreationMessage: { name: "Lunch?", options: [{ optionName: "A" }] } } } },
    { kind: "poll", poll: { question: "Lunch?", options: ["A"], maxChoices: 0 } },
  ],
  [
    "an animated sticker of Lottie",
    {
      lottieStickerMessage: { message: { stickerMessage: { ...media, mimetype: "application/was", isLottie: true } } },
    },
    { kind: "sticker", animated: true, media: { mimeType: "application/was" } },
  ],
  [
    "a picture of an album",
    { associatedChildMessage: { message: { imageMessage: { ...media, mimetype: "image/jpeg" } } } },
    { kind: "image" },
  ],
  [
    "an album",
    { albumMessage: { expectedImageCount: 3, expectedVideoCount: 1 } },
    { kind: "album", album: { images: 3, videos: 1 } },
  ],
  ["a pin", { pinInChatMessage: { key, type: 1 } }, { kind: "pin", pin: { key, pinned: true } }],
  ["a pin taken off", { pinInChatMessage: { key, type: 2 } }, { kind: "pin", pin: { pinned: false } }],
  [
    "buttons",
    {
      buttonsMessage: {
        contentText: "Sure?",
        footerText: "Acme",
        buttons: [{ buttonId: "yes", buttonText: { displayText: "Yes" }, type: 1 }],
      },
    },
    { kind: "template", text: "Sure?", template: { footer: "Acme", choices: [{ id: "yes", title: "Yes" }] } },
  ],
  [
    "a list",
    {
      listMessage: {
        title: "Menu",
        description: "Pick one",
        sections: [{ title: "Drinks", rows: [{ title: "Water", description: "Still", rowId: "d1" }] }, {}],
      },
    },
    {
      kind: "template",
      text: "Pick one",
      template: { title: "Menu", choices: [{ id: "d1", title: "Water", description: "Still" }] },
    },
  ],
  [
    "a template",
    {
      templateMessage: {
        hydratedTemplate: {
          hydratedTitleText: "Order",
          hydratedContentText: "Your order is ready",
          hydratedFooterText: "Acme",
          hydratedButtons: [
            { index: 0, quickReplyButton: { displayText: "Thanks", id: "ok" } },
            { index: 1, urlButton: { displayText: "Track", url: "https://example.com/t" } },
          ],
        },
      },
    },
    {
      kind: "template",
      text: "Your order is ready",
      template: {
        title: "Order",
        footer: "Acme",
        choices: [
          { id: "ok", title: "Thanks" },
          { id: "https://example.com/t", title: "Track" },
        ],
      },
    },
  ],
  [
    "a template that holds buttons of the newer form",
    { templateMessage: { interactiveMessageTemplate: { body: { text: "Hi" } } } },
    { kind: "template", text: "Hi" },
  ],
  [
    "a template by reference",
    { highlyStructuredMessage: { namespace: "x", elementName: "order_ready", params: [] } },
    { kind: "template", template: { title: "order_ready", choices: [] } },
  ],
  ["a call's stub", { callLogMesssage: { isVideo: false } }, { kind: "unknown" }],
  [
    "a contact whose card has a plain number",
    {
      contactMessage: {
        displayName: "Ana",
        vcard: "BEGIN:VCARD\r\nitem1.TEL:+55 (11) 99999-0012\r\nTEL;type=HOME:\r\nEND:VCARD",
      },
    },
    { kind: "contacts", contacts: [{ name: "Ana", phones: ["5511999990012"] }] },
  ],
])("%s", (_what, message, expected) => {
  expect(read(message)).toMatchObject(expected);
});

it("knows how often a message was passed on", () => {
  const contextInfo = { isForwarded: true, forwardingScore: 5 };
  expect(read({ conversation: "x" }, { contextInfo })).toMatchObject({ forwarded: true, forwardingScore: 5 });
  expect(read({ conversation: "x" })).not.toHaveProperty("forwardingScore");
});

it("knows what kind of message is quoted, inside of wrappers too", () => {
  const quotedMessage = { viewOnceMessageV2: { message: { imageMessage: { caption: "cap" } } } };
  const contextInfo = { stanzaId: "3EB0Q", quotedMessage };
  expect(read({ conversation: "x" }, { contextInfo })?.quoted).toEqual({ id: "3EB0Q", kind: "image", text: "cap" });
});

it("takes a link preview for no ad", () => {
  const contextInfo = { externalAdReply: { title: "Example", sourceUrl: "https://example.com" } };
  expect(read({ conversation: "x" }, { contextInfo })).not.toHaveProperty("ad");
});

it("finds quote and mentions inside of the content where 2.4 lifts something else", () => {
  const imageMessage = { ...media, contextInfo: { stanzaId: "3EB0Q", mentionedJid: ["190000000000002@lid"] } };
  const contextInfo = { messageSecret: { "0": 1 } };
  expect(read({ imageMessage }, { contextInfo })).toMatchObject({
    quoted: { id: "3EB0Q" },
    mentions: [{ jid: "190000000000002@lid", lid: "190000000000002" }],
  });
});

it("finds a file beside the outermost wrapper", () => {
  const message = { viewOnceMessage: { message: { imageMessage: media } }, mediaUrl: "https://s3.example.com/x" };
  expect(read(message)).toMatchObject({ kind: "image", media: { url: "https://s3.example.com/x" } });
});

it("reads a thousand buttons and no more", () => {
  const buttons = Array.from({ length: 1_001 }, (_, i) => ({ buttonParamsJson: JSON.stringify({ id: `${i}` }) }));
  const inbound = read({ interactiveMessage: { nativeFlowMessage: { buttons } } });
  expect(inbound).toMatchObject({ kind: "template", template: { choices: { length: 1_000 } } });
});
