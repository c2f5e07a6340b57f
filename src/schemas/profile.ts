import * as z from "zod";
import { media, number } from "./fields.js";

const audience = z.enum(["all", "contacts", "contact_blacklist", "none"]);

/** The bodies of `/chat/…` that are about profiles. */
export const profile = {
  fetchBusinessProfile: z
    .strictObject({ number: number.optional() })
    .describe("Asks what a business shows of itself; without number, the instance's own."),
  fetchProfile: z
    .strictObject({ number: number.optional() })
    .describe("Asks for a profile; without number, the instance's own."),
  updateProfileName: z
    .strictObject({ name: z.string().min(1).describe("The new name.") })
    .describe("Sets the instance's name."),
  updateProfileStatus: z
    .strictObject({ status: z.string().min(1).describe("The new text.") })
    .describe("Sets the instance's about text."),
  updateProfilePicture: z.strictObject({ picture: media }).describe("Sets the instance's picture."),
  updatePrivacySettings: z
    .strictObject({
      readreceipts: z.enum(["all", "none"]).describe("Who gets read receipts."),
      profile: audience.describe("Who sees the picture."),
      status: audience.describe("Who sees the about text."),
      online: z.enum(["all", "match_last_seen"]).describe("Who sees that the instance is online."),
      last: audience.describe("Who sees when it was last online."),
      groupadd: audience.describe("Who may add it to groups."),
    })
    .describe("Sets who may see and do what; all six are needed to change one."),
};
