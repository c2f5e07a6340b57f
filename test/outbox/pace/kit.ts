import { onTestFinished, vi } from "vitest";
import { type Clock, systemClock } from "../../../src/internal/clock.js";
import { createPace, type PaceDependencies, type PaceOptions, paceOption } from "../../../src/outbox/pace/index.js";

/** Bottleneck's timers and ours are vitest's: time passes only by `vi.advanceTimersByTimeAsync`. */
const clock: Clock = { now: () => Date.now(), sleep: systemClock.sleep };

/** What `random` of a test answers, from a fixed start. */
export function randoms(state = 1): () => number {
  let last = state;
  return () => {
    last = (last * 48_271) % 2_147_483_647;
    return last / 2_147_483_647;
  };
}

/** A pace on fake timers that has loaded what it needs. */
export async function startPace(options: PaceOptions, given: Partial<PaceDependencies> = {}) {
  await import("bottleneck");
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1), toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
  const resolved = paceOption.parse(options);
  if (!resolved) throw new Error("There is no pace to test.");
  const pace = createPace(resolved, { name: "test", clock, random: randoms(), ...given });
  await vi.dynamicImportSettled();
  onTestFinished(async () => {
    await pace.close();
    vi.useRealTimers();
  });
  return pace;
}

export const advance = (ms: number) => vi.advanceTimersByTimeAsync(ms);

/** The most that began in any window, each window beginning with one of them. */
export function fullestWindow(instants: readonly number[], windowMs: number): number {
  const sorted = [...instants].sort((a, b) => a - b);
  let most = 0;
  let first = 0;
  for (let last = 0; last < sorted.length; last++) {
    while ((sorted[last] ?? 0) - (sorted[first] ?? 0) >= windowMs) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}
