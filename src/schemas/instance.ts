import * as z from "zod";
import { httpUrl, presence } from "./fields.js";
import { events, pusherFields, webhookFields } from "./outlet.js";

const behaviour = {
  rejectCall: z.boolean().describe("Rejects incoming calls."),
  groupsIgnore: z.boolean().describe("Drops what happens in groups."),
  alwaysOnline: z.boolean().describe("Shows the instance as online; acts at the next connection."),
  readMessages: z.boolean().describe("Marks every incoming message as read."),
  readStatus: z.boolean().describe("Marks every status as seen."),
  syncFullHistory: z.boolean().describe("Loads the whole history of the phone; acts at the next connection."),
};

const always = z.boolean().optional().describe("Enabled from the start, whatever is sent.");
const outlet = z.strictObject({ enabled: always, events }).optional();
const wavoipToken = z.string().optional().describe("The token of a Wavoip device, which takes calls.");

/** The bodies of `/instance/…`, `/settings/set` and `/proxy/set`. */
export const instance = {
  createInstance: z
    .strictObject({
      instanceName: z
        .string()
        .min(1)
        .describe("The instance's name: case-sensitive, unique on the server, best url-safe."),
      integration: z
        .enum(["WHATSAPP-BAILEYS", "WHATSAPP-BUSINESS", "EVOLUTION"])
        .describe("A paired phone, Meta's Cloud API, or a transport of your own."),
      token: z
        .string()
        .min(1)
        .max(255)
        .optional()
        .describe("The instance's own key, at most 255 characters; WHATSAPP-BUSINESS needs Meta's access token here."),
      number: z
        .string()
        .regex(/^\d+[.@\w-]+/, { error: "Expected digits, such as 5511999990001" })
        .optional()
        .describe("WHATSAPP-BUSINESS: Meta's phone_number_id, needed. WHATSAPP-BAILEYS: the phone to pair by code."),
      businessId: z.string().optional().describe("WHATSAPP-BUSINESS: the id of the account, which templates need."),
      qrcode: z.boolean().optional().describe("WHATSAPP-BAILEYS: connect now and wait up to 5 seconds for a QR code."),
      rejectCall: behaviour.rejectCall.optional(),
      msgCall: z.string().optional().describe("The text to answer a rejected call with."),
      groupsIgnore: behaviour.groupsIgnore.optional(),
      alwaysOnline: behaviour.alwaysOnline.optional(),
      readMessages: behaviour.readMessages.optional(),
      readStatus: behaviour.readStatus.optional(),
      syncFullHistory: behaviour.syncFullHistory.optional(),
      wavoipToken,
      proxyHost: z.string().optional().describe("Counts only with proxyPort and proxyProtocol."),
      proxyPort: z.string().optional().describe("The port, as text."),
      proxyProtocol: z.string().optional().describe("Such as http."),
      proxyUsername: z.string().optional().describe("The username for the proxy."),
      proxyPassword: z.string().optional().describe("The password for the proxy."),
      webhook: z
        .strictObject({ enabled: always, ...webhookFields })
        .optional()
        .describe("Where to post the events."),
      websocket: outlet.describe("Which events go to the WebSocket."),
      rabbitmq: outlet.describe("Which events go to RabbitMQ."),
      nats: outlet.describe("Which events go to NATS."),
      sqs: outlet.describe("Which events go to SQS."),
      kafka: outlet.describe("Which events go to Kafka."),
      pusher: z
        .strictObject({ enabled: always, ...pusherFields })
        .optional()
        .describe("Which events go to which Pusher app."),
      chatwootAccountId: z
        .string()
        .optional()
        .describe("The account's number as text; with chatwootToken and chatwootUrl it joins Chatwoot."),
      chatwootToken: z.string().optional().describe("The Chatwoot access token."),
      chatwootUrl: httpUrl.optional().describe("Chatwoot's address."),
      chatwootSignMsg: z.boolean().optional().describe("Signs with the agent's name; Chatwoot needs it."),
      chatwootReopenConversation: z
        .boolean()
        .optional()
        .describe("Reopens a closed conversation instead of starting one; Chatwoot needs it."),
      chatwootConversationPending: z
        .boolean()
        .optional()
        .describe("Starts conversations as pending; Chatwoot needs it."),
      chatwootImportContacts: z.boolean().optional().describe("Imports contacts."),
      chatwootImportMessages: z.boolean().optional().describe("Imports messages."),
      chatwootMergeBrazilContacts: z
        .boolean()
        .optional()
        .describe("Joins Brazilian contacts with and without the ninth digit."),
      chatwootAutoCreate: z.boolean().optional().describe("Creates the inbox."),
      chatwootDaysLimitImportMessages: z.number().min(0).optional().describe("How many days of messages to import."),
      chatwootNameInbox: z.string().optional().describe("The inbox's name."),
      chatwootOrganization: z.string().optional().describe("The name of the inbox's own contact."),
      chatwootLogo: z.string().optional().describe("The URL of the picture of the inbox's own contact."),
    })
    .refine(({ integration, token }) => integration !== "WHATSAPP-BUSINESS" || token !== undefined, {
      error: "Expected Meta's access token, which WHATSAPP-BUSINESS needs",
      path: ["token"],
    })
    .refine(({ integration, number }) => integration !== "WHATSAPP-BUSINESS" || number !== undefined, {
      error: "Expected Meta's phone_number_id, which WHATSAPP-BUSINESS needs",
      path: ["number"],
    })
    .describe("Creates an instance: one WhatsApp connection."),
  setPresence: z.strictObject({ presence }).describe("Sets what contacts see of the instance's number."),
  setSettings: z
    .strictObject({
      ...behaviour,
      msgCall: z
        .string()
        .max(100)
        .optional()
        .describe("The text to answer a rejected call with, at most 100 characters."),
      wavoipToken,
    })
    .describe("Sets how an instance behaves; what is left out of the optional fields keeps its value."),
  setProxy: z
    .strictObject({
      enabled: z
        .boolean()
        .describe("False blanks the stored fields; host, port and protocol must be there all the same."),
      host: z.string().min(1).describe("The proxy's host."),
      port: z
        .string()
        .regex(/^\d{1,5}$/, { error: 'Expected digits as text, such as "3128"' })
        .describe("The port, as text."),
      protocol: z.string().min(1).describe("Such as http."),
      username: z.string().optional().describe('Always send it, "" for none: without it nothing may be stored.'),
      password: z.string().optional().describe('Always send it, "" for none: without it nothing may be stored.'),
    })
    .describe("Sets the proxy that an instance connects through."),
};
