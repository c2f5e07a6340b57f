import type { Clock } from "../../src/internal/clock.js";

/** A clock that stands still, and whose `sleep` returns at once after moving it and noting how long it was. */
export function manualClock(start = Date.UTC(2026, 0, 1)) {
  let now = start;
  const slept: number[] = [];
  const clock: Clock = {
    now: () => now,
    async sleep(ms, signal) {
      signal?.throwIfAborted();
      slept.push(ms);
      now += ms;
    },
  };
  return { ...clock, slept, advance: (ms: number) => (now += ms) };
}
