import * as z from "zod";
import { messageContent, remoteJid } from "./fields.js";

/** The bodies of Chatwoot, of stored media, and of what a channel's own webhook posts to the gateway. */
export const integration = {
  setChatwoot: z
    .strictObject({
      enabled: z.boolean().describe("False takes the instance out of Chatwoot."),
      accountId: z.string().describe("The account's number, as text."),
      token: z.string().describe("The Chatwoot access token."),
      url: z.string().describe("Chatwoot's address, an http(s) URL."),
      signMsg: z.boolean().describe("Signs outgoing messages with the agent's name."),
      signDelimiter: z.string().nullish().describe("What stands between signature and text."),
      nameInbox: z.string().nullish().describe("The inbox's name."),
      reopenConversation: z.boolean().describe("Reopens a closed conversation instead of starting one."),
      conversationPending: z.boolean().describe("Starts conversations as pending."),
      autoCreate: z.boolean().optional().describe("Creates the inbox."),
      importContacts: z.boolean().optional().describe("Imports contacts."),
      mergeBrazilContacts: z
        .boolean()
        .optional()
        .describe("Joins Brazilian contacts with and without the ninth digit."),
      importMessages: z.boolean().optional().describe("Imports messages."),
      daysLimitImportMessages: z.number().min(0).optional().describe("How many days of messages to import."),
      ignoreJids: z.array(z.string()).optional().describe("JIDs to leave out; @g.us stands for all groups."),
      number: z.string().optional().describe("The instance's phone number."),
      organization: z.string().optional().describe("The name of the inbox's own contact."),
      logo: z.string().optional().describe("The URL of the picture of the inbox's own contact."),
    })
    .refine(({ enabled, accountId, token, url }) => !enabled || (accountId && token && /^https?:\/\//.test(url)), {
      error: "Expected accountId, token and an http(s) url, which only a disabled Chatwoot goes without",
      path: ["url"],
    })
    .describe("Joins an instance to a Chatwoot account."),

  getMedia: z
    .strictObject({
      id: z.string().min(1).optional().describe("The file's id."),
      type: z.string().min(1).optional().describe("The kind of file, such as image."),
    })
    .describe("Lists stored files."),
  getMediaUrl: z
    .strictObject({
      id: z.string().regex(/\d/, { error: "Expected a file's id, which has a digit in it" }).describe("The file's id."),
    })
    .describe("Asks for a signed address of a stored file."),

  receiveEvolution: z
    .strictObject({
      numberId: z.string().min(1).describe("The number that the instance was created with."),
      key: z
        .strictObject({
          id: z.string().optional().describe("The message's id; the gateway makes one when it is absent."),
          remoteJid,
          fromMe: z.boolean().describe("Whether the instance itself sent the message."),
        })
        .describe("The key of the message."),
      pushName: z.string().optional().describe("The sender's name."),
      message: messageContent,
      messageType: z.string().min(1).describe("The name of the content's field, such as conversation."),
      profilePicUrl: z.string().optional().describe("The address of the sender's picture."),
    })
    .describe("Hands a message that came over a transport of your own to its instance."),
  // Meta writes this body, and may add to it.
  receiveMeta: z
    .looseObject({
      object: z.string().describe("whatsapp_business_account."),
      entry: z.array(z.record(z.string(), z.unknown())).describe("What has happened, as Meta writes it."),
    })
    .describe("Hands a webhook of Meta's Cloud API to the gateway."),
};
