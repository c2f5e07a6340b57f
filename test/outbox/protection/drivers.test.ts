import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { systemClock } from "../../../src/internal/clock.js";
import type { QueueDriver } from "../../../src/queue/driver.js";
import { bullmqDriver } from "../../../src/queue/drivers/bullmq/index.js";
import { sqliteDriver } from "../../../src/queue/drivers/sqlite/index.js";
import { createQueue } from "../../../src/queue/queue.js";
import { findService } from "../../support/services.js";
import { limited, setUp } from "./kit.js";

const redis = await findService("Redis");
const prefix = `test-breakers-${process.pid}`;
const lanes = { prefix: "shop%2F1/" };

const drivers: Readonly<Record<string, () => QueueDriver>> = {
  sqlite() {
    const folder = mkdtempSync(join(tmpdir(), "breakers-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    return sqliteDriver({ file: join(folder, "queue.db") });
  },
  ...(redis.skipReason === undefined && {
    bullmq() {
      const connection = new Redis(redis.url, { maxRetriesPerRequest: null });
      onTestFinished(() => void connection.disconnect());
      return bullmqDriver({ connection, prefix });
    },
  }),
};

afterAll(async () => {
  if (redis.skipReason === undefined) {
    const client = new Redis(redis.url);
    const keys = await client.keys(`${prefix}:*`);
    if (keys.length > 0) await client.unlink(keys);
    await client.quit();
  }
  await redis.close();
});

/** Two processes that are not started: what they do, they are told to. */
function open(create: () => QueueDriver) {
  const driver = create();
  const queue = createQueue<string>({ name: "outbox", driver });
  onTestFinished(async () => {
    await queue.close();
    await driver.close();
  });
  const { process: make } = setUp();
  const [one, two] = [make({ queue, clock: systemClock }), make({ queue, clock: systemClock })];
  return { queue, one, two };
}

describe.each(Object.entries(drivers))("with the queue driver %s", (_, create) => {
  it("a pause of ours is known as such by another process, and taken back", async () => {
    const { queue, one, two } = open(create);
    await one.report("shop/1", limited());
    expect(await queue.pauses()).toEqual([{ target: lanes, until: expect.any(Number) }]);
    await two.close("shop/1");
    expect(await queue.pauses()).toEqual([]);
  });

  it("a person's pause of the same lanes stays", async () => {
    const { queue, one, two } = open(create);
    await one.report("shop/1", limited());
    await queue.pause(lanes, { forMs: 31_000 });
    await two.close("shop/1");
    expect(await queue.pauses()).toHaveLength(1);
    await queue.pause(lanes);
    await one.report("shop/1", limited());
    await two.close("shop/1");
    expect(await queue.pauses()).toEqual([{ target: lanes }]);
  });
});
