import type { MessageContent, MessageKey, MessageStatus, WhatsAppMessage } from "../../types/index.js";

/** A delivery status of one of our own messages. Only one-to-one chats have them. */
export interface MessageUpdate {
  /** The message's WhatsApp id: equal to `key.id` of the send. */
  keyId: string;
  /** The chat. It may be a LID where the send answered with a phone. */
  remoteJid: string;
  /** On the Business integration false, although the message is ours. */
  fromMe: boolean;
  status: MessageStatus;
  /** The gateway's database row; absent where it stores no messages. */
  messageId?: string;
  participant?: string;
  instanceId?: string;
  /** From 2.3.7 on, an edit comes here too, with the new content and the status `SERVER_ACK`. */
  message?: MessageContent;
}

/**
 * A message was deleted. One deletion by the other side comes twice: as this, and as `messages.edited` of type `REVOKE`.
 * The gateway sends the bare key for it, and its database row for a deletion through its API; here both have `key`.
 */
export interface MessageDeletion {
  /** The deleted message, as this instance sees it. */
  key: MessageKey;
  /** The gateway's database row; only for a deletion through its API, and then with the fields of the message. */
  id?: string;
  message?: MessageContent;
  messageType?: string;
  messageTimestamp?: number;
  status?: MessageStatus;
}

/**
 * What `messages.edited` and `send.message.update` bring: any protocol message, not only edits. `type` narrows it. Some
 * carry keys of the account, so do not log them.
 */
export type MessageChange = MessageEdit | MessageRevocation | OtherMessageChange;

/** A text or a caption was edited. */
export interface MessageEdit {
  type: "MESSAGE_EDIT";
  /**
   * The edited message **as its author sees it**: in a one-to-one chat `fromMe` is true, and `remoteJid` is this
   * instance's own number, when the other side edited. Match it by `id`.
   */
  key: MessageKey;
  editedMessage: MessageContent;
  /** Epoch ms. */
  timestampMs?: number;
}

/** A message was deleted for everyone. It comes as `messages.delete` too. */
export interface MessageRevocation {
  type: "REVOKE";
  /** The deleted message, as its author sees it: see {@link MessageEdit.key}. */
  key: MessageKey;
  /** Epoch ms. */
  timestampMs?: number;
}

/** A setting, a notice or an exchange of keys. */
export interface OtherMessageChange {
  /** `UNKNOWN` where WhatsApp says it in no form that is known here. A new version may add names. */
  type: OtherProtocolType;
  key?: Partial<MessageKey>;
  /** Epoch ms. */
  timestampMs?: number;
  /** Of `EPHEMERAL_SETTING`: seconds after which messages disappear; 0 for never. */
  ephemeralExpiration?: number;
}

/** WhatsApp's numbers for the types of protocol messages. Gateways write the number or the name. */
export const protocolTypes = {
  0: "REVOKE",
  3: "EPHEMERAL_SETTING",
  4: "EPHEMERAL_SYNC_RESPONSE",
  5: "HISTORY_SYNC_NOTIFICATION",
  6: "APP_STATE_SYNC_KEY_SHARE",
  7: "APP_STATE_SYNC_KEY_REQUEST",
  8: "MSG_FANOUT_BACKFILL_REQUEST",
  9: "INITIAL_SECURITY_NOTIFICATION_SETTING_SYNC",
  10: "APP_STATE_FATAL_EXCEPTION_NOTIFICATION",
  11: "SHARE_PHONE_NUMBER",
  14: "MESSAGE_EDIT",
  16: "PEER_DATA_OPERATION_REQUEST_MESSAGE",
  17: "PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE",
  18: "REQUEST_WELCOME_MESSAGE",
  19: "BOT_FEEDBACK_MESSAGE",
  20: "MEDIA_NOTIFY_MESSAGE",
  21: "CLOUD_API_THREAD_CONTROL_NOTIFICATION",
  22: "LID_MIGRATION_MAPPING_SYNC",
  23: "REMINDER_MESSAGE",
  24: "BOT_MEMU_ONBOARDING_MESSAGE",
  25: "STATUS_MENTION_MESSAGE",
  26: "STOP_GENERATION_MESSAGE",
  27: "LIMIT_SHARING",
  28: "AI_PSI_METADATA",
  29: "AI_QUERY_FANOUT",
  30: "GROUP_MEMBER_LABEL_CHANGE",
} as const;

export type ProtocolType = (typeof protocolTypes)[keyof typeof protocolTypes];

export type OtherProtocolType = Exclude<ProtocolType, "REVOKE" | "MESSAGE_EDIT"> | "UNKNOWN";

/** Old messages after pairing, without their files. From 2.3.7 on `isLatest` and `progress` are beside `event`. */
export type MessageHistory = WhatsAppMessage[];

/** How far the history has come (2.4). */
export interface HistoryProgress {
  messageCount: number;
  chatCount: number;
  contactCount: number;
  /** Percent. */
  progress?: number;
}
