import type { MessageContent, MessageKey } from "../../types/index.js";
import type { MediaSource } from "../media/source.js";

/** The message to quote. Pass `message` too: with `key` alone the quote is dropped silently when the gateway has not stored it. */
export interface Quoted {
  readonly key: Pick<MessageKey, "id"> & Partial<Pick<MessageKey, "remoteJid" | "fromMe" | "participant">>;
  readonly message?: MessageContent | undefined;
}

/** Fields that most sends share. Body fields keep the gateway's spelling. */
export interface SendOptions {
  /** Digits in international form (best), or a JID: `…@s.whatsapp.net`, `…@g.us`, `…@lid` (from 2.4 on). */
  readonly number: string;
  /** Shows "typing…" for so many **ms** before sending. The answer waits too, and so does the timeout. */
  readonly delay?: number | undefined;
  readonly quoted?: Quoted | undefined;
  /** Groups only: mentions every participant. */
  readonly mentionsEveryOne?: boolean | undefined;
  /** Groups only: numbers or JIDs. The text must contain `@<number>` itself. */
  readonly mentioned?: readonly string[] | undefined;
}

/** Where an id may be chosen. The gateway does not refuse one that was used before. */
export interface ChosenId {
  /** The message's `key.id`, instead of one that the gateway makes. From gateway 2.4 on; older ones ignore it. */
  readonly messageId?: string | undefined;
}

export interface SendTextBody extends SendOptions, ChosenId {
  /** In WhatsApp's own syntax; see `toWhatsApp` for Markdown. */
  readonly text: string;
  /** `false` keeps the gateway from fetching the first URL of the text. @default the gateway's: on */
  readonly linkPreview?: boolean | undefined;
}

export interface SendMediaBody extends SendOptions, ChosenId {
  readonly mediatype: "image" | "video" | "document" | "audio";
  readonly media: MediaSource;
  /** @default by content, then by name. On Baileys the extension of `fileName` decides */
  readonly mimetype?: string | undefined;
  /** What people see on a document. One without an extension gets it. @default the file's own name, or its kind: `image.png` */
  readonly fileName?: string | undefined;
  readonly caption?: string | undefined;
}

export interface SendPtvBody extends SendOptions, ChosenId {
  readonly video: MediaSource;
}

export interface SendWhatsAppAudioBody extends Pick<SendOptions, "number" | "delay"> {
  /** From gateway 2.4 on; older ones leave it out. */
  readonly quoted?: Quoted | undefined;
  readonly audio: MediaSource;
  /** `false` sends the bytes as they are, labelled ogg/opus all the same. @default true */
  readonly encoding?: boolean | undefined;
}

export interface SendStickerBody extends SendOptions, ChosenId {
  readonly sticker: MediaSource;
  /** True: `sticker` is base64 webp and is not converted. @default false */
  readonly notConvertSticker?: boolean | undefined;
}

/** A status (story). One of `statusJidList` and `allContacts` is needed. */
export interface SendStatusBody {
  readonly type: "text" | "image" | "video" | "audio";
  /** The text, or a URL. */
  readonly content: string;
  readonly caption?: string | undefined;
  readonly statusJidList?: readonly string[] | undefined;
  readonly allContacts?: boolean | undefined;
  /** Needed for text, e.g. `#008000`. */
  readonly backgroundColor?: string | undefined;
  /** Needed for text. 0 passes the schema and is then refused. */
  readonly font?: 1 | 2 | 3 | 4 | 5 | undefined;
}

export interface SendLocationBody extends SendOptions {
  readonly latitude: number;
  readonly longitude: number;
  /** Required by the gateway, though its types say otherwise. */
  readonly name: string;
  /** Required by the gateway, though its types say otherwise. */
  readonly address: string;
}

export interface ContactCard {
  readonly fullName: string;
  /** At least 10 characters. */
  readonly phoneNumber: string;
  /** Digits of the WhatsApp account behind the card. Pass it: without it the card's id is a JID. */
  readonly wuid?: string | undefined;
  readonly organization?: string | undefined;
  readonly email?: string | undefined;
  readonly url?: string | undefined;
}

export interface SendContactBody extends Pick<SendOptions, "number"> {
  readonly contact: readonly [ContactCard, ...ContactCard[]];
}

export interface SendReactionBody {
  /** The message to react to. Add `participant` for group messages. */
  readonly key: Pick<MessageKey, "id" | "remoteJid" | "fromMe" | "participant">;
  /** One emoji, or `""` to take the reaction back. */
  readonly reaction: string;
}

export interface SendPollBody extends SendOptions, ChosenId {
  readonly name: string;
  /** How many options a person may choose, up to 10; 0 for any number. */
  readonly selectableCount: number;
  /** 2 to 10 different texts. */
  readonly values: readonly string[];
}

export interface ListRow {
  readonly title: string;
  /** Optional on Baileys; the Business integration fails without it. At most 72 characters. */
  readonly description?: string | undefined;
  readonly rowId: string;
}

export interface SendListBody extends SendOptions {
  readonly title: string;
  readonly description?: string | undefined;
  readonly footerText: string;
  readonly buttonText: string;
  readonly sections: readonly { readonly title: string; readonly rows: readonly ListRow[] }[];
}

export type Button =
  | { readonly type: "reply"; readonly displayText: string; readonly id: string }
  | { readonly type: "copy"; readonly displayText: string; readonly copyCode: string }
  | { readonly type: "url"; readonly displayText: string; readonly url: string }
  | { readonly type: "call"; readonly displayText: string; readonly phoneNumber: string }
  | {
      readonly type: "pix";
      readonly currency: string;
      readonly name: string;
      readonly keyType: "phone" | "email" | "cpf" | "cnpj" | "random";
      readonly key: string;
    };

export interface SendButtonsBody extends SendOptions {
  /** Printed in bold. Pass it: without it Baileys prints `*undefined*`. */
  readonly title: string;
  readonly description?: string | undefined;
  readonly footer?: string | undefined;
  /** An image by URL. */
  readonly thumbnailUrl?: string | undefined;
  /** At most 3 with a reply; replies not mixed with others; one `pix` alone. */
  readonly buttons: readonly [Button, ...Button[]];
}

/** A card of a carousel. */
export interface CarouselCard {
  readonly title?: string | undefined;
  readonly body?: string | undefined;
  readonly footer?: string | undefined;
  /** An image by URL. */
  readonly imageUrl?: string | undefined;
  /** 1 to 3, no `pix`. */
  readonly buttons: readonly [Exclude<Button, { type: "pix" }>, ...Exclude<Button, { type: "pix" }>[]];
}

export interface SendCarouselBody extends SendOptions {
  readonly body: string;
  /** 1 to 10. */
  readonly cards: readonly [CarouselCard, ...CarouselCard[]];
}

export interface SendTemplateBody extends Pick<SendOptions, "number" | "quoted"> {
  readonly name: string;
  /** As Meta writes it: `en_US`, `pt_BR`. */
  readonly language: string;
  /** In Meta's format. */
  readonly components?: readonly Record<string, unknown>[] | undefined;
  /** Each status of this message is also posted there, without retries. */
  readonly webhookUrl?: string | undefined;
}
