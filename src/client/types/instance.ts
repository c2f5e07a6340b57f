import type { Integration, Subscription } from "../../types/index.js";

/** `open`: connected. `connecting`: also while waiting for a QR code to be scanned. */
export type ConnectionState = "open" | "connecting" | "close";

/** Where an instance posts its events. */
export interface WebhookConfig {
  /** Starts with `http://` or `https://`; anything else is stored and never called. */
  readonly url: string;
  /** The events to post; `[]` means all. The gateway fails without this field. */
  readonly events: readonly Subscription[];
  /** Sent with every event. The key `jwt_key` is special: it signs a token into `authorization` instead of being sent. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Posts each event to `url/<slug>`. */
  readonly byEvents?: boolean | undefined;
  /** Puts media into the events as base64. Read when the socket is created: call `restart` after changing it. */
  readonly base64?: boolean | undefined;
}

export interface CreateInstanceBody {
  /** Case-sensitive, unique on the server. */
  readonly instanceName: string;
  readonly integration: Integration;
  /** The instance's own key; for the Business integration Meta's access token, at most 255 characters. @default a random UUID */
  readonly token?: string | undefined;
  /** Business: Meta's `phone_number_id`, required. Baileys: the phone to pair by code. */
  readonly number?: string | undefined;
  /** Business: the WABA id, needed by templates. */
  readonly businessId?: string | undefined;
  /** Baileys: connect now and wait up to 5 s for a QR code. */
  readonly qrcode?: boolean | undefined;
  readonly rejectCall?: boolean | undefined;
  readonly msgCall?: string | undefined;
  readonly groupsIgnore?: boolean | undefined;
  readonly alwaysOnline?: boolean | undefined;
  readonly readMessages?: boolean | undefined;
  readonly readStatus?: boolean | undefined;
  readonly syncFullHistory?: boolean | undefined;
  readonly proxyHost?: string | undefined;
  readonly proxyPort?: string | undefined;
  readonly proxyProtocol?: string | undefined;
  readonly proxyUsername?: string | undefined;
  readonly proxyPassword?: string | undefined;
  readonly webhook?: WebhookConfig | undefined;
  /** Where else events go from the start. */
  readonly websocket?: OutletConfig | undefined;
  readonly rabbitmq?: OutletConfig | undefined;
  readonly nats?: OutletConfig | undefined;
  readonly sqs?: OutletConfig | undefined;
  readonly kafka?: OutletConfig | undefined;
  readonly pusher?: PusherConfig | undefined;
  /** For calls through Wavoip; refused until there is a connection, so set it later with `settings.set`. */
  readonly wavoipToken?: string | undefined;
  /** With `chatwootToken` and `chatwootUrl` it joins Chatwoot; the three switches below are needed then. */
  readonly chatwootAccountId?: string | undefined;
  readonly chatwootToken?: string | undefined;
  readonly chatwootUrl?: string | undefined;
  readonly chatwootSignMsg?: boolean | undefined;
  readonly chatwootReopenConversation?: boolean | undefined;
  readonly chatwootConversationPending?: boolean | undefined;
  readonly chatwootImportContacts?: boolean | undefined;
  readonly chatwootImportMessages?: boolean | undefined;
  readonly chatwootMergeBrazilContacts?: boolean | undefined;
  readonly chatwootAutoCreate?: boolean | undefined;
  readonly chatwootDaysLimitImportMessages?: number | undefined;
  readonly chatwootNameInbox?: string | undefined;
  readonly chatwootOrganization?: string | undefined;
  readonly chatwootLogo?: string | undefined;
}

/** The events of an outlet; `[]` means all. The gateway fails without them. */
export interface OutletConfig {
  readonly events: readonly Subscription[];
}

/** A Pusher app, as its dashboard names the fields. */
export interface PusherConfig extends OutletConfig {
  readonly appId: string;
  readonly key: string;
  readonly secret: string;
  readonly cluster: string;
  readonly useTLS: boolean;
}

/** A QR code to scan. `code` may be absent at first: ask again, or wait for `qrcode.updated`. */
export interface QrCode {
  readonly pairingCode?: string | null;
  /** The QR code's text. */
  readonly code?: string;
  /** The QR code as a PNG data URL. */
  readonly base64?: string;
  readonly count: number;
}

export interface InstanceState {
  readonly instance: {
    readonly instanceName: string;
    /** Absent for an instance that is in the database but not loaded. */
    readonly state?: ConnectionState;
  };
}

/** A QR code while the instance is closed or connecting, its state once it is open. */
export type ConnectResult = QrCode | InstanceState;

export interface CreatedInstance {
  readonly instance: {
    readonly instanceName: string;
    readonly instanceId: string;
    readonly integration: Integration;
    readonly webhookWaBusiness: string | null;
    readonly accessTokenWaBusiness: string;
    readonly status: ConnectionState;
  };
  /** The instance's token: a secret. */
  readonly hash: string;
  readonly qrcode?: QrCode;
  readonly [field: string]: unknown;
}

export interface InstanceRow {
  readonly id: string;
  readonly name: string;
  /** From the database: after a crash it may say `open` for a connection that is gone. */
  readonly connectionStatus: ConnectionState;
  readonly ownerJid: string | null;
  readonly profileName: string | null;
  readonly integration: Integration;
  readonly number: string | null;
  /** A secret. */
  readonly token: string;
  readonly disconnectionReasonCode: number | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly [field: string]: unknown;
}

/** At most one filter counts, in this order. `instanceId` and `number` need the global key. */
export interface FetchInstancesQuery {
  readonly instanceId?: string | undefined;
  /** The number given at creation, not the paired phone. */
  readonly number?: string | undefined;
  readonly instanceName?: string | undefined;
}

export type Presence = "unavailable" | "available" | "composing" | "recording" | "paused";

export interface ServerAnswer {
  readonly status: "SUCCESS";
  readonly error: false;
  readonly response: { readonly message: string };
}
