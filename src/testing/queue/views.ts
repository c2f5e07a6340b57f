import assert from "node:assert/strict";
import { jobStates } from "../../queue/driver.js";
import { oneOfEachState } from "./adding.js";
import { allLanes } from "./audit.js";
import { complete, completed, dead, ids, job, jobs, listAll, range, record, take, takeOne } from "./jobs.js";
import type { Test } from "./kit.js";

export function viewTests(test: Test): void {
  test("get knows a job in every state, and nothing of one that was never added", async (kit) => {
    const { queue, names } = await oneOfEachState(() => kit.open());
    for (const name of names) {
      const found = await record(queue, name);
      assert.deepEqual([found.state, found.id, found.lane, found.data], [name, name, name, job(name).data]);
      assert.equal(found.finishedAt !== undefined, name === "completed" || name === "dead", `finishedAt of ${name}`);
      assert.equal(found.dueAt !== undefined, name === "delayed" || name === "retrying", `dueAt of ${name}`);
    }
    assert.equal((await record(queue, "completed")).result, '{"ok":true}');
    assert.equal(await queue.get("nobody"), undefined);
    assert.equal(await queue.get(""), undefined);
  });

  test("list tells the same of a job as get", async (kit) => {
    const { queue } = await oneOfEachState(() => kit.open());
    for (const state of jobStates) {
      const [listed, ...others] = await listAll(queue, { state });
      assert.deepEqual(others, []);
      assert.deepEqual(listed, await record(queue, state));
    }
  });

  test("list gives each job of a state once, page by page, of all lanes or one", async (kit) => {
    const queue = await kit.open({ maxSize: 10 });
    for (const lane of ["done", "buried", "active", "waiting", "delayed"]) {
      const delayMs = lane === "delayed" ? 1e9 : 0;
      await queue.addAll(range(1, 6).map((number) => job(`${lane}${number}`, { lane, delayMs })));
      await queue.addAll(range(1, 3).map((number) => job(`${lane} 2 ${number}`, { lane: `${lane} 2`, delayMs })));
      if (lane === "waiting") await queue.pause({ prefix: lane });
      for (const lease of await take(queue)) {
        const end = lane === "done" ? completed : dead;
        if (lane === "done" || lane === "buried")
          await queue.settle(
            lease,
            ids(lease).map((id) => end(id)),
          );
      }
    }
    const kept = {
      done: "completed",
      buried: "dead",
      active: "active",
      waiting: "waiting",
      delayed: "delayed",
    } as const;
    for (const [lane, state] of Object.entries(kept)) {
      const own = range(1, 6).map((number) => `${lane}${number}`);
      const others = range(1, 3).map((number) => `${lane} 2 ${number}`);
      for (const limit of [1, 2, 3, 4, 9, 50]) {
        const all = (await listAll(queue, { state }, limit)).map(({ id }) => id);
        assert.deepEqual(all.sort(), [...others, ...own].sort(), `${state} jobs by ${limit}`);
        const some = (await listAll(queue, { state, lane }, limit)).map(({ id }) => id);
        assert.deepEqual(some.sort(), own, `${state} jobs of one lane by ${limit}`);
      }
      assert.deepEqual((await queue.list({ state, lane: "nowhere", limit: 5 })).jobs, []);
    }
    assert.deepEqual((await queue.list({ state: "retrying", limit: 5 })).jobs, []);
  });

  test("waiting and dead jobs are listed oldest first, completed ones newest first", async (kit) => {
    const queue = await kit.open();
    for (const lane of ["c", "a", "b"]) {
      await queue.addAll(jobs(lane, 1, 2, 3));
      await kit.time.tick();
    }
    for (const id of ["a1", "c1", "b1", "b2", "c2", "a2"]) {
      const leases = await take(queue);
      for (const lease of leases) {
        const isChosen = ids(lease)[0] === id;
        await queue.settle(lease, isChosen ? [id.endsWith("1") ? completed(id) : dead(id)] : [], true);
      }
      await kit.time.tick();
    }
    const listed = async (state: "waiting" | "completed" | "dead") =>
      (await listAll(queue, { state }, 2)).map(({ id }) => id);
    assert.deepEqual(await listed("completed"), ["b1", "c1", "a1"]);
    assert.deepEqual(await listed("dead"), ["b2", "c2", "a2"]);
    const fresh = await kit.open();
    for (const id of ["x", "m", "z", "b"]) {
      await fresh.addAll([job(id, { lane: id })]);
      await kit.time.tick();
    }
    const waiting = (await listAll(fresh, { state: "waiting" }, 3)).map(({ id }) => id);
    assert.deepEqual(waiting, ["x", "m", "z", "b"]);
  });

  test("lanes tells of each lane that is not empty, once, page by page", async (kit) => {
    const queue = await kit.open({ maxSize: 2 });
    assert.deepEqual(await allLanes(queue), []);
    assert.deepEqual(await queue.counts("a"), Object.fromEntries(jobStates.map((state) => [state, 0])));
    for (const number of range(1, 7)) await queue.addAll(jobs(`lane ${number} `, ...range(1, number)));
    for (const lease of await take(queue)) if (lease.jobs.length === 1) await complete(queue, lease);
    for (const limit of [1, 2, 3, 6, 50]) {
      const lanes = (await allLanes(queue, limit)).sort((a, b) => a.waiting - b.waiting);
      assert.deepEqual(
        lanes.map(({ lane, waiting, active }) => [lane, waiting, active]),
        range(2, 7).map((number) => [`lane ${number} `, number - 2, 2]),
      );
    }
  });

  test("the oldest waiting job is told of the queue and of each lane", async (kit) => {
    const queue = await kit.open();
    assert.equal(await queue.oldestWaitingAt(), undefined);
    await queue.addAll(jobs("a", 1));
    await kit.time.tick();
    await queue.addAll(jobs("b", 1, 2));
    await kit.time.tick();
    await queue.addAll(jobs("a", 2));
    const addedAt = async (id: string) => (await record(queue, id)).addedAt;
    assert.equal(await queue.oldestWaitingAt(), await addedAt("a1"));
    const lease = await takeOne(queue);
    assert.deepEqual(ids(lease), ["a1"]);
    assert.equal(await queue.oldestWaitingAt(), await addedAt("b1"));
    const lanes = new Map((await allLanes(queue)).map(({ lane, oldestAt }) => [lane, oldestAt]));
    assert.deepEqual([lanes.get("a"), lanes.get("b")], [await addedAt("a2"), await addedAt("b1")]);
    await take(queue);
    assert.equal(await queue.oldestWaitingAt(), await addedAt("b2"));
    await queue.remove("b2");
    assert.equal(await queue.oldestWaitingAt(), await addedAt("a2"));
    await queue.remove("a2");
    assert.equal(await queue.oldestWaitingAt(), undefined);
  });

  test("progress and result are kept and shown, the last of each", async (kit) => {
    const queue = await kit.open({ maxSize: 2 });
    await queue.addAll(jobs("a", 1, 2));
    const lease = await takeOne(queue);
    for (const progress of ['{"sent": 1}', '{"sent": 2, "por quê": "🙈"}']) {
      assert.equal(await queue.setProgress(lease, "a1", progress), "done");
      assert.equal((await record(queue, "a1")).progress, progress);
    }
    await queue.settle(lease, [completed("a2", " [1.0] ")], true);
    const again = await takeOne(queue);
    assert.equal(again.jobs[0]?.progress, '{"sent": 2, "por quê": "🙈"}');
    assert.equal((await record(queue, "a2")).result, " [1.0] ");
    await complete(queue, again);
    const { progress, result } = await record(queue, "a1");
    assert.deepEqual([progress, result], ['{"sent": 2, "por quê": "🙈"}', undefined]);
  });
}
