import { answer, type ContractCase, failed, invalid, missing, refused } from "../case.js";
import { form, png, shortPdf, wav } from "../files.js";
import { optional } from "../shape.js";
import { sentOnEvolution } from "../shapes.js";

const imageUrl = "https://example.com/image.png";
const notHere = refused(400, "Method not available on Evolution Channel");
const on = "EVOLUTION";
const list = {
  title: "Menu",
  description: "Choose one",
  footerText: "Acme",
  buttonText: "Open",
  sections: [{ title: "Drinks", rows: [{ title: "Water", description: "Still", rowId: "d1" }] }],
};

/** Sends on the EVOLUTION channel: nothing leaves the server but an event. */
const sent: readonly ContractCase[] = [
  {
    endpoint: "sendText",
    on,
    title: "a text",
    body: ({ number }) => ({ number, text: "Hello" }),
    keep: "text",
    answers: [answer(201, sentOnEvolution(/^conversation$/, { conversation: /^Hello$/ }))],
    recorded: ["evolution-channel-send-text"],
  },
  {
    endpoint: "sendText",
    on,
    title: "a quote",
    body: ({ number, kept }) => ({
      number,
      text: "Answer",
      quoted: { key: { id: kept("text.key.id") ?? "none" }, message: { conversation: "q" } },
    }),
    answers: [answer(201, sentOnEvolution(/^conversation$/, { conversation: "string", quoted: { id: "string" } }))],
    recorded: ["evolution-channel-send-text-quoted"],
  },
  {
    endpoint: "sendMedia",
    on,
    title: "an image by URL",
    body: ({ number }) => ({ number, mediatype: "image", media: imageUrl, caption: "c" }),
    answers: [answer(201, sentOnEvolution(/^imageMessage$/, { mediaUrl: "string" }))],
    recorded: ["evolution-channel-send-media-image-url"],
  },
  {
    endpoint: "sendMedia",
    on,
    title: "a document by base64",
    body: ({ number }) => ({ number, mediatype: "document", media: shortPdf, fileName: "document.pdf" }),
    // With S3 on, the URL is that of the upload.
    answers: [answer(201, sentOnEvolution(/^documentMessage$/, { mediaUrl: optional("string") }))],
    recorded: ["evolution-channel-send-media-document-base64"],
  },
  {
    endpoint: "sendWhatsAppAudio",
    on,
    title: "a voice note as a file",
    body: ({ number }) => form({ number }, wav(), "audio.wav"),
    answers: [answer(201, sentOnEvolution(/^audioMessage$/, { mediaUrl: optional("string") }))],
    recorded: ["evolution-channel-send-audio-multipart"],
  },
  {
    endpoint: "sendButtons",
    on,
    title: "a button",
    body: ({ number }) => ({
      number,
      title: "T",
      description: "D",
      footer: "F",
      buttons: [{ type: "reply", displayText: "Yes", id: "1" }],
    }),
    answers: [
      answer(
        201,
        sentOnEvolution(/^buttonMessage$/, { title: "string", buttons: [{ type: "string", displayText: "string" }] }),
      ),
    ],
    recorded: ["evolution-channel-send-buttons"],
  },
];

const refusedHere: readonly ContractCase[] = [
  {
    endpoint: "sendWhatsAppAudio",
    on,
    title: "a voice note by URL",
    body: ({ number }) => ({ number, audio: "https://example.com/audio.mp3" }),
    answers: [failed("File or buffer is undefined.")],
    recorded: ["evolution-channel-send-audio-url"],
  },
  {
    endpoint: "sendMedia",
    on,
    title: "a file under another name",
    body: ({ number }) => form({ number, mediatype: "image" }, png(), "image.png", "media"),
    answers: [failed("Unexpected field")],
  },
  {
    endpoint: "sendLocation",
    on,
    title: "not on this channel",
    body: ({ number }) => ({ number, latitude: 1, longitude: 2, name: "n", address: "a" }),
    answers: [notHere],
    recorded: ["evolution-channel-send-location-not-available"],
  },
  {
    endpoint: "sendList",
    on,
    title: "not on this channel",
    body: ({ number }) => ({ number, ...list }),
    answers: [notHere],
    recorded: ["evolution-channel-send-list-not-available"],
  },
  {
    endpoint: "sendTemplate",
    on,
    title: "not on this channel",
    body: ({ number }) => ({ number, name: "x", language: "en" }),
    answers: [notHere],
    recorded: ["evolution-channel-send-template-not-available"],
  },
  {
    endpoint: "sendContact",
    on,
    title: "not on this channel",
    body: ({ number }) => ({ number, contact: [{ fullName: "Ana", phoneNumber: "999000000000" }] }),
    answers: [notHere],
  },
  {
    endpoint: "sendReaction",
    on,
    title: "not on this channel",
    body: ({ number }) => ({ key: { id: "x", remoteJid: number, fromMe: false }, reaction: "👍" }),
    answers: [notHere],
  },
  {
    endpoint: "sendPoll",
    on,
    title: "not on this channel",
    body: ({ number }) => ({ number, name: "Lunch?", selectableCount: 1, values: ["Pizza", "Salad"] }),
    answers: [notHere],
  },
  {
    endpoint: "sendSticker",
    on,
    title: "not on this channel",
    body: ({ number }) => ({ number, sticker: imageUrl }),
    answers: [notHere],
  },
  {
    endpoint: "sendStatus",
    on,
    title: "not on this channel",
    body: () => ({ type: "text", content: "x", backgroundColor: "#008000", font: 1, statusJidList: ["999000000000"] }),
    answers: [notHere],
  },
  {
    endpoint: "sendPtv",
    on,
    title: "not on this channel",
    body: ({ number }) => ({ number, video: "https://example.com/video.mp4" }),
    answers: [failed(/ptvMessage is not a function$/)],
    recorded: ["business-send-ptv"],
  },
];

/** The schema comes before the channel, so that any instance shows it. */
const checked: readonly ContractCase[] = [
  {
    endpoint: "sendText",
    on,
    title: "nothing at all",
    body: () => ({}),
    answers: [missing("number", "text")],
    recorded: ["business-send-text-missing-both"],
  },
  {
    endpoint: "sendText",
    on,
    title: "a number that is no text",
    body: () => ({ number: 999000000000, text: "hi" }),
    answers: [invalid("Invalid format")],
    recorded: ["business-send-text-number-as-integer"],
  },
  {
    endpoint: "sendText",
    on,
    title: "mentions that are no numbers",
    body: ({ number }) => ({ number, text: "hi", mentioned: ["abc"] }),
    answers: [invalid('"mentioned" must be an array of numeric strings')],
    recorded: ["business-send-text-mentioned-not-numeric"],
  },
  {
    endpoint: "sendMedia",
    on,
    title: "an unknown kind",
    body: ({ number }) => ({ number, mediatype: "gif", media: imageUrl }),
    answers: [invalid("mediatype is not one of enum values: image,document,video,audio")],
    recorded: ["business-send-media-invalid-mediatype"],
  },
  {
    endpoint: "sendMedia",
    on,
    title: "neither URL nor base64",
    body: ({ number }) => ({ number, mediatype: "image", media: "not a url!" }),
    answers: [refused(400, "Owned media must be a url or base64")],
    recorded: ["business-send-media-not-url-nor-base64", "business-send-media-missing-media"],
  },
  {
    endpoint: "sendMedia",
    on,
    title: "a file with a delay, which is then a text",
    body: ({ number }) => form({ number, mediatype: "image", delay: "1000" }, png(), "image.png"),
    answers: [invalid("Enter a value in milliseconds")],
  },
  {
    endpoint: "sendLocation",
    on,
    title: "missing fields",
    body: ({ number }) => ({ number, latitude: 1, longitude: 2 }),
    answers: [missing("name", "address")],
    recorded: ["business-send-location-missing-name"],
  },
  {
    endpoint: "sendList",
    on,
    title: "missing fields",
    body: ({ number }) => ({ number, title: "Menu" }),
    answers: [missing("footerText", "buttonText", "sections")],
    recorded: ["business-send-list-missing-fields"],
  },
  {
    endpoint: "sendButtons",
    on,
    title: "an unknown type",
    body: ({ number }) => ({ number, title: "t", buttons: [{ type: "link", displayText: "x" }] }),
    answers: [invalid("buttons[0].type is not one of enum values: reply,copy,url,call,pix")],
    recorded: ["business-send-buttons-bad-type"],
  },
  {
    endpoint: "sendTemplate",
    on,
    title: "missing fields",
    body: ({ number }) => ({ number, name: "x" }),
    answers: [missing("language")],
    recorded: ["business-send-template-missing-language"],
  },
];

export const sendCases: readonly ContractCase[] = [...sent, ...refusedHere, ...checked];
