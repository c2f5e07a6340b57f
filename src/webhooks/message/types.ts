import type { DownloadedMedia, MessageKey, WhatsAppMessage } from "../../types/index.js";
import type { MessageChange, MessageDeletion } from "../payloads/messages.js";
import type { DownloadMessageOptions } from "./download.js";
import type {
  Ad,
  Album,
  Appointment,
  Contact,
  Deletion,
  Edit,
  GroupInvite,
  Location,
  Media,
  Order,
  Pin,
  Poll,
  PollVote,
  Product,
  Reaction,
  Selection,
  Template,
} from "./parts.js";

/** A person by whatever addresses are known. The same person may come as a phone today and as a LID tomorrow. */
export interface Person {
  /**
   * The address as it came. Empty where the gateway does not say it: our own number, and who edited what in a one-to-one
   * chat.
   */
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

export interface QuotedMessage {
  readonly id: string;
  readonly sender?: Person;
  /** Its kind and text; the Business integration sends only the id. */
  readonly kind?: MessageKind;
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
  /** The ad it came from; the Business integration loses it. */
  readonly ad?: Ad;
  /** In a chat whose messages disappear. */
  readonly ephemeral: boolean;
  readonly viewOnce: boolean;
  readonly forwarded: boolean;
  /** How often it was passed on; WhatsApp marks 5 and more as "forwarded many times". */
  readonly forwardingScore?: number;
  /** The message in the gateway's own form. */
  readonly raw: WhatsAppMessage;
}

export interface TextMessage extends MessageBase {
  readonly kind: "text";
  readonly text: string;
}

/** What messages with a file have. */
export interface FileMessage extends MessageBase {
  readonly media: Media;
  /**
   * The file: from the event if it carries it, else from where the gateway has stored it (`media.url`), else from the
   * gateway itself, for which `instance` is needed. The method is not part of the message's JSON: for a message that comes
   * out of a queue or a database, use `downloadMedia(message, options)`.
   *
   * @throws {MediaError} there is no file (any more), or it is larger than `maxBytes`
   * @example const { bytes, mimetype } = await message.download({ instance: client.instance("shop") });
   */
  download(options?: DownloadMessageOptions): Promise<DownloadedMedia>;
}

export interface ImageMessage extends FileMessage {
  readonly kind: "image";
}

export interface VideoMessage extends FileMessage {
  readonly kind: "video";
  /** A round video note. */
  readonly videoNote: boolean;
  readonly gif: boolean;
}

export interface AudioMessage extends FileMessage {
  readonly kind: "audio";
  /** Recorded with the microphone button, not a file. */
  readonly voiceNote: boolean;
}

export interface DocumentMessage extends FileMessage {
  readonly kind: "document";
}

export interface StickerMessage extends FileMessage {
  readonly kind: "sticker";
  readonly animated: boolean;
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

/** `text` is the question. */
export interface PollMessage extends MessageBase {
  readonly kind: "poll";
  readonly text: string;
  readonly poll: Poll;
}

/** `text` names what was chosen. */
export interface PollVoteMessage extends MessageBase {
  readonly kind: "poll-vote";
  readonly vote: PollVote;
}

export interface SelectionMessage extends MessageBase {
  readonly kind: "selection";
  readonly text: string;
  readonly selection: Selection;
}

export interface TemplateMessage extends MessageBase {
  readonly kind: "template";
  readonly template: Template;
}

export interface OrderMessage extends MessageBase {
  readonly kind: "order";
  readonly order: Order;
}

export interface ProductMessage extends MessageBase {
  readonly kind: "product";
  readonly product: Product;
}

export interface GroupInviteMessage extends MessageBase {
  readonly kind: "group-invite";
  readonly groupInvite: GroupInvite;
}

/** `text` is the appointment's name. */
export interface EventMessage extends MessageBase {
  readonly kind: "event";
  readonly event: Appointment;
}

export interface AlbumMessage extends MessageBase {
  readonly kind: "album";
  readonly album: Album;
}

export interface PinMessage extends MessageBase {
  readonly kind: "pin";
  readonly pin: Pin;
}

/** What `raw` is where a message comes of an event that is about another message. */
type ChangeBase = Omit<MessageBase, "raw"> & { readonly raw: WhatsAppMessage | MessageChange | MessageDeletion };

/**
 * A message got a new text or caption. `id` is the edited message's. `messages.edited` does not say in which one-to-one
 * chat the other side did it: then `chat.jid` and `sender.jid` are empty.
 */
export interface EditedMessage extends ChangeBase {
  readonly kind: "edited";
  readonly edited: Edit;
}

/** A message was deleted for everyone. `id` is the deleted message's; one deletion comes as two events. */
export interface DeletedMessage extends ChangeBase {
  readonly kind: "deleted";
  readonly deleted: Deletion;
}

/** A setting or a notice of WhatsApp, nothing that anybody wrote. */
export interface ProtocolMessage extends ChangeBase {
  readonly kind: "protocol";
  readonly protocol: { readonly type: string };
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
  | StickerMessage
  | LocationMessage
  | ContactsMessage
  | ReactionMessage
  | PollMessage
  | PollVoteMessage
  | SelectionMessage
  | TemplateMessage
  | OrderMessage
  | ProductMessage
  | GroupInviteMessage
  | EventMessage
  | AlbumMessage
  | PinMessage
  | EditedMessage
  | DeletedMessage
  | ProtocolMessage
  | UnknownMessage;

export type MessageKind = InboundMessage["kind"];

/** The kinds there are, for callers without types. */
export const messageKinds: Readonly<Record<MessageKind, true>> = {
  text: true,
  image: true,
  video: true,
  audio: true,
  document: true,
  sticker: true,
  location: true,
  contacts: true,
  reaction: true,
  poll: true,
  "poll-vote": true,
  selection: true,
  template: true,
  order: true,
  product: true,
  "group-invite": true,
  event: true,
  album: true,
  pin: true,
  edited: true,
  deleted: true,
  protocol: true,
  unknown: true,
};

/** The message type of one kind: `MessageOf<"image">`. */
export type MessageOf<Kind extends MessageKind> = Extract<InboundMessage, { kind: Kind }>;
