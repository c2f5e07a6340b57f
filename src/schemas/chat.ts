import * as z from "zod";
import { count, keyFilter, messageContent, messageKey, number, presence, remoteJid, unique } from "./fields.js";

const lastMessage = z
  .strictObject({
    key: messageKey,
    messageTimestamp: z.int().min(0).optional().describe("When it was sent, in seconds since 1970. Pass it."),
  })
  .describe("The newest message of the chat.");

const date = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}/, { error: "Expected an ISO date, such as 2026-01-31T12:00:00Z" })
  .describe("An ISO date, such as 2026-01-31T12:00:00Z.");
const period = z
  .strictObject({ gte: date, lte: date })
  .describe("From when to when the messages were sent; both are needed.");

const page = z.int().min(1).describe("Which page, from 1.");
const pageSize = z.int().min(1).describe("How many entries a page has, in spite of the name.");

/** The bodies of `/chat/…`, but for those about profiles. */
export const chat = {
  whatsappNumbers: z
    .strictObject({
      numbers: unique(number, { min: 1, description: "The numbers to look up, at least one, all different." }),
    })
    .describe("Asks which numbers are on WhatsApp."),
  markMessageAsRead: z
    .strictObject({
      readMessages: z
        .array(messageKey)
        .min(1)
        .describe("The keys of the messages, at least one; those of an @lid chat are skipped."),
    })
    .describe("Marks messages as read."),
  archiveChat: z
    .strictObject({
      archive: z.boolean().describe("True archives the chat, false takes it out of the archive."),
      lastMessage: lastMessage.optional(),
      chat: remoteJid.optional(),
    })
    .refine(({ lastMessage, chat }) => lastMessage !== undefined || chat !== undefined, {
      error: "Expected the chat's last message; gateway 2.4 takes the chat alone, too",
      path: ["lastMessage"],
    })
    .describe("Puts a chat into the archive or takes it out."),
  markChatUnread: z.strictObject({ lastMessage, chat: remoteJid.optional() }).describe("Marks a chat as unread."),
  deleteMessageForEveryone: z
    .strictObject({
      id: messageKey.shape.id,
      fromMe: messageKey.shape.fromMe,
      remoteJid: messageKey.shape.remoteJid,
      participant: z
        .string()
        .optional()
        .describe("The author's JID, for somebody else's message in a group that the instance administers."),
    })
    .describe("Deletes a message for everyone."),
  fetchProfilePictureUrl: z.strictObject({ number }).describe("Asks for the address of a profile picture."),
  getBase64FromMediaMessage: z
    .strictObject({
      message: z
        .looseObject({
          key: z.looseObject({ id: messageKey.shape.id }).describe("The key of the message."),
          message: messageContent.optional(),
        })
        .describe("The message as an event carried it; its key alone when the gateway has stored it."),
      convertToMp4: z.boolean().optional().describe("Audio only: converts it to mp4."),
    })
    .describe("Fetches the file of a message as base64."),
  updateMessage: z
    .strictObject({
      number: number.describe("The chat's number or JID, exactly as the message was stored."),
      key: messageKey,
      text: z
        .string()
        .regex(/\S/, { error: "Expected a text that is not blank" })
        .describe("The new text, or the new caption of an image or a video."),
    })
    .describe("Edits a message that the instance sent."),
  sendPresence: z
    .strictObject({
      number,
      presence,
      delay: count.describe("Milliseconds to show it; the request stays open as long. A whole number, 0 or more."),
    })
    .describe("Shows typing or recording in a chat."),
  updateBlockStatus: z
    .strictObject({ number, status: z.enum(["block", "unblock"]).describe("What to do.") })
    .describe("Blocks or unblocks a number."),
  findContacts: z
    .strictObject({
      where: z
        .strictObject({
          remoteJid: remoteJid.optional(),
          id: z.string().optional().describe("The row's id. Gateway 2.3.7 and later."),
          pushName: z.string().optional().describe("The contact's own name. Gateway 2.3.7 and later."),
        })
        .optional()
        .describe("What to find; without it, everything."),
      page: page.optional(),
      offset: pageSize.optional().describe("How many contacts a page has, in spite of the name; without it all come."),
    })
    .describe("Lists stored contacts."),
  findMessages: z
    .strictObject({
      where: z
        .strictObject({
          id: z.string().optional().describe("The id of the database's row, not the message's."),
          source: z.string().optional().describe("The author's device, such as android, ios or web."),
          messageType: z.string().optional().describe("The kind, such as conversation or imageMessage."),
          messageTimestamp: period.optional(),
          key: keyFilter.optional(),
        })
        .optional()
        .describe("What to find; without it, everything."),
      page: page.optional(),
      offset: pageSize.optional().describe("How many messages a page has, in spite of the name; 50 when absent."),
    })
    .describe("Lists stored messages, the newest first."),
  findStatusMessage: z
    .strictObject({
      where: z
        .strictObject({
          remoteJid: remoteJid.optional(),
          id: z.string().optional().describe("The message's id."),
        })
        .optional()
        .describe("What to find; without it, everything."),
      page: page.optional(),
      offset: pageSize.optional().describe("How many entries a page has, in spite of the name; 50 when absent."),
    })
    .describe("Lists the stored statuses of messages."),
  findChats: z
    .strictObject({
      where: z
        .strictObject({ remoteJid: remoteJid.optional(), messageTimestamp: period.optional() })
        .optional()
        .describe("What to find; without it, everything."),
      take: count.optional().describe("How many chats at most."),
      skip: count.optional().describe("How many chats to leave out first."),
    })
    .describe("Lists stored chats, the newest first."),
};
