/** How an instance is joined to a Chatwoot account. */
export interface SetChatwootBody {
  readonly enabled: boolean;
  /** A text: the gateway refuses a number. */
  readonly accountId: string;
  /** The Chatwoot access token. */
  readonly token: string;
  /** Chatwoot's address. */
  readonly url: string;
  /** Signs outgoing messages with the agent's name. */
  readonly signMsg: boolean;
  /** Between signature and text, e.g. `"\n"`. */
  readonly signDelimiter?: string | null | undefined;
  readonly nameInbox?: string | null | undefined;
  readonly reopenConversation: boolean;
  readonly conversationPending: boolean;
  readonly autoCreate?: boolean | undefined;
  readonly importContacts?: boolean | undefined;
  readonly mergeBrazilContacts?: boolean | undefined;
  readonly importMessages?: boolean | undefined;
  /** In days. */
  readonly daysLimitImportMessages?: number | undefined;
  /** JIDs to leave out; `@g.us` stands for all groups. */
  readonly ignoreJids?: readonly string[] | undefined;
  readonly number?: string | undefined;
  readonly organization?: string | undefined;
  readonly logo?: string | undefined;
}

/** What was sent, and the address to give to Chatwoot. */
export interface ChatwootAnswer extends SetChatwootBody {
  /** In snake case, unlike its neighbours. */
  readonly webhook_url: string;
}

/** The stored configuration. When none was ever set, only the required fields are there, empty and `enabled: false`. */
export interface ChatwootRow {
  readonly enabled: boolean;
  readonly accountId: string;
  /** A secret. */
  readonly token: string;
  readonly url: string;
  readonly nameInbox: string | null;
  readonly signMsg: boolean;
  readonly webhook_url: string;
  readonly signDelimiter?: string | null;
  readonly reopenConversation?: boolean;
  readonly conversationPending?: boolean;
  readonly mergeBrazilContacts?: boolean;
  readonly importContacts?: boolean;
  readonly importMessages?: boolean;
  readonly daysLimitImportMessages?: number;
  readonly organization?: string | null;
  readonly logo?: string | null;
  readonly ignoreJids?: readonly string[];
}
