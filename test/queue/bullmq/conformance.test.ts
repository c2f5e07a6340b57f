import { Redis } from "ioredis";
import { afterAll, describe, it } from "vitest";
import { bullmqDriver } from "../../../src/queue/drivers/bullmq/index.js";
import { queueDriverSuite } from "../../../src/testing/queue/suite.js";
import { findService } from "../../support/services.js";

const redis = await findService("Redis");

if (redis.skipReason) {
  describe.skip(`queue driver: bullmq (${redis.skipReason})`, () => {});
} else {
  queueDriverSuite({
    name: "bullmq",
    create: ({ id }) => bullmqDriver({ connection: redis.url, prefix: `test-${id}`, sweepMs: 500 }),
    capabilities: { durable: true, clock: "real" },
    describe,
    it,
  });
  afterAll(async () => {
    const client = new Redis(redis.url);
    const keys = await client.keys("test-queue-suite-*");
    if (keys.length > 0) await client.unlink(keys);
    await client.quit();
    await redis.close();
  });
}
