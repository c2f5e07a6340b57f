import assert from "node:assert/strict";
import { complete, completed, drain, ids, job, jobs, range, retry, take, takeOne } from "./jobs.js";
import type { Kit, Test } from "./kit.js";

export function turnTests(test: Test): void {
  test("the most urgent lane goes first", async (kit) => {
    const queue = await kit.open();
    for (const [lane, priority] of [
      ["last", 8_191],
      ["late", 8_190],
      ["later", 9],
      ["soon", 5],
      ["now", 0],
      ["next", 1],
    ] as const) {
      await queue.addAll([job(lane, { lane, priority })]);
      await kit.time.tick();
    }
    assert.deepEqual(await lanesInTurn(queue, kit, 6), ["now", "next", "soon", "later", "late", "last"]);
  });

  test("a lane is as urgent as the most urgent job added to it, and keeps its order", async (kit) => {
    const queue = await kit.open();
    await queue.addAll([job("b1", { lane: "b", priority: 3 })]);
    await kit.time.tick();
    await queue.addAll([job("a1", { priority: 7 }), job("a2", { priority: 0 }), job("a3", { priority: 7 })]);
    const lease = await takeOne(queue);
    assert.deepEqual(ids(lease), ["a1"]);
    await complete(queue, lease);
    assert.equal((await takeOne(queue)).lane, "a");
    assert.equal((await takeOne(queue)).lane, "b");
  });

  test("a lane that was emptied is no more urgent than what is added to it then", async (kit) => {
    const queue = await kit.open();
    await queue.addAll([job("a1", { priority: 0 })]);
    await complete(queue, await takeOne(queue));
    await queue.addAll([job("a2", { priority: 9 })]);
    await kit.time.tick();
    await queue.addAll([job("b1", { lane: "b", priority: 5 })]);
    assert.equal((await takeOne(queue)).lane, "b");
  });

  test("among lanes that are as urgent, the one that waited longest goes first, one just released last", async (kit) => {
    const queue = await kit.open();
    for (const lane of ["a", "b", "c"]) {
      await queue.addAll(jobs(lane, 1, 2, 3));
      await kit.time.tick();
    }
    const rounds = await lanesInTurn(queue, kit, 9);
    assert.deepEqual(rounds, ["a", "b", "c", "a", "b", "c", "a", "b", "c"]);
  });

  test("a lane that was given back or put off takes its turn behind the others", async (kit) => {
    const queue = await kit.open();
    for (const lane of ["a", "b", "c"]) {
      await queue.addAll(jobs(lane, 1));
      await kit.time.tick();
    }
    const first = await takeOne(queue);
    assert.equal(first.lane, "a");
    await queue.settle(first, [], true);
    await kit.time.tick();
    const second = await takeOne(queue);
    assert.equal(second.lane, "b");
    await queue.settle(second, [retry("b1", 0)]);
    await kit.time.tick();
    assert.equal((await takeOne(queue)).lane, "c");
    assert.deepEqual((await kit.takeSoon(queue, 2)).map(({ lane }) => lane).sort(), ["a", "b"]);
  });

  test("a lane of 10,000 jobs does not starve a lane of one", async (kit) => {
    const queue = await kit.openBare({ maxSize: 10 });
    for (const start of range(0, 9)) await queue.addAll(jobs("big", ...range(start * 1_000, start * 1_000 + 999)));
    await kit.time.tick();
    const first = await takeOne(queue);
    assert.deepEqual([first.lane, first.jobs.length], ["big", 10]);
    await queue.addAll(jobs("small", 1));
    await kit.time.tick();
    await complete(queue, first);
    await kit.time.tick();
    assert.equal((await takeOne(queue)).lane, "small");
    assert.equal((await takeOne(queue)).lane, "big");
    assert.deepEqual(await queue.counts("big"), {
      waiting: 9_980,
      delayed: 0,
      retrying: 0,
      active: 10,
      completed: 10,
      dead: 0,
    });
  });

  test("when all want the same few places, every lane gets on", async (kit) => {
    const queue = await kit.open();
    const lanes = range(1, 6).map((number) => `lane ${number} `);
    for (const lane of lanes) await queue.addAll(jobs(lane, 1, 2, 3, 4));
    const ran: string[] = [];
    for (const _ of range(1, 6)) {
      for (const lease of await take(queue, 2)) {
        ran.push(lease.lane);
        assert.equal(await queue.settle(lease, [completed(ids(lease)[0] ?? "")]), "done");
        await kit.time.tick();
      }
    }
    for (const lane of lanes) assert.equal(ran.filter((each) => each === lane).length, 2, `turns of ${lane}`);
    assert.equal(Object.keys(await drain(queue)).length, 6);
  });
}

async function lanesInTurn(queue: Awaited<ReturnType<Kit["open"]>>, kit: Kit, count: number): Promise<string[]> {
  const turns: string[] = [];
  while (turns.length < count) {
    const lease = await takeOne(queue);
    turns.push(lease.lane);
    await complete(queue, lease);
    await kit.time.tick();
  }
  return turns;
}
