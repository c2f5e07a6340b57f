import assert from "node:assert/strict";
import { complete, ids, jobs, takeNone, takeOne } from "./jobs.js";
import { settings, type Test } from "./kit.js";
import { longMs } from "./time.js";

export function burstTests(test: Test): void {
  test("a lane is handed out when nothing was added to it for `debounceMs`", async (kit) => {
    await kit.time.timed(async (debounceMs) => {
      const queue = await kit.open({ maxSize: 5, debounceMs, maxWaitMs: 10 * longMs });
      await queue.addAll(jobs("a", 1, 2));
      return {
        before: () => takeNone(queue),
        after: async () => assert.deepEqual((await kit.takeSoon(queue)).map(ids), [["a1", "a2"]]),
      };
    });
  });

  test("who only adds need not know how long a lane is to be quiet", async (kit) => {
    await kit.time.timed(async (debounceMs) => {
      const [driver, name] = [await kit.driver(), `added elsewhere ${debounceMs}`];
      const adder = await kit.openNamed(driver, name);
      const queue = await kit.openNamed(driver, name, {
        ...settings,
        ...{ maxSize: 5, debounceMs, maxWaitMs: 10 * longMs },
      });
      await adder.addAll(jobs("a", 1));
      await adder.addAll(jobs("a", 2));
      return {
        before: () => takeNone(queue),
        after: async () => assert.deepEqual((await kit.takeSoon(queue)).map(ids), [["a1", "a2"]]),
      };
    });
  });

  test("each job that is added makes its lane wait anew, one that is known does not", async (kit) => {
    if (!kit.time.isVirtual) return;
    const queue = await kit.open({ maxSize: 5, debounceMs: 1_000, maxWaitMs: longMs });
    await queue.addAll([...jobs("a", 1), ...jobs("b", 1)]);
    await kit.time.pass(800);
    await queue.addAll([...jobs("a", 2), ...jobs("b", 1)]);
    await kit.time.pass(800);
    assert.deepEqual(ids(await takeOne(queue)), ["b1"]);
    await takeNone(queue);
    await kit.time.pass(400);
    assert.deepEqual(ids(await takeOne(queue)), ["a1", "a2"]);
  });

  test("a lane that is never quiet is handed out after `maxWaitMs`", async (kit) => {
    await kit.time.timed(async (maxWaitMs) => {
      const queue = await kit.open({ maxSize: 100, debounceMs: 10 * longMs, maxWaitMs });
      await queue.addAll(jobs("a", 1));
      await kit.time.tick();
      await queue.addAll(jobs("a", 2));
      return {
        before: async () => {
          await takeNone(queue);
          await queue.addAll(jobs("a", 3));
        },
        after: async () => {
          const [lease] = await kit.takeSoon(queue);
          assert.deepEqual(lease && ids(lease), kit.time.isVirtual ? ["a1", "a2", "a3"] : ["a1", "a2"]);
        },
      };
    });
  });

  test("a lane with `maxSize` jobs is handed out at once", async (kit) => {
    const queue = await kit.open({ maxSize: 3, debounceMs: longMs, maxWaitMs: longMs });
    await queue.addAll(jobs("a", 1, 2));
    await queue.addAll(jobs("b", 1, 2, 3));
    const full = await takeOne(queue);
    assert.deepEqual(ids(full), ["b1", "b2", "b3"]);
    await takeNone(queue);
    await queue.addAll(jobs("a", 3, 4));
    const next = await takeOne(queue);
    assert.deepEqual(ids(next), ["a1", "a2", "a3"]);
    await complete(queue, next);
    await takeNone(queue);
    assert.deepEqual(await queue.counts("a"), {
      waiting: 1,
      delayed: 0,
      retrying: 0,
      active: 0,
      completed: 3,
      dead: 0,
    });
  });

  test("what is left waits until its lane is quiet, and is not forgotten", async (kit) => {
    await kit.time.timed(async (debounceMs) => {
      const queue = await kit.open({ maxSize: 2, debounceMs, maxWaitMs: 10 * longMs });
      await queue.addAll(jobs("a", 1, 2, 3));
      await complete(queue, await takeOne(queue));
      return {
        before: () => takeNone(queue),
        after: async () => assert.deepEqual((await kit.takeSoon(queue)).map(ids), [["a3"]]),
      };
    });
  });

  test("a lane becomes due although its time ran out under a lease", async (kit) => {
    await kit.time.timed(async (debounceMs) => {
      const queue = await kit.open({ maxSize: 2, debounceMs, maxWaitMs: 10 * longMs });
      await queue.addAll(jobs("a", 1, 2));
      const lease = await takeOne(queue);
      await queue.addAll(jobs("a", 3));
      return {
        after: async () => {
          await takeNone(queue);
          await complete(queue, lease);
          assert.deepEqual((await kit.takeSoon(queue)).map(ids), [["a3"]]);
        },
      };
    });
  });
}
