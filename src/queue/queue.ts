import { parseOptions } from "../errors/parse-options.js";
import { longestTimerMs } from "../internal/timer.js";
import { checkLimit, checkName, checkNumber, checkState, checkTarget, mostMs } from "./checks.js";
import { DeadLetters, type JobPage, type PageOptions } from "./dead-letters.js";
import type { JobCounts, JobState, LaneInfo, NewJob, PauseTarget, QueueBackend, QueueDriver } from "./driver.js";
import { QueueEmitter, type QueueEventName, type QueueEvents } from "./events.js";
import { infoOf, type JobInfo, toJson } from "./job.js";
import { type QueueOptions, queueOptions, type ResolvedQueueOptions } from "./options.js";
import { Worker } from "./worker.js";

export interface AddOptions {
  /** A job of this id is stored once, however often it is added while the id is remembered. @default an id of its own */
  readonly jobId?: string | undefined;
  /** Its lane, instead of the one that `lane` finds. */
  readonly lane?: string | undefined;
  /** It joins the end of its lane only then, and holds nobody until then. @default 0 */
  readonly delayMs?: number | undefined;
  /** 0 is the most urgent, 8_191 the least. Between lanes; within a lane, the order of `add` holds. @default 0 */
  readonly priority?: number | undefined;
}

export interface AddedJob {
  readonly id: string;
  readonly lane: string;
  /** It was known already: nothing was stored. */
  readonly isDuplicate: boolean;
}

const lowestPriority = 8_191;

/** See {@link createQueue}. */
export class Queue<Data> implements AsyncDisposable {
  /** As it was given. */
  readonly name: string;
  /** Jobs that are out of attempts or cannot be done. */
  readonly dead: DeadLetters<Data>;
  readonly #options: ResolvedQueueOptions<Data>;
  readonly #backend: QueueBackend;
  readonly #emitter = new QueueEmitter<Data>();
  readonly #worker: Worker<Data> | undefined;
  #closing: Promise<void> | undefined;

  /** @internal */
  constructor(options: ResolvedQueueOptions<Data>) {
    const { name, driver, processor, leaseMs, rememberMs, removeOnComplete, logger } = options;
    const { isBatch: _, ...batch } = options.batch;
    this.name = name;
    this.#options = options;
    this.#backend = driver.open(name, { ...batch, leaseMs, rememberMs, keepCompleted: removeOnComplete });
    this.dead = new DeadLetters(this.#backend);
    this.#worker = processor && new Worker(this.#backend, options, processor, this.#emitter);
    if (logger) warnOnce(driver, (message) => logger.warn(message));
    if (options.autorun) this.start();
  }

  /** Begins to run jobs, where `autorun` is off. Safe to repeat. */
  start(): void {
    this.#worker?.start();
  }

  /**
   * Stores a job; it is stored when this resolves. With a `jobId`, safe to repeat after any error.
   *
   * @throws {InvalidArgumentError} the data cannot be written as JSON or is too large, or an option is wrong
   * @throws {QueueFullError} there is no room
   * @throws {QueueDriverError} the store is away or refuses
   */
  async add(data: Data, options: AddOptions = {}): Promise<AddedJob> {
    const [added] = await this.addAll([{ data, ...options }]);
    return added as AddedJob;
  }

  /** Stores several jobs in one step, all or none, in this order. @throws as `add` does */
  async addAll(jobs: readonly ({ readonly data: Data } & AddOptions)[]): Promise<readonly AddedJob[]> {
    const fresh = jobs.map((job) => this.#newJob(job));
    if (fresh.length === 0) return [];
    const answers = await this.#backend.addAll(fresh);
    return fresh.map(({ id, lane }, i) => {
      const isDuplicate = answers[i] === "duplicate";
      if (!isDuplicate) {
        this.#emitter.emit("added", { id, lane });
        this.#worker?.added(lane);
      }
      return { id, lane, isDuplicate };
    });
  }

  #newJob({ data, jobId, lane, delayMs = 0, priority = 0 }: { readonly data: Data } & AddOptions): NewJob {
    const { maxJobBytes, lane: laneOf } = this.#options;
    const id = jobId ?? crypto.randomUUID();
    const chosen = lane ?? (laneOf ? laneOf(data) : id);
    checkName("jobId", id, 1);
    checkName("lane", chosen, 0);
    checkNumber("delayMs", delayMs, 0, mostMs);
    checkNumber("priority", priority, 0, lowestPriority);
    const json = toJson("data", data, maxJobBytes);
    return { id, lane: chosen, data: json, priority, delayMs, ...(jobId === undefined && { isOnce: true }) };
  }

  /** A job in whatever state, while it is kept. */
  async get(id: string): Promise<JobInfo<Data> | undefined> {
    const job = await this.#backend.get(id);
    return job && infoOf(job);
  }

  /** A page of jobs in a state: completed ones newest first, others oldest first. */
  async list(state: JobState, { lane, limit = 100, cursor }: PageOptions = {}): Promise<JobPage<Data>> {
    checkState(state);
    checkLimit(limit);
    const where = { state, limit, ...(lane !== undefined && { lane }), ...(cursor !== undefined && { cursor }) };
    const page = await this.#backend.list(where);
    return { ...page, jobs: page.jobs.map((job) => infoOf<Data>(job)) };
  }

  /** How many jobs there are in each state, in all or in a lane. */
  counts(options: { readonly lane?: string } = {}): Promise<JobCounts> {
    return this.#backend.counts(options.lane);
  }

  /** How long the job has waited that waits longest, in ms; 0 when none does. */
  async oldestWaitingAgeMs(): Promise<number> {
    const at = await this.#backend.oldestWaitingAt();
    return at === undefined ? 0 : Math.max(0, this.#options.clock.now() - at);
  }

  /** A page of the lanes that are not empty. */
  async lanes({
    limit = 100,
    cursor,
  }: Omit<PageOptions, "lane"> = {}): Promise<{ readonly lanes: readonly LaneInfo[]; readonly cursor?: string }> {
    checkLimit(limit);
    return this.#backend.lanes({ limit, ...(cursor !== undefined && { cursor }) });
  }

  /** Deletes a job that is neither active nor retrying. Its id stays known. @returns whether there was one */
  remove(id: string): Promise<boolean> {
    return this.#backend.remove(id);
  }

  /** Ends a job's delay. @returns whether it was delayed */
  promote(id: string): Promise<boolean> {
    return this.#backend.promote(id);
  }

  /** Moves what waits in a lane into another, by order of arrival. What runs or retries stays. @returns how many jobs */
  moveLane(from: string, to: string): Promise<number> {
    return this.#backend.move(from, to);
  }

  /**
   * Begins no new run, in any process: of all lanes, of one, or of those whose names begin so. Running ones go on.
   * A pause without `forMs` lasts until it is resumed, restarts included where the driver is durable.
   *
   * @throws {InvalidArgumentError} the target or `forMs` is not understood: nothing is paused
   */
  async pause(
    target: PauseTarget = { all: true },
    { forMs }: { readonly forMs?: number | undefined } = {},
  ): Promise<void> {
    checkTarget(target);
    if (forMs !== undefined) checkNumber("forMs", forMs, 0, mostMs);
    await this.#backend.pause(target, forMs);
  }

  /** Takes back the pause of this very target. */
  async resume(target: PauseTarget = { all: true }): Promise<void> {
    checkTarget(target);
    return this.#backend.resume(target);
  }

  /** What is paused, and until when. */
  pauses(): ReturnType<QueueBackend["pauses"]> {
    return this.#backend.pauses();
  }

  /**
   * Resolves once nothing waits, runs or retries, in any process. It goes on accepting jobs; delayed ones are not waited for.
   *
   * @throws the signal's reason, or what the store rejects with
   */
  async drain(options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    const { clock } = this.#options;
    for (let waitMs = 10; ; waitMs = Math.min(waitMs * 2, 500)) {
      options.signal?.throwIfAborted();
      const { waiting, active, retrying } = await this.#backend.counts();
      if (waiting + active + retrying === 0) return;
      await clock.sleep(waitMs, options.signal);
    }
  }

  /**
   * Tells of what this process's queue does, see {@link QueueEvents}.
   *
   * @returns ends the subscription, as does `signal`
   */
  on<Name extends QueueEventName>(
    name: Name,
    handler: (event: QueueEvents<Data>[Name]) => void,
    options: { readonly signal?: AbortSignal } = {},
  ): () => void {
    return this.#emitter.on(name, handler, options.signal);
  }

  /**
   * Begins nothing new, waits for what runs, and lets go of the store; the driver stays open. After `timeoutMs` the running
   * ones' signals fire; those that end then, and all that had not begun, wait again for another worker. One that does not
   * end within 5 s is left to itself: its lane is free when the lease is over. Safe to repeat.
   *
   * @throws {InvalidArgumentError} `timeoutMs` is no whole number from 0 to 2_147_483_647; nothing was closed
   */
  async close({ timeoutMs = 30_000 }: { readonly timeoutMs?: number | undefined } = {}): Promise<void> {
    checkNumber("timeoutMs", timeoutMs, 0, longestTimerMs);
    this.#closing ??= (async () => {
      await this.#worker?.stop(timeoutMs);
      await this.#backend.close();
    })();
    return this.#closing;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}

/**
 * A queue whose jobs run one after another within a lane (a chat, say), in the order of `add`, retries included, and beside
 * each other over lanes. At least once: a job whose worker dies runs again.
 *
 * @throws {InvalidArgumentError} an option is not what it should be
 * @example
 * const queue = createQueue<Order>({
 *   name: "orders",
 *   driver: sqliteDriver({ file: "orders.db" }),
 *   lane: (order) => order.chat,
 *   processor: async ([order], { signal }) => ship(order.data, signal),
 * });
 * await queue.add(order, { jobId: order.number });
 */
export function createQueue<Data>(options: QueueOptions<Data>): Queue<Data> {
  return new Queue<Data>(parseOptions(queueOptions, options) as ResolvedQueueOptions<Data>);
}

const warned = new WeakSet<QueueDriver>();

function warnOnce(driver: QueueDriver, warn: (message: string) => void): void {
  if (driver.isDurable || warned.has(driver)) return;
  warned.add(driver);
  warn(`The queue driver "${driver.name}" keeps jobs in memory: what waits is lost when this process ends.`);
}
