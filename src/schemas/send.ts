import * as z from "zod";
import {
  delay,
  httpUrl,
  media,
  messageContent,
  messageId,
  messageKey,
  nonEmpty,
  number,
  partialKey,
  unique,
} from "./fields.js";

/** The message to quote. */
export const quoted = z
  .strictObject({
    key: partialKey,
    message: messageContent
      .optional()
      .describe("The quoted content; without it the quote is dropped when the gateway has not stored the message."),
  })
  .describe("The message to quote.");

const buttons = [
  z.strictObject({
    type: z.literal("reply"),
    displayText: z.string().min(1).describe("The button's text."),
    id: z.string().min(1).describe("Comes back when the button is pressed."),
  }),
  z.strictObject({
    type: z.literal("copy"),
    displayText: z.string().min(1).describe("The button's text."),
    copyCode: z.string().min(1).describe("The text to copy."),
  }),
  z.strictObject({
    type: z.literal("url"),
    displayText: z.string().min(1).describe("The button's text."),
    url: z.string().min(1).describe("The address to open."),
  }),
  z.strictObject({
    type: z.literal("call"),
    displayText: z.string().min(1).describe("The button's text."),
    phoneNumber: z.string().min(1).describe("The phone number to call, such as +5511999990001."),
  }),
] as const;

/** A button of a carousel's card. */
export const cardButton = z.discriminatedUnion("type", buttons);

/** One button: what else it needs depends on its `type`. */
export const button = z.discriminatedUnion("type", [
  ...buttons,
  z.strictObject({
    type: z.literal("pix"),
    currency: z.string().min(1).describe("The currency's code, such as BRL."),
    name: z.string().min(1).describe("The receiver's name."),
    keyType: z.enum(["phone", "email", "cpf", "cnpj", "random"]).describe("What kind of Pix key it is."),
    key: z.string().min(1).describe("The Pix key."),
  }),
]);

/** A contact card to send. */
export const contactCard = z.strictObject({
  fullName: z.string().min(1).describe("The name on the card."),
  phoneNumber: z.string().min(10).describe("The phone number to show, at least 10 characters."),
  wuid: z
    .string()
    .min(10)
    .regex(/\d/, { error: "Expected the digits of a WhatsApp account" })
    .optional()
    .describe("The digits of the WhatsApp account behind the card, at least 10 characters. Pass it."),
  organization: z.string().optional().describe("Where the person works."),
  email: z.string().optional().describe("The email address."),
  url: z.string().optional().describe("The web address."),
});

/** What most sends take. */
export const shared = {
  number,
  delay: delay.optional(),
  quoted: quoted.optional(),
  mentionsEveryOne: z
    .boolean()
    .optional()
    .describe("Groups only: mentions every participant. Polls, stickers and buttons mention nobody."),
  mentioned: unique(z.string().regex(/^\d/, { error: "Expected digits, or a JID that begins with a digit" }), {
    min: 1,
    description:
      "Groups only: numbers or JIDs to mention, all different, each beginning with a digit. The text must contain @number itself.",
  }).optional(),
};
const withId = { ...shared, messageId: messageId.optional() };

/** Of all emoji only keycaps have ASCII in them. That it is one and not several is left to the gateway. */
const reaction = z
  .string()
  .max(20)
  .regex(/^(?:[#*0-9]\uFE0F?\u20E3|[^\s!-~]+)?$/, { error: 'Expected one emoji, or ""' })
  .describe('One emoji, or "" to take the reaction back.');

/** The bodies of `POST /message/…`. */
export const send = {
  sendText: z
    .strictObject({
      ...withId,
      text: z
        .string()
        .regex(/\S/, { error: "Expected a text that is not blank" })
        .describe("The text, in WhatsApp's own syntax: *bold*, _italic_, ~struck~, ```code```."),
      linkPreview: z.boolean().optional().describe("False leaves out the preview of the first URL of the text."),
    })
    .describe("Sends a text message."),
  sendMedia: z
    .strictObject({
      ...withId,
      mediatype: z
        .enum(["image", "video", "document", "audio"])
        .describe("What the file is shown as. An audio is shown as a file, not as a voice note."),
      media,
      mimetype: z.string().min(1).optional().describe("Counts only without fileName; otherwise the extension decides."),
      fileName: z
        .string()
        .min(1)
        .optional()
        .describe("With its extension, such as invoice.pdf. A document needs it; an audio needs it or mimetype."),
      caption: z.string().optional().describe("The text under the file."),
    })
    .describe("Sends an image, a video, a document or an audio file."),
  sendPtv: z.strictObject({ ...withId, video: media }).describe("Sends a round video note."),
  sendWhatsAppAudio: z
    .strictObject({
      number,
      delay: shared.delay.describe("Milliseconds to show recording before sending. A whole number, 0 or more."),
      quoted: quoted.optional().describe("The message to quote. Gateway 2.4 and later; older ones ignore it."),
      audio: media,
      encoding: z
        .boolean()
        .optional()
        .describe("False sends the bytes as they are instead of converting them to ogg/opus."),
    })
    .describe("Sends a voice note."),
  sendSticker: z
    .strictObject({
      ...withId,
      sticker: media,
      notConvertSticker: z.boolean().optional().describe("True: the sticker is base64 webp and is not converted."),
    })
    .describe("Sends a sticker."),
  sendStatus: z
    .strictObject({
      type: z.enum(["text", "image", "video", "audio"]).describe("What kind of status it is."),
      content: z.string().min(1).describe("The text, or the URL of the file."),
      caption: z.string().optional().describe("The text under an image or a video."),
      statusJidList: z
        .array(number)
        .optional()
        .describe("Who is to see it: numbers or JIDs. Needed unless allContacts is true."),
      allContacts: z.boolean().optional().describe("True shows it to all contacts. Needed without statusJidList."),
      backgroundColor: z.string().min(1).optional().describe("A color such as #008000. Needed for a text."),
      font: z.literal([1, 2, 3, 4, 5]).optional().describe("A font from 1 to 5. Needed for a text."),
    })
    .refine(({ statusJidList, allContacts }) => statusJidList !== undefined || allContacts === true, {
      error: "Expected statusJidList, or allContacts: true",
      path: ["statusJidList"],
    })
    .refine(({ type, backgroundColor }) => type !== "text" || backgroundColor !== undefined, {
      error: "Expected a color such as #008000, which a text status needs",
      path: ["backgroundColor"],
    })
    .refine(({ type, font }) => type !== "text" || font !== undefined, {
      error: "Expected a font from 1 to 5, which a text status needs",
      path: ["font"],
    })
    .describe("Posts a status (story). It needs statusJidList or allContacts; a text needs backgroundColor and font."),
  sendLocation: z
    .strictObject({
      ...shared,
      latitude: z.number().min(-90).max(90).describe("Degrees, from -90 to 90; south is negative."),
      longitude: z.number().min(-180).max(180).describe("Degrees, from -180 to 180; west is negative."),
      name: z.string().describe('The name of the place; "" for none.'),
      address: z.string().describe('The address of the place; "" for none.'),
    })
    .describe("Sends a place."),
  sendContact: z
    .strictObject({ number, contact: nonEmpty(contactCard).describe("The cards, at least one.") })
    .describe("Sends contact cards."),
  sendReaction: z
    .strictObject({ key: messageKey, reaction })
    .describe("Reacts to a message with an emoji, or takes the reaction back."),
  sendPoll: z
    .strictObject({
      ...withId,
      name: z.string().min(1).describe("The question."),
      selectableCount: z
        .int()
        .min(0)
        .max(10)
        .describe("How many answers a person may choose, up to 10; 0 for any number."),
      values: unique(z.string().min(1), { min: 2, max: 10, description: "The answers: 2 to 10, all different." }),
    })
    .describe("Asks a question with 2 to 10 answers."),
  sendList: z
    .strictObject({
      ...shared,
      title: z.string().describe("The heading."),
      description: z.string().optional().describe("The text. WhatsApp Business needs it."),
      footerText: z.string().describe("The small text at the end."),
      buttonText: z.string().min(1).describe("The text of the button that opens the list."),
      sections: z
        .array(
          z.strictObject({
            title: z.string().describe("The section's heading; on WhatsApp Business all different."),
            rows: z
              .array(
                z.strictObject({
                  title: z.string().min(1).describe("The row's text."),
                  description: z
                    .string()
                    .optional()
                    .describe("The small text below it. WhatsApp Business needs it and shows 72 characters."),
                  rowId: z.string().min(1).describe("Comes back when the row is chosen."),
                }),
              )
              .min(1)
              .describe("The rows, at least one."),
          }),
        )
        .min(1)
        .describe("The sections, at least one."),
    })
    .describe("Sends a list to choose from."),
  sendButtons: z
    .strictObject({
      ...shared,
      title: z.string().describe("The heading, in bold."),
      description: z.string().optional().describe("The text."),
      footer: z.string().optional().describe("The small text at the end."),
      thumbnailUrl: httpUrl.optional().describe("The http(s) URL of an image."),
      buttons: nonEmpty(button).describe(
        "At least one; on Baileys at most 3 replies and not mixed with others, and one pix button alone.",
      ),
    })
    .describe("Sends buttons."),
  sendTemplate: z
    .strictObject({
      number,
      quoted: quoted.optional(),
      name: z.string().min(1).describe("The template's name."),
      language: z.string().min(1).describe("The template's language as Meta writes it, such as en_US."),
      components: z
        .array(z.record(z.string(), z.unknown()))
        .optional()
        .describe("The values of the template's parameters, in Meta's format."),
      webhookUrl: httpUrl.optional().describe("An http(s) URL to which each status of this message is posted too."),
    })
    .describe("Sends a template that Meta has approved."),
};
