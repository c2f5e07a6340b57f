import { randomUUID } from "node:crypto";
import { InvalidArgumentError, StateStoreError } from "../../../errors/index.js";
import type { Clock } from "../../../internal/clock.js";
import { describe } from "../../../internal/record.js";
import { checkTimeout, shown } from "../../checks.js";
import { reasonOf } from "../../reason.js";
import { shelves } from "../../shelf.js";
import type { StateStore } from "../../store.js";
import { type RedisClient, RedisShelf } from "./redis-shelf.js";

export interface RedisStoreOptions {
  /** A client of ioredis, `Redis` or `Cluster`, which stays yours to close. */
  readonly client: RedisClient;
  /** What all keys begin with. @default "evolution-kit" */
  readonly prefix?: string | undefined;
  /** How long a call may take, in ms. Then it rejects, and a write may still be done. @default 5_000 */
  readonly timeoutMs?: number | undefined;
  /** Time, for tests. @default the system's */
  readonly clock?: Clock | undefined;
}

/**
 * Keeps records in Redis, for any number of processes, whose clocks should agree: expiry goes by theirs. Needs Redis 5 or
 * later (Valkey too), with `appendonly yes` and `maxmemory-policy noeviction`, and ioredis. The records of one space are on
 * one node of a cluster.
 *
 * A write that ioredis sends again after it lost its connection takes effect once.
 *
 * @throws {InvalidArgumentError} an option is not usable
 * @example const store = redisStore({ client: new Redis(url) });
 */
export function redisStore({
  client,
  prefix = "evolution-kit",
  timeoutMs = 5_000,
  clock,
}: RedisStoreOptions): StateStore {
  if (typeof client?.call !== "function") {
    throw new InvalidArgumentError(
      `Expected \`client\` to be a client of ioredis, got ${shown(client)}. Pass e.g. new Redis("redis://localhost:6379").`,
    );
  }
  if (typeof prefix !== "string" || prefix === "" || /[{}]/.test(prefix)) {
    throw new InvalidArgumentError(
      `Expected \`prefix\` to be text without braces, got ${describe(prefix)}. Pass e.g. "shop".`,
    );
  }
  checkTimeout(timeoutMs);
  const name = randomUUID();
  let calls = 0;
  return shelves({
    name: "redis",
    isDurable: true,
    isShared: true,
    clock,
    timeoutMs,
    explain,
    open: (space) =>
      new RedisShelf({
        client,
        keys: `${prefix}:state:{${encodeURIComponent(space)}}`,
        rememberMs: 2 * timeoutMs,
        word: () => `${name}:${++calls}`,
      }),
  });
}

function explain(error: unknown): StateStoreError {
  const reason = reasonOf(error);
  const advice = reason.includes("OOM")
    ? "Nothing was written. Give Redis more memory (maxmemory)."
    : "A write may have been done. Check that the server runs and that `client` leads to it.";
  return new StateStoreError(`Expected Redis to keep the records, got: ${reason}. ${advice}`, { cause: error });
}
