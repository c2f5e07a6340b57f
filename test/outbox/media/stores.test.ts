import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { isInvalidArgumentError, isMediaError } from "../../../src/index.js";
import type { Clock } from "../../../src/internal/clock.js";
import { MediaStore } from "../../../src/outbox/media/media-store.js";
import { pieceBytes } from "../../../src/outbox/media/stored-bytes.js";
import { memoryStore } from "../../../src/state/memory-store.js";
import type { StateStore } from "../../../src/state/store.js";
import { redisStore } from "../../../src/state/stores/redis/index.js";
import { sqliteStore } from "../../../src/state/stores/sqlite/index.js";
import { manualClock } from "../../support/manual-clock.js";
import { findService, type Service } from "../../support/services.js";
import { asJson, bytesIn, caught, day, number, someBytes } from "./setup.js";

const long = someBytes(pieceBytes * 2 + 5);
const document = (media: unknown) => ({ number, mediatype: "document", media });

let redis: Service;
beforeAll(async () => {
  redis = await findService("Redis");
});
afterAll(() => redis.close());

/** Each answers what makes one more store of the same records, as another process would. */
const stores: readonly (readonly [name: string, make: (clock: Clock) => Promise<() => StateStore>])[] = [
  [
    "memory",
    async (clock) => {
      const store = memoryStore({ clock });
      return () => store;
    },
  ],
  [
    "SQLite",
    async (clock) => {
      const folder = await mkdtemp(join(tmpdir(), "evolution-kit-"));
      onTestFinished(() => rm(folder, { recursive: true, force: true }));
      return () => sqliteStore({ file: join(folder, "media.db"), clock });
    },
  ],
  [
    "Redis",
    async (clock) => {
      const client = new Redis(redis.url);
      const prefix = `test-media-${randomUUID()}`;
      onTestFinished(async () => {
        const keys = await client.keys(`*${prefix}*`);
        if (keys.length > 0) await client.del(keys);
        await client.quit();
      });
      return () => redisStore({ client, prefix, clock });
    },
  ],
];

describe.each(stores)("files of jobs in %s", (name, make) => {
  async function processes(context: { skip(condition: boolean, note?: string): void }) {
    context.skip(name === "Redis" && redis.skipReason !== undefined, redis.skipReason);
    const clock = manualClock();
    // No store is ever too slow.
    const another = await make({ now: clock.now, sleep: () => new Promise(() => {}) });
    return {
      clock,
      start: () => {
        const store = another();
        onTestFinished(() => store.close());
        const state = store.open("media");
        return { media: new MediaStore({ state, clock }), state };
      },
    };
  }

  it("are read, renewed and removed by another process than the one that stored them", async (context) => {
    const { clock, start } = await processes(context);
    const [one, two] = [start(), start()];
    const packed = asJson(await one.media.pack("sendMedia", document(long)));
    clock.advance(6 * day);
    expect(await two.media.renew(packed)).toBe(true);
    clock.advance(6 * day);
    expect((await bytesIn((await two.media.load(packed)).media)).equals(long)).toBe(true);
    await two.media.drop(packed);
    expect((await one.state.list({ limit: 10 })).records).toEqual([]);
    expect(isMediaError(await caught(one.media.load(packed)))).toBe(true);
    await one.media.drop(packed);
  });

  it("expire when their job is forgotten", async (context) => {
    const { clock, start } = await processes(context);
    const { media, state } = start();
    const packed = await media.pack("sendMedia", document(long), { delayMs: day });
    clock.advance(8 * day - 1);
    await media.load({ ...packed });
    expect(await state.count()).toBe(4);
    clock.advance(7 * day);
    expect((await state.list({ limit: 10 })).records).toEqual([]);
    expect(isMediaError(await caught(media.load(packed)))).toBe(true);
    expect(await media.renew(packed)).toBe(false);
  });

  it("are as large as the limit allows, and leave nothing when they are larger", async (context) => {
    const { start } = await processes(context);
    const { media, state } = start();
    const most = someBytes(5_000_000);
    const packed = await media.pack("sendMedia", document(most));
    expect((await bytesIn((await media.load(packed)).media)).equals(most)).toBe(true);
    await media.drop(packed);
    const larger = async function* () {
      yield most;
      yield long;
    };
    expect(isInvalidArgumentError(await caught(media.pack("sendMedia", document(larger()))))).toBe(true);
    expect((await state.list({ limit: 10 })).records).toEqual([]);
  });

  it("do not come back when they are dropped while they are renewed", async (context) => {
    const { start } = await processes(context);
    const [one, two] = [start(), start()];
    const packed = await one.media.pack("sendMedia", document(long));
    await Promise.all([
      one.media.renew(packed),
      two.media.renew(packed),
      two.media.drop(packed),
      one.media.renew(packed),
    ]);
    expect((await one.state.list({ limit: 10 })).records).toEqual([]);
  });
});
