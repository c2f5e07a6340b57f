import type { MessageKey } from "../../types/index.js";

export interface MarkMessageAsPlayedBody {
  /** Keys with a LID are skipped in silence: use the phone's JID. */
  readonly playedMessages: readonly Pick<MessageKey, "id" | "fromMe" | "remoteJid">[];
}

export interface MessagesPlayed {
  readonly message: string;
  readonly played: "success";
}

export interface GetPollVoteBody {
  /** The chat of the poll. */
  readonly remoteJid: string;
  /** The poll itself, which the gateway must have stored. */
  readonly message: { readonly key: Pick<MessageKey, "id"> };
}

export interface PollVotes {
  readonly poll: {
    readonly name: string;
    readonly totalVotes: number;
    /** By option. */
    readonly results: Readonly<Record<string, { readonly votes: number; readonly voters: readonly string[] }>>;
  };
}

export interface FindChannelsBody {
  /** From 1. @default 1 */
  readonly page?: number | undefined;
  /** How many a page. @default 50 */
  readonly limit?: number | undefined;
}

export interface FoundChannels {
  readonly total: number;
  readonly pages: number;
  readonly currentPage: number;
  readonly limit: number;
  readonly records: readonly { readonly remoteJid: string; readonly lastMessageTimestamp?: number }[];
}
