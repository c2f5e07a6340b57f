import type { MessageKey } from "../../types/index.js";
import type { MessageKind } from "./types.js";

/** Another message, as far as the sender's phone says which. Its `fromMe` is from that person's point of view. */
export type MessageReference = Pick<MessageKey, "id"> & Partial<MessageKey>;

export interface Media {
  /** As the sender declared it; `application/octet-stream` when it did not. */
  readonly mimeType: string;
  readonly fileName?: string;
  /** In bytes. */
  readonly size?: number;
  readonly durationMs?: number;
  readonly width?: number;
  readonly height?: number;
  /** A small JPEG, as base64. */
  readonly thumbnail?: string;
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
  readonly key: MessageReference;
}

export interface Poll {
  readonly question: string;
  readonly options: readonly string[];
  /** How many options a person may choose; 0 for any number. */
  readonly maxChoices: number;
}

/** Arrives from 2.3.7 on, and only for polls that the same gateway has stored. */
export interface PollVote {
  /** The poll. */
  readonly key: MessageReference;
  /** Everything this person has chosen now; empty when the vote was taken back. */
  readonly options: readonly string[];
}

/** What was chosen from buttons, a list or a form. */
export interface Selection {
  /** Absent on the Business integration, which loses it: match by `title`. */
  readonly id?: string;
  readonly title: string;
  readonly description?: string;
}

/** A business's message with something to choose. Its text is the message's `text`. */
export interface Template {
  readonly title?: string;
  readonly footer?: string;
  readonly choices: readonly Selection[];
}

export interface Order {
  readonly id: string;
  readonly title?: string;
  readonly itemCount?: number;
  /** In units of `currency`. */
  readonly total?: number;
  /** As WhatsApp writes it, e.g. `BRL`. */
  readonly currency?: string;
  /** Opens the order's items on the seller's side. */
  readonly token?: string;
}

export interface Product {
  readonly id: string;
  readonly title?: string;
  readonly description?: string;
  /** In units of `currency`. */
  readonly price?: number;
  readonly currency?: string;
  readonly retailerId?: string;
  readonly url?: string;
}

export interface GroupInvite {
  readonly groupJid: string;
  readonly code: string;
  readonly groupName?: string;
  /** Epoch ms. */
  readonly expiresAt?: number;
}

/** An appointment in a group. */
export interface Appointment {
  readonly name: string;
  readonly description?: string;
  readonly location?: Location;
  /** Epoch ms. */
  readonly startsAt?: number;
  /** Epoch ms. */
  readonly endsAt?: number;
  readonly canceled: boolean;
  readonly joinLink?: string;
}

/** What follows as messages of its own. */
export interface Album {
  readonly images: number;
  readonly videos: number;
}

export interface Pin {
  readonly key: MessageReference;
  /** False when it was taken off. */
  readonly pinned: boolean;
}

export interface Edit {
  /** The edited message. Match it by `id`: the rest is as its author sees it. */
  readonly key: MessageReference;
  /** The kind of the new content. */
  readonly kind: MessageKind;
  /** The new text or caption. */
  readonly text?: string;
}

export interface Deletion {
  /** The deleted message. Match it by `id`: the rest may be as its author sees it. */
  readonly key: MessageReference;
}

/** The ad that a conversation was begun from (click to WhatsApp). */
export interface Ad {
  readonly id?: string;
  readonly title?: string;
  readonly body?: string;
  readonly url?: string;
  /** What Meta's conversions API wants back: `ctwa_clid`. */
  readonly clickId?: string;
  /** Where it was shown, e.g. `FB_Ads`. */
  readonly source?: string;
  readonly ref?: string;
}
