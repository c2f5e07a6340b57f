import type { RequestOptions } from "../call.js";
import { endpoints } from "../endpoints/index.js";
import type { InstanceCall } from "../instance.js";

export interface OfferCallBody {
  readonly number: string;
  /** 1 to 15. */
  readonly callDuration: number;
  readonly isVideo?: boolean | undefined;
}

export interface OfferedCall {
  /** Always `"123"`. */
  readonly id: string;
  readonly jid: string;
  readonly callDuration: number;
  readonly isVideo?: boolean;
}

/** Calls. Baileys only: the other integrations answer a {@link ValidationError}. */
export class CallsResource {
  readonly #call: InstanceCall;

  constructor(call: InstanceCall) {
    this.#call = call;
  }

  /**
   * Answers as if it called, **and calls nobody**: the gateway has only a stub of it. Here for the day it has more;
   * therefore not repeated by itself.
   *
   * @throws {ValidationError} `callDuration` is missing or outside 1 to 15
   */
  offer(body: OfferCallBody, options?: RequestOptions): Promise<OfferedCall> {
    return this.#call(endpoints.offerCall, body, options);
  }
}
