import assert from "node:assert/strict";
import type { Lease, QueueBackend } from "../../queue/driver.js";
import { ids, job, jobs, takeOne } from "./jobs.js";
import type { Kit, Test } from "./kit.js";
import { longMs } from "./time.js";

/** What ends the waiting of a `take`, and the jobs it then comes back with. */
const wakers: Readonly<Record<string, (kit: Kit, queue: QueueBackend) => Promise<() => Promise<unknown>>>> = {
  "a job that is added": async (_, queue) => () => queue.addAll(jobs("a", 1)),
  "a job that another backend adds": async (kit, queue) => {
    const other = await kit.another(queue);
    return () => other.addAll(jobs("a", 1));
  },
  "the time of a delayed job": async (_, queue) => {
    await queue.addAll([job("a1", { delayMs: 1_000 })]);
    return async () => {};
  },
  "the end of a pause": async (_, queue) => {
    await queue.addAll(jobs("a", 1));
    await queue.pause({ all: true }, 1_000);
    return async () => {};
  },
  "a lane that is resumed": async (_, queue) => {
    await queue.addAll(jobs("a", 1));
    await queue.pause({ lane: "a" });
    return () => queue.resume({ lane: "a" });
  },
  "a job that is promoted": async (_, queue) => {
    await queue.addAll([job("a1", { delayMs: 9 * longMs })]);
    return () => queue.promote("a1");
  },
  "a lane that is released": async (_, queue) => {
    await queue.addAll(jobs("a", 1));
    const lease = await takeOne(queue);
    return () => queue.settle(lease, [], true);
  },
};

export function waitingTests(test: Test): void {
  for (const [what, prepare] of Object.entries(wakers)) {
    test(`a take that waits is woken by ${what}`, async (kit) => {
      const queue = await kit.open();
      const wake = await prepare(kit, queue);
      const { taking, isOver } = waitingTake(queue);
      await moment(kit);
      if (kit.time.isVirtual) assert.equal(isOver(), false);
      await wake();
      assert.deepEqual((await kit.time.outcome(taking)).map(ids), [["a1"]]);
    });
  }

  test("a take that waits is woken by a lease that runs out", async (kit) => {
    const queue = await kit.open({ leaseMs: 1_000 });
    await queue.addAll(jobs("a", 1));
    await takeOne(queue);
    const [lease] = await kit.time.outcome(waitingTake(queue).taking);
    assert.deepEqual([lease && ids(lease), lease?.isRecovered], [["a1"], true]);
  });

  test("a take that waits is woken by a lane that has been quiet", async (kit) => {
    const queue = await kit.open({ maxSize: 9, debounceMs: 1_000, maxWaitMs: longMs });
    const { taking } = waitingTake(queue);
    await queue.addAll(jobs("a", 1, 2));
    assert.deepEqual((await kit.time.outcome(taking)).map(ids), [["a1", "a2"]]);
  });

  test("each of two that wait gets a lane of its own", async (kit) => {
    const queue = await kit.open();
    const other = await kit.another(queue);
    const takes = [waitingTake(queue), waitingTake(other)];
    await moment(kit);
    await queue.addAll([...jobs("a", 1), ...jobs("b", 1)]);
    const taken = await kit.time.outcome(Promise.all(takes.map(({ taking }) => taking)));
    assert.deepEqual(taken.flat().map(ids).sort(), [["a1"], ["b1"]]);
  });

  test("a take answers none when its time is over", async (kit) => {
    const queue = await kit.open();
    await queue.addAll(jobs("a", 1));
    await queue.pause({ lane: "a" });
    assert.deepEqual(await queue.take({ max: 1, waitMs: 0 }), []);
    assert.deepEqual(await kit.time.outcome(queue.take({ max: 1, waitMs: 50 })), []);
  });

  test("a take answers at once when a lane is due, however long it might wait", async (kit) => {
    const queue = await kit.open();
    await queue.addAll(jobs("a", 1));
    assert.deepEqual((await queue.take({ max: 5, waitMs: 9 * longMs })).map(ids), [["a1"]]);
  });

  test("a signal ends a take that waits, and one that fired before takes nothing or what is due", async (kit) => {
    const queue = await kit.open();
    const ending = new AbortController();
    const taking = queue.take({ max: 1, waitMs: 9 * longMs, signal: ending.signal });
    await moment(kit);
    ending.abort();
    assert.deepEqual(await kit.time.outcome(taking), []);
    await queue.addAll(jobs("a", 1));
    const taken = await kit.time.outcome(queue.take({ max: 1, waitMs: 9 * longMs, signal: AbortSignal.abort() }));
    assert.equal((await queue.counts()).active, taken.length);
  });

  test("close ends a take that waits, and no job goes to it any more", async (kit) => {
    const queue = await kit.open();
    const other = await kit.another(queue);
    const { taking } = waitingTake(other);
    await moment(kit);
    await kit.time.outcome(other.close());
    assert.deepEqual(await kit.time.outcome(taking.catch(() => [])), []);
    await queue.addAll(jobs("a", 1));
    assert.deepEqual(ids(await takeOne(queue)), ["a1"]);
  });
}

/** For nine hours, which no test lasts: what ends it is something else. */
function waitingTake(queue: QueueBackend): { readonly taking: Promise<Lease[]>; isOver(): boolean } {
  let isOver = false;
  const taking = queue.take({ max: 1, waitMs: 9 * longMs }).finally(() => {
    isOver = true;
  });
  taking.catch(() => {});
  return { taking, isOver: () => isOver };
}

/** Lets a call begin to wait. Nothing depends on whether it does: woken or not, the take ends in the same way. */
async function moment(kit: Kit): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 10));
  await kit.time.tick();
}
