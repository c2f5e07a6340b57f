import * as z from "zod";
import { recipientPattern } from "../jid/recipient.js";

/** An optional field whose type leaves `undefined` out, for where the client's own type does. Checked like any other. */
const optionalExact = <T extends z.ZodType>(schema: T) =>
  schema.optional() as z.ZodOptional<T> & { _zod: { output: z.output<T>; input: z.input<T> } };

/** A list that its type, too, knows to be non-empty. Its JSON Schema stays that of a plain list: a tuple's is longer. */
export const nonEmpty = <T extends z.ZodType>(item: T) =>
  z.array(item).min(1) as unknown as z.ZodType<[z.output<T>, ...z.output<T>[]], [z.input<T>, ...z.input<T>[]]>;

/** A list without repetitions. */
export const unique = <T extends z.ZodType>(
  item: T,
  { min, max, description }: { min: number; max?: number; description: string },
) => {
  const list = z.array(item).min(min);
  return (max === undefined ? list : list.max(max))
    .refine((values) => new Set(values).size === values.length, { error: "Expected all entries to be different" })
    .meta({ uniqueItems: true, description });
};

/** A recipient. */
export const number = z
  .string()
  .regex(recipientPattern, { error: "Expected digits with country code, such as 5511999990001, or a JID" })
  .describe(
    "Phone number in international form, best as bare digits such as 5511999990001, or a JID such as 120363020000000001@g.us.",
  );

/** A file. That it is base64 is not checked: it may be 100 MB. */
export const media = z
  .string()
  .min(1)
  .regex(/^(?!data:)/, { error: "Expected a URL, or base64 without its data: prefix" })
  .describe(
    "An http(s) URL that the gateway can fetch (its host an IP or with a TLD, not localhost), or raw base64 without a data: prefix.",
  );

export const httpUrl = z
  .string()
  .regex(/^https?:\/\//, { error: "Expected a URL that begins with http:// or https://" });

/** Something the gateway counts or waits for. */
export const count = z.int().min(0);

export const delay = count.describe(
  "Milliseconds to show typing before sending; the request stays open as long. A whole number, 0 or more.",
);

export const messageId = z
  .string()
  .min(1)
  .describe(
    "The id the message is to have instead of one the gateway makes. Gateway 2.4 and later; older ones ignore it.",
  );

export const presence = z
  .enum(["unavailable", "available", "composing", "recording", "paused"])
  .describe("What to show: composing is typing, recording is recording a voice note.");

/** The name of a chat in the gateway's database. */
export const remoteJid = z
  .string()
  .min(1)
  .describe("The JID of a chat, such as 5511999990001@s.whatsapp.net, or a group's that ends in @g.us.");

export const messageContent = z
  .looseObject({ conversation: optionalExact(z.string().describe("The text, if it is no more than a text.")) })
  .describe("A message's content as an event carried it, in one field named after its kind.");

const keyFields = {
  id: z.string().min(1).describe("The message's id."),
  remoteJid,
  fromMe: z.boolean().describe("Whether the instance itself sent the message."),
  participant: z.string().describe("The author's JID, for a message of a group."),
};

/** Loose, because the keys of events have more fields, and are pasted as they are. */
export const messageKey = z
  .looseObject({ ...keyFields, participant: optionalExact(keyFields.participant) })
  .describe("The key of a message, as events and answers carry it.");

/** A key of which only the id is needed. */
export const partialKey = z
  .looseObject({
    id: keyFields.id,
    remoteJid: optionalExact(keyFields.remoteJid),
    fromMe: optionalExact(keyFields.fromMe),
    participant: optionalExact(keyFields.participant),
  })
  .describe("The key of a message, as events and answers carry it.");

/** The same fields to search by. Strict: a typo would find everything. */
export const keyFilter = z
  .strictObject({
    id: optionalExact(keyFields.id),
    remoteJid: optionalExact(keyFields.remoteJid),
    fromMe: optionalExact(z.boolean().describe("True finds the instance's own messages; false does not filter.")),
    participant: optionalExact(keyFields.participant),
    remoteJidAlt: optionalExact(
      z.string().describe("The chat's other JID; on Baileys it counts only when remoteJid is absent."),
    ),
  })
  .describe("Parts of the key of a message.");

export const jid = z
  .string()
  .regex(/@/, { error: "Expected a JID, such as 5511999990001@s.whatsapp.net" })
  .describe("A JID, such as 5511999990001@s.whatsapp.net.");
