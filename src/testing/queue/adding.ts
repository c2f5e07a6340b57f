import assert from "node:assert/strict";
import type { QueueBackend } from "../../queue/driver.js";
import {
  complete,
  completed,
  dead,
  drain,
  ids,
  job,
  jobs,
  listAll,
  range,
  record,
  retry,
  states,
  take,
  takeOne,
} from "./jobs.js";
import type { Test } from "./kit.js";

export function addingTests(test: Test): void {
  test("addAll stores every job as it was given", async (kit) => {
    const queue = await kit.open();
    const now = kit.time.clock.now();
    const given = [
      job("one", { lane: "x", data: '{"n":1}', priority: 3 }),
      job("two", { lane: "y", data: "null", priority: 0 }),
    ];
    assert.deepEqual(await queue.addAll(given), ["added", "added"]);
    for (const { delayMs: _, ...fields } of given) {
      const { addedAt, ...kept } = await record(queue, fields.id);
      assert.deepEqual(kept, { ...fields, state: "waiting", failures: 0, stalls: 0, revivals: 0, errors: [] });
      if (kit.time.isVirtual) assert.equal(addedAt, now);
    }
    assert.deepEqual(await queue.addAll([]), []);
  });

  test("addAll answers of each job whether it was stored or known, within one call too", async (kit) => {
    const queue = await kit.open();
    const twice = [job("one", { data: "1" }), job("one", { data: "2", lane: "b" }), job("two")];
    assert.deepEqual(await queue.addAll(twice), ["added", "duplicate", "added"]);
    assert.deepEqual(await queue.addAll([job("three"), job("two", { data: "3" })]), ["added", "duplicate"]);
    const { data, lane } = await record(queue, "one");
    assert.deepEqual([data, lane], ["1", "a"]);
    assert.deepEqual(await drain(queue), { a: ["one", "two", "three"] });
  });

  test("addAll is seen whole or not at all", async (kit) => {
    const queue = await kit.openBare();
    const looker = await kit.another(queue);
    let isAdding = true;
    const adding = queue.addAll(jobs("a", ...range(1, 300))).finally(() => {
      isAdding = false;
    });
    const seen = new Set<number>();
    while (isAdding) {
      seen.add((await looker.counts()).waiting);
      await new Promise((resolve) => setImmediate(resolve));
    }
    await adding;
    seen.add((await looker.counts()).waiting);
    seen.delete(0);
    assert.deepEqual([...seen], [300]);
    assert.equal((await listAll(looker, { state: "waiting" })).length, 300);
  });

  test("an id is known as long as its job is kept, in any state", async (kit) => {
    await kit.time.timed(async (rememberMs) => {
      const { queue, names } = await oneOfEachState(() => kit.open({ rememberMs }));
      const again = async () => {
        const answers = await queue.addAll(names.map((id) => job(id)));
        assert.deepEqual(new Set(answers), new Set(["duplicate"]));
        assert.deepEqual(await states(queue, ...names), names);
      };
      return { before: again, after: again };
    });
  });

  test("the id of a removed job is known for `rememberMs`, and no longer", async (kit) => {
    await kit.time.timed(async (rememberMs) => {
      const queue = await kit.open({ rememberMs });
      await queue.addAll([job("one")]);
      assert.equal(await queue.remove("one"), true);
      return {
        before: async () => assert.deepEqual(await queue.addAll([job("one")]), ["duplicate"]),
        after: () => kit.time.eventually(async () => assert.deepEqual(await queue.addAll([job("one")]), ["added"])),
      };
    });
  });

  test("the id of a completed job is known for `rememberMs`, whether it is kept or not", async (kit) => {
    await kit.time.timed(async (rememberMs) => {
      const queue = await kit.open({ rememberMs, keepCompleted: { ageMs: 0, count: 0 } });
      await queue.addAll([job("one")]);
      await complete(queue, await takeOne(queue));
      return {
        before: async () => assert.deepEqual(await queue.addAll([job("one")]), ["duplicate"]),
        after: () => kit.time.eventually(async () => assert.deepEqual(await queue.addAll([job("one")]), ["added"])),
      };
    });
  });

  test("of two that add the same ids at once, one has them stored", async (kit) => {
    const queue = await kit.open();
    const backends = [queue, await kit.another(queue), await kit.another(queue)];
    for (const round of range(1, 5)) {
      const given = jobs(`lane ${round} `, 1, 2, 3, 4);
      const answers = await Promise.all(backends.map((backend) => backend.addAll(given)));
      for (const place of given.keys()) {
        const stored = answers.filter((answer) => answer[place] === "added");
        assert.equal(stored.length, 1, `${stored.length} of three were told that they added the job`);
      }
    }
    assert.equal((await queue.counts()).waiting, 20);
    assert.deepEqual((await drain(queue))["lane 3 "], ["lane 3 1", "lane 3 2", "lane 3 3", "lane 3 4"]);
  });

  test("what is added by turns from two places keeps the order", async (kit) => {
    const queue = await kit.open({ maxSize: 100 });
    const other = await kit.another(queue);
    for (const number of range(1, 10)) await (number % 2 ? queue : other).addAll(jobs("a", number));
    assert.deepEqual(
      ids(await takeOne(queue)),
      range(1, 10).map((number) => `a${number}`),
    );
  });

  test("two queues of a driver know nothing of each other", async (kit) => {
    const [one, two] = [await kit.open(), await kit.open()];
    assert.deepEqual(await one.addAll([job("id", { data: "1" })]), ["added"]);
    assert.deepEqual(await two.addAll([job("id", { data: "2" })]), ["added"]);
    await one.pause({ all: true });
    assert.equal((await takeOne(two)).jobs[0]?.data, "2");
    assert.deepEqual([(await one.counts()).active, (await two.counts()).active], [0, 1]);
    assert.equal(await one.remove("id"), true);
    assert.deepEqual(await two.pauses(), []);
  });
}

/** A queue with a job in each state, each named after it, each in a lane of its own. */
export async function oneOfEachState(open: () => Promise<QueueBackend>) {
  const queue = await open();
  const names = ["active", "retrying", "completed", "dead", "waiting", "delayed"];
  await queue.addAll(names.slice(0, 4).map((id) => job(id, { lane: id })));
  const leases = await take(queue);
  assert.equal(leases.length, 4);
  for (const lease of leases) {
    if (lease.lane === "retrying") await queue.settle(lease, [retry("retrying", 1e9)]);
    if (lease.lane === "completed") await queue.settle(lease, [completed("completed", '{"ok":true}')]);
    if (lease.lane === "dead") await queue.settle(lease, [dead("dead")]);
  }
  await queue.addAll([job("waiting", { lane: "waiting" }), job("delayed", { lane: "delayed", delayMs: 1e9 })]);
  assert.deepEqual(await states(queue, ...names), names);
  return { queue, names, leases };
}
