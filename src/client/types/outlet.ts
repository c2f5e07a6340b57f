import type { Subscription } from "../../types/index.js";

/** The places that events go to and that need no more than a list of events. */
export type OutletName = "websocket" | "rabbitmq" | "sqs" | "nats" | "kafka";

export interface SetOutletBody {
  /** `false` also empties the stored list of events. */
  readonly enabled: boolean;
  /** The events to publish; `[]` means all. The gateway fails without this field. */
  readonly events: readonly Subscription[];
}

export interface OutletRow {
  readonly id: string;
  readonly enabled: boolean;
  readonly events: readonly Subscription[];
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly instanceId: string;
}

/** A Pusher app, as its dashboard names the fields. */
export interface SetPusherBody extends SetOutletBody {
  readonly appId: string;
  readonly key: string;
  readonly secret: string;
  readonly cluster: string;
  readonly useTLS: boolean;
}

export interface PusherRow extends OutletRow {
  readonly appId: string;
  readonly key: string;
  /** A secret. */
  readonly secret: string;
  readonly cluster: string;
  readonly useTLS: boolean;
}
