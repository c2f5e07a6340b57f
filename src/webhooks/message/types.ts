import type { MessageKey, WhatsAppMessage } from "../../types/index.js";

/** A person by whatever addresses are known. The same person may come as a phone today and as a LID tomorrow. */
export interface Person {
  /** The address as it came. Empty for our own messages when the gateway does not say which number is ours. */
  readonly jid: string;
  /** Digits, in international form. */
  readonly phone?: string;
  /** Digits of the LID. */
  readonly lid?: string;
}

export interface Sender extends Person {
  /** The name the person gave themselves. */
  readonly name?: string;
}

export interface Chat extends Person {
  readonly kind: "user" | "group" | "broadcast" | "newsletter" | "status";
}

export interface Media {
  /** As the sender declared it; `application/octet-stream` when it did not. */
  readonly mimeType: string;
  readonly fileName?: string;
  /** In bytes. */
  readonly size?: number;
  readonly durationMs?: number;
  readonly width?: number;
  readonly height?: number;
  /** The file itself, when the webhook carries it. */
  readonly base64?: string;
  /** Where the gateway stored it (S3); expires after 7 days. */
  readonly url?: string;
}

export interface Location {
  readonly latitude: number;
  readonly longitude: number;
  readonly name?: string;
  readonly address?: string;
  /** Shared live, and updated by the sender's phone. */
  readonly live: boolean;
}

export interface Contact {
  readonly name: string;
  /** Digits of the numbers in the card. */
  readonly phones: readonly string[];
  readonly vcard: string;
}

export interface Reaction {
  /** Empty when the reaction was taken back. */
  readonly emoji: string;
  /** The message reacted to. Its `fromMe` is from the reacting person's point of view. */
  readonly key: Pick<MessageKey, "id"> & Partial<MessageKey>;
}

/** What was chosen from buttons, a list or a form. */
export interface Selection {
  /** Absent on the Business integration, which loses it: match by `title`. */
  readonly id?: string;
  readonly title: string;
  readonly description?: string;
}

export interface QuotedMessage {
  readonly id: string;
  readonly sender?: Person;
  /** Its text or caption; the Business integration sends only the id. */
  readonly text?: string;
}

/** What messages of all kinds have. */
export interface MessageBase {
  /** `key.id`: unique within the instance and direction. */
  readonly id: string;
  readonly key: MessageKey;
  readonly instanceName: string;
  readonly chat: Chat;
  readonly sender: Sender;
  /** Typed on this instance's own phone, or sent by it: an agent should not answer it. */
  readonly fromMe: boolean;
  /** Epoch ms. */
  readonly sentAt: number;
  /** The text, the caption, or the title of what was selected. */
  readonly text?: string;
  readonly quoted?: QuotedMessage;
  readonly mentions: readonly Person[];
  /** In a chat whose messages disappear. */
  readonly ephemeral: boolean;
  readonly viewOnce: boolean;
  readonly forwarded: boolean;
  /** The message in the gateway's own form. */
  readonly raw: WhatsAppMessage;
}

export interface TextMessage extends MessageBase {
  readonly kind: "text";
  readonly text: string;
}

export interface ImageMessage extends MessageBase {
  readonly kind: "image";
  readonly media: Media;
}

export interface VideoMessage extends MessageBase {
  readonly kind: "video";
  readonly media: Media;
  /** A round video note. */
  readonly videoNote: boolean;
  readonly gif: boolean;
}

export interface AudioMessage extends MessageBase {
  readonly kind: "audio";
  readonly media: Media;
  /** Recorded with the microphone button, not a file. */
  readonly voiceNote: boolean;
}

export interface DocumentMessage extends MessageBase {
  readonly kind: "document";
  readonly media: Media;
}

export interface LocationMessage extends MessageBase {
  readonly kind: "location";
  readonly location: Location;
}

export interface ContactsMessage extends MessageBase {
  readonly kind: "contacts";
  readonly contacts: readonly Contact[];
}

export interface ReactionMessage extends MessageBase {
  readonly kind: "reaction";
  readonly reaction: Reaction;
}

export interface SelectionMessage extends MessageBase {
  readonly kind: "selection";
  readonly text: string;
  readonly selection: Selection;
}

/** Anything else: see `raw`. */
export interface UnknownMessage extends MessageBase {
  readonly kind: "unknown";
}

/** A message in one form for all integrations. `kind` narrows it. */
export type InboundMessage =
  | TextMessage
  | ImageMessage
  | VideoMessage
  | AudioMessage
  | DocumentMessage
  | LocationMessage
  | ContactsMessage
  | ReactionMessage
  | SelectionMessage
  | UnknownMessage;

export type MessageKind = InboundMessage["kind"];

/** The kinds there are, for callers without types. */
export const messageKinds: Readonly<Record<MessageKind, true>> = {
  text: true,
  image: true,
  video: true,
  audio: true,
  document: true,
  location: true,
  contacts: true,
  reaction: true,
  selection: true,
  unknown: true,
};

/** The message type of one kind: `MessageOf<"image">`. */
export type MessageOf<Kind extends MessageKind> = Extract<InboundMessage, { kind: Kind }>;
