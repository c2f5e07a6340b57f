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
  readonly headers?: Readonly<Record<string, string>>;
  /** Posts each event to `url/<slug>`. */
  readonly byEvents?: boolean;
  /** Puts media into the events as base64. Read when the socket is created: call `restart` after changing it. */
  readonly base64?: boolean;
}

export interface CreateInstanceBody {
  /** Case-sensitive, unique on the server. */
  readonly instanceName: string;
  readonly integration: Integration;
  /** The instance's own key; for the Business integration Meta's access token, at most 255 characters. @default a random UUID */
  readonly token?: string;
  /** Business: Meta's `phone_number_id`, required. Baileys: the phone to pair by code. */
  readonly number?: string;
  /** Business: the WABA id, needed by templates. */
  readonly businessId?: string;
  /** Baileys: connect now and wait up to 5 s for a QR code. */
  readonly qrcode?: boolean;
  readonly rejectCall?: boolean;
  readonly msgCall?: string;
  readonly groupsIgnore?: boolean;
  readonly alwaysOnline?: boolean;
  readonly readMessages?: boolean;
  readonly readStatus?: boolean;
  readonly syncFullHistory?: boolean;
  readonly proxyHost?: string;
  readonly proxyPort?: string;
  readonly proxyProtocol?: string;
  readonly proxyUsername?: string;
  readonly proxyPassword?: string;
  readonly webhook?: WebhookConfig;
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
  readonly instanceId?: string;
  /** The number given at creation, not the paired phone. */
  readonly number?: string;
  readonly instanceName?: string;
}

export type Presence = "unavailable" | "available" | "composing" | "recording" | "paused";

export interface ServerAnswer {
  readonly status: "SUCCESS";
  readonly error: false;
  readonly response: { readonly message: string };
}
