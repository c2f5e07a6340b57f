import type { MessageContent, MessageKey } from "../types/index.js";
import type { StoredMedia } from "./media.js";

/** A message as a simulated phone shows it. What changes later (a tick, a reaction, an edit) changes here. */
export interface PhoneMessage {
  /** As this phone sees it: `fromMe` is true for what was written on it. */
  readonly key: MessageKey;
  /** The chat's id: the instance's name, or the group's JID. */
  readonly chat: string;
  /** The instance that sent it, or the number of the phone. */
  readonly from: string;
  /** The words on the screen: text, caption, or title. */
  text: string;
  /** The content in the gateway's own form. */
  message: MessageContent;
  /** Epoch ms. */
  readonly at: number;
  readonly media?: StoredMedia;
  readonly quoted?: QuotedMessage;
  /** Of its own messages: one tick, two, two blue ones. */
  status?: "sent" | "delivered" | "read";
  /** Whether this phone has shown it, for what came in. */
  isRead: boolean;
  reactions: readonly { readonly from: string; readonly emoji: string }[];
  /** Of a poll: who chose what. */
  votes: readonly { readonly voter: string; readonly options: readonly string[] }[];
  /** Epoch ms of the last edit. */
  editedAt?: number;
  deletedAt?: number;
}

export interface QuotedMessage {
  readonly id: string;
  readonly text: string;
  /** Whose it is, as `from` of a message. */
  readonly from: string;
}

export type ChatPresence = "composing" | "recording" | "paused";

/** One chat on a simulated phone. */
export interface PhoneChat {
  /** The instance's name, or the group's JID. */
  readonly id: string;
  readonly kind: "instance" | "group";
  /** What stands above it: the instance's name, or the group's subject. */
  readonly title: string;
  /** Oldest first. */
  readonly messages: readonly PhoneMessage[];
  /** What the other side is doing. */
  readonly typing: Exclude<ChatPresence, "paused"> | undefined;
  /** How many messages came in and were not read. */
  readonly unread: number;
}
