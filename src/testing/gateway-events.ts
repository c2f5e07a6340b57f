import type { DeliveryAttempt } from "./deliveries.js";
import type { FakeGroup } from "./groups.js";
import type { FakePhone } from "./phone.js";
import type { ChatPresence, PhoneMessage } from "./phone-message.js";
import type { FakeInstance } from "./world.js";

/** A call of the REST API, after it was answered. Keys and tokens are never in it. */
export interface RestCall {
  readonly id: string;
  /** Epoch ms of its beginning. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** Its name in `endpoints`; `undefined` for a path that no route has. */
  readonly route: string | undefined;
  readonly instance: string | undefined;
  readonly requestBody: unknown;
  /** `undefined` when a fault cut the connection. */
  readonly status: number | undefined;
  readonly responseBody: unknown;
  /** In the gateway's time, in ms. */
  readonly durationMs: number;
}

/** What `gateway.on` tells, by name. */
export type GatewayEvents = {
  request: RestCall;
  /** After each try to post an event. */
  delivery: DeliveryAttempt;
  /** A phone's message is new, or was changed by a status, a reaction, a vote, an edit or a deletion. */
  message: { readonly phone: FakePhone; readonly message: PhoneMessage };
  /** The other side of a phone's chat types, or stops. */
  typing: { readonly phone: FakePhone; readonly chat: string; readonly state: ChatPresence };
  /** Its state or its QR code changed, or it is gone. */
  instance: { readonly instance: FakeInstance };
  /** It is new, or something about it or its members changed. */
  group: { readonly group: FakeGroup };
  phone: { readonly phone: FakePhone };
  /** A fault was added, has ended, or was taken back. */
  faults: undefined;
};

export type Notify = <Name extends keyof GatewayEvents>(name: Name, payload: GatewayEvents[Name]) => void;
