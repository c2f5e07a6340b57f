import { spawnSync } from "node:child_process";
import { Cluster } from "ioredis";
import { describe, expect, onTestFinished, test } from "vitest";
import { type BullmqDriverOptions, bullmqDriver } from "../../../src/queue/drivers/bullmq/index.js";
import { complete, job, longMs, persist, settings, takeOne } from "./jobs.js";
import { OwnRedis } from "./own-redis.js";

const isThere = spawnSync("redis-server", ["--version"]).status === 0;
const title = isThere ? "Redis under a queue" : "Redis under a queue (no redis-server on PATH)";

/** Gives up soon, so that a test sees it. */
const connectionTo = ({ port }: OwnRedis) => ({ port, maxRetriesPerRequest: 1, retryStrategy: () => 20 });

async function started(...options: readonly string[]): Promise<OwnRedis> {
  const redis = await OwnRedis.start(...options);
  onTestFinished(() => redis.end());
  return redis;
}

function opened(redis: OwnRedis, given: Partial<BullmqDriverOptions> = {}, changed: Partial<typeof settings> = {}) {
  const driver = bullmqDriver({ connection: connectionTo(redis), sweepMs: 100, ...given });
  onTestFinished(() => driver.close());
  return driver.open("q", { ...settings, ...changed });
}

describe.skipIf(!isThere)(title, () => {
  test("killed and started again, it has every job, lease and id that it was given", async () => {
    const redis = await started();
    const queue = opened(redis);
    await queue.addAll([job("1"), job("2"), job("other", { lane: "b" }), job("late", { delayMs: longMs })]);
    const lease = await takeOne(queue);
    await redis.kill();
    await expect(queue.addAll([job("3")])).rejects.toMatchObject({ code: "QUEUE_DRIVER" });
    await redis.start();
    expect(await persist(() => queue.renew(lease))).toBe(1);
    expect(await queue.counts()).toMatchObject({ active: 1, waiting: 2, delayed: 1 });
    expect(await queue.addAll([job("1"), job("3")])).toEqual(["duplicate", "added"]);
    expect(await complete(queue, lease)).toBe("done");
    const other = await takeOne(queue);
    expect([other.lane, other.token > lease.token]).toEqual(["b", true]);
  });

  test("a take that waits while it is away is told or waits on, and the next one gets what was added afterwards", async () => {
    const redis = await started();
    const queue = opened(redis);
    const other = opened(redis);
    const taking = takeOne(queue);
    await other.counts();
    await redis.kill();
    await redis.start();
    await persist(() => other.addAll([job("1")]));
    expect((await taking).jobs.map(({ id }) => id)).toEqual(["1"]);
  });

  test("a queue that is used before it is there works when it is", async () => {
    const redis = await OwnRedis.prepare();
    onTestFinished(() => redis.end());
    const queue = opened(redis);
    const other = opened(redis);
    await expect(queue.addAll([job("1")])).rejects.toMatchObject({ code: "QUEUE_DRIVER" });
    await expect(queue.take({ max: 1, waitMs: longMs })).rejects.toMatchObject({ code: "QUEUE_DRIVER" });
    await redis.start();
    const taking = takeOne(queue);
    await persist(() => other.addAll([job("late", { delayMs: 200 })]));
    expect((await taking).jobs.map(({ id }) => id)).toEqual(["late"]);
  });

  test("a queue closes although it is away", async () => {
    const redis = await started();
    const queue = opened(redis);
    await queue.addAll([job("1")]);
    await complete(queue, await takeOne(queue));
    const taking = queue.take({ max: 1, waitMs: longMs }).catch(() => []);
    await redis.kill();
    await queue.close();
    expect(await taking).toEqual([]);
  });

  test("out of memory, it refuses what is added, whole, and lets the rest be worked off", async () => {
    const redis = await started("--maxmemory", "6mb", "--maxmemory-policy", "noeviction");
    const queue = opened(redis, {}, { keepCompleted: { ageMs: 0, count: 0 }, rememberMs: 0 });
    const data = JSON.stringify("x".repeat(10_000));
    let stored = 0;
    const fill = async () => {
      for (;;) {
        const batch = Array.from({ length: 20 }, (_, index) =>
          job(`${stored}.${index}`, { data, lane: String(index), delayMs: index === 0 ? 1 : 0 }),
        );
        await queue.addAll(batch);
        stored += batch.length;
      }
    };
    await expect(fill()).rejects.toMatchObject({
      code: "QUEUE_DRIVER",
      message: expect.stringContaining("Nothing was stored"),
    });
    const { waiting, delayed } = await queue.counts();
    expect([stored > 0, waiting + delayed]).toEqual([true, stored]);
    for (let done = 0; done < stored; done++) expect(await complete(queue, await takeOne(queue))).toBe("done");
    expect(await queue.addAll([job("again", { data })])).toEqual(["added"]);
  });

  test("a job whose record was damaged or deleted is shown, handed out without data, and holds nobody up", async () => {
    const redis = await started();
    const queue = opened(redis);
    const client = redis.client();
    onTestFinished(() => client.disconnect());
    await queue.addAll(["gone", "text", "next"].map((id) => job(id)));
    await queue.addAll([job("late", { delayMs: 1 }), job("done", { lane: "b" }), job("other", { lane: "c" })]);
    const error = { at: 1, name: "SyntaxError", message: "no JSON" };
    const key = "evolution-kit:{q}:jobs";
    await client.hdel(key, "gone", "late");
    await client.hset(key, "text", "no record", "done", "1 2 3 4 5 6 7\n{}");
    expect(await queue.get("gone")).toMatchObject({ state: "waiting", data: "" });
    const seen: string[] = [];
    for (let left = 6; left > 0; left--) {
      const lease = await takeOne(queue);
      const [{ id, data } = { id: "", data: "" }] = lease.jobs;
      seen.push(data === "" ? `${id}, no data` : id);
      expect(await queue.settle(lease, [{ id, kind: "dead", error }])).toBe("done");
    }
    expect(seen.sort()).toEqual(["done", "gone, no data", "late, no data", "next", "other", "text, no data"]);
    expect(await queue.counts()).toMatchObject({ waiting: 0, delayed: 0, active: 0, dead: 6 });
    expect(await queue.remove("text")).toBe(true);
  });

  test("scripts that it has forgotten are sent again", async () => {
    const redis = await started();
    const queue = opened(redis);
    await queue.addAll([job("1")]);
    const client = redis.client();
    onTestFinished(() => client.disconnect());
    await client.script("FLUSH");
    expect(await queue.addAll([job("2")])).toEqual(["added"]);
    await client.script("FLUSH");
    expect(await complete(queue, await takeOne(queue))).toBe("done");
  });

  test("as a cluster it keeps each queue on one node", async () => {
    const { port } = await OwnRedis.prepare();
    const redis = await started(
      ...["--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1", "--cluster-port", String(port)],
    );
    const admin = redis.client();
    onTestFinished(() => admin.disconnect());
    await admin.cluster("ADDSLOTS", ...Array.from({ length: 16_384 }, (_, slot) => slot));
    while (!String(await admin.cluster("INFO")).includes("cluster_state:ok")) await admin.ping();
    const cluster = new Cluster([{ host: "127.0.0.1", port: redis.port }]);
    onTestFinished(() => cluster.disconnect());
    const queue = opened(redis, { connection: cluster });
    const other = opened(redis, { connection: cluster });
    const taking = takeOne(queue);
    await other.addAll([job("1", { lane: "{a}:é", delayMs: 50 })]);
    const lease = await taking;
    await queue.setProgress(lease, "1", "1");
    await queue.settle(lease, [{ id: "1", kind: "dead", error: { at: 1, name: "Error", message: "no" } }]);
    expect(await queue.get("1")).toMatchObject({ state: "dead", lane: "{a}:é", progress: "1" });
    const slots = new Set<unknown>();
    for (const key of await admin.keys("*")) slots.add(await admin.cluster("KEYSLOT", key));
    expect(slots.size).toBe(1);
  });

  test("a logger is told once what may lose jobs, and nothing when it may not tell", async () => {
    const redis = await started("--appendonly", "no", "--maxmemory-policy", "allkeys-lru");
    const lines: string[] = [];
    const logger = { info() {}, warn: (line: string) => lines.push(line), error() {} };
    const queue = opened(redis, { logger });
    await queue.counts();
    await queue.addAll([job("1")]);
    await expect.poll(() => lines).toHaveLength(2);
    expect(lines.join()).toMatch(/noeviction, got allkeys-lru.*appendonly yes, got no/);
    const client = redis.client();
    onTestFinished(() => client.disconnect());
    await client.call("ACL", "SETUSER", "shop", "on", ">secret", "~*", "&*", "+@all", "-config");
    const restricted = { ...connectionTo(redis), username: "shop", password: "secret" };
    expect(await opened(redis, { logger, connection: restricted }).addAll([job("2")])).toEqual(["added"]);
    expect(lines).toHaveLength(2);
  });

  test("a waiting job costs it less than 450 bytes", async () => {
    const redis = await started();
    const client = redis.client();
    onTestFinished(() => client.disconnect());
    const used = async () => Number(/used_memory:(\d+)/.exec(await client.info("memory"))?.[1]);
    const queue = opened(redis);
    await queue.counts();
    const before = await used();
    const jobs = Array.from({ length: 20_000 }, (_, index) =>
      job(`3EB0${index}`.padEnd(22, "A"), { lane: `shop:${index % 500}`, data: `"${"x".repeat(60)}"` }),
    );
    for (let at = 0; at < jobs.length; at += 1_000) await queue.addAll(jobs.slice(at, at + 1_000));
    expect(((await used()) - before) / jobs.length).toBeLessThan(450);
  });
});
