import { parseJid, toJid } from "../../jid/index.js";
import type { InboundMessage } from "./types.js";

/**
 * True for a Business message whose id names another customer than its chat. Up to 2.3.7 the gateway mixes up the chats of
 * messages that Meta delivers at the same moment: do not answer such a message, and trust neither its `chat` nor its `sender`.
 *
 * False proves nothing: Meta does not document what is inside its ids.
 *
 * @example if (isWrongChat(message)) return alertSomebody(message.id);
 */
export function isWrongChat({ id, chat, fromMe }: Pick<InboundMessage, "id" | "chat" | "fromMe">): boolean {
  const phone = fromMe || chat.kind !== "user" ? undefined : phoneOf(id);
  if (phone === undefined || chat.phone === undefined) return false;
  return digitsOf(phone) !== digitsOf(chat.phone);
}

/** Meta's ids are base64 of a record whose first text is the customer's number. */
function phoneOf(id: string): string | undefined {
  const base64 = /^wamid\.([A-Za-z0-9+/]{8,400})={0,2}$/.exec(id)?.[1];
  if (base64 === undefined) return undefined;
  try {
    const record = atob(base64.slice(0, base64.length - (base64.length % 4)));
    const length = record.charCodeAt(2);
    const phone = record.slice(3, 3 + length);
    const isText = record.startsWith("\u001c\u0018") && phone.length === length;
    return isText && /^\d{5,20}$/.test(phone) ? phone : undefined;
  } catch {
    return undefined;
  }
}

/** The gateway may have rewritten the number of the chat, so both are compared as it would write them. */
function digitsOf(phone: string): string | undefined {
  return parseJid(toJid(phone) ?? phone)?.user;
}
