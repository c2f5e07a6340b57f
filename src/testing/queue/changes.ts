import assert from "node:assert/strict";
import { oneOfEachState } from "./adding.js";
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
  take,
  takeNone,
  takeOne,
} from "./jobs.js";
import type { Test } from "./kit.js";
import { longMs } from "./time.js";

export function changeTests(test: Test): void {
  test("remove deletes a job unless it is active or retrying, and its id stays known", async (kit) => {
    const { queue, names } = await oneOfEachState(() => kit.open());
    for (const name of names) {
      const isHeld = name === "active" || name === "retrying";
      assert.equal(await queue.remove(name), !isHeld, name);
      assert.equal(await queue.remove(name), false, `${name}, a second time`);
      assert.deepEqual(await states(queue, name), [isHeld ? name : "gone"]);
      assert.deepEqual(await queue.addAll([job(name)]), ["duplicate"]);
    }
    assert.equal(await queue.remove("nobody"), false);
  });

  test("a job that is removed leaves the others in their order", async (kit) => {
    const queue = await kit.open({ maxSize: 3 });
    await queue.addAll(jobs("a", ...range(1, 7)));
    for (const id of ["a1", "a4", "a7"]) await queue.remove(id);
    assert.deepEqual(ids(await takeOne(queue)), ["a2", "a3", "a5"]);
    await queue.remove("a6");
    assert.deepEqual(await queue.counts("a"), {
      waiting: 0,
      delayed: 0,
      retrying: 0,
      active: 3,
      completed: 0,
      dead: 0,
    });
  });

  test("a lane whose jobs were all removed is not handed out", async (kit) => {
    const queue = await kit.open();
    await queue.addAll([...jobs("a", 1, 2), ...jobs("b", 1)]);
    await queue.remove("a2");
    await queue.remove("a1");
    assert.deepEqual((await take(queue)).map(ids), [["b1"]]);
    await queue.addAll(jobs("a", 3));
    assert.deepEqual(ids(await takeOne(queue)), ["a3"]);
  });

  test("revive puts a dead job at the end of its lane, and its history stays", async (kit) => {
    const queue = await kit.open();
    await queue.addAll(jobs("a", 1, 2, 3));
    await queue.settle(await takeOne(queue), [retry("a1", 0)]);
    const [again] = await kit.takeSoon(queue);
    assert.ok(again);
    await queue.settle(again, [dead("a1")]);
    assert.equal((await record(queue, "a1")).revivals, 0);
    assert.equal(await queue.revive("a1"), true);
    assert.equal(await queue.revive("a1"), false);
    const revived = await record(queue, "a1");
    assert.deepEqual([revived.state, revived.failures, revived.revivals], ["waiting", 0, 1]);
    assert.deepEqual(
      revived.errors.map(({ message }) => message),
      ["retry of a1", "hopeless"],
    );
    assert.equal(revived.finishedAt, undefined);
    await queue.addAll(jobs("a", 4));
    assert.deepEqual(await drain(queue), { a: ["a2", "a3", "a1", "a4"] });
    assert.equal(await queue.revive("a1"), false);
    assert.equal(await queue.revive("nobody"), false);
  });

  test("a job may be brought back more than once, also into a lane that is leased or gone", async (kit) => {
    const queue = await kit.open();
    await queue.addAll(jobs("a", 1));
    for (const revivals of [1, 2]) {
      await queue.settle(await takeOne(queue), [dead("a1")]);
      assert.equal(await queue.revive("a1"), true);
      assert.equal((await record(queue, "a1")).revivals, revivals);
    }
    await queue.settle(await takeOne(queue), [dead("a1")]);
    await queue.addAll(jobs("a", 2));
    const lease = await takeOne(queue);
    await queue.revive("a1");
    await takeNone(queue);
    await complete(queue, lease);
    assert.deepEqual(ids(await takeOne(queue)), ["a1"]);
  });

  test("a revived job does not pass one that its lane's retry holds", async (kit) => {
    const queue = await kit.open();
    await queue.addAll(jobs("a", 1, 2));
    await queue.settle(await takeOne(queue), [dead("a1")]);
    await queue.settle(await takeOne(queue), [retry("a2", longMs)]);
    await queue.revive("a1");
    await takeNone(queue);
    assert.deepEqual(await states(queue, "a1", "a2"), ["waiting", "retrying"]);
  });

  test("move takes what waits into another lane, in the order in which it came", async (kit) => {
    const queue = await kit.open();
    await queue.addAll(jobs("a", 1, 2));
    await queue.addAll(jobs("b", 1, 2));
    await queue.addAll(jobs("a", 3));
    assert.equal(await queue.move("a", "b"), 3);
    assert.equal((await record(queue, "a3")).lane, "b");
    assert.deepEqual(Object.values(await queue.counts("a")), [0, 0, 0, 0, 0, 0]);
    await queue.addAll(jobs("a", 4));
    const ran = await drain(queue);
    assert.deepEqual(ran.a, ["a4"]);
    assert.deepEqual(
      ran.b?.filter((id) => id.startsWith("a")),
      ["a1", "a2", "a3"],
    );
    assert.deepEqual(
      ran.b?.filter((id) => id.startsWith("b")),
      ["b1", "b2"],
    );
    assert.deepEqual(await queue.addAll(jobs("a", 1)), ["duplicate"]);
  });

  test("move into a lane that is not there makes it, and one that is not there has nothing to move", async (kit) => {
    const queue = await kit.open({ maxSize: 5 });
    await queue.addAll(jobs("a", 1, 2));
    assert.equal(await queue.move("nowhere", "a"), 0);
    assert.equal(await queue.move("a", "new"), 2);
    assert.equal(await queue.move("a", "new"), 0);
    await queue.move("new", "new");
    assert.deepEqual(
      (await take(queue)).map(({ lane, jobs: [first, second] }) => [lane, first?.id, second?.id]),
      [["new", "a1", "a2"]],
    );
  });

  test("move takes delayed jobs along, which become due as they were to", async (kit) => {
    await kit.time.timed(async (delayMs) => {
      const queue = await kit.open();
      await queue.addAll([job("late", { delayMs }), job("a1")]);
      const { dueAt } = await record(queue, "late");
      const moved = await queue.move("a", "b");
      if (kit.time.isVirtual) assert.equal(moved, 2);
      return {
        before: async () => {
          const late = await record(queue, "late");
          assert.deepEqual([late.lane, late.state, late.dueAt], ["b", "delayed", dueAt]);
          assert.deepEqual(await drain(queue), { b: ["a1"] });
        },
        after: () =>
          kit.time.eventually(async () => {
            await drain(queue);
            assert.deepEqual(await states(queue, "late", "a1"), ["completed", "completed"]);
            assert.equal((await record(queue, "late")).lane, "b");
          }),
      };
    });
  });

  test("move leaves what is active or retrying where it is, and changes no lease", async (kit) => {
    const queue = await kit.open();
    await queue.addAll([...jobs("a", 1, 2), ...jobs("r", 1, 2), ...jobs("b", 1, 2)]);
    const leases = new Map((await take(queue)).map((lease) => [lease.lane, lease]));
    const [a, b, r] = ["a", "b", "r"].map((lane) => leases.get(lane));
    assert.ok(a && b && r);
    await queue.settle(r, [retry("r1", longMs)]);
    assert.equal(await queue.move("a", "b"), 1);
    assert.equal(await queue.move("r", "b"), 1);
    assert.deepEqual(await states(queue, "a1", "a2", "r1", "r2"), ["active", "waiting", "retrying", "waiting"]);
    assert.deepEqual([(await record(queue, "a1")).lane, (await record(queue, "r1")).lane], ["a", "r"]);
    assert.equal(await queue.renew(a), 0);
    assert.equal(await queue.renew(b), 3);
    await takeNone(queue);
    assert.equal(await queue.settle(a, [completed("a1")]), "done");
    await takeNone(queue);
    await complete(queue, b);
    assert.deepEqual((await drain(queue)).b?.slice().sort(), ["a2", "b2", "r2"]);
  });

  test("what is moved into a lane does not pass what comes again there", async (kit) => {
    const queue = await kit.open({ maxSize: 3 });
    await queue.addAll(jobs("a", 1));
    await kit.time.tick();
    await queue.addAll(jobs("b", 1, 2));
    await queue.pause({ lane: "a" });
    const lease = await takeOne(queue);
    await queue.move("a", "b");
    await queue.settle(lease, [retry("b1", 0)]);
    assert.deepEqual((await kit.takeSoon(queue)).map(ids), [["b1", "b2"]]);
  });

  test("what was moved into a paused lane stands still, and out of one goes on", async (kit) => {
    const queue = await kit.open();
    await queue.addAll([...jobs("a", 1), ...jobs("b", 1)]);
    await queue.pause({ lane: "b" });
    await queue.move("a", "b");
    await takeNone(queue);
    await queue.move("b", "c");
    assert.equal((await drain(queue)).c?.length, 2);
  });
}
