import type { Clock } from "../internal/clock.js";
import type { GatewayVersion } from "./build/frame.js";
import type { FakeGroup } from "./groups.js";
import type { MediaStore } from "./media.js";
import type { FakeInstanceOptions } from "./new-instance.js";
import type { FakePhone } from "./phone.js";
import type { Profiles } from "./profiles.js";
import type { FakeInstance } from "./world.js";

export interface FakeGatewayOptions {
  /** The global key. @default "fake-global-key" */
  readonly apiKey?: string;
  /** @default a free one */
  readonly port?: number;
  /** @default none; `instances.create` works too */
  readonly instances?: readonly FakeInstanceOptions[];
  /** The server that it answers as. @default "2.3.6" */
  readonly version?: GatewayVersion;
  /** Every instance's events are posted there too, as the environment's global webhook does. @default none */
  readonly globalWebhook?: string;
  /** `"virtual"`: stands still until `gateway.clock.advance`; or a clock of your own. @default the system's, which can be advanced too */
  readonly clock?: "virtual" | Clock;
  /** Where the numbers come from that decide whether a fault with a `probability` strikes. @default 1 */
  readonly seed?: number;
  /** For the jitter of the webhook retries. @default Math.random */
  readonly random?: () => number;
}

/** What the routes share. */
export interface GatewayState {
  readonly apiKey: string;
  readonly version: GatewayVersion;
  readonly instances: Map<string, FakeInstance>;
  /** By JID. */
  readonly groups: Map<string, FakeGroup>;
  readonly media: MediaStore;
  readonly profiles: Profiles;
  now(): number;
  sleep(ms: number): Promise<void>;
}

export interface GroupOptions {
  readonly subject: string;
  /** The first one has made it. */
  readonly members: readonly FakePhone[];
  /** Names of the instances that are members too. @default all on Baileys */
  readonly instances?: readonly string[];
  /** Whether the gateway names members by number or by LID. @default "pn" */
  readonly addressing?: "pn" | "lid";
}
