import { RateLimiterMemory } from "rate-limiter-flexible";
import * as z from "zod";
import { parseOptions } from "../../errors/parse-options.js";
import type { LimitStore } from "../store.js";
import { lasting, toCount, toLiveCount } from "./count.js";

export interface MemoryLimitsOptions {
  /** How many keys are counted at once; beyond that, the window that began first is forgotten. @default 100_000 */
  readonly maxKeys?: number | undefined;
}

const maxKeysText = "to be a whole number of at least 1. The default is 100_000";
const schema = z.object({ maxKeys: z.int({ error: maxKeysText }).min(1, { error: maxKeysText }).default(100_000) });

/** So near its end, a window is left alone: the two looks at the time are not one step. */
const nearEndMs = 100;

/** Counts in this process's memory: every process has limits of its own, and a restart forgets them. */
export function memoryLimits(options: MemoryLimitsOptions = {}): LimitStore {
  const { maxKeys } = parseOptions(schema, options);
  const limiter = new RateLimiterMemory({ keyPrefix: "", points: 1, duration: 1 });
  /** By the beginning of their window. Some are over. */
  const keys = new Set<string>();
  const begin = (key: string) => {
    keys.delete(key);
    keys.add(key);
    const [oldest] = keys;
    if (keys.size <= maxKeys || oldest === undefined) return;
    keys.delete(oldest);
    void limiter.delete(oldest);
  };
  return {
    name: "memory",
    isShared: false,
    async read(key) {
      return toLiveCount("memory", await limiter.get(key));
    },
    async add(key, points, windowMs) {
      const answer = await limiter.penalty(key, points, lasting(windowMs));
      if (answer.isFirstInDuration || !keys.has(key)) begin(key);
      return toCount("memory", answer);
    },
    async takeBack(key, points, from) {
      const { msBeforeNext: leftMs = 0 } = (await limiter.get(key)) ?? {};
      if (leftMs > nearEndMs && leftMs <= from.leftMs) await limiter.reward(key, points);
    },
    async set(key, points, windowMs) {
      begin(key);
      await limiter.set(key, points, windowMs / 1_000);
    },
    async delete(key) {
      keys.delete(key);
      await limiter.delete(key);
    },
  };
}
