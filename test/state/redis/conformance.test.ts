import { Redis } from "ioredis";
import { afterAll, describe, it } from "vitest";
import { redisStore } from "../../../src/state/stores/redis/index.js";
import { stateStoreSuite } from "../../../src/testing/index.js";
import { findService } from "../../support/services.js";

const redis = await findService("Redis");

if (redis.skipReason) {
  describe.skip(`state store: redis (${redis.skipReason})`, () => {});
} else {
  process.env.CONFORMANCE_REDIS_URL = redis.url;
  const prefixes = new Set<string>();
  const clients = [new Redis(redis.url), new Redis(redis.url)] as const;
  let stores = 0;
  stateStoreSuite({
    name: "redis",
    create({ clock, id }) {
      prefixes.add(`test-${id}`);
      return redisStore({ client: clients[stores++ % 2 === 0 ? 0 : 1], prefix: `test-${id}`, clock });
    },
    capabilities: {
      durable: true,
      shared: true,
      processes: { module: new URL("child-store.ts", import.meta.url), execArgv: ["--import", "tsx"] },
    },
    describe,
    it,
  });
  afterAll(async () => {
    const [client] = clients;
    for (const prefix of prefixes) {
      const keys = await client.keys(`${prefix}:*`);
      if (keys.length > 0) await client.unlink(keys);
    }
    await Promise.all(clients.map((one) => one.quit()));
    await redis.close();
  });
}
