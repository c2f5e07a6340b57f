import assert from "node:assert/strict";
import type { QueueBackend } from "../../queue/driver.js";
import { complete, dead, ids, job, jobs, listAll, range, states, take, takeOne } from "./jobs.js";
import type { Kit, Test } from "./kit.js";
import { longMs } from "./time.js";

export function keepingTests(test: Test): void {
  test("so many completed jobs are kept, and the oldest go first", async (kit) => {
    const queue = await kit.open({ keepCompleted: { ageMs: longMs, count: 3 } });
    await queue.addAll(jobs("a", ...range(1, 6)));
    await runAll(queue, kit);
    assert.deepEqual(
      (await listAll(queue, { state: "completed" })).map(({ id }) => id),
      ["a6", "a5", "a4"],
    );
    assert.deepEqual(await states(queue, "a3", "a4"), ["gone", "completed"]);
    assert.equal((await queue.counts("a")).completed, 3);
    assert.deepEqual(await queue.addAll(jobs("a", 1)), ["duplicate"]);
  });

  test("the limit holds for a lease that completes many at once", async (kit) => {
    const queue = await kit.open({ maxSize: 10, keepCompleted: { ageMs: longMs, count: 2 } });
    await queue.addAll(jobs("a", ...range(1, 10)));
    await complete(queue, await takeOne(queue));
    assert.equal((await queue.counts()).completed, 2);
    assert.equal((await listAll(queue, { state: "completed" })).length, 2);
  });

  test("with a count of 0 no completed job is kept", async (kit) => {
    const queue = await kit.open({ keepCompleted: { ageMs: longMs, count: 0 } });
    await queue.addAll(jobs("a", 1, 2));
    await complete(queue, await takeOne(queue));
    assert.deepEqual(await states(queue, "a1", "a2"), ["gone", "waiting"]);
    assert.equal((await queue.counts()).completed, 0);
  });

  test("completed jobs are kept for so long", async (kit) => {
    await kit.time.timed(async (ageMs) => {
      const queue = await kit.open({ keepCompleted: { ageMs, count: 100 } });
      await queue.addAll(jobs("a", 1, 2));
      await runAll(queue, kit);
      let others = 0;
      return {
        before: async () => assert.deepEqual(await states(queue, "a1", "a2"), ["completed", "completed"]),
        // Some drivers clear up when the next job is completed.
        after: () =>
          kit.time.eventually(async () => {
            await queue.addAll(jobs("b", ++others));
            await complete(queue, await takeOne(queue));
            assert.deepEqual(await states(queue, "a1", "a2"), ["gone", "gone"]);
            assert.equal((await queue.counts("a")).completed, 0);
          }),
      };
    });
  });

  test("dead jobs are kept however many and old they are", async (kit) => {
    const queue = await kit.open({ maxSize: 5, keepCompleted: { ageMs: 1, count: 1 } });
    await queue.addAll(jobs("a", ...range(1, 5)));
    const lease = await takeOne(queue);
    await queue.settle(
      lease,
      ids(lease).map((id) => dead(id)),
    );
    await kit.time.pass(100);
    await queue.addAll([job("done", { lane: "b" })]);
    await runAll(queue, kit);
    await kit.time.tick();
    assert.equal((await queue.counts()).dead, 5);
    assert.equal((await listAll(queue, { state: "dead" })).length, 5);
    assert.deepEqual(await queue.addAll(jobs("a", 5)), ["duplicate"]);
  });
}

async function runAll(queue: QueueBackend, kit: Kit): Promise<void> {
  for (let leases = await take(queue); leases.length > 0; leases = await take(queue)) {
    for (const lease of leases) await complete(queue, lease);
    await kit.time.tick();
  }
}
