import type { Clock } from "../internal/clock.js";

/**
 * Calls back for each item that is still there a fixed time after it was added. One timer for all of them: they come due
 * in the order in which they were added.
 */
export class Schedule<Item> {
  readonly #clock: Clock;
  readonly #afterMs: number;
  readonly #fire: (item: Item) => void;
  readonly #dueAt = new Map<Item, number>();
  readonly #stop = new AbortController();
  #isRunning = false;

  constructor(clock: Clock, afterMs: number, fire: (item: Item) => void) {
    this.#clock = clock;
    this.#afterMs = afterMs;
    this.#fire = fire;
  }

  add(item: Item): void {
    this.#dueAt.delete(item);
    this.#dueAt.set(item, this.#clock.now() + this.#afterMs);
    if (!this.#isRunning) void this.#run();
  }

  delete(item: Item): void {
    this.#dueAt.delete(item);
  }

  stop(): void {
    this.#dueAt.clear();
    this.#stop.abort();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    while (this.#dueAt.size > 0) {
      const [next] = this.#dueAt.values();
      // A clock that was set back must not make anything wait longer than it would have from now.
      const waitMs = Math.min((next ?? 0) - this.#clock.now(), this.#afterMs);
      if (waitMs > 0) await this.#clock.sleep(waitMs, this.#stop.signal).catch(() => {});
      if (this.#stop.signal.aborted) break;
      this.#fireDue();
    }
    this.#isRunning = false;
  }

  #fireDue(): void {
    const now = this.#clock.now();
    for (const [item, at] of this.#dueAt) {
      if (at > now) return;
      this.#dueAt.delete(item);
      this.#fire(item);
    }
  }
}
