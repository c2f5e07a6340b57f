import type { Clock } from "../internal/clock.js";
import { messageOf } from "../internal/record.js";
import { isPassing } from "./identity.js";
import { refused } from "./refusal.js";

/** Remembers the keys of what is done. */
export interface KnownKeys {
  has(key: string): boolean | Promise<boolean>;
  add(key: string): undefined | Promise<undefined>;
}

/** The part of a Keyv that is needed. */
export interface KeyvLike {
  /** Must be true: otherwise a Keyv whose store is down answers as if it had never seen the key. */
  readonly throwOnErrors?: boolean;
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown, ttlMs?: number): Promise<unknown>;
}

/** In this process only. Over `maxKeys`, the one recorded first is forgotten first. */
export class MemoryKeys implements KnownKeys {
  readonly #clock: Pick<Clock, "now">;
  readonly #ttlMs: number;
  readonly #maxKeys: number;
  /** When each key may be forgotten; the one recorded first comes first. */
  readonly #until = new Map<string, number>();

  constructor(clock: Pick<Clock, "now">, ttlMs: number, maxKeys: number) {
    this.#clock = clock;
    this.#ttlMs = ttlMs;
    this.#maxKeys = maxKeys;
  }

  get size(): number {
    return this.#until.size;
  }

  has(key: string): boolean {
    const until = this.#until.get(key);
    return until !== undefined && !hasPassed(until, this.#clock.now());
  }

  add(key: string): undefined {
    const now = this.#clock.now();
    // Taken out first, so that a key that is recorded again is the newest.
    this.#until.delete(key);
    this.#until.set(key, now + this.#ttlMs);
    for (const [oldest, until] of this.#until) {
      if (this.#until.size <= this.#maxKeys && !hasPassed(until, now)) return;
      this.#until.delete(oldest);
    }
  }
}

/** Two memories: a flood of passing events (a gateway without internet posts 50 a second) pushes no message out of the first. */
export class TwoMemories implements KnownKeys {
  readonly #lasting: KnownKeys;
  readonly #passing: KnownKeys;

  constructor(create: () => KnownKeys) {
    this.#lasting = create();
    this.#passing = create();
  }

  has(key: string): boolean | Promise<boolean> {
    return this.#of(key).has(key);
  }

  add(key: string): undefined | Promise<undefined> {
    return this.#of(key).add(key);
  }

  #of(key: string): KnownKeys {
    return isPassing(key) ? this.#passing : this.#lasting;
  }
}

/** In a Keyv, so over restarts, and over processes as far as its store is shared. */
export class KeyvKeys implements KnownKeys {
  readonly #clock: Pick<Clock, "now">;
  readonly #ttlMs: number;
  readonly #keyv: KeyvLike;

  constructor(clock: Pick<Clock, "now">, ttlMs: number, keyv: KeyvLike) {
    this.#clock = clock;
    this.#ttlMs = ttlMs;
    this.#keyv = keyv;
  }

  /** What is stored is when the key may be forgotten, because not every store forgets by itself. */
  async has(key: string): Promise<boolean> {
    const until = await reached(() => this.#keyv.get(key));
    return typeof until === "number" && !hasPassed(until, this.#clock.now());
  }

  async add(key: string): Promise<undefined> {
    await reached(async () => {
      const isStored = await this.#keyv.set(key, this.#clock.now() + this.#ttlMs, this.#ttlMs);
      if (isStored === false) throw new Error("set() answered false");
    });
  }
}

/** With a clock that answers NaN, nothing passes: a copy too many is worse than a key too many. */
const hasPassed = (until: number, now: number): boolean => until <= now;

async function reached<T>(store: () => T | Promise<T>): Promise<T> {
  try {
    return await store();
  } catch (cause) {
    const message = `The store of known events failed: ${messageOf(cause)}. The gateway will deliver this one again.`;
    throw refused("unavailable", message, cause);
  }
}
