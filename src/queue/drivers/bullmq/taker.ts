import { onAbort } from "../../../internal/abort.js";
import type { Lease, TakeOptions } from "../../driver.js";
import { decode, recordOf } from "./codec.js";
import { patiently } from "./patience.js";

/** What the script `take` answers. */
export type Taken = readonly [leases: readonly RawLease[], nextMs: number, hints: readonly number[]];

type RawLease = readonly [lane: string, token: number, isRecovered: 0 | 1, ...jobs: string[]];

/** Lanes taken by one script at most. */
const most = 100;
/** How much later than a lane is due it is looked for, so that its wake comes first and not every idle worker looks. */
const lagMs = 50;

interface Waiter {
  readonly max: number;
  /** By `performance.now()`. */
  readonly until: number;
  readonly end: (result: Lease[] | Error) => void;
}

/** All that waits for lanes in this process asks Redis with one voice. */
export class Taker {
  readonly #ask: (max: number, lanes: readonly string[]) => Promise<Taken>;
  readonly #sweepMs: number;
  readonly #again: (lane: string, delayMs: number) => void;
  readonly #waiters = new Set<Waiter>();
  readonly #signals = new WeakMap<Waiter, AbortSignal>();
  readonly #rung = new Map<string, (() => void)[]>();
  #isLooking = false;
  #isLookWanted = false;
  #looking: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;

  /** @param again a lane whose wake came too early is due in so many ms */
  constructor(
    ask: (max: number, lanes: readonly string[]) => Promise<Taken>,
    sweepMs: number,
    again: (lane: string, delayMs: number) => void,
  ) {
    this.#ask = ask;
    this.#sweepMs = sweepMs;
    this.#again = again;
  }

  /** How many lanes would be taken at once. */
  get wanted(): number {
    let wanted = 0;
    for (const { max } of this.#waiters) wanted += max;
    return wanted;
  }

  take({ max, waitMs, signal }: TakeOptions): Promise<Lease[]> {
    if (max <= 0 || signal?.aborted) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      let forget: (() => void) | undefined;
      const waiter: Waiter = {
        max,
        until: performance.now() + waitMs,
        end: (result) => {
          forget?.();
          this.#waiters.delete(waiter);
          if (result instanceof Error) reject(result);
          else resolve(result);
        },
      };
      // While Redis is asked for it, it waits for the answer: a lane that was taken is not thrown away.
      forget = signal && onAbort(signal, () => !this.#isLooking && waiter.end([]));
      if (signal) this.#signals.set(waiter, signal);
      this.#waiters.add(waiter);
      this.look();
    });
  }

  /** Resolves when Redis has been asked after this call. */
  ring(lane: string): Promise<void> {
    return new Promise((resolve) => {
      this.#rung.set(lane, [...(this.#rung.get(lane) ?? []), resolve]);
      this.look();
    });
  }

  look(): void {
    if (this.#isLookWanted) return;
    this.#isLookWanted = true;
    if (this.#isLooking) return;
    setImmediate(() => {
      this.#looking = this.#run();
    });
  }

  async #run(): Promise<void> {
    this.#isLooking = true;
    clearTimeout(this.#timer);
    let nextMs = -1;
    while (this.#isLookWanted) {
      this.#isLookWanted = false;
      nextMs = await this.#once();
    }
    this.#isLooking = false;
    this.#sleep(nextMs);
  }

  async #once(): Promise<number> {
    const asking = [...this.#waiters];
    const rung = [...this.#rung];
    this.#rung.clear();
    const wanted = Math.min(this.wanted, most);
    try {
      if (wanted === 0) return -1;
      const [leases, nextMs, hints] = await this.#ask(
        wanted,
        rung.map(([lane]) => lane),
      );
      for (const [at, [lane]] of rung.entries()) if ((hints[at] ?? -1) > 0) this.#again(lane, hints[at] ?? 0);
      this.#hand(asking, leases.map(leaseOf));
      return nextMs;
    } catch (error) {
      for (const { end } of asking) end(error as Error);
      return -1;
    } finally {
      for (const [, resolvers] of rung) for (const resolve of resolvers) resolve();
    }
  }

  /** To those who asked, in their order; who gets none and can wait no longer is told so. */
  #hand(asking: readonly Waiter[], leases: Lease[]): void {
    const now = performance.now();
    for (const waiter of asking) {
      const own = leases.splice(0, waiter.max);
      if (own.length > 0 || waiter.until <= now || this.#signals.get(waiter)?.aborted) waiter.end(own);
    }
  }

  #sleep(nextMs: number): void {
    if (this.#waiters.size === 0) return;
    let ms = this.#sweepMs;
    if (nextMs >= 0) ms = Math.min(ms, nextMs + lagMs);
    const now = performance.now();
    for (const { until } of this.#waiters) ms = Math.min(ms, Math.max(0, until - now));
    this.#timer = setTimeout(() => this.look(), ms);
  }

  /** Ends all that waits. What Redis is just asked for is still handed out. */
  async close(): Promise<void> {
    // A lease that Redis gives after that runs out.
    await patiently(this.#looking);
    clearTimeout(this.#timer);
    for (const { end } of [...this.#waiters]) end([]);
  }
}

function leaseOf([lane, token, isRecovered, ...fields]: RawLease): Lease {
  const jobs = [];
  for (let at = 0; at < fields.length; at += 4) {
    const [id = "", raw = "", errors = "", progress = ""] = fields.slice(at, at + 4);
    jobs.push(recordOf(id, "active", raw, errors, progress));
  }
  return { lane: decode(lane), token: Number(token), jobs, isRecovered: isRecovered === 1 };
}
