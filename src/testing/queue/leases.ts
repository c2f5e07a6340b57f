import assert from "node:assert/strict";
import type { Lease, QueueBackend } from "../../queue/driver.js";
import { complete, completed, dead, drain, ids, jobs, record, retry, states, take, takeNone, takeOne } from "./jobs.js";
import type { Test } from "./kit.js";
import { longMs } from "./time.js";

export function leaseTests(test: Test): void {
  test("when a lease runs out, the same jobs are handed out again, before any other", async (kit) => {
    await kit.time.timed(async (leaseMs) => {
      const queue = await kit.open({ maxSize: 2, leaseMs });
      const other = await kit.another(queue);
      await queue.addAll(jobs("a", 1));
      const lease = await takeOne(queue);
      await queue.addAll(jobs("a", 2, 3));
      return {
        before: async () => {
          await takeNone(queue);
          await takeNone(other);
        },
        after: async () => {
          const [again] = await kit.takeSoon(other);
          assert.ok(again);
          assert.deepEqual([ids(again), again.isRecovered], [["a1"], true]);
          assert.ok(again.token > lease.token);
          assert.deepEqual([again.jobs[0]?.stalls, again.jobs[0]?.failures], [1, 0]);
        },
      };
    });
  });

  test("what is settled of a lease that runs out does not come again", async (kit) => {
    await kit.time.timed(async (leaseMs) => {
      const queue = await kit.open({ maxSize: 3, leaseMs });
      await queue.addAll(jobs("a", 1, 2, 3, 4));
      // A real clock may have it lost before its first job is settled; what follows holds all the same.
      const settled = await queue.settle(await takeOne(queue), [completed("a1")]);
      return {
        after: async () => {
          const [again] = await kit.takeSoon(queue);
          assert.deepEqual(again && ids(again), settled === "done" ? ["a2", "a3"] : ["a1", "a2", "a3"]);
        },
      };
    });
  });

  test("a worker that lost its lease changes nothing", async (kit) => {
    await kit.time.timed(async (leaseMs) => {
      const queue = await kit.open({ maxSize: 2, leaseMs });
      await queue.addAll(jobs("a", 1, 2, 3));
      const lost = await takeOne(queue);
      return {
        after: async () => {
          const keeper = await kit.another(queue);
          let [held] = await kit.takeSoon(keeper);
          assert.ok(held);
          await refused(queue, lost);
          await refused(keeper, lost);
          assert.deepEqual(await states(queue, "a1", "a2", "a3"), ["active", "active", "waiting"]);
          if (kit.time.isVirtual) await takeNone(keeper);
          // On a real clock a slow test may lose this lease too.
          while (held && (await keeper.settle(held, [completed("a1"), completed("a2")])) === "lost") {
            assert.equal(kit.time.isVirtual, false);
            [held] = await kit.takeSoon(keeper);
          }
          await refused(queue, lost);
          assert.deepEqual(await states(queue, "a1", "a2"), ["completed", "completed"]);
        },
      };
    });
  });

  test("a lease that ran out and went to nobody is either lost or good, never half", async (kit) => {
    await kit.time.timed(async (leaseMs) => {
      const queue = await kit.open({ leaseMs });
      await queue.addAll(jobs("a", 1, 2));
      const lease = await takeOne(queue);
      return {
        after: async () => {
          const settled = await queue.settle(lease, [completed("a1", "1")]);
          const { state, result } = await record(queue, "a1");
          assert.deepEqual([state, result], settled === "lost" ? ["active", undefined] : ["completed", "1"]);
          const [next] = await kit.takeSoon(queue);
          assert.deepEqual(next && ids(next), settled === "lost" ? ["a1"] : ["a2"]);
        },
      };
    });
  });

  test("stalls add up, and are not failures", async (kit) => {
    if (!kit.time.isVirtual) return;
    const queue = await kit.open({ leaseMs: 1_000 });
    await queue.addAll(jobs("a", 1));
    for (const stalls of [0, 1, 2, 3]) {
      const lease = await takeOne(queue);
      assert.deepEqual([lease.jobs[0]?.stalls, lease.isRecovered], [stalls, stalls > 0]);
      assert.equal((await record(queue, "a1")).failures, 0);
      await kit.time.pass(1_500);
    }
    const lease = await takeOne(queue);
    await queue.settle(lease, [retry("a1", 0)]);
    const again = await takeOne(queue);
    assert.deepEqual([again.isRecovered, again.jobs[0]?.stalls, again.jobs[0]?.failures], [false, 4, 1]);
  });

  test("a lost worker counts for the job that it ran, not for those behind it", async (kit) => {
    if (!kit.time.isVirtual) return;
    const queue = await kit.open({ leaseMs: 1_000, maxSize: 3 });
    await queue.addAll(jobs("a", 1, 2, 3));
    await queue.settle(await takeOne(queue), [completed("a1")]);
    await kit.time.pass(1_500);
    const { jobs: again } = await takeOne(queue);
    assert.deepEqual(
      again.map(({ id, stalls }) => [id, stalls]),
      [
        ["a2", 1],
        ["a3", 0],
      ],
    );
  });

  test("a token is larger than any before it, also when the lane was empty in between", async (kit) => {
    const queue = await kit.open();
    const other = await kit.another(queue);
    let last = 0;
    for (const round of [1, 2, 3]) {
      for (const backend of [queue, other]) {
        await queue.addAll([
          ...jobs(`a${round}${backend === queue} `, 1),
          ...jobs("b", round * 2 + Number(backend === queue)),
        ]);
        const leases = await take(backend);
        assert.equal(leases.length, 2);
        for (const lease of leases) {
          assert.ok(Number.isSafeInteger(lease.token) && lease.token > last, `token ${lease.token} after ${last}`);
          last = lease.token;
          await complete(backend, lease);
        }
      }
    }
  });

  test("renew lets the lease begin anew, and tells how many jobs wait behind its own", async (kit) => {
    const queue = await kit.open({ maxSize: 2, leaseMs: kit.time.isVirtual ? 1_000 : longMs });
    await queue.addAll(jobs("a", 1, 2));
    const lease = await takeOne(queue);
    assert.equal(await queue.renew(lease), 0);
    await queue.addAll([...jobs("a", 3, 4, 5), ...jobs("b", 1)]);
    for (const _ of [1, 2, 3]) {
      if (kit.time.isVirtual) await kit.time.pass(700);
      assert.equal(await queue.renew(lease), 3);
    }
    assert.deepEqual((await take(queue)).map(ids), [["b1"]]);
    await complete(queue, lease);
    assert.equal(await queue.renew(lease), undefined);
  });

  test("a lease is good from any backend of its queue", async (kit) => {
    const queue = await kit.open({ maxSize: 2 });
    const other = await kit.another(queue);
    await queue.addAll(jobs("a", 1, 2));
    const lease: Lease = JSON.parse(JSON.stringify(await takeOne(queue)));
    assert.equal(await other.renew(lease), 0);
    assert.equal(await other.setProgress(lease, "a1", '{"sent":1}'), "done");
    assert.equal((await record(queue, "a1")).progress, '{"sent":1}');
    assert.equal(await other.settle(lease, [completed("a1"), completed("a2")]), "done");
    assert.deepEqual(await drain(queue), {});
  });
}

async function refused(queue: QueueBackend, lost: Lease): Promise<void> {
  const before = await record(queue, "a1");
  assert.equal(await queue.renew(lost), undefined);
  assert.equal(await queue.settle(lost, [completed("a1", '"late"'), dead("a2")]), "lost");
  assert.equal(await queue.settle(lost, [retry("a1", 0)]), "lost");
  assert.equal(await queue.settle(lost, [], true), "lost");
  assert.equal(await queue.setProgress(lost, "a1", '"late"'), "lost");
  assert.deepEqual(await record(queue, "a1"), before);
}
