import { onAbort } from "./abort.js";

/** The only way our own code learns the time or waits. Tests hand in a clock of their own. */
export interface Clock {
  /** Now, in epoch milliseconds. */
  now(): number;
  /** Resolves after `ms`; rejects with the signal's reason as soon as the signal fires. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: Date.now,
  sleep(ms, signal) {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const timer = setTimeout(() => {
        forget?.();
        resolve();
      }, ms);
      const forget =
        signal &&
        onAbort(signal, () => {
          clearTimeout(timer);
          reject(signal.reason);
        });
    });
  },
};

/** The clock to measure how long something takes: the system's may be set meanwhile. */
export function steady(clock: Clock): Clock {
  return clock === systemClock ? steadyClock : clock;
}

/** Epoch ms that only ever grow, one for each that passes, whatever the machine's clock is set to meanwhile. */
export const steadyClock: Clock = {
  now: () => Math.floor(performance.timeOrigin + performance.now()),
  sleep: systemClock.sleep,
};
