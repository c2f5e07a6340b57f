import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../../src/internal/clock.js";
import {
  createPace,
  type PaceDependencies,
  type PaceOptions,
  paceOption,
  type SharingChange,
} from "../../../src/outbox/pace/index.js";
import { bullmqDriver } from "../../../src/queue/drivers/bullmq/index.js";
import { memoryDriver } from "../../../src/queue/index.js";
import { OwnRedis } from "../../queue/bullmq/own-redis.js";
import { findService } from "../../support/services.js";
import type { Report, Task } from "./child.js";
import { fullestWindow } from "./kit.js";

const redis = await findService("Redis");
const prefix = `test-pace-${randomUUID()}`;

/** A pace of this process in that Redis, and when each of its sends began. */
function startPace(
  options: PaceOptions,
  { url = redis.url, ...given }: Partial<PaceDependencies> & { url?: string } = {},
) {
  const driver = bullmqDriver({ connection: url, prefix });
  const instants: number[] = [];
  const changes: SharingChange[] = [];
  const resolved = paceOption.parse(options);
  if (!resolved) throw new Error("There is no pace to test.");
  const random = () => {
    instants.push(Date.now());
    return 0;
  };
  const onSharing = (change: SharingChange) => void changes.push(change);
  const dependencies = { name: randomUUID(), redis: driver.redis, clock: systemClock, random, onSharing, ...given };
  const pace = createPace(resolved, dependencies);
  onTestFinished(async () => {
    await pace.close();
    await driver.close();
  });
  const send = async (chat = "ana") => {
    while ((await pace.turn({ instanceName: "shop", chat, priority: 0 }, { patienceMs: 1_000 })).waitMs > 0);
  };
  return { pace, instants, changes, send };
}

describe.skipIf(redis.skipReason)(`a pace in Redis${redis.skipReason ? ` (${redis.skipReason})` : ""}`, () => {
  const program = fileURLToPath(new URL("child.ts", import.meta.url));
  const children: ChildProcess[] = [];
  beforeAll(() => {
    for (let count = 0; count < 4; count++) children.push(fork(program, { execArgv: ["--import", "tsx"] }));
  });
  afterAll(async () => {
    for (const child of children) child.kill();
    const client = new Redis(redis.url);
    const keys = await client.keys(`b_{${prefix}*`);
    if (keys.length > 0) await client.unlink(keys);
    await client.quit();
    await redis.close();
  });

  test.each([
    ["an instance", { perInstance: { limit: 8, windowMs: 160 }, perChat: false }, 8, 160],
    ["an instance that may burst", { perInstance: { limit: 8, windowMs: 160, burst: 4 }, perChat: false }, 8, 160],
    ["a chat", { perInstance: false, perChat: { limit: 2, windowMs: 40 } }, 2, 40],
  ] satisfies [string, PaceOptions, number, number][])(
    "four processes together never begin more than the limit of %s in any window",
    async (_, pace, limit, windowMs) => {
      const chats = pace.perChat ? ["ana"] : ["ana", "rui", "eva"];
      const sends = 12 / chats.length;
      const task = { url: redis.url, prefix: `${prefix}-${randomUUID()}`, pace, chats, sends };
      const reports = await Promise.all(children.map((child) => run(child, task)));
      expect(reports.map(({ wasShared }) => wasShared)).toEqual([true, true, true, true]);
      expect(reports.map(({ instants }) => instants.length)).toEqual([12, 12, 12, 12]);
      expect(
        fullestWindow(
          reports.flatMap(({ instants }) => instants),
          windowMs,
        ),
      ).toBeLessThanOrEqual(limit);
    },
  );

  test("it keeps little there, under its prefix, and for a while only", async () => {
    const { send, pace } = startPace({ perInstance: { limit: 1, windowMs: 100 } }, { name: "kept" });
    await send("ana");
    await send("a}b{c");
    await pace.close();
    const client = new Redis(redis.url);
    onTestFinished(() => client.disconnect());
    const keys = await client.keys(`b_{${prefix}:pace:kept:*`);
    expect(keys.length).toBeGreaterThan(0);
    for (const key of keys) expect(await client.pttl(key)).toBeGreaterThan(0);
  });

  test("what one process began still counts for the others when it closes", async () => {
    const name = randomUUID();
    const one = startPace({ perInstance: { limit: 1, windowMs: 300 }, perChat: false }, { name });
    const other = startPace({ perInstance: { limit: 1, windowMs: 300 }, perChat: false }, { name });
    await one.send();
    await Promise.all([one.pace.close(), other.send()]);
    expect((other.instants[0] ?? 0) - (one.instants[0] ?? 0)).toBeGreaterThanOrEqual(300);
  });

  test("when Redis forgets everything, the pace goes on and is shared again", async () => {
    const own = await startedRedis();
    const { send, changes } = startPace({ perInstance: { limit: 1, windowMs: 20 }, perChat: false }, own);
    await send();
    const client = own.client();
    await client.flushall();
    client.disconnect();
    while (changes.length < 2) await send();
    expect(changes.map(({ isShared }) => isShared)).toEqual([false, true]);
  });

  test("killed, Redis holds nobody up: this process keeps the pace, says so once, and shares it again when it is back", async () => {
    const own = await startedRedis();
    const given = { url: own.url, awayMs: 100 };
    const { send, changes, instants } = startPace(
      { perInstance: { limit: 1, windowMs: 20 }, perChat: { limit: 1, windowMs: 20 } },
      given,
    );
    await send();
    await own.kill();
    for (let left = 10; left > 0; left--) await send();
    expect(changes).toMatchObject([{ isShared: false, error: { code: "CONNECTION" } }]);
    await own.start();
    while (changes.length < 2) await send();
    expect(changes[1]).toEqual({ isShared: true });
    expect(instants.length).toBeGreaterThan(20);
  });

  test("so does one that no longer answers", async () => {
    const own = await startedRedis();
    const { send, changes } = startPace({ perInstance: { limit: 1, windowMs: 20 } }, { url: own.url, awayMs: 100 });
    await send();
    own.freeze();
    for (let left = 5; left > 0; left--) await send();
    expect(changes).toMatchObject([{ isShared: false }]);
    own.thaw();
    while (changes.length < 2) await send();
  });

  test("and one that was never there, or that takes connections and is silent", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    for (const url of [`redis://127.0.0.1:${port}`, "redis://127.0.0.1:1"]) {
      const { send, changes, pace } = startPace({ perInstance: { limit: 1, windowMs: 20 } }, { url, awayMs: 50 });
      for (let left = 3; left > 0; left--) await send();
      expect(changes).toMatchObject([
        { isShared: false, error: { message: expect.stringContaining("Redis is away, or refuses") } },
      ]);
      await pace.close();
    }
  });
});

test("only a driver on Redis has one to share", () => {
  expect(memoryDriver().redis).toBeUndefined();
});

async function startedRedis(): Promise<OwnRedis> {
  const own = await OwnRedis.start();
  onTestFinished(() => own.end());
  return own;
}

async function run(child: ChildProcess, task: Task): Promise<Report> {
  child.send(task);
  const [report] = await once(child, "message");
  return report as Report;
}
