import type { Subscription } from "../../types/index.js";
import type { OutletConfig, PusherConfig } from "./instance.js";

/** The places that events go to and that need no more than a list of events. */
export type OutletName = "websocket" | "rabbitmq" | "sqs" | "nats" | "kafka";

export interface SetOutletBody extends OutletConfig {
  /** `false` also empties the stored list of events. */
  readonly enabled: boolean;
}

export interface OutletRow {
  readonly id: string;
  readonly enabled: boolean;
  readonly events: readonly Subscription[];
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly instanceId: string;
}

export interface SetPusherBody extends SetOutletBody, PusherConfig {}

export interface PusherRow extends OutletRow {
  readonly appId: string;
  readonly key: string;
  /** A secret. */
  readonly secret: string;
  readonly cluster: string;
  readonly useTLS: boolean;
}
