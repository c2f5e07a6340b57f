import assert from "node:assert/strict";
import type { QueueBackend } from "../../queue/driver.js";
import { oneOfEachState } from "./adding.js";
import {
  complete,
  completed,
  drain,
  failure,
  ids,
  job,
  jobs,
  listAll,
  record,
  retry,
  states,
  take,
  takeNone,
  takeOne,
} from "./jobs.js";
import type { Test } from "./kit.js";
import { longMs } from "./time.js";

const lease = { lane: "a", token: 1, jobs: [], isRecovered: false };

const calls: Readonly<Record<keyof Omit<QueueBackend, "close">, (queue: QueueBackend) => Promise<unknown>>> = {
  addAll: (queue) => queue.addAll(jobs("a", 2)),
  take: (queue) => queue.take({ max: 1, waitMs: 0 }),
  renew: (queue) => queue.renew(lease),
  settle: (queue) => queue.settle(lease, []),
  setProgress: (queue) => queue.setProgress(lease, "a1", "1"),
  get: (queue) => queue.get("a1"),
  list: (queue) => queue.list({ state: "waiting", limit: 1 }),
  counts: (queue) => queue.counts(),
  oldestWaitingAt: (queue) => queue.oldestWaitingAt(),
  lanes: (queue) => queue.lanes({ limit: 1 }),
  remove: (queue) => queue.remove("a1"),
  revive: (queue) => queue.revive("a1"),
  promote: (queue) => queue.promote("a1"),
  move: (queue) => queue.move("a", "b"),
  pause: (queue) => queue.pause({ all: true }),
  resume: (queue) => queue.resume({ all: true }),
  pauses: (queue) => queue.pauses(),
};

export function lifetimeTests(test: Test): void {
  test("a backend that is closed refuses every call with a QueueDriverError, and may be closed again", async (kit) => {
    const queue = await kit.open();
    const closed = await kit.openAgain(queue);
    await queue.addAll(jobs("a", 1));
    await closed.close();
    await closed.close();
    for (const [name, call] of Object.entries(calls)) {
      await assert.rejects(
        async () => call(closed),
        (error: { code?: unknown; message?: unknown }) =>
          error.code === "QUEUE_DRIVER" && typeof error.message === "string" && /clos/i.test(error.message),
        `${name} of a closed backend: expected a QueueDriverError that says so`,
      );
    }
    assert.deepEqual(await states(queue, "a1", "a2"), ["waiting", "gone"]);
    assert.deepEqual(await queue.pauses(), []);
  });

  test("closing one backend leaves its leases, and the other backends, as they are", async (kit) => {
    const queue = await kit.open({ maxSize: 2 });
    const closing = await kit.openAgain(queue);
    await queue.addAll(jobs("a", 1, 2, 3));
    const held = await takeOne(closing);
    await closing.close();
    await takeNone(queue);
    assert.deepEqual(await states(queue, "a1", "a2", "a3"), ["active", "active", "waiting"]);
    assert.equal(await queue.renew(held), 1);
    await complete(queue, held);
    assert.deepEqual(await drain(queue), { a: ["a3"] });
  });

  test("a driver has a name, says whether it is durable, and may be closed twice", async (kit) => {
    const driver = await kit.driver();
    assert.ok(driver.name.length > 0);
    assert.equal(driver.isDurable, kit.isDurable);
    const queue = await kit.open();
    await queue.addAll(jobs("a", 1));
    await queue.close();
    await driver.close();
    await driver.close();
  });

  test("a driver keeps records with compare-and-set where its jobs are", async (kit) => {
    const { state } = await kit.driver();
    assert.equal(state.isDurable, kit.isDurable);
    const space = state.open("records");
    const version = await space.set("a", "one", { version: 0 });
    assert.deepEqual(await space.get("a"), { key: "a", value: "one", version });
    assert.equal(await space.set("a", "two", { version: 0 }), undefined);
  });
}

/** What outlives the process. */
export function durableTests(test: Test): void {
  test("jobs in every state are there after a restart, to the letter", async (kit) => {
    const { queue, names, leases } = await oneOfEachState(() => kit.open());
    const before = await Promise.all(names.map((id) => record(queue, id)));
    const again = await kit.restart(queue);
    assert.deepEqual(await Promise.all(names.map((id) => record(again, id))), before);
    assert.deepEqual(
      (await listAll(again, { state: "delayed" })).map(({ id }) => id),
      ["delayed"],
    );
    assert.deepEqual(new Set(await again.addAll(names.map((id) => job(id)))), new Set(["duplicate"]));
    const active = leases.find(({ lane }) => lane === "active");
    assert.ok(active);
    assert.equal(await again.renew(active), 0);
    assert.equal(await again.settle(active, [completed("active")]), "done");
    assert.deepEqual(await drain(again), { waiting: ["waiting"] });
  });

  test("records that go with the jobs are there after a restart", async (kit) => {
    const queue = await kit.open();
    await queue.addAll(jobs("a", 1));
    const version = await (await kit.driver()).state.open("records").set("a", "one");
    await kit.restart(queue);
    const space = (await kit.driver()).state.open("records");
    assert.deepEqual(await space.get("a"), { key: "a", value: "one", version });
  });

  test("order, retries and what was handed out together are there after a restart", async (kit) => {
    await kit.time.timed(async (delayMs) => {
      const queue = await kit.open({ maxSize: 2 });
      await queue.addAll(jobs("a", 1, 2));
      const held = await takeOne(queue);
      await queue.addAll(jobs("a", 3));
      await queue.settle(held, [retry("a1", delayMs), retry("a2", delayMs)]);
      const again = await kit.restart(queue);
      await again.addAll(jobs("a", 4));
      return {
        before: () => takeNone(again),
        after: async () => {
          const [next] = await kit.takeSoon(again);
          assert.ok(next);
          assert.deepEqual([ids(next), next.jobs[0]?.failures], [["a1", "a2"], 1]);
          assert.deepEqual(next.jobs[1]?.errors, [failure("retry of a2")]);
          await complete(again, next);
          assert.deepEqual(await drain(again), { a: ["a3", "a4"] });
        },
      };
    });
  });

  test("tokens grow over restarts, and a lease from before is lost when another followed", async (kit) => {
    let queue = await kit.open();
    let last = 0;
    for (const number of [1, 2, 3]) {
      await queue.addAll(jobs("a", number));
      const held = await takeOne(queue);
      assert.ok(held.token > last, `token ${held.token} after ${last}`);
      last = held.token;
      await complete(queue, held);
      queue = await kit.restart(queue);
      assert.equal(await queue.settle(held, [completed(`a${number}`)]), "lost");
    }
  });

  test("pauses and known ids are there after a restart", async (kit) => {
    const queue = await kit.open();
    await queue.addAll([...jobs("a", 1, 2), ...jobs("b:", 1), ...jobs("c", 1)]);
    await queue.remove("a1");
    await queue.pause({ lane: "a" });
    await queue.pause({ prefix: "b:" }, longMs);
    const before = await queue.pauses();
    const again = await kit.restart(queue);
    assert.deepEqual(new Set(await again.pauses()), new Set(before));
    assert.deepEqual(await again.addAll(jobs("a", 1)), ["duplicate"]);
    assert.deepEqual(
      (await take(again)).map(({ lane }) => lane),
      ["c"],
    );
  });

  test("a lease whose worker is gone runs out after a restart", async (kit) => {
    await kit.time.timed(async (leaseMs) => {
      const queue = await kit.open({ leaseMs, maxSize: 2 });
      await queue.addAll(jobs("a", 1, 2, 3));
      await takeOne(queue);
      const again = await kit.restart(queue);
      return {
        before: () => takeNone(again),
        after: async () => {
          const [next] = await kit.takeSoon(again);
          assert.ok(next);
          assert.deepEqual([ids(next), next.isRecovered, next.jobs[0]?.stalls], [["a1", "a2"], true, 1]);
        },
      };
    });
  });
}
