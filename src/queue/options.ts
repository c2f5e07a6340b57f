import * as z from "zod";
import { type Clock, systemClock } from "../internal/clock.js";
import { fn, whole } from "../internal/option-schemas.js";
import type { Logger } from "../types/index.js";
import type { QueueDriver } from "./driver.js";
import type { Job } from "./job.js";

/** What a processor is told beside its jobs. */
export interface ProcessorContext {
  readonly lane: string;
  /** The fencing token: larger than that of any run of this lane before. What is written elsewhere can be guarded by it. */
  readonly token: number;
  /**
   * Fires when the run should end: with `TimeoutError` after `timeoutMs`, `LeaseLostError` when another worker has the
   * lane, `AbortError` when the queue closes.
   */
  readonly signal: AbortSignal;
  /**
   * Calls `listener` with the number of jobs that wait behind these, whenever it has grown. Jobs that other processes add
   * are noticed within half a second.
   *
   * @returns takes the listener back
   */
  onAdded(listener: (waiting: number) => void): () => void;
  /**
   * Keeps a note with a job, for its next run (`job.progress`) and for people to see.
   *
   * @throws {LeaseLostError} another worker has the lane: stop
   */
  setProgress(job: Pick<Job<unknown>, "id">, progress: unknown): Promise<void>;
}

/** Works on jobs of one lane: on one, or with `batch` on all that waited together. What it returns is kept with them. */
export type Processor<Data> = (jobs: readonly [Job<Data>, ...Job<Data>[]], ctx: ProcessorContext) => unknown;

/**
 * What is to become of jobs whose run failed. Pausing does not count as an attempt, and makes no pause shorter that is there.
 * `deferMs` puts the jobs off, with their lane, as if they had not run: no attempt, no error kept, and no `failed` event.
 */
export type Decision =
  | "retry"
  | "dead"
  | { readonly retryInMs: number }
  | { readonly deferMs: number }
  | { readonly pauseLaneMs: number }
  | { readonly pauseQueueMs: number };

export interface QueueOptions<Data> {
  /** Queues of one name on one driver are the same queue. */
  readonly name: string;
  readonly driver: QueueDriver;
  /** Jobs of one lane run one after another, in the order of `add`. @default every job is a lane of its own: no order */
  readonly lane?: ((data: Data) => string) | undefined;
  /** Left out: this process only adds. */
  readonly processor?: Processor<Data> | undefined;
  /** Hands the waiting jobs of a lane over together, once it has been quiet. */
  readonly batch?:
    | {
        /** How long nothing must have been added to the lane. */
        readonly debounceMs: number;
        /** The longest that its first job waits for that. */
        readonly maxWaitMs: number;
        /** As many are handed over at once, quiet or not. */
        readonly maxSize: number;
      }
    | undefined;
  /** How many lanes run beside each other in this process. @default 10 */
  readonly concurrency?: number | undefined;
  /** How often a job is tried in all before it is a dead letter. @default 5 */
  readonly attempts?: number | undefined;
  /**
   * The wait before the next attempt, with the options of p-retry: `minTimeout * factor ** (attempt - 1)` at most
   * `maxTimeout`, and with `randomize` anything from 0 to that (full jitter). An error's `retryAfterMs` is waited in full.
   *
   * @default factor 2, minTimeout 1_000, maxTimeout 60_000, randomize true
   */
  readonly backoff?:
    | {
        readonly factor?: number | undefined;
        readonly minTimeout?: number | undefined;
        readonly maxTimeout?: number | undefined;
        readonly randomize?: boolean | undefined;
      }
    | undefined;
  /** Decides by the error. `undefined`: as if there were no such function. An `UnrecoverableError` is never asked about. */
  readonly decide?: ((error: unknown, jobs: readonly Job<Data>[]) => Decision | undefined) | undefined;
  /**
   * The longest a run may take. Then `ctx.signal` fires; a processor that goes on for 5 s more is given up, and its jobs
   * count as failed while it may still be at work. @default 120_000
   */
  readonly timeoutMs?: number | undefined;
  /** How long a lane stays with a worker that gives no sign of life; it gives one every third of that. @default 30_000 */
  readonly leaseMs?: number | undefined;
  /** A job whose worker was lost this often is a dead letter: it may be what kills them. @default 10 */
  readonly maxStalls?: number | undefined;
  /** How long a `jobId` is known, whatever became of its job. @default 86_400_000 (24 h) */
  readonly rememberMs?: number | undefined;
  /** Completed jobs are kept for so long, and so many. @default ageMs 3_600_000 (1 h), count 1_000 */
  readonly removeOnComplete?: { readonly ageMs?: number | undefined; readonly count?: number | undefined } | undefined;
  /** The largest job, in bytes of JSON. @default 1_000_000 */
  readonly maxJobBytes?: number | undefined;
  /** `false`: nothing runs before `start()`. @default true */
  readonly autorun?: boolean | undefined;
  /** @default none: nothing is logged */
  readonly logger?: Logger | undefined;
  /** Time, for tests. @default the system's */
  readonly clock?: Clock | undefined;
  /** @default Math.random */
  readonly random?: (() => number) | undefined;
}

const ms = (least: number) => whole(least, "Pass milliseconds: 30_000");

/** Jobs of a lane that are handed to a worker together although they run one by one: it saves asking for each. */
const atOnce = 10;

/** @internal */
export const queueOptions = z.object({
  name: z
    .string({ error: 'to be a text. Name the queue: "orders"' })
    .min(1, { error: "to be a text that is not empty" })
    .refine((name) => name.isWellFormed(), { error: "to be a text without halves of surrogate pairs" }),
  driver: z.custom<QueueDriver>((value) => typeof (value as QueueDriver | undefined)?.open === "function", {
    error: "to be a driver. Pass memoryDriver(), sqliteDriver({ file }) or bullmqDriver({ connection })",
  }),
  lane: fn.optional(),
  processor: fn.optional(),
  batch: z
    .object({ debounceMs: ms(0), maxWaitMs: ms(0), maxSize: whole(1, "The usual value is 50") })
    .optional()
    .transform((batch) => ({
      isBatch: batch !== undefined,
      ...(batch ?? { debounceMs: 0, maxWaitMs: 0, maxSize: atOnce }),
    })),
  concurrency: whole(1, "The default is 10").default(10),
  attempts: whole(1, "Pass 1 to try once").default(5),
  backoff: z
    .object({
      factor: z.number({ error: "to be a number of at least 1" }).min(1).default(2),
      minTimeout: ms(0).default(1_000),
      maxTimeout: ms(0).default(60_000),
      randomize: z.boolean({ error: "to be true or false" }).default(true),
    })
    .prefault({}),
  decide: fn.optional(),
  timeoutMs: ms(1).default(120_000),
  leaseMs: ms(10).default(30_000),
  maxStalls: whole(1, "The default is 10").default(10),
  rememberMs: ms(0).default(86_400_000),
  removeOnComplete: z
    .object({ ageMs: ms(0).default(3_600_000), count: whole(0, "Pass 0 to keep none").default(1_000) })
    .prefault({}),
  maxJobBytes: whole(1, "Pass bytes: 1_000_000").default(1_000_000),
  autorun: z.boolean({ error: "to be true or false" }).default(true),
  clock: z
    .custom<Clock>((value) => typeof (value as Clock | undefined)?.sleep === "function", {
      error: "to be a clock with now and sleep",
    })
    // From a function: zod copies what is given itself, and `steady` asks whether it is this one.
    .default(() => systemClock),
  random: z
    .custom<() => number>((value) => typeof value === "function", { error: "to be a function" })
    .default(() => Math.random),
  logger: z.custom<Logger>().optional(),
});

/** @internal What the parts of a queue work with. */
export type ResolvedQueueOptions<Data> = Omit<z.output<typeof queueOptions>, "lane" | "processor" | "decide"> &
  Pick<QueueOptions<Data>, "lane" | "processor" | "decide">;
