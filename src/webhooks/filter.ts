import * as z from "zod";
import { parseOptions } from "../errors/parse-options.js";
import type { Chat, InboundMessage } from "./message/types.js";

/** Which messages a handler wants. A field that is left out asks for nothing. */
export interface MessageFilter {
  /** `false`: only what others wrote; `true`: only what was sent from the instance's own phone. */
  readonly fromMe?: boolean | undefined;
  /** A kind of chat, or several. */
  readonly chat?: Chat["kind"] | readonly Chat["kind"][] | undefined;
  /** An instance's name, or several. */
  readonly instance?: string | readonly string[] | undefined;
}

const chatKinds = {
  user: "user",
  group: "group",
  broadcast: "broadcast",
  newsletter: "newsletter",
  status: "status",
} as const satisfies { readonly [Kind in Chat["kind"]]: Kind };

const oneOrMore = <Item extends z.ZodType>(item: Item, error: string) =>
  z.union([item, z.array(item, { error }).min(1, { error })], { error });
const schema = z.object({
  filter: z.strictObject(
    {
      fromMe: z.boolean({ error: "to be true or false" }).optional(),
      chat: oneOrMore(
        z.enum(chatKinds),
        `to be one of ${Object.keys(chatKinds).join(", ")}, or a list of them`,
      ).optional(),
      instance: oneOrMore(z.string(), "to be an instance's name, or a list of names").optional(),
    },
    { error: "to be an object with fromMe, chat or instance" },
  ),
});

/** @throws {InvalidArgumentError} naming the field that is wrong: one misspelt would let everything pass */
export function matcher(filter: MessageFilter): (message: InboundMessage) => boolean {
  const { fromMe, chat, instance } = parseOptions(schema, { filter }).filter;
  return (message) =>
    (fromMe === undefined || message.fromMe === fromMe) &&
    isAmong(chat, message.chat.kind) &&
    isAmong(instance, message.instanceName);
}

function isAmong(wanted: string | readonly string[] | undefined, value: string): boolean {
  if (wanted === undefined) return true;
  return typeof wanted === "string" ? wanted === value : wanted.includes(value);
}
