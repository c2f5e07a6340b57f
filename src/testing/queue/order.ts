import assert from "node:assert/strict";
import { complete, completed, dead, drain, ids, jobs, range, states, take, takeNone, takeOne } from "./jobs.js";
import type { Test } from "./kit.js";

export function orderTests(test: Test): void {
  test("a lane's jobs come one by one in the order in which they were added", async (kit) => {
    const queue = await kit.open();
    await queue.addAll(jobs("a", 3, 1, 2));
    await queue.addAll(jobs("a", 10, 9));
    assert.deepEqual(await drain(queue), { a: ["a3", "a1", "a2", "a10", "a9"] });
    assert.equal((await queue.counts()).completed, 5);
  });

  test("a lane has one lease at a time", async (kit) => {
    const queue = await kit.open();
    const other = await kit.another(queue);
    await queue.addAll(jobs("a", 1, 2));
    const lease = await takeOne(queue);
    assert.deepEqual([lease.lane, ids(lease), lease.isRecovered], ["a", ["a1"], false]);
    assert.equal(lease.jobs[0]?.state, "active");
    await takeNone(queue);
    await takeNone(other);
    await complete(queue, lease);
    assert.deepEqual(ids(await takeOne(other)), ["a2"]);
    await takeNone(queue);
  });

  test("lanes are handed out side by side, as many as were asked for", async (kit) => {
    const queue = await kit.open();
    await queue.addAll(["a", "b", "c"].flatMap((lane) => jobs(lane, 1, 2)));
    const first = await take(queue, 2);
    assert.equal(first.length, 2);
    const second = await take(queue, 2);
    assert.equal(second.length, 1);
    assert.deepEqual([...first, ...second].flatMap(ids).sort(), ["a1", "b1", "c1"]);
    await takeNone(queue);
  });

  test("of many that take at once, each lane goes to one", async (kit) => {
    const queue = await kit.open();
    const backends = [queue, await kit.another(queue), await kit.another(queue)];
    await queue.addAll(range(1, 20).flatMap((lane) => jobs(`lane ${lane} `, 1, 2)));
    const taken = await Promise.all([...backends, ...backends].map((backend) => take(backend, 7)));
    const lanes = [...taken.flat(), ...(await take(queue))].map(({ lane }) => lane);
    assert.equal(new Set(lanes).size, lanes.length, "a lane was handed out twice");
    assert.equal(lanes.length, 20);
    assert.equal((await queue.counts()).active, 20);
  });

  test("at most `maxSize` jobs of a lane are handed out together", async (kit) => {
    const queue = await kit.open({ maxSize: 3 });
    await queue.addAll([...jobs("a", 1, 2, 3, 4, 5, 6, 7), ...jobs("b", 1, 2)]);
    const leases = await take(queue);
    assert.deepEqual(leases.map(ids).sort(), [
      ["a1", "a2", "a3"],
      ["b1", "b2"],
    ]);
    for (const lease of leases) await complete(queue, lease);
    assert.deepEqual(await drain(queue), { a: ["a4", "a5", "a6", "a7"] });
  });

  test("jobs that are not named stay in the lease, which ends with its last", async (kit) => {
    const queue = await kit.open({ maxSize: 3 });
    await queue.addAll(jobs("a", 1, 2, 3, 4));
    const lease = await takeOne(queue);
    assert.equal(await queue.settle(lease, [completed("a2")]), "done");
    assert.deepEqual(await states(queue, "a1", "a2", "a3", "a4"), ["active", "completed", "active", "waiting"]);
    await takeNone(queue);
    assert.equal(await queue.settle(lease, [completed("a3"), dead("a1")]), "done");
    assert.deepEqual(await states(queue, "a1", "a2", "a3"), ["dead", "completed", "completed"]);
    assert.deepEqual(ids(await takeOne(queue)), ["a4"]);
    assert.equal(await queue.settle(lease, [], true), "lost");
  });

  test("what is left of a lease that is over waits at the head of its lane", async (kit) => {
    const queue = await kit.open({ maxSize: 3 });
    await queue.addAll(jobs("a", 1, 2, 3, 4, 5));
    const lease = await takeOne(queue);
    await queue.addAll(jobs("a", 6));
    assert.equal(await queue.settle(lease, [completed("a1")], true), "done");
    assert.deepEqual(await states(queue, "a1", "a2", "a3"), ["completed", "waiting", "waiting"]);
    const next = await takeOne(queue);
    assert.deepEqual([ids(next).slice(0, 2), next.isRecovered], [["a2", "a3"], false]);
    assert.deepEqual([next.jobs[0]?.stalls, next.jobs[0]?.failures], [0, 0]);
    assert.equal(await queue.settle(next, [], true), "done");
    assert.deepEqual(await drain(queue), { a: ["a2", "a3", "a4", "a5", "a6"] });
  });

  test("it waits there also when older jobs were moved into the lane meanwhile", async (kit) => {
    const queue = await kit.open({ maxSize: 2 });
    await queue.addAll(jobs("a", 1));
    await queue.addAll(jobs("b", 1, 2));
    await queue.pause({ lane: "a" });
    const lease = await takeOne(queue);
    assert.equal(await queue.move("a", "b"), 1);
    assert.equal(await queue.settle(lease, [], true), "done");
    assert.deepEqual(await drain(queue), { b: ["b1", "b2", "a1"] });
  });

  test("what is added while a lane is leased comes next", async (kit) => {
    const queue = await kit.open({ maxSize: 5 });
    await queue.addAll(jobs("a", 1));
    const lease = await takeOne(queue);
    await queue.addAll(jobs("a", 2));
    await queue.addAll(jobs("a", 3));
    await takeNone(queue);
    await complete(queue, lease);
    assert.deepEqual(ids(await takeOne(queue)), ["a2", "a3"]);
  });

  test("a dead job holds nobody", async (kit) => {
    const queue = await kit.open();
    await queue.addAll(jobs("a", 1, 2));
    assert.equal(await queue.settle(await takeOne(queue), [dead("a1", "no such number")]), "done");
    assert.deepEqual(await drain(queue), { a: ["a2"] });
    const buried = await queue.get("a1");
    assert.deepEqual([buried?.state, buried?.errors.map(({ message }) => message)], ["dead", ["no such number"]]);
    assert.equal(buried?.failures, 1);
    assert.ok(buried?.finishedAt !== undefined);
  });
}
