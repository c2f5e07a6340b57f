import { RateLimiterRedis } from "rate-limiter-flexible";
import * as z from "zod";
import { StateStoreError } from "../../errors/index.js";
import { parseOptions } from "../../errors/parse-options.js";
import type { LimitStore } from "../store.js";
import { lasting, toCount, toLiveCount } from "./count.js";

/** The part of an ioredis client, or of its `Cluster`, that is needed. */
export interface RedisLimitsClient {
  readonly status: string;
  multi(): unknown;
  del(key: string): Promise<number>;
  defineCommand(name: string, definition: { lua: string; numberOfKeys?: number }): void;
  eval(script: string, numberOfKeys: number, key: string, ...values: string[]): Promise<unknown>;
}

export interface RedisLimitsOptions {
  /** An ioredis client of yours. It stays yours: nothing here connects or closes it. */
  readonly client: RedisLimitsClient;
  /** What its keys begin with. Limiters with one prefix and rules of one name share their counts. @default "evolution-kit:limits" */
  readonly prefix?: string | undefined;
}

const prefixText = "to be a text of 1 to 100 visible ASCII characters";
const schema = z.object({
  client: z.custom<RedisLimitsClient>(
    (value) => typeof (value as RedisLimitsClient | undefined)?.defineCommand === "function",
    { error: "to be an ioredis client. Pass new Redis(url)" },
  ),
  prefix: z
    .string({ error: prefixText })
    .regex(/^[!-~]{1,100}$/, { error: prefixText })
    .default("evolution-kit:limits"),
});

/** A later window has more time left than the one that was counted in, unless this comes a whole window late. */
const takeBack = `local left = redis.call('pttl', KEYS[1])
if left > 0 and left <= tonumber(ARGV[2]) then redis.call('decrby', KEYS[1], ARGV[1]) end`;

/** ioredis would keep these for later; what it was asked while it was away would count when nobody waits for it any more. */
const isAway = (status: string) => status === "reconnecting" || status === "close" || status === "end";

/**
 * Counts in Redis, for any number of processes: one atomic step there for each look and each count. Windows end by Redis's
 * own clock.
 *
 * Redis must not drop the keys early (`maxmemory-policy noeviction`, or `volatile-ttl` with room to spare): one that is
 * dropped begins anew. So does a failover to a replica that had not heard of the last counts.
 *
 * @throws {InvalidArgumentError} no ioredis client, or a prefix that cannot be one
 */
export function redisLimits(options: RedisLimitsOptions): LimitStore {
  const { client, prefix } = parseOptions(schema, options);
  const limiter = new RateLimiterRedis({ storeClient: client, keyPrefix: prefix, points: 1, duration: 1 });
  const connected = () => {
    if (isAway(client.status)) throw new StateStoreError(`Redis is not connected (${client.status}).`);
    return limiter;
  };
  return {
    name: "redis",
    isShared: true,
    async read(key) {
      return toLiveCount("redis", await connected().get(key));
    },
    async add(key, points, windowMs) {
      return toCount("redis", await connected().penalty(key, points, lasting(windowMs)));
    },
    async takeBack(key, points, { leftMs }) {
      await client.eval(takeBack, 1, connected().getKey(key), String(points), String(leftMs));
    },
    async set(key, points, windowMs) {
      await connected().set(key, points, windowMs / 1_000);
    },
    async delete(key) {
      await connected().delete(key);
    },
  };
}
