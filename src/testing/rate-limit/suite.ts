import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import type { LimitStore } from "../../rate-limit/store.js";
import { runner } from "../runner.js";

export interface RateLimitStoreSuiteOptions {
  /** What the tests are listed under. */
  readonly name: string;
  /**
   * Makes a store over the same counts each time: where it `isShared`, one made later finds what an earlier one counted.
   * Keys of the tests are random, so nothing needs to be cleaned up between them.
   */
  readonly create: () => LimitStore | Promise<LimitStore>;
  /**
   * Ends a key's window now, as if its time had passed: by setting its expiry where the store keeps it, or the clock it goes
   * by. The tests never wait.
   */
  readonly expire: (key: string) => void | Promise<void>;
  /** The test runner's own: vitest's, jest's, node:test's. @default globalThis.describe */
  readonly describe?: (name: string, body: () => void) => unknown;
  /** @default globalThis.it */
  readonly it?: (name: string, body: () => Promise<void>, timeoutMs?: number) => unknown;
}

/** No test depends on how fast it runs: this is for what never ends. */
const timeoutMs = 60_000;
/** Long enough that no window ends by itself while a test runs. */
const windowMs = 3_600_000;

/**
 * Declares the conformance tests of a limiter's store: what `LimitStore` promises, test by test.
 *
 * Needs a test runner's `describe` and `it`, and Node. Assertions are `node:assert`'s.
 *
 * @throws {InvalidArgumentError} there is no `describe` or `it`
 * @example rateLimitStoreSuite({ name: "redis", create: () => redisLimits({ client }), expire: (key) => client.pexpire(`evolution-kit:limits:${key}`, 1), describe, it });
 */
export function rateLimitStoreSuite(options: RateLimitStoreSuiteOptions): void {
  const { name, create, expire } = options;
  const describe = options.describe ?? runner("describe");
  const it = options.it ?? runner("it");
  const test = (title: string, body: (store: LimitStore, key: string) => Promise<void>) =>
    it(title, async () => body(await create(), `suite:60:${randomUUID()}`), timeoutMs);

  describe(`rate limit store: ${name}`, () => {
    test("a key that nobody has counted has no count", async (store, key) => {
      assert.equal(await store.read(key), undefined);
    });

    test("what is added comes to a count, with the time until its window ends", async (store, key) => {
      const first = await store.add(key, 2, windowMs);
      assert.equal(first.points, 2);
      assertLeft(first.leftMs);
      const second = await store.add(key, 3, windowMs);
      assert.equal(second.points, 5);
      const read = await store.read(key);
      assert.equal(read?.points, 5);
      assertLeft(read.leftMs);
    });

    test("keys are counted apart", async (store, key) => {
      await store.add(key, 1, windowMs);
      assert.equal((await store.add(`${key}:burst`, 5, windowMs)).points, 5);
      assert.equal((await store.read(key))?.points, 1);
    });

    test("a window is as long as its first count said", async (store, key) => {
      await store.add(key, 1, windowMs);
      const { leftMs } = await store.add(key, 1, 1_000);
      assertLeft(leftMs);
    });

    test("of many adds at once, no two come to the same, and none is lost", async (store, key) => {
      const stores = [store, ...(store.isShared ? [await create(), await create()] : [])];
      const adds = Array.from({ length: 300 }, (_, i) => stores[i % stores.length]?.add(key, 1, windowMs));
      const counts = (await Promise.all(adds)).map((count) => count?.points ?? 0).sort((a, b) => a - b);
      assert.deepEqual(
        counts,
        Array.from({ length: 300 }, (_, i) => i + 1),
      );
    });

    test("a window that is over counts as nothing, and the next count begins another", async (store, key) => {
      await store.add(key, 7, windowMs);
      await expire(key);
      assert.equal(await store.read(key), undefined);
      const { points, leftMs } = await store.add(key, 1, windowMs);
      assert.equal(points, 1);
      assertLeft(leftMs);
    });

    test("what is taken back is not counted any more, and the window stays", async (store, key) => {
      await store.add(key, 4, windowMs);
      const from = await store.add(key, 2, windowMs);
      await store.takeBack(key, 2, from);
      const read = await store.read(key);
      assert.equal(read?.points, 4);
      assertLeft(read.leftMs);
    });

    test("nothing is taken back from a window that is over, nor from the next", async (store, key) => {
      const from = await store.add(key, 2, 600_000);
      await expire(key);
      await store.takeBack(key, 2, from);
      assert.equal(await store.read(key), undefined);
      await store.add(key, 1, windowMs);
      await store.takeBack(key, 2, from);
      assert.equal((await store.read(key))?.points, 1);
    });

    test("what is set stands instead of what was counted, for as long as it says", async (store, key) => {
      await store.add(key, 3, 60_000);
      await store.set(key, 1_500_000_000, windowMs);
      const read = await store.read(key);
      assert.equal(read?.points, 1_500_000_000);
      assertLeft(read.leftMs);
      assert.equal((await store.add(key, 1, 60_000)).points, 1_500_000_001);
    });

    test("what is deleted is forgotten, and deleting is safe to repeat", async (store, key) => {
      await store.add(key, 3, windowMs);
      await store.delete(key);
      await store.delete(key);
      assert.equal(await store.read(key), undefined);
      assert.equal((await store.add(key, 1, windowMs)).points, 1);
    });

    test("the longest window and the longest key are kept", async (store, key) => {
      const longest = key.padEnd(200, "x");
      const { points, leftMs } = await store.add(longest, 1, 2_147_483_000);
      assert.equal(points, 1);
      assert.ok(leftMs > 2_147_000_000 && leftMs <= 2_147_483_000, `24 days are left, got ${leftMs} ms`);
      assert.equal((await store.read(longest))?.points, 1);
      await store.delete(longest);
    });

    test("keys that JavaScript or a database could take for something else are keys", async (store, key) => {
      for (const odd of ["__proto__", "constructor", "'; DROP TABLE x; --", "{tag}", "%s", "*", "\\"]) {
        const own = `${key}:${odd}`;
        assert.equal((await store.add(own, 1, windowMs)).points, 1);
        assert.equal((await store.add(own, 1, windowMs)).points, 2);
        await store.delete(own);
      }
    });
  });

  function assertLeft(leftMs: number): void {
    assert.ok(leftMs > windowMs / 2 && leftMs <= windowMs, `expected most of ${windowMs} ms to be left, got ${leftMs}`);
  }
}
