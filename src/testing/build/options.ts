import type { Integration, MessageContent } from "../../types/index.js";
import type { ContextInput } from "./context.js";
import type { GatewayVersion } from "./frame.js";

/** How WhatsApp addresses a person: by the phone, by the LID, or by a LID whose phone the gateway never learns. */
export type Addressing = "pn" | "lid" | "hidden";

/** The gateway that the bodies are from. */
export interface BuildOptions {
  /** The instance's name. @default "shop" */
  readonly instance?: string;
  /** The token in the body; `null` where the gateway does not expose it. @default "instance-token" */
  readonly apikey?: string | null;
  /** @default "WHATSAPP-BAILEYS" */
  readonly integration?: Integration;
  /** @default "2.3.6" */
  readonly version?: GatewayVersion;
  /** @default "pn" */
  readonly addressing?: Addressing;
  /** The instance's own number. @default "5511988880000" */
  readonly ownNumber?: string;
  /** The webhook's URL. @default "https://bot.example.com/webhook" */
  readonly destination?: string;
  /** @default "https://evo.example.com" */
  readonly serverUrl?: string;
  /** Becomes part of every id, so that two builds never make the same. @default 0 */
  readonly seed?: number;
  /** Epoch ms of what is built without an `at`. @default Date.now */
  readonly now?: () => number;
}

/** What messages of all kinds may say. */
export interface MessageInput extends Pick<ContextInput, "forwarded" | "ad"> {
  /** @default the build's */
  readonly instance?: string;
  /** The number of the person who wrote it, or with `fromMe` the one it was written to. @default "5511999990001" */
  readonly from?: string;
  /** The name the person gave themselves. @default "Maria" */
  readonly name?: string | null;
  /** Digits of the person's LID. @default "190000000000001" */
  readonly lid?: string;
  /** Typed on the instance's own phone. @default false */
  readonly fromMe?: boolean;
  /** The JID of the group it was written in. */
  readonly group?: string;
  /** @default one of its own, in the form that the integration's ids have */
  readonly id?: string;
  /** Epoch ms. @default the build's `now` */
  readonly at?: number;
  /** The message it answers, or its id. */
  readonly quote?: string | NonNullable<ContextInput["quote"]>;
  /** Numbers, or JIDs. */
  readonly mentions?: readonly string[];
  /** In a chat whose messages disappear after so many seconds. */
  readonly ephemeral?: number;
  readonly viewOnce?: boolean;
  /** @default the build's */
  readonly addressing?: Addressing;
}

/** A message of any content. */
export interface ContentInput extends MessageInput {
  /** As a phone sends it. */
  readonly content: MessageContent;
  /** The file of it: Business bodies carry it, and Baileys' with `base64: true`. */
  readonly file?: { readonly bytes: Uint8Array };
  /** The webhook is set to carry files. @default false */
  readonly base64?: boolean;
}

/** The options with their defaults. */
export type Settings = Required<BuildOptions>;

export const withDefaults = (options: BuildOptions): Settings => ({
  instance: "shop",
  apikey: "instance-token",
  integration: "WHATSAPP-BAILEYS",
  version: "2.3.6",
  addressing: "pn",
  ownNumber: "5511988880000",
  destination: "https://bot.example.com/webhook",
  serverUrl: "https://evo.example.com",
  seed: 0,
  now: Date.now,
  ...options,
});

/** One instance all along: what the gateway calls its row. */
export const instanceId = "00000000-0000-4000-8000-000000000001";

export const mariasNumber = "5511999990001";
export const mariasLid = "190000000000001";
