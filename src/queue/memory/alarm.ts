import type { Clock } from "../../internal/clock.js";

/** Rings when a time has come. One that is no longer wanted rings all the same: that is cheaper than taking each back. */
export class Alarm {
  readonly #clock: Clock;
  readonly #ring: () => void;
  #stopping = new AbortController();
  #at = Number.POSITIVE_INFINITY;

  constructor(clock: Clock, ring: () => void) {
    this.#clock = clock;
    this.#ring = ring;
  }

  /** Rings then, or before: epoch ms. */
  set(at: number): void {
    if (at >= this.#at) return;
    this.#at = at;
    const { signal } = this.#stopping;
    this.#clock.sleep(Math.max(0, at - this.#clock.now()), signal).then(
      () => {
        if (this.#at === at) this.#at = Number.POSITIVE_INFINITY;
        this.#ring();
      },
      () => {},
    );
  }

  /** Nobody waits any more, so that nothing keeps the process alive. */
  stop(): void {
    this.#at = Number.POSITIVE_INFINITY;
    this.#stopping.abort();
    this.#stopping = new AbortController();
  }
}
