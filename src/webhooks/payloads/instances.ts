/** `close` comes for final closes only (401, 402, 403, 406); every other drop shows as `connecting`, then `open`. */
export interface ConnectionUpdate {
  instance: string;
  state: "open" | "connecting" | "close" | "refused";
  /** 200, or WhatsApp's disconnect code. */
  statusReason: number;
  /** The instance's own JID, once open. */
  wuid?: string | null;
  profileName?: string | null;
  profilePictureUrl?: string | null;
}

/** A QR code to scan, or the notice that the limit of codes was reached. */
export type QrCodeUpdate =
  | { qrcode: { instance: string; pairingCode: string | null; code: string; base64: string } }
  | { message: string; statusCode: number; qrcode?: undefined };

/** A final close, with its cause. */
export interface InstanceStatus {
  instance: string;
  status: "closed" | (string & {});
  disconnectionAt?: string;
  /** WhatsApp's disconnect code. */
  disconnectionReasonCode?: number;
  /** JSON **text**. */
  disconnectionObject?: string;
}

export interface InstanceLifecycle {
  instanceName: string;
  instanceId: string;
}

/** `null` in every version known; an object would be handed on. */
export type NoPayload = { [field: string]: unknown } | null;

export interface TypebotStart {
  remoteJid: string;
  /** The Typebot endpoint that was called. */
  url?: string;
  typebot?: string;
  variables?: { name: string; value: unknown }[];
  /** A random number, not the session of Typebot. */
  sessionId?: string;
}

export interface TypebotStatusChange {
  remoteJid: string;
  status: "opened" | "paused" | "closed" | (string & {});
  session?: { [field: string]: unknown } | null;
  url?: string;
  typebot?: string;
}

/**
 * A REST request that the gateway has refused, posted to `WEBHOOK_EVENTS_ERRORS_WEBHOOK`. The global key inside of it is
 * taken out, and the event's `instance` is empty.
 */
export interface GatewayErrorReport {
  error?: string;
  message?: unknown;
  status?: number;
  response?: { message?: unknown };
}
