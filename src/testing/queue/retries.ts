import assert from "node:assert/strict";
import {
  complete,
  completed,
  dead,
  drain,
  ids,
  job,
  jobs,
  range,
  record,
  retry,
  states,
  takeNone,
  takeOne,
} from "./jobs.js";
import type { Test } from "./kit.js";
import { longMs } from "./time.js";

export function retryTests(test: Test): void {
  test("a retry holds its lane, and then hands out the same jobs before any other", async (kit) => {
    await kit.time.timed(async (delayMs) => {
      const queue = await kit.open({ maxSize: 3 });
      await queue.addAll(jobs("a", 1, 2));
      const lease = await takeOne(queue);
      await queue.addAll([...jobs("a", 3, 4), ...jobs("b", 1)]);
      assert.equal(await queue.settle(lease, [retry("a1", delayMs), retry("a2", delayMs)]), "done");
      return {
        before: async () => {
          assert.deepEqual(await drain(queue), { b: ["b1"] });
          assert.deepEqual(await states(queue, "a1", "a2", "a3"), ["retrying", "retrying", "waiting"]);
        },
        after: async () => {
          const again = (await kit.takeSoon(queue, kit.time.isVirtual ? 1 : 2)).find(({ lane }) => lane === "a");
          assert.ok(again);
          assert.deepEqual([ids(again), again.isRecovered], [["a1", "a2"], false]);
          assert.ok(again.token > lease.token);
          await complete(queue, again);
          assert.deepEqual((await drain(queue)).a, ["a3", "a4"]);
        },
      };
    });
  });

  test("what is named by nobody when a lease ends with a retry comes again with it", async (kit) => {
    const queue = await kit.open({ maxSize: 3 });
    await queue.addAll(jobs("a", 1, 2, 3, 4));
    const lease = await takeOne(queue);
    assert.equal(await queue.settle(lease, [completed("a1"), retry("a2", 0)]), "done");
    assert.equal(await queue.renew(lease), undefined);
    const [again] = await kit.takeSoon(queue);
    assert.ok(again);
    assert.deepEqual(ids(again), ["a2", "a3"]);
    await complete(queue, again);
    assert.deepEqual(await drain(queue), { a: ["a4"] });
  });

  test("a retry ends the lease", async (kit) => {
    const queue = await kit.open();
    await queue.addAll(jobs("a", 1));
    const lease = await takeOne(queue);
    await queue.settle(lease, [retry("a1", longMs)]);
    assert.equal(await queue.settle(lease, [completed("a1")]), "lost");
    assert.equal(await queue.setProgress(lease, "a1", "1"), "lost");
    assert.equal(await queue.renew(lease), undefined);
    const { state, progress } = await record(queue, "a1");
    assert.deepEqual([state, progress], ["retrying", undefined]);
  });

  test("a retrying job tells when it will be due", async (kit) => {
    const queue = await kit.open();
    await queue.addAll(jobs("a", 1));
    const from = kit.time.clock.now();
    await queue.settle(await takeOne(queue), [retry("a1", longMs)]);
    const { dueAt } = await record(queue, "a1");
    assert.ok(dueAt !== undefined);
    if (kit.time.isVirtual) assert.equal(dueAt, from + longMs);
    assert.equal(await queue.remove("a1"), false);
    assert.equal(await queue.promote("a1"), false);
    assert.equal(await queue.revive("a1"), false);
    assert.equal((await record(queue, "a1")).state, "retrying");
  });

  test("only runs that count add to `failures`", async (kit) => {
    const queue = await kit.open();
    await queue.addAll(jobs("a", 1));
    for (const isCounted of [true, false, true]) {
      const [lease] = await kit.takeSoon(queue);
      assert.ok(lease);
      await queue.settle(lease, [retry("a1", 0, isCounted)]);
    }
    const [lease] = await kit.takeSoon(queue);
    assert.deepEqual([lease?.jobs[0]?.failures, lease?.jobs[0]?.stalls], [2, 0]);
  });

  test("a retry without an error keeps none, and those that are there", async (kit) => {
    const queue = await kit.open();
    await queue.addAll(jobs("a", 1));
    for (const outcome of [{ id: "a1", kind: "retry", delayMs: 0, isCounted: false } as const, retry("a1", 0)]) {
      const lease = await takeOne(queue);
      assert.deepEqual(lease.jobs[0]?.errors, []);
      await queue.settle(lease, [outcome]);
    }
    const lease = await takeOne(queue);
    await queue.settle(lease, [{ id: "a1", kind: "retry", delayMs: 0, isCounted: false }]);
    const [again] = await kit.takeSoon(queue);
    assert.deepEqual([again?.jobs[0]?.errors.length, again?.jobs[0]?.failures], [1, 1]);
  });

  test("errors are kept oldest first, as they were given, at least the last 20", async (kit) => {
    const queue = await kit.open();
    await queue.addAll(jobs("a", 1));
    const errors = range(1, 21).map((number) => ({
      at: 1_700_000_000_000 + number,
      name: "TimeoutError",
      message: `try ${number}: "não" 🙈`,
      ...(number % 2 === 0 && { code: "TIMEOUT" }),
    }));
    for (const error of errors) {
      const [lease] = await kit.takeSoon(queue);
      assert.ok(lease);
      await queue.settle(lease, [{ id: "a1", kind: "retry", delayMs: 0, isCounted: true, error }]);
    }
    const [lease] = await kit.takeSoon(queue);
    assert.deepEqual(lease?.jobs[0]?.errors.slice(-20), errors.slice(-20));
    assert.ok(lease);
    await queue.settle(lease, [dead("a1", "the last")]);
    const kept = (await record(queue, "a1")).errors.slice(-3);
    assert.deepEqual(
      kept.map(({ message }) => message),
      ['try 20: "não" 🙈', 'try 21: "não" 🙈', "the last"],
    );
  });

  test("jobs of one lease may end differently", async (kit) => {
    const queue = await kit.open({ maxSize: 4 });
    await queue.addAll([...jobs("a", 1, 2, 3, 4), job("a5")]);
    const lease = await takeOne(queue);
    await queue.settle(lease, [completed("a1", '"sent"'), dead("a2"), retry("a3", longMs), retry("a4", longMs)]);
    assert.deepEqual(await states(queue, "a1", "a2", "a3", "a4", "a5"), [
      ...["completed", "dead", "retrying", "retrying"],
      "waiting",
    ]);
    assert.equal((await record(queue, "a1")).result, '"sent"');
    await takeNone(queue);
  });
}
