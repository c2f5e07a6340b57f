import * as z from "zod";
import { parseOptions } from "../errors/parse-options.js";
import type { Clock } from "../internal/clock.js";
import type { WebhookEvent } from "./events.js";
import { identityOf } from "./identity.js";
import { KeyvKeys, type KeyvLike, type KnownKeys, MemoryKeys, TwoMemories } from "./known-keys.js";
import { statusOf } from "./status.js";
import type { ReceiveResult } from "./webhook.js";

/** How copies of an event are known again. */
export interface DedupeOptions {
  /** How long an event that was handled is remembered, in ms. The gateway tries for about 20 minutes. @default 86_400_000 (24 h) */
  readonly ttlMs?: number | undefined;
  /**
   * How many messages, with their statuses and edits, are remembered at most in memory, and how many other events; then the
   * oldest is forgotten. About 200 bytes each. @default 100_000
   */
  readonly maxKeys?: number | undefined;
  /**
   * A Keyv with `throwOnErrors: true` to remember them in, instead of memory: over restarts and processes. It is no lock: two
   * processes that get a copy each at the same time both handle it.
   */
  readonly keyv?: KeyvLike | undefined;
}

const ttlText = "to be milliseconds above 0. The default is 86_400_000";
const keysText = "to be a whole number above 0. The default is 100_000";
const keyvText =
  "to be a Keyv that throws when its store is down, as events would run twice otherwise. Pass new Keyv({ store, throwOnErrors: true })";
const isKeyv = (value: unknown): boolean => {
  const { get, set, throwOnErrors } = (value ?? {}) as Partial<KeyvLike>;
  return typeof get === "function" && typeof set === "function" && throwOnErrors === true;
};

const defaults = { ttlMs: 86_400_000 };
const schema = z.object({
  dedupe: z
    .strictObject(
      {
        ttlMs: z.number({ error: ttlText }).gt(0, { error: ttlText }).default(defaults.ttlMs),
        maxKeys: z.int({ error: keysText }).min(1, { error: keysText }).optional(),
        keyv: z.custom<KeyvLike>(isKeyv, { error: keyvText }).optional(),
      },
      { error: "to be false, or an object with ttlMs, maxKeys or keyv" },
    )
    .refine(({ keyv, maxKeys }) => keyv === undefined || maxKeys === undefined, {
      path: ["maxKeys"],
      error: "to be left out beside a keyv, which forgets by ttlMs alone",
    })
    .default(defaults),
});

/** @throws {InvalidArgumentError} naming the option that is wrong */
export function createDedupe(options: DedupeOptions | undefined, clock: Pick<Clock, "now">, failed: Failed): Dedupe {
  const { ttlMs, maxKeys = 100_000, keyv } = parseOptions(schema, { dedupe: options }).dedupe;
  const known = keyv ? new KeyvKeys(clock, ttlMs, keyv) : new TwoMemories(() => new MemoryKeys(clock, ttlMs, maxKeys));
  return new Dedupe(known, failed);
}

/** What to answer when the store of keys has failed. */
type Failed = (cause: unknown) => ReceiveResult;
type Result = ReceiveResult | Promise<ReceiveResult>;

/** Runs what an event sets off once for all its copies. It is done, and recorded, only when that has succeeded. */
export class Dedupe {
  readonly #known: KnownKeys;
  readonly #failed: Failed;
  readonly #running = new Map<string, Promise<ReceiveResult>>();

  constructor(known: KnownKeys, failed: Failed) {
    this.#known = known;
    this.#failed = failed;
  }

  /** A copy that comes while the first one runs waits for its outcome and shares it. */
  once(event: WebhookEvent, run: () => Result): Result {
    const key = identityOf(event);
    if (key === undefined) return run();
    const first = this.#running.get(key);
    if (first) return first.then((result) => ({ ...result, event, duplicate: true }));
    const result = this.#unlessKnown(key, event, run);
    if (!(result instanceof Promise)) return result;
    const claim = result.catch((cause) => ({ ...this.#failed(cause), event })).finally(() => this.#running.delete(key));
    this.#running.set(key, claim);
    return claim;
  }

  #unlessKnown(key: string, event: WebhookEvent, run: () => Result): Result {
    return after(this.#known.has(key), (isKnown) => {
      if (isKnown) return { status: statusOf("duplicate"), event, duplicate: true };
      return after(run(), (result) =>
        result.error === undefined ? after(this.#known.add(key), () => result) : result,
      );
    });
  }
}

/** Without a promise where there is none to wait for: most deliveries need none. */
function after<Value, Next>(value: Value | Promise<Value>, next: (value: Value) => Next | Promise<Next>) {
  return value instanceof Promise ? value.then(next) : next(value);
}
