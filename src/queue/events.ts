import { Emitter } from "../internal/emitter.js";
import type { JobError } from "./driver.js";
import type { Job } from "./job.js";

/** What this process's queue tells. Another process tells of its own jobs. */
export type QueueEvents<Data> = {
  /** A job was stored. */
  added: { readonly id: string; readonly lane: string };
  /** Jobs are handed to the processor; `waitMs` is how long the first of them waited since it was added. */
  active: { readonly lane: string; readonly jobs: readonly Job<Data>[]; readonly waitMs: number };
  completed: { readonly lane: string; readonly jobs: readonly Job<Data>[]; readonly runMs: number };
  /** A run failed, and its jobs will run again in `delayMs`. */
  retrying: {
    readonly lane: string;
    readonly jobs: readonly Job<Data>[];
    readonly error: unknown;
    readonly delayMs: number;
  };
  /** A run was put off by `deferMs`: its jobs run again in `delayMs`. */
  deferred: { readonly lane: string; readonly jobs: readonly Job<Data>[]; readonly delayMs: number };
  /** A run failed, whatever comes of its jobs. */
  failed: {
    readonly lane: string;
    readonly jobs: readonly Job<Data>[];
    readonly error: unknown;
    readonly runMs: number;
  };
  /** Jobs became dead letters. */
  dead: { readonly lane: string; readonly ids: readonly string[]; readonly error: JobError };
  /** The lane's former worker was lost; its jobs run again here. */
  stalled: { readonly lane: string; readonly ids: readonly string[] };
  /** Nothing waits and nothing runs any more, anywhere. */
  drained: undefined;
  /** The store could not be reached, or a handler, a listener or `decide` threw. The queue goes on by itself. */
  error: unknown;
};

export type QueueEventName = keyof QueueEvents<unknown>;

export class QueueEmitter<Data> extends Emitter<QueueEvents<Data>> {}
