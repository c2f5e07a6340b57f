import type { Clock } from "../internal/clock.js";

/**
 * The note that a request is about to leave. Only who has the lane can write it, so it also proves that the lane was ours
 * when it was written. Who stood still since then may have lost the lane, and somebody else may be looking for this send by
 * now: it is written again right before the request leaves, or the lane is found to be lost.
 */
export class Intent {
  readonly #clock: Clock;
  readonly #youngMs: number;
  readonly #note: () => Promise<void>;
  #askedAt = 0;

  /** @param clock one that grows by each ms that passes, whatever the machine's clock is set to */
  constructor(clock: Clock, leaseMs: number, note: () => Promise<void>) {
    this.#clock = clock;
    this.#youngMs = leaseMs / 2;
    this.#note = note;
  }

  /** Resolves when it was written a moment ago. @throws {LeaseLostError} */
  async write(): Promise<void> {
    do {
      this.#askedAt = this.#clock.now();
      await this.#note();
    } while (this.#isOld());
  }

  /** Writes it again if that was long ago. @throws {LeaseLostError} */
  confirm(): Promise<void> | undefined {
    return this.#isOld() ? this.write() : undefined;
  }

  #isOld(): boolean {
    return this.#clock.now() - this.#askedAt > this.#youngMs;
  }
}
