import type { MessageKey, WhatsAppMessage } from "../../types/index.js";

export interface FindMessagesBody {
  readonly where?: {
    /** The database row's id, not the message's. */
    readonly id?: string | undefined;
    readonly source?: string | undefined;
    readonly messageType?: string | undefined;
    /** ISO dates; both are needed. */
    readonly messageTimestamp?: { readonly gte: string; readonly lte: string };
    /** `fromMe: false` does not filter. On Baileys `remoteJidAlt` counts only without `remoteJid`. */
    readonly key?:
      | Partial<Pick<MessageKey, "id" | "fromMe" | "remoteJid" | "participant" | "remoteJidAlt">>
      | undefined;
  };
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
