import { Queue, Worker } from "bullmq";
import { bullmq } from "./dist.js";
import type { Contestant } from "./measure.js";
import { item, throughQueue } from "./queue.js";

const url = new URL(process.env.REDIS_URL ?? "redis://127.0.0.1:6379");
const connection = { host: url.hostname, port: Number(url.port || 6379), maxRetriesPerRequest: null };
const count = 5_000;
let runs = 0;

/** Each run is a queue of its own, and takes what it left in Redis away. */
export const lanesOnBullmq: Contestant = {
  name: "bullmqDriver with lanes",
  count,
  async run(times) {
    const { bullmqDriver } = await bullmq();
    const prefix = `bench-lanes-${process.pid}-${runs++}`;
    const driver = bullmqDriver({ connection, prefix });
    await throughQueue(driver, "bench", times);
    await driver.close();
    await forget(prefix);
  },
};

/** The same jobs without order: as many at a time added, as many beside each other run. */
export const bareBullmq: Contestant = {
  name: "bare BullMQ, no order",
  count,
  async run(times) {
    const prefix = `bench-bare-${process.pid}-${runs++}`;
    const queue = new Queue("bench", { connection, prefix });
    let left = times;
    let done = () => {};
    const all = new Promise<void>((resolve) => {
      done = resolve;
    });
    const options = { connection, prefix, concurrency: 50, removeOnComplete: { count: 1_000 } };
    const worker = new Worker("bench", async () => void (--left === 0 && done()), options);
    for (let i = 0; i < times; i += 100) {
      const size = Math.min(100, times - i);
      await queue.addBulk(Array.from({ length: size }, (_, k) => ({ name: "job", data: item(i + k) })));
    }
    await all;
    await worker.close();
    await queue.close();
    await forget(prefix);
  },
};

async function forget(prefix: string): Promise<void> {
  const { Redis } = await import("ioredis");
  const redis = new Redis(url.href);
  for (let cursor = "0"; ; ) {
    const [next, keys] = await redis.scan(cursor, "MATCH", `*${prefix}*`, "COUNT", 1_000);
    if (keys.length > 0) await redis.unlink(...keys);
    cursor = next;
    if (cursor === "0") break;
  }
  redis.disconnect();
}
