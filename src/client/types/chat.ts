import type { MessageContent, MessageKey, MessageStatus, WhatsAppMessage } from "../../types/index.js";
import type { Presence } from "./instance.js";

export interface FindMessagesBody {
  readonly where?:
    | {
        /** The database row's id, not the message's. */
        readonly id?: string | undefined;
        readonly source?: string | undefined;
        readonly messageType?: string | undefined;
        /** ISO dates; both are needed. */
        readonly messageTimestamp?: { readonly gte: string; readonly lte: string } | undefined;
        /** `fromMe: false` does not filter. On Baileys `remoteJidAlt` counts only without `remoteJid`. */
        readonly key?:
          | Partial<Pick<MessageKey, "id" | "fromMe" | "remoteJid" | "participant" | "remoteJidAlt">>
          | undefined;
      }
    | undefined;
  /** From 1. */
  readonly page?: number | undefined;
  /** The **page size**, in spite of its name. @default 50 */
  readonly offset?: number | undefined;
}

/** A message as the gateway stored it. */
export interface MessageRow extends WhatsAppMessage {
  /** The database row's id. */
  readonly id: string;
  readonly MessageUpdate: readonly { readonly status: string }[];
}

export interface FoundMessages {
  readonly messages: {
    readonly total: number;
    readonly pages: number;
    readonly currentPage: number;
    /** Newest first. */
    readonly records: readonly MessageRow[];
  };
}

/** The part of a key that names one message of one chat. */
export type MessageRef = Pick<MessageKey, "id" | "fromMe" | "remoteJid">;

export interface WhatsAppNumbersBody {
  /** At least one, all different: digits in international form, or JIDs. */
  readonly numbers: readonly string[];
}

export interface WhatsAppNumber {
  /** The address that WhatsApp knows: it may have a digit more or less than the number asked for. */
  readonly jid: string;
  readonly exists: boolean;
  /** The number as it was asked for. */
  readonly number: string;
  readonly name?: string;
  /** The word `"lid"`, not an address. */
  readonly lid?: string | null;
}

export interface MarkMessageAsReadBody {
  /** At least one. */
  readonly readMessages: readonly MessageRef[];
}

export interface MessagesRead {
  readonly message: string;
  readonly read: "success";
}

/** The newest message of a chat, which WhatsApp wants to know for what is done to the chat. */
export interface LastMessage {
  readonly key: MessageRef;
  /** Epoch **seconds**. Pass it: in its place the gateway puts the present in milliseconds. */
  readonly messageTimestamp?: number | undefined;
}

export interface ArchiveChatBody {
  /** `false` takes the chat out of the archive. */
  readonly archive: boolean;
  /** Needed: 2.3.x always fails with `chat` alone. */
  /** Needed before gateway 2.4, which takes the chat alone too. */
  readonly lastMessage?: LastMessage | undefined;
  /** The chat's JID. */
  readonly chat?: string | undefined;
}

export interface ArchivedChat {
  readonly chatId: string;
  /** True also when the chat was taken out of the archive. */
  readonly archived: true;
}

export interface MarkChatUnreadBody {
  readonly lastMessage: LastMessage;
  /** The chat's JID. */
  readonly chat?: string | undefined;
}

export interface UnreadChat {
  readonly chatId: string;
  readonly markedChatUnread: true;
}

export interface DeleteMessageBody extends Readonly<MessageRef> {
  /** The author, for somebody else's message in a group that you administer. */
  readonly participant?: string | undefined;
}

/** What an edit or a deletion answers: the message that carries it, as Baileys made it. */
export interface ProtocolAnswer {
  /** The key of the edit or the deletion itself, not of the message it is about. */
  readonly key: MessageKey;
  /** Holds the key of the message it is about, under `protocolMessage` or `editedMessage`. */
  readonly message: MessageContent;
  /** Epoch **seconds**, as text. */
  readonly messageTimestamp: string;
  readonly status: MessageStatus;
  readonly participant?: string;
}

export interface UpdateMessageBody {
  /** The chat, as it is stored: a chat stored under its LID must be named by its LID. */
  readonly number: string;
  readonly key: MessageRef;
  /** The new text, or the new caption of an image or a video. */
  readonly text: string;
}

export interface ProfilePicture {
  readonly wuid: string;
  /** Expires. `null`: none, hidden, or not to be had. */
  readonly profilePictureUrl: string | null;
}

export interface GetBase64Body {
  /** The key alone, when the gateway has stored the message; otherwise the message as an event carried it. */
  readonly message: { readonly key: Pick<MessageKey, "id"> } | Pick<WhatsAppMessage, "key" | "message">;
  /** Audio only: converts it to mp4. */
  readonly convertToMp4?: boolean | undefined;
}

export interface MediaBase64 {
  /** The kind's field name, e.g. `imageMessage`. */
  readonly mediaType: string;
  readonly fileName: string;
  readonly caption?: string;
  readonly size: {
    /** Bytes: a number, or a long whose `low` holds them. */
    readonly fileLength: number | { readonly low: number; readonly high: number; readonly unsigned: boolean };
    readonly height?: number;
    readonly width?: number;
  };
  readonly mimetype: string;
  /** The file, without a `data:` prefix. */
  readonly base64: string;
  readonly [field: string]: unknown;
}

export interface SendPresenceBody {
  readonly number: string;
  readonly presence: Presence;
  /** How long to show it, in **ms**. The answer waits as long, and so does the timeout. */
  readonly delay: number;
}

export interface UpdateBlockStatusBody {
  readonly number: string;
  readonly status: "block" | "unblock";
}

export interface FindContactsBody {
  /** In 2.3.6 nothing else filters. */
  readonly where?: { readonly remoteJid?: string | undefined } | undefined;
  /** From 1; counts only with `offset`. */
  readonly page?: number | undefined;
  /** The **page size**, in spite of its name. @default none: everything */
  readonly offset?: number | undefined;
}

export interface ContactRow {
  readonly id: string;
  readonly remoteJid: string;
  readonly pushName: string | null;
  readonly profilePicUrl: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly instanceId: string;
  readonly isGroup: boolean;
  readonly isSaved: boolean;
  readonly type: "group" | "contact" | "group_member";
}

export interface FindStatusMessageBody {
  readonly where?:
    | {
        readonly remoteJid?: string | undefined;
        /** The message's id: `key.id`. */
        readonly id?: string | undefined;
      }
    | undefined;
  /** From 1. */
  readonly page?: number | undefined;
  /** The **page size**, in spite of its name. @default 50 */
  readonly offset?: number | undefined;
}

/** One status that a message has had. */
export interface MessageStatusRow {
  readonly id: string;
  /** The message's id: its `key.id`. */
  readonly keyId: string;
  readonly remoteJid: string;
  /** On the Business integration false for own messages too. */
  readonly fromMe: boolean;
  readonly participant: string | null;
  readonly pollUpdates: unknown;
  readonly status: MessageStatus;
  /** The id of the message's database row. */
  readonly messageId: string;
  readonly instanceId: string;
}

export interface FindChatsBody {
  readonly where?:
    | {
        readonly remoteJid?: string | undefined;
        /** ISO dates; both are needed. */
        readonly messageTimestamp?: { readonly gte: string; readonly lte: string } | undefined;
      }
    | undefined;
  /** How many at most. */
  readonly take?: number | undefined;
  /** How many to leave out first. */
  readonly skip?: number | undefined;
}

/** The newest message of a chat, its media taken out. */
export interface ChatMessage extends WhatsAppMessage {
  /** The database row's id. */
  readonly id: string;
  readonly participant: string | null;
  readonly sessionId: string | null;
}

export interface FoundChat {
  /** The contact's row; `null` when the chat has no contact. */
  readonly id: string | null;
  readonly remoteJid: string;
  readonly pushName: string | null;
  readonly profilePicUrl: string | null;
  readonly updatedAt: string;
  /** 24 h from the creation of the chat's row, not from the last message: of no use as Meta's service window. */
  readonly windowStart: string | null;
  readonly windowExpires: string | null;
  readonly windowActive: boolean;
  readonly lastMessage?: ChatMessage;
  readonly unreadCount: number | null;
  readonly isSaved: boolean;
}

export interface ChatRow {
  readonly id: string;
  readonly remoteJid: string;
  readonly name: string | null;
  readonly labels: unknown;
  readonly createdAt: string;
  readonly updatedAt: string | null;
  readonly instanceId: string;
  readonly unreadMessages: number;
}
