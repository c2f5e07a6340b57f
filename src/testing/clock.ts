import { setImmediate as nextTurn } from "node:timers/promises";
import { onAbort } from "../internal/abort.js";
import { type Clock, systemClock } from "../internal/clock.js";

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Goes nowhere by itself: only `advance` moves it. */
export function stoppedClock(startAt = Date.UTC(2026, 0, 1)): Clock {
  return { now: () => startAt, sleep: () => new Promise(() => {}) };
}

/**
 * The gateway's time: it goes as the clock below it goes, and `advance` moves it on at once. A `Clock` like any other: give it
 * to the client, the channel or the webhook under test, and one `advance` moves them all.
 */
export class GatewayClock implements Clock {
  readonly #base: Clock;
  readonly #quiet: () => Promise<void>;
  readonly #release: () => boolean;
  readonly #sleepers = new Set<Sleeper>();
  #ahead = 0;
  #advancing: Promise<void> = Promise.resolve();

  /**
   * `quiet` resolves when nothing is under way any more, so that what is due next is known. `release` lets go of what waits for
   * something else than the time, once the time has passed; it answers whether there was any.
   */
  constructor(
    base: Clock = systemClock,
    quiet: () => Promise<void> = () => nextTurn(),
    release: () => boolean = () => false,
  ) {
    this.#base = base;
    this.#quiet = quiet;
    this.#release = release;
  }

  /** Epoch ms. */
  now(): number {
    return this.#base.now() + this.#ahead;
  }

  /** Resolves after `ms`, or as soon as `advance` has passed that time; rejects with the signal's reason when it fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const woken = new AbortController();
      const end = (how: () => void) => {
        if (!this.#sleepers.delete(sleeper)) return;
        forget?.();
        woken.abort();
        how();
      };
      const sleeper = { at: this.now() + ms, wake: () => end(resolve) };
      this.#sleepers.add(sleeper);
      const forget = signal && onAbort(signal, () => end(() => reject(signal.reason)));
      this.#base.sleep(ms, woken.signal).then(sleeper.wake, () => {});
    });
  }

  /**
   * Moves the time on by `ms`, waking in order whatever waits: webhook retries, a `delay`, a fault. Between two of them it lets
   * the webhook posts and requests under way end; a receiver that does not answer holds it for two real seconds once, and for a
   * moment from then on. Calls follow one another.
   *
   * @throws {RangeError} `ms` is not a finite number of at least 0
   */
  async advance(ms: number): Promise<void> {
    if (!Number.isFinite(ms) || ms < 0) {
      throw new RangeError(`Expected \`ms\` to be a finite number of at least 0, got ${String(ms)}. Pass e.g. 60_000.`);
    }
    this.#advancing = this.#advancing.then(() => this.#advance(ms));
    return this.#advancing;
  }

  async #advance(ms: number): Promise<void> {
    const until = this.now() + ms;
    const next = () => [...this.#sleepers].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
    for (;;) {
      await this.#quiet();
      const sleeper = next();
      if (!sleeper) break;
      this.#moveTo(sleeper.at);
      sleeper.wake();
    }
    this.#moveTo(until);
    if (this.#release()) await this.#quiet();
  }

  #moveTo(at: number): void {
    this.#ahead = Math.max(this.#ahead, at - this.#base.now());
  }
}
