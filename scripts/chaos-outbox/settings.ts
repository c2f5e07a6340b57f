import type { PlanOptions } from "./plan.js";

/** What a process of the run is told. */
export interface ProcessSettings extends PlanOptions {
  /** Which of the processes it is, from 0. */
  readonly place: number;
  readonly driver: string;
  /** Of the store: a file, or an address. */
  readonly store: string;
  /** Where its events are written to. */
  readonly log: string;
  /** Where it writes how far it has added. */
  readonly added: string;
  readonly gateway: { readonly url: string; readonly apiKey: string };
  /** Where its webhook listens. */
  readonly port: number;
  readonly timeoutMs: number;
  readonly settleMs: number;
  readonly leaseMs: number;
  /** It adds one batch per so long. */
  readonly addEveryMs: number;
}

/** How many sends are added in one step. */
export const batchSize = 20;
