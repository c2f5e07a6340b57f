import { onTestFinished, vi } from "vitest";
import { type Clock, systemClock } from "../../../src/internal/clock.js";
import {
  createPace,
  type Pace,
  type PaceDependencies,
  type PaceOptions,
  paceOption,
} from "../../../src/outbox/pace/index.js";

/** Bottleneck's timers and ours are vitest's: time passes only by `advance`. */
const clock: Clock = { now: () => Date.now(), sleep: systemClock.sleep };

/** What `random` of a test answers, always the same. */
export function randoms(): () => number {
  let last = 1;
  return () => {
    last = (last * 48_271) % 2_147_483_647;
    return last / 2_147_483_647;
  };
}

/** A pace on fake timers. */
export async function startPace(options: PaceOptions, given: Partial<PaceDependencies> = {}): Promise<Pace> {
  const toFake = ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] as const;
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1), toFake: [...toFake] });
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

export interface Begun {
  readonly instanceName: string;
  readonly chat: string;
  readonly priority: number;
  readonly at: number;
}

/** Somebody who asks for turns, and writes down when which send began. */
export function sender(pace: Pace) {
  const begun: Begun[] = [];
  const send = async (
    chat: string,
    { instanceName = "shop", priority = 0, patienceMs = 60_000, since = undefined as number | undefined } = {},
  ) => {
    const { waitMs } = await pace.turn({ instanceName, chat, priority, since }, { patienceMs });
    if (waitMs === 0) begun.push({ instanceName, chat, priority, at: Date.now() });
    return waitMs;
  };
  /** Whatever becomes of it. */
  const start = (...args: Parameters<typeof send>) => void send(...args).catch(() => {});
  return { begun, send, start, chats: () => begun.map(({ chat }) => chat), instants: () => begun.map(({ at }) => at) };
}

/** The most that began in any window, each window beginning with one of them. */
export function fullestWindow(instants: readonly number[], windowMs: number): number {
  const sorted = [...instants].sort((a, b) => a - b);
  let most = 0;
  let first = 0;
  for (const [last, at] of sorted.entries()) {
    while (at - (sorted[first] ?? at) >= windowMs) first++;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

export function gapsOf(instants: readonly number[]): number[] {
  return instants.slice(1).map((at, place) => at - (instants[place] ?? at));
}
