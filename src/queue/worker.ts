import { AbortError, TimeoutError } from "../errors/index.js";
import { steady } from "../internal/clock.js";
import type { Lease, QueueBackend } from "./driver.js";
import type { QueueEmitter } from "./events.js";
import type { HeldLease } from "./held-lease.js";
import type { Processor, ResolvedQueueOptions } from "./options.js";
import type { Run } from "./run.js";
import { Schedule } from "./schedule.js";
import { Work, type Workplace } from "./work.js";

/** How long a run that should end is waited for. */
const graceMs = 5_000;
/** How soon jobs that other processes add are noticed by who listens for them. */
const watchMs = 500;
/** How long one `take` waits; only a store that forgets to wake us makes this matter. */
const takeMs = 10_000;
const longestPauseMs = 5_000;

/** Takes leases while there is room, and works on them. */
export class Worker<Data> {
  readonly #at: Workplace<Data>;
  readonly #works = new Set<Work<Data>>();
  readonly #closing = new AbortController();
  readonly #closed = new AbortController();
  #freed: (() => void) | undefined;
  #loop: Promise<void> | undefined;

  constructor(
    backend: QueueBackend,
    options: ResolvedQueueOptions<Data>,
    processor: Processor<Data>,
    emitter: QueueEmitter<Data>,
  ) {
    const { timeoutMs, leaseMs } = options;
    const clock = steady(options.clock);
    const renew = (lease: HeldLease) => void lease.renew();
    const graces = new Schedule<Run<Data>>(clock, graceMs, (run) => run.giveUp());
    this.#at = {
      ...{ backend, options, processor, emitter, graces, clock, leaseMs },
      onError: (error) => emitter.emit("error", error),
      timeouts: new Schedule(clock, timeoutMs, (run) => {
        run.abort(new TimeoutError(`The processor took longer than ${timeoutMs} ms (timeoutMs).`, { timeoutMs }));
        graces.add(run);
      }),
      renewals: new Schedule(clock, Math.ceil(leaseMs / 3), renew),
      watches: new Schedule(clock, watchMs, renew),
      closing: this.#closing.signal,
      closed: this.#closed.signal,
    };
  }

  start(): void {
    if (!this.#closing.signal.aborted) this.#loop ??= this.#run();
  }

  /** To be told when this process has added to a lane. */
  added(lane: string): void {
    for (const work of this.#works) if (work.lane === lane) work.added();
  }

  /** Begins nothing new; waits for what runs, then asks it to end, then goes without it. */
  async stop(timeoutMs: number): Promise<void> {
    const { clock } = this.#at.options;
    this.#closing.abort();
    const done = new AbortController();
    const late = clock.sleep(timeoutMs, done.signal).then(
      () => {
        const reason = new AbortError(`The queue closes, and its ${timeoutMs} ms for what runs are over.`);
        for (const work of this.#works) work.end(reason);
        // As long as a run that ignores its signal is waited for, and a little more to record it.
        return clock.sleep(graceMs + 1_000, done.signal);
      },
      () => {},
    );
    await Promise.race([this.#allDone(), late.catch(() => {})]);
    done.abort();
    this.#closed.abort();
    const { timeouts, graces, renewals, watches } = this.#at;
    for (const schedule of [timeouts, graces, renewals, watches]) schedule.stop();
  }

  async #allDone(): Promise<void> {
    await this.#loop;
    while (this.#works.size > 0) await this.#oneDone();
  }

  #oneDone(): Promise<void> {
    return new Promise((resolve) => {
      this.#freed = resolve;
    });
  }

  async #run(): Promise<void> {
    const { backend, options, emitter } = this.#at;
    const { signal } = this.#closing;
    for (let pauseMs = 100; !signal.aborted; ) {
      if (this.#works.size >= options.concurrency) {
        await this.#oneDone();
        continue;
      }
      try {
        const max = options.concurrency - this.#works.size;
        const leases = await backend.take({ max, waitMs: takeMs, signal });
        for (const lease of leases) void this.#work(lease);
        pauseMs = 100;
      } catch (error) {
        emitter.emit("error", error);
        await options.clock.sleep(pauseMs, signal).catch(() => {});
        pauseMs = Math.min(pauseMs * 2, longestPauseMs);
      }
    }
  }

  async #work(lease: Lease): Promise<void> {
    const work = new Work(lease, this.#at);
    this.#works.add(work);
    await work.run();
    this.#works.delete(work);
    this.#freed?.();
    this.#freed = undefined;
    if (this.#works.size === 0) await this.#tellDrained();
  }

  async #tellDrained(): Promise<void> {
    const { backend, emitter } = this.#at;
    if (!emitter.has("drained") || this.#closed.signal.aborted) return;
    try {
      const { waiting, active, retrying } = await backend.counts();
      if (waiting + active + retrying === 0) emitter.emit("drained", undefined);
    } catch (error) {
      emitter.emit("error", error);
    }
  }
}
