import { onAbort } from "../../../internal/abort.js";
import type { Clock } from "../../../internal/clock.js";

/** Wakes the `take`s of this process that wait for one queue. */
export class Bell {
  /** How often it rang: what rang between a look and the wait is not slept through. */
  rings = 0;
  readonly #sleepers = new Set<() => void>();

  ring(): void {
    this.rings += 1;
    for (const wake of this.#sleepers) wake();
  }

  /** Until it rings, `ms` are over or the signal fires. Answers how much of `ms` is over, also by a clock that is set meanwhile. */
  async wait(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<number> {
    const controller = new AbortController();
    const wake = () => controller.abort();
    const forget = signal && onAbort(signal, wake);
    this.#sleepers.add(wake);
    const before = clock.now();
    try {
      await clock.sleep(ms, controller.signal);
      return ms;
    } catch {
      return Math.min(ms, Math.max(0, clock.now() - before));
    } finally {
      this.#sleepers.delete(wake);
      forget?.();
    }
  }
}
