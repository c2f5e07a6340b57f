import { type ChildProcess, fork } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { Cluster, Redis } from "ioredis";
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

const quick = { perInstance: { limit: 1, windowMs: 20 }, perChat: false } as const;

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
  /** Sends until it was told that. */
  const sendUntil = async (isShared: boolean) => {
    while (changes.at(-1)?.isShared !== isShared) await send();
    // Each change once: away, back, away …
    expect(changes.map((change) => change.isShared)).toEqual(changes.map((_, place) => place % 2 === 1));
  };
  return { pace, changes, instants, send, sendUntil };
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

  test("one that is killed in the middle holds the others up for a moment only", async () => {
    const pace = { perInstance: { limit: 5, windowMs: 100 }, perChat: false } as const;
    const task = { url: redis.url, prefix: `${prefix}-${randomUUID()}`, pace, chats: ["ana", "rui"], sends: 6 };
    const [doomed, ...others] = children;
    const client = new Redis(redis.url);
    onTestFinished(() => client.disconnect());
    doomed?.send({ ...task, sends: 1_000 });
    while ((await client.keys(`b_{${task.prefix}*_job_expirations`)).length === 0);
    const reports = Promise.all(others.map((child) => run(child, task)));
    doomed?.kill("SIGKILL");
    const instants = (await reports).flatMap((report) => report.instants);
    expect(instants).toHaveLength(36);
    expect(fullestWindow(instants, 100)).toBeLessThanOrEqual(5);
  });

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
    const { send, sendUntil } = startPace(quick, own);
    await send();
    const client = own.client();
    await client.flushall();
    client.disconnect();
    await sendUntil(false);
    await sendUntil(true);
  });

  test("killed, Redis holds nobody up: this process keeps the pace, says so once, and shares it again when it is back", async () => {
    const own = await startedRedis();
    const perChat = { limit: 1, windowMs: 20 };
    const { send, sendUntil, changes } = startPace({ ...quick, perChat }, { url: own.url, awayMs: 200 });
    await send();
    await own.kill();
    await sendUntil(false);
    for (let left = 5; left > 0; left--) await send();
    expect(changes.at(-1)).toMatchObject({ isShared: false, error: { code: "CONNECTION" } });
    await own.start();
    await sendUntil(true);
  });

  test("so does one that no longer answers", async () => {
    const own = await startedRedis();
    const { send, sendUntil } = startPace(quick, { url: own.url, awayMs: 200 });
    await send();
    own.freeze();
    await sendUntil(false);
    for (let left = 5; left > 0; left--) await send();
    own.thaw();
    await sendUntil(true);
  });

  test("it is shared through a Redis Cluster too", async () => {
    const { port } = await OwnRedis.prepare();
    const own = await startedRedis(
      ...["--cluster-enabled", "yes", "--cluster-announce-ip", "127.0.0.1", "--cluster-port", String(port)],
    );
    const admin = own.client();
    onTestFinished(() => admin.disconnect());
    await admin.cluster("ADDSLOTS", ...Array.from({ length: 16_384 }, (_, slot) => slot));
    while (!String(await admin.cluster("INFO")).includes("cluster_state:ok")) await admin.ping();
    const cluster = new Cluster([{ host: "127.0.0.1", port: own.port }]);
    onTestFinished(() => cluster.disconnect());
    const driver = bullmqDriver({ connection: cluster, prefix });
    const { send, changes, instants } = startPace(quick, { redis: driver.redis, awayMs: 20_000 });
    for (let left = 5; left > 0; left--) await send();
    expect([changes, instants.length]).toEqual([[], 5]);
    const keys = await admin.keys("b_*");
    const slots = new Set(await Promise.all(keys.map((key) => admin.cluster("KEYSLOT", key))));
    expect([keys.length > 0, slots.size]).toEqual([true, 1]);
  });

  test("and one that was never there, or that takes connections and is silent", async () => {
    const server = createServer().listen(0, "127.0.0.1");
    await once(server, "listening");
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    for (const url of [`redis://127.0.0.1:${port}`, "redis://127.0.0.1:1"]) {
      const { send, changes, pace } = startPace(
        { perInstance: { limit: 1, windowMs: 20 }, perChat: false },
        { url, awayMs: 50 },
      );
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

async function startedRedis(...options: readonly string[]): Promise<OwnRedis> {
  const own = await OwnRedis.start(...options);
  onTestFinished(() => own.end());
  return own;
}

async function run(child: ChildProcess, task: Task): Promise<Report> {
  child.send(task);
  const [report] = await once(child, "message");
  return report as Report;
}
