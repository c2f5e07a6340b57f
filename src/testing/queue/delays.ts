import assert from "node:assert/strict";
import { complete, drain, ids, job, jobs, record, states, take, takeNone, takeOne } from "./jobs.js";
import type { Test } from "./kit.js";
import { longMs } from "./time.js";

export function delayTests(test: Test): void {
  test("a delayed job holds nobody, and is handed out when its time has come", async (kit) => {
    await kit.time.timed(async (delayMs) => {
      const queue = await kit.open();
      await queue.addAll([job("late", { delayMs }), job("one"), job("two"), job("alone", { lane: "b", delayMs })]);
      assert.equal((await record(queue, "two")).state, "waiting");
      return {
        before: async () => {
          assert.deepEqual(await drain(queue), { a: ["one", "two"] });
          assert.deepEqual(await states(queue, "late", "alone"), ["delayed", "delayed"]);
        },
        after: async () => {
          const leases = await kit.takeSoon(queue, 2);
          if (!kit.time.isVirtual) {
            for (const lease of leases) await complete(queue, lease);
            await kit.time.eventually(async () => {
              await drain(queue);
              assert.equal((await queue.counts()).completed, 4);
            });
          } else {
            assert.deepEqual(leases.map(ids).sort(), [["alone"], ["late"]]);
          }
        },
      };
    });
  });

  test("a delayed job tells when it will be due", async (kit) => {
    const queue = await kit.open();
    await queue.addAll([job("late", { delayMs: longMs }), job("one")]);
    const late = await record(queue, "late");
    assert.equal(late.state, "delayed");
    assert.equal(late.dueAt, late.addedAt + longMs);
    assert.equal((await record(queue, "one")).dueAt, undefined);
    assert.equal(await queue.oldestWaitingAt(), (await record(queue, "one")).addedAt);
  });

  test("a delayed job takes its place at the end of its lane when it is due", async (kit) => {
    if (!kit.time.isVirtual) return;
    const queue = await kit.open({ maxSize: 10 });
    await queue.addAll([job("second", { delayMs: 2_000 }), job("first", { delayMs: 1_000 })]);
    await kit.time.pass(500);
    await queue.addAll([job("before")]);
    await kit.time.pass(1_000);
    await queue.addAll([job("between")]);
    await kit.time.pass(1_000);
    await queue.addAll([job("after")]);
    assert.deepEqual(ids(await takeOne(queue)), ["before", "first", "between", "second", "after"]);
  });

  test("a job that becomes due while its lane is leased comes next", async (kit) => {
    await kit.time.timed(async (delayMs) => {
      const queue = await kit.open({ maxSize: 10 });
      await queue.addAll([job("one")]);
      const lease = await takeOne(queue);
      await queue.addAll([job("late", { delayMs })]);
      return {
        after: async () => {
          await takeNone(queue);
          await complete(queue, lease);
          assert.deepEqual((await kit.takeSoon(queue)).map(ids), [["late"]]);
        },
      };
    });
  });

  test("promote makes a delayed job wait from now on, and nothing else", async (kit) => {
    const queue = await kit.open({ maxSize: 10 });
    await queue.addAll([job("late", { delayMs: longMs }), job("later", { delayMs: longMs }), ...jobs("a", 1)]);
    assert.equal(await queue.promote("late"), true);
    assert.equal(await queue.promote("late"), false);
    assert.equal(await queue.promote("a1"), false);
    assert.equal(await queue.promote("nobody"), false);
    const late = await record(queue, "late");
    assert.deepEqual([late.state, late.dueAt], ["waiting", undefined]);
    await queue.addAll(jobs("a", 2));
    assert.deepEqual((await take(queue)).map(ids), [["a1", "late", "a2"]]);
    assert.deepEqual(await states(queue, "later"), ["delayed"]);
  });

  test("a promoted job does not come a second time when its time comes", async (kit) => {
    await kit.time.timed(async (delayMs) => {
      const queue = await kit.open();
      await queue.addAll([job("late", { delayMs }), job("gone", { lane: "b", delayMs })]);
      await queue.promote("late");
      assert.equal(await queue.remove("gone"), true);
      await drain(queue);
      return {
        after: async () => {
          await takeNone(queue);
          assert.deepEqual(await states(queue, "late", "gone"), ["completed", "gone"]);
        },
      };
    });
  });
}
