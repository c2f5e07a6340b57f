import { Redis } from "ioredis";
import { afterAll, describe, expect, onTestFinished, test } from "vitest";
import { jobArgs, settingsArgs } from "../../../src/queue/drivers/bullmq/codec.js";
import { type BullmqDriverOptions, bullmqDriver } from "../../../src/queue/drivers/bullmq/index.js";
import { run } from "../../../src/queue/drivers/bullmq/scripts.js";
import { findService } from "../../support/services.js";
import { complete, job, longMs, settings, takeOne } from "./jobs.js";

const service = await findService("Redis");
const prefix = `test-wakes-${process.pid}`;
const client = service.skipReason ? undefined : new Redis(service.url);

afterAll(async () => {
  const keys = (await client?.keys(`${prefix}*`)) ?? [];
  if (keys.length > 0) await client?.unlink(keys);
  client?.disconnect();
  await service.close();
});

let queues = 0;

function driverWith(given: Partial<BullmqDriverOptions> = {}) {
  const driver = bullmqDriver({ connection: service.url, prefix, ...given });
  onTestFinished(() => driver.close());
  return driver;
}

/** The same queue, as two processes have it. */
function pair(given: Partial<BullmqDriverOptions> = {}, changed: Partial<typeof settings> = {}) {
  const name = `q${++queues}`;
  const [queue, other] = [driverWith(given), driverWith(given)].map((driver) =>
    driver.open(name, { ...settings, ...changed }),
  );
  if (!queue || !other) throw new Error("expected two queues");
  return { queue, other, keys: `${prefix}:{${name}}` };
}

const title = service.skipReason ? `wakes of a queue (${service.skipReason})` : "wakes of a queue";

describe.skipIf(service.skipReason !== undefined)(title, () => {
  test("a worker elsewhere is woken without having looked by itself", async () => {
    const { queue, other } = pair({ sweepMs: longMs });
    for (const lane of ["a", "", "a:b", "12", "{x}", "你好", "a\ud800"]) {
      const taking = takeOne(queue);
      await other.addAll([job(`now ${lane}`, { lane })]);
      expect((await taking).lane).toBe(lane);
      const later = takeOne(queue);
      await other.addAll([job(`later ${lane}`, { lane: `${lane}!`, delayMs: 50 })]);
      expect((await later).lane).toBe(`${lane}!`);
    }
  });

  test("a worker elsewhere is woken by a lane that is given back, resumed, revived, and when its retry is due", async () => {
    const { queue, other } = pair({ sweepMs: longMs });
    const error = { at: 1, name: "Error", message: "no" };
    await other.addAll([job("1")]);
    let lease = await takeOne(other);
    const woken = async (act: () => Promise<unknown>) => {
      const taking = takeOne(queue);
      await act();
      lease = await taking;
      expect(lease.jobs.map(({ id }) => id)).toEqual(["1"]);
    };
    await woken(() => other.settle(lease, [], true));
    await woken(() => other.settle(lease, [{ id: "1", kind: "retry", delayMs: 50, error, isCounted: true }]));
    await other.pause({ prefix: "" });
    await queue.settle(lease, [], true);
    await woken(() => other.resume({ prefix: "" }));
    await queue.settle(lease, [{ id: "1", kind: "dead", error }]);
    await woken(() => other.revive("1"));
  });

  test("a wake that is lost costs time, and no job", async () => {
    const { queue, other, keys } = pair({ sweepMs: 100 });
    let isOver = false;
    const taken = takeOne(queue).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      await other.addAll([job("1")]);
      const wakes = (await client?.keys(`${keys}:wakes:*`)) ?? [];
      if (wakes.length > 0) await client?.unlink(wakes);
    }
    expect((await taken).jobs).toHaveLength(1);
  });

  test("a lane that is released by a queue that closes then wakes another", async () => {
    const { queue, other } = pair({ sweepMs: longMs });
    await other.addAll([job("1"), job("2")]);
    const lease = await takeOne(other);
    const taking = takeOne(queue);
    await complete(other, lease);
    await other.close();
    expect((await taking).jobs.map(({ id }) => id)).toEqual(["2"]);
  });

  test("what wakes leave behind does not grow", async () => {
    const { queue, other, keys } = pair();
    for (let round = 0; round < 30; round++) {
      await other.addAll([job(`${round}`, { delayMs: round % 2 })]);
      await complete(queue, await takeOne(queue));
    }
    await queue.close();
    const left = (await client?.keys(`${keys}:wakes:*`)) ?? [];
    expect(left.length).toBeLessThan(40);
    expect(await client?.xlen(`${keys}:wakes:events`)).toBeLessThan(400);
  });

  test("a call that a client sends twice is answered twice in the same way", async () => {
    const { queue, keys } = pair();
    await queue.addAll([job("1")]);
    const lease = await takeOne(queue);
    const args = [...settingsArgs(settings), "a", String(lease.token), "word", "0", "1", "1", "c", "", ""];
    if (!client) throw new Error("expected a client");
    expect((await run(client, "settle", keys, args)).value).toEqual([1, 0]);
    expect((await run(client, "settle", keys, args)).value).toEqual([1, 0]);
    expect(await complete(queue, lease)).toBe("lost");
    expect(await queue.counts()).toMatchObject({ completed: 1, active: 0 });
  });

  test("what a client adds twice, since its connection broke, is stored once, also when it is done and forgotten by then", async () => {
    const { queue, keys } = pair({}, { keepCompleted: { ageMs: 0, count: 0 }, rememberMs: 0 });
    if (!client) throw new Error("expected a client");
    const args = [...settingsArgs(settings), "word", ...jobArgs(job("1", { isOnce: true }))];
    expect((await run(client, "append", keys, args)).value).toBe("1");
    await complete(queue, await takeOne(queue));
    expect(await queue.get("1")).toBeUndefined();
    expect((await run(client, "append", keys, args)).value).toBe("1");
    expect(await queue.counts()).toMatchObject({ waiting: 0, completed: 0 });
  });

  test("of very many lanes at once some are sent a wake, and all are worked off", async () => {
    const { queue, other, keys } = pair({ sweepMs: longMs });
    await other.addAll(Array.from({ length: 1_000 }, (_, index) => job(String(index), { lane: String(index) })));
    await other.close();
    expect((await client?.keys(`${keys}:wakes:now-*`))?.length).toBe(100);
    for (let done = 0; done < 1_000; done++) await complete(queue, await takeOne(queue));
    expect(await queue.counts()).toMatchObject({ waiting: 0, completed: 1_000 });
  });

  test("a call adds tens of thousands of jobs, whole", async () => {
    const { queue } = pair();
    const jobs = Array.from({ length: 40_000 }, (_, index) => job(String(index)));
    expect(new Set(await queue.addAll(jobs))).toEqual(new Set(["added"]));
    expect(await queue.counts()).toMatchObject({ waiting: 40_000 });
  });

  test("a client of the user's stays open, and a queue needs no more than it", async () => {
    const own = new Redis(service.url, { lazyConnect: true });
    onTestFinished(() => own.disconnect());
    const driver = driverWith({ connection: own });
    const queue = driver.open(`q${++queues}`, settings);
    expect(own.status).toBe("wait");
    await queue.addAll([job("1", { delayMs: 20 })]);
    await complete(queue, await takeOne(queue));
    await driver.close();
    await driver.close();
    expect(await own.ping()).toBe("PONG");
  });

  test("options that cannot work are refused with what to pass instead", () => {
    const open = (given: object) => () => bullmqDriver({ connection: service.url, ...given });
    expect(open({ connection: undefined })).toThrow("redis://localhost:6379");
    expect(open({ connection: new Redis({ lazyConnect: true, keyPrefix: "x" }) })).toThrow("keyPrefix");
    expect(open({ prefix: "{a}" })).toThrow("without braces");
    expect(open({ sweepMs: 0 })).toThrow("sweepMs");
  });
});
