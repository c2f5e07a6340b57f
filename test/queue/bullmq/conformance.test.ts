import { Redis } from "ioredis";
import { afterAll, describe, it } from "vitest";
import { queueDriverSuite } from "../../../src/testing/queue/suite.js";
import { findService } from "../../support/services.js";
import { createDriver } from "./child-driver.js";

const redis = await findService("Redis");

if (redis.skipReason) {
  describe.skip(`queue driver: bullmq (${redis.skipReason})`, () => {});
} else {
  process.env.CONFORMANCE_REDIS_URL = redis.url;
  const ids = new Set<string>();
  queueDriverSuite({
    name: "bullmq",
    create: (context) => {
      ids.add(context.id);
      return createDriver(context);
    },
    capabilities: {
      durable: true,
      clock: "real",
      processes: { module: new URL("child-driver.ts", import.meta.url), execArgv: ["--import", "tsx"] },
    },
    describe,
    it,
  });
  afterAll(async () => {
    const client = new Redis(redis.url);
    for (const id of ids) {
      const keys = await client.keys(`test-${id}:*`);
      if (keys.length > 0) await client.unlink(keys);
    }
    await client.quit();
    await redis.close();
  });
}
