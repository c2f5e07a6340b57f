import { isRecord, own } from "../internal/record.js";
import type { MessageContent } from "../types/index.js";
import { shownText } from "./contents.js";
import { fileIn } from "./inbound.js";
import type { MediaStore } from "./media.js";
import type { FakePhone } from "./phone.js";
import type { PhoneMessage, QuotedMessage } from "./phone-message.js";
import { unwrapped } from "./selections.js";

/** What a new message on a screen is made of. */
export interface Shown {
  readonly id: string;
  readonly chat: string;
  /** The JID of the chat, as this phone has it. */
  readonly remoteJid: string;
  /** JID of who wrote it, in groups. */
  readonly participant?: string | undefined;
  readonly fromMe: boolean;
  readonly from: string;
  readonly content: MessageContent;
  readonly at: number;
}

/** A message as the phone shows it, with its file and the message it answers. */
export function viewOf(phone: FakePhone, media: MediaStore, shown: Shown): PhoneMessage {
  const { id, chat, remoteJid, participant, fromMe, from, content, at } = shown;
  const file = fileIn(content, media);
  const quoted = quotedIn(content, phone);
  return {
    key: { remoteJid, fromMe, id, ...(participant !== undefined && { participant }) },
    chat,
    from,
    text: shownText(content),
    message: content,
    at,
    ...(file && { media: file }),
    ...(quoted && { quoted }),
    ...(fromMe && { status: "sent" as const }),
    isRead: fromMe,
    reactions: [],
    votes: [],
  };
}

function quotedIn(content: MessageContent, phone: FakePhone): QuotedMessage | undefined {
  const context = Object.values(unwrapped(content))
    .map((body) => own(body, "contextInfo"))
    .find(isRecord);
  const id = own(context, "stanzaId");
  if (typeof id !== "string") return undefined;
  const known = phone.screen.find(id);
  if (known) return { id, text: known.text, from: known.from };
  const message = own(context, "quotedMessage");
  return { id, text: isRecord(message) ? shownText(message as MessageContent) : "", from: "" };
}
