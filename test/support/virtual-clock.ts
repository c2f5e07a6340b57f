import { onAbort } from "../../src/internal/abort.js";
import type { Clock } from "../../src/internal/clock.js";

/** A clock that moves only by `advance`, which wakes what sleeps, in order. */
export function virtualClock(start = Date.UTC(2026, 0, 1)) {
  let now = start;
  const sleeping = new Set<{ at: number; wake: () => void }>();
  const clock: Clock = {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason);
        const sleeper = { at: now + ms, wake: resolve };
        sleeping.add(sleeper);
        if (signal) {
          onAbort(signal, () => {
            sleeping.delete(sleeper);
            reject(signal.reason);
          });
        }
      }),
  };
  return {
    ...clock,
    sleepers: () => [...sleeping].map(({ at }) => at - now).sort((a, b) => a - b),
    async advance(ms: number) {
      const until = now + ms;
      for (;;) {
        await settle();
        const next = [...sleeping].filter(({ at }) => at <= until).sort((a, b) => a.at - b.at)[0];
        if (!next) break;
        now = Math.max(now, next.at);
        sleeping.delete(next);
        next.wake();
      }
      now = until;
    },
  };
}

/** Lets everything run that is ready to. */
export const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
