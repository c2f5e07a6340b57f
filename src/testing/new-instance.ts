import type { ConnectionState } from "../client/types/instance.js";
import { type Integration, type Subscription, subscriptions } from "../types/index.js";
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
  /** The Business integration's WhatsApp Business Account. */
  readonly businessId?: string;
  readonly webhook?: {
    readonly url: string;
    /** @default all */
    readonly events?: readonly Subscription[];
    readonly headers?: Readonly<Record<string, string>>;
    readonly byEvents?: boolean;
    /** Whether events carry files. @default false */
    readonly base64?: boolean;
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
    businessId: options.businessId ?? null,
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
    ownNumber: integration === "WHATSAPP-BAILEYS" && number ? number.replace(/\D/g, "") : generatedNumber(count),
    ownLid: String(190_000_000_999_001 + count),
    state,
    wasOpen: state === "open",
    isPaired: state === "open",
    qrCount: 0,
    qr: undefined,
    sendsBase64: options.webhook?.base64 === true,
    backlog: [],
    watchedChats: new Set(),
    webhook: options.webhook && webhookFrom(options.webhook, createdAt),
    proxy: undefined,
    chatwoot: undefined,
    outlets: new Map(),
    bots: new Map(),
    openaiCredentials: [],
    messages: [],
    chats: new Map(),
    labels: [],
    templates: [],
    profileName: name,
    privacy: {
      readreceipts: "all",
      profile: "contacts",
      status: "contacts",
      online: "all",
      last: "contacts",
      groupadd: "all",
    },
    blocked: new Set(),
  };
}

const generatedNumber = (count: number) => `5511988880${String(count).padStart(3, "0")}`;

function webhookFrom(
  { url, events = [], headers, byEvents = false, base64 = false }: NonNullable<FakeInstanceOptions["webhook"]>,
  at: string,
): StoredWebhook {
  // As `webhook/set` does: an empty list is stored as all there are.
  const stored = {
    id: newId.row(),
    enabled: true,
    url,
    events: events.length > 0 ? events : subscriptions,
    byEvents,
    base64,
    createdAt: at,
    updatedAt: at,
  };
  return headers === undefined ? stored : { ...stored, headers };
}
