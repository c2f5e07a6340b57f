import { isRecord } from "../../internal/record.js";
import type { MessageContent, MessageKey } from "../../types/index.js";
import { type ContextInput, phoneContext, secretOf, withContext } from "./context.js";
import { mediaContents } from "./media-contents.js";
import { compact, firstAt, long, octets, phoneJid, seconds } from "./wire.js";

export interface PlaceInput {
  readonly latitude: number;
  readonly longitude: number;
  readonly name?: string;
  readonly address?: string;
}

export interface ContactInput {
  readonly name: string;
  /** In international form. */
  readonly phone: string;
}

export interface PollInput {
  /** The question. */
  readonly name: string;
  readonly options: readonly string[];
  /** How many a person may choose; 0 for any number. @default 1 */
  readonly selectable?: number;
}

/** What was chosen of a message with buttons or a list. */
export interface ChoiceInput {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  /** The message that was answered. */
  readonly quote?: ContextInput["quote"];
}

/** Money is in units of the currency, `price: 50` is R$ 50. */
export interface OrderInput {
  readonly id: string;
  readonly title?: string;
  readonly note?: string;
  readonly items?: number;
  readonly total?: number;
  /** @default "BRL" */
  readonly currency?: string;
  readonly token?: string;
}

export interface ProductInput {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly price?: number;
  /** @default "BRL" */
  readonly currency?: string;
}

export interface GroupInviteInput {
  readonly groupJid: string;
  readonly code: string;
  readonly groupName?: string;
  readonly caption?: string;
  /** Epoch ms. */
  readonly expiresAt?: number;
}

export interface AppointmentInput {
  readonly name: string;
  readonly description?: string;
  readonly location?: PlaceInput;
  /** Epoch ms. */
  readonly startsAt: number;
  /** Epoch ms. */
  readonly endsAt?: number;
  readonly canceled?: boolean;
}

/** A message with things to choose, as businesses send them. */
export interface MenuInput {
  readonly text: string;
  readonly title?: string;
  readonly footer?: string;
  readonly buttons: readonly { readonly id: string; readonly title: string }[];
}

/** `at` is epoch ms, by default 2026-01-01T00:00:00Z. */
interface Timed {
  readonly at?: number;
}

/**
 * The content of each kind of message as a phone sends it: Baileys' field names, in the JSON of Evolution API 2.3.6. What the
 * gateway makes of it before it posts it is {@link frameOf}'s part.
 */
export const contents = {
  text: ({ text, ...context }: { readonly text: string } & ContextInput): MessageContent =>
    withContext({ conversation: text }, phoneContext(context)),
  ...mediaContents,
  location: ({ latitude, longitude, name, address }: PlaceInput): MessageContent => ({
    locationMessage: compact({
      degreesLatitude: latitude,
      degreesLongitude: longitude,
      name,
      address,
      jpegThumbnail: thumbnail,
    }),
  }),
  liveLocation: ({
    latitude,
    longitude,
    caption,
    at = firstAt,
  }: PlaceInput & { readonly caption?: string } & Timed) => ({
    liveLocationMessage: compact({
      degreesLatitude: latitude,
      degreesLongitude: longitude,
      accuracyInMeters: 12,
      speedInMps: 0,
      degreesClockwiseFromMagneticNorth: 0,
      caption,
      sequenceNumber: long(at * 1_000),
      timeOffset: 0,
      jpegThumbnail: thumbnail,
    }),
  }),
  contact: (input: ContactInput): MessageContent => ({ contactMessage: cardOf(input) }),
  contacts: (inputs: readonly ContactInput[]): MessageContent => ({
    contactsArrayMessage: { displayName: `${inputs.length} contacts`, contacts: inputs.map(cardOf) },
  }),
  /** `key` is the message reacted to, as the gateway sees it; an empty emoji takes the reaction back. */
  reaction: ({ key, emoji, at = firstAt }: { readonly key: MessageKey; readonly emoji: string } & Timed) => ({
    reactionMessage: { key, text: emoji, senderTimestampMs: long(at) },
  }),
  poll: ({ name, options, selectable = 1 }: PollInput): MessageContent => ({
    ...secretOf(name),
    [selectable === 1 ? "pollCreationMessageV3" : "pollCreationMessage"]: {
      name,
      options: options.map((optionName) => ({ optionName })),
      selectableOptionsCount: selectable,
    },
  }),
  /** As 2.3.7 and later post a vote: with the options' names. 2.3.6 posts none. */
  pollVote: ({
    key,
    options,
    at = firstAt,
  }: { readonly key: MessageKey; readonly options: readonly string[] } & Timed) => ({
    pollUpdateMessage: {
      pollCreationMessageKey: key,
      vote: { selectedOptions: [...options] },
      senderTimestampMs: long(at),
    },
  }),
  /** A button of the older form. */
  buttonReply: ({ id, title, quote }: ChoiceInput): MessageContent =>
    answering(quote, {
      buttonsResponseMessage: { selectedButtonId: id, selectedDisplayText: title, type: 1 },
    }),
  listReply: ({ id, title, description, quote }: ChoiceInput): MessageContent =>
    answering(quote, {
      listResponseMessage: compact({ title, listType: 1, singleSelectReply: { selectedRowId: id }, description }),
    }),
  /** A button of the present form (native flow). */
  interactiveReply: ({ id, title, quote }: ChoiceInput): MessageContent =>
    answering(quote, {
      interactiveResponseMessage: {
        body: { text: title, format: 0 },
        nativeFlowResponseMessage: {
          name: "quick_reply",
          paramsJson: JSON.stringify({ id, display_text: title }),
          version: 1,
        },
      },
    }),
  /** A button of a template. */
  templateReply: ({ id, title, quote }: ChoiceInput): MessageContent =>
    answering(quote, {
      templateButtonReplyMessage: { selectedId: id, selectedDisplayText: title, selectedIndex: 0 },
    }),
  menu: ({ text, title, footer, buttons }: MenuInput): MessageContent => ({
    interactiveMessage: compact({
      header: title === undefined ? undefined : { title, hasMediaAttachment: false },
      body: { text },
      footer: footer === undefined ? undefined : { text: footer },
      nativeFlowMessage: {
        buttons: buttons.map((button) => ({
          name: "quick_reply",
          buttonParamsJson: JSON.stringify({ id: button.id, display_text: button.title }),
        })),
        messageParamsJson: "{}",
        messageVersion: 1,
      },
    }),
  }),
  order: ({ id, title, note, items = 1, total, currency = "BRL", token = "token==" }: OrderInput): MessageContent => ({
    orderMessage: compact({
      orderId: id,
      thumbnail,
      itemCount: items,
      status: 1,
      surface: 1,
      message: note,
      orderTitle: title,
      sellerJid: phoneJid("5511988880000"),
      token,
      totalAmount1000: thousandths(total),
      totalCurrencyCode: currency,
    }),
  }),
  product: ({ id, title, description, price, currency = "BRL" }: ProductInput): MessageContent => ({
    productMessage: {
      product: compact({
        productImage: pictureOf(`product-${id}`),
        productId: id,
        title,
        description,
        currencyCode: currency,
        priceAmount1000: thousandths(price),
        productImageCount: 1,
      }),
      businessOwnerJid: phoneJid("5511988880000"),
    },
  }),
  groupInvite: ({ groupJid, code, groupName, caption, expiresAt = firstAt + 259_200_000 }: GroupInviteInput) => ({
    groupInviteMessage: compact({
      groupJid,
      inviteCode: code,
      inviteExpiration: long(seconds(expiresAt)),
      groupName,
      caption,
    }),
  }),
  /** An appointment in a group. */
  event: ({ name, description, location, startsAt, endsAt, canceled = false }: AppointmentInput): MessageContent => ({
    ...secretOf(name),
    eventMessage: compact({
      isCanceled: canceled,
      name,
      description,
      location:
        location &&
        compact({ degreesLatitude: location.latitude, degreesLongitude: location.longitude, name: location.name }),
      startTime: long(seconds(startsAt)),
      endTime: endsAt === undefined ? undefined : long(seconds(endsAt)),
      extraGuestsAllowed: true,
    }),
  }),
  /** Announces pictures that follow as messages of their own. */
  album: ({ images = 0, videos = 0 }: { readonly images?: number; readonly videos?: number }): MessageContent => ({
    albumMessage: { expectedImageCount: images, expectedVideoCount: videos },
  }),
  pin: ({ key, pinned = true, at = firstAt }: { readonly key: MessageKey; readonly pinned?: boolean } & Timed) => ({
    pinInChatMessage: { key, type: pinned ? 1 : 2, senderTimestampMs: long(at) },
  }),
  /** `key` as its author sees it; the gateway posts it as `messages.edited`. */
  edit: ({ key, message, at = firstAt }: { readonly key: MessageKey; readonly message: MessageContent } & Timed) => ({
    protocolMessage: { key, type: 14, editedMessage: message, timestampMs: long(at) },
  }),
  /** A deletion for everyone. `key` as its author sees it. */
  revoke: ({ key }: { readonly key: MessageKey }): MessageContent => ({ protocolMessage: { key, type: 0 } }),
  /** In a chat whose messages disappear after so many seconds. */
  ephemeral: (message: MessageContent, expiration = 86_400): MessageContent => ({
    ephemeralMessage: { message: withContext(message, phoneContext({ expiration })) },
  }),
  viewOnce: (message: MessageContent): MessageContent => ({
    viewOnceMessageV2: {
      message: Object.fromEntries(
        Object.entries(message).map(([kind, body]) => [
          kind,
          isRecord(body) && kind !== "messageContextInfo" ? { ...body, viewOnce: true } : body,
        ]),
      ),
    },
  }),
} as const;

/** How a JPEG begins: what is shown before the file is there. */
const thumbnail = octets(Uint8Array.of(0xff, 0xd8));

/** A picture that the shop's catalogue shows to everybody: without a key. */
function pictureOf(id: string) {
  const { imageMessage } = mediaContents.image({ id });
  const { mediaKey, mediaKeyTimestamp, fileEncSha256, directPath, ...open } = imageMessage as Record<string, unknown>;
  return open;
}

function cardOf({ name, phone }: ContactInput) {
  const digits = phone.replace(/\D/g, "");
  return {
    displayName: name,
    vcard: `BEGIN:VCARD\nVERSION:3.0\nN:;${name};;;\nFN:${name}\nTEL;type=CELL;waid=${digits}:+${digits}\nEND:VCARD`,
  };
}

const answering = (quote: ContextInput["quote"], content: MessageContent): MessageContent =>
  withContext(content, phoneContext(quote && { quote }));

/** WhatsApp counts money in thousandths. */
const thousandths = (amount: number | undefined) =>
  amount === undefined ? undefined : long(Math.round(amount * 1_000));
