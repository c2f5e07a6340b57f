import * as z from "zod";
import { media, unique } from "./fields.js";

export const groupJid = z
  .string()
  .regex(/^\d[\d-]*(?:@g\.us)?$/, { error: "Expected a group's JID, such as 120363020000000001@g.us" })
  .describe("The group's JID, such as 120363020000000001@g.us.");

const person = z
  .string()
  .min(10)
  .regex(/\d/, { error: "Expected digits with country code, such as 5511999990001" })
  .describe("A phone number in international form, or a JID; at least 10 characters.");
const people = (description: string) => unique(person, { min: 1, description });

/** The bodies of `/group/…`. */
export const group = {
  createGroup: z
    .strictObject({
      subject: z.string().min(1).describe("The group's name."),
      participants: people("Who is in it, at least one, all different; who is not on WhatsApp is left out."),
      description: z.string().optional().describe("The group's description."),
      promoteParticipants: z.boolean().optional().describe("True makes the participants admins."),
    })
    .describe("Creates a group."),
  updateGroupSubject: z
    .strictObject({ groupJid, subject: z.string().min(1).describe("The new name.") })
    .describe("Sets a group's name."),
  updateGroupPicture: z.strictObject({ groupJid, image: media }).describe("Sets a group's picture."),
  updateGroupDescription: z
    .strictObject({ groupJid, description: z.string().describe("The new description.") })
    .describe("Sets a group's description."),
  sendInvite: z
    .strictObject({
      groupJid,
      numbers: people("Who gets the link, at least one, all different."),
      description: z.string().describe("The text to send along with the link."),
    })
    .describe("Sends a group's invite link to numbers."),
  revokeInviteCode: z.strictObject({ groupJid }).describe("Makes a new invite link; the old one stops working."),
  updateParticipant: z
    .strictObject({
      groupJid,
      action: z.enum(["add", "remove", "promote", "demote"]).describe("What to do with the participants."),
      participants: people("Whom, at least one, all different."),
    })
    .describe("Adds, removes, promotes or demotes participants of a group."),
  updateSetting: z
    .strictObject({
      groupJid,
      action: z
        .enum(["announcement", "not_announcement", "locked", "unlocked"])
        .describe("announcement: only admins send. locked: only admins change subject, picture and description."),
    })
    .describe("Sets who may send and who may change a group."),
  toggleEphemeral: z
    .strictObject({
      groupJid,
      expiration: z
        .literal([0, 86_400, 604_800, 7_776_000])
        .describe("Seconds until messages vanish: 0 for never, 86400 a day, 604800 a week, 7776000 90 days."),
    })
    .describe("Sets after how long a group's messages vanish."),
  leaveGroup: z.strictObject({ groupJid }).describe("Leaves a group."),
};
