import type { ConnectionState } from "../client/types/instance.js";
import type { Integration, Subscription } from "../types/index.js";
import { type FakeInstance, newId, type StoredWebhook } from "./world.js";

/** An instance that is there from the beginning. */
export interface FakeInstanceOptions {
  readonly name: string;
  /** @default "WHATSAPP-BAILEYS" */
  readonly integration?: Integration;
  /** @default "open": paired already */
  readonly state?: ConnectionState;
  readonly token?: string;
  readonly number?: string;
  readonly webhook?: {
    readonly url: string;
    /** @default all */
    readonly events?: readonly Subscription[];
    readonly headers?: Readonly<Record<string, string>>;
    readonly byEvents?: boolean;
  };
}

/** An instance as it is before anything is asked of it; `count` others were there before. */
export function newInstance(options: FakeInstanceOptions, count: number, now: number): FakeInstance {
  const { name, integration = "WHATSAPP-BAILEYS", state = "open", number } = options;
  const createdAt = new Date(now).toISOString();
  return {
    name,
    id: newId.uuid(),
    token: options.token ?? newId.token(),
    integration,
    number: number ?? null,
    businessId: null,
    createdAt,
    settings: {
      rejectCall: false,
      msgCall: "",
      groupsIgnore: false,
      alwaysOnline: false,
      readMessages: false,
      readStatus: false,
      syncFullHistory: false,
      wavoipToken: "",
    },
    ownNumber: `5511988880${String(count).padStart(3, "0")}`,
    state,
    wasOpen: state === "open",
    qrCount: 0,
    webhook: options.webhook && storedWebhook(options.webhook, createdAt),
    proxy: undefined,
    chatwoot: undefined,
    outlets: new Map(),
    bots: new Map(),
    openaiCredentials: [],
    messages: [],
  };
}

function storedWebhook(
  { url, events = [], headers, byEvents = false }: NonNullable<FakeInstanceOptions["webhook"]>,
  at: string,
): StoredWebhook {
  const stored = { id: newId.row(), enabled: true, url, events, byEvents, base64: false, createdAt: at, updatedAt: at };
  return headers === undefined ? stored : { ...stored, headers };
}
