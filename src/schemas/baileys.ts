import * as z from "zod";
import { count, jid } from "./fields.js";

const jids = z.array(jid).describe("The JIDs, such as 5511999990001@s.whatsapp.net.");
const strings = z.record(z.string(), z.string());

/** The bodies of `/baileys/…`. The gateway checks none of them. */
export const baileys = {
  onWhatsapp: z.strictObject({ jid }).describe("Asks whether a JID is on WhatsApp."),
  profilePictureUrl: z
    .strictObject({
      jid,
      type: z.enum(["image", "preview"]).describe("The whole picture, or a small one."),
      timeoutMs: count.describe("Milliseconds that the gateway waits for WhatsApp."),
    })
    .describe("Asks for the address of a profile picture."),
  assertSessions: z.strictObject({ jids }).describe("Makes sure that there are encryption sessions with these JIDs."),
  createParticipantNodes: z
    .strictObject({
      jids,
      message: z.record(z.string(), z.unknown()).describe("The message, as Baileys writes it."),
      extraAttrs: strings.describe("More attributes for each node; {} for none."),
    })
    .describe("Encrypts a message for each JID without sending it."),
  getUSyncDevices: z
    .strictObject({
      jids,
      useCache: z.boolean().describe("True takes what the gateway remembers."),
      ignoreZeroDevices: z.boolean().describe("True leaves out each account's phone."),
    })
    .describe("Lists the devices of accounts."),
  sendNode: z
    .strictObject({
      stanza: z
        .strictObject({
          tag: z.string().min(1).describe("Its name."),
          attrs: strings.describe("Its attributes."),
          content: z.unknown().optional().describe("A text, or a list of nodes."),
        })
        .describe("The node, as Baileys writes it."),
    })
    .describe("Sends a node to WhatsApp."),
  signalRepositoryDecryptMessage: z
    .strictObject({
      jid,
      type: z.enum(["pkmsg", "msg"]).describe("pkmsg opens a new encryption session, msg belongs to one."),
      ciphertext: z.base64().min(1).describe("The encrypted message in base64."),
    })
    .describe("Decrypts a message."),
};
