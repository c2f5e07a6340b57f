import assert from "node:assert/strict";
import type { PauseTarget, QueueBackend } from "../../queue/driver.js";
import { complete, completed, drain, ids, jobs, record, retry, take, takeNone, takeOne } from "./jobs.js";
import type { Test } from "./kit.js";
import { longMs } from "./time.js";

export function pauseTests(test: Test): void {
  test("no lease begins while all is paused, in no backend", async (kit) => {
    const queue = await kit.open();
    const other = await kit.another(queue);
    await queue.addAll([...jobs("a", 1), ...jobs("b", 1)]);
    await queue.pause({ all: true });
    await takeNone(queue);
    await takeNone(other);
    assert.deepEqual(await queue.addAll(jobs("c", 1)), ["added"]);
    await takeNone(other);
    await other.resume({ all: true });
    assert.deepEqual((await take(queue)).flatMap(ids).sort(), ["a1", "b1", "c1"]);
  });

  test("a paused lane stands still, and the others do not", async (kit) => {
    const queue = await kit.open();
    await queue.addAll([...jobs("a", 1, 2), ...jobs("ab", 1), ...jobs("b", 1)]);
    await queue.pause({ lane: "a" });
    assert.deepEqual(await drain(queue), { ab: ["ab1"], b: ["b1"] });
    assert.equal((await record(queue, "a1")).state, "waiting");
    await queue.resume({ lane: "a" });
    assert.deepEqual(await drain(queue), { a: ["a1", "a2"] });
  });

  test("a prefix pauses every lane whose name begins so, to the letter", async (kit) => {
    const queue = await kit.open();
    const lanes = [
      "shop%:1",
      "shop_:1",
      "shop:1",
      "Shop%:1",
      "shop*:1",
      "shop[a]:1",
      "shopx:1",
      "x shop%:1",
      "shop\\:1",
    ];
    await queue.addAll(lanes.flatMap((lane) => jobs(lane, 1)));
    for (const prefix of ["shop%", "shop_", "shop*", "shop[a]", "shop?", "shop\\"]) await queue.pause({ prefix });
    const free = (await take(queue)).map(({ lane }) => lane).sort();
    assert.deepEqual(free, ["Shop%:1", "shop:1", "shopx:1", "x shop%:1"].sort());
    await queue.resume({ prefix: "shop_" });
    assert.deepEqual(
      (await take(queue)).map(({ lane }) => lane),
      ["shop_:1"],
    );
    await queue.pause({ prefix: "" });
    await queue.addAll(jobs("new", 1));
    await takeNone(queue);
  });

  test("a lane that is paused in several ways goes on when the last is taken back", async (kit) => {
    const queue = await kit.open();
    await queue.addAll(jobs("shop:1", 1));
    const targets: PauseTarget[] = [{ all: true }, { lane: "shop:1" }, { prefix: "shop:" }, { prefix: "" }];
    for (const target of targets) await queue.pause(target);
    assert.deepEqual(named(await queue.pauses()), named(targets.map((target) => ({ target }))));
    for (const target of targets) {
      await takeNone(queue);
      await queue.resume({ lane: "shop:" });
      await queue.resume({ prefix: "shop:1" });
      await queue.resume(target);
    }
    assert.deepEqual(await queue.pauses(), []);
    assert.deepEqual(ids(await takeOne(queue)), ["shop:11"]);
  });

  test("a pause with `forMs` ends by itself", async (kit) => {
    await kit.time.timed(async (forMs) => {
      const queue = await kit.open();
      await queue.addAll([...jobs("a", 1), ...jobs("b", 1)]);
      await queue.pause({ lane: "a" }, forMs);
      await queue.pause({ prefix: "b" }, forMs);
      return {
        before: async () => {
          await takeNone(queue);
          const untils = (await queue.pauses()).map(({ until }) => until);
          assert.ok(untils.length === 2 && untils.every((until) => until !== undefined));
          if (kit.time.isVirtual) assert.deepEqual(new Set(untils), new Set([kit.time.clock.now() + forMs - 9_000]));
        },
        after: async () => {
          assert.equal((await kit.takeSoon(queue, 2)).length, 2);
          await kit.time.eventually(async () => assert.deepEqual(await queue.pauses(), []));
        },
      };
    });
  });

  test("a second pause replaces the first", async (kit) => {
    await kit.time.timed(async (forMs) => {
      const queue = await kit.open();
      await queue.addAll([...jobs("a", 1), ...jobs("b", 1)]);
      await queue.pause({ lane: "a" }, forMs);
      await queue.pause({ lane: "a" });
      await queue.pause({ lane: "b" });
      await queue.pause({ lane: "b" }, forMs);
      return {
        after: async () => {
          assert.deepEqual(
            (await kit.takeSoon(queue)).map(({ lane }) => lane),
            ["b"],
          );
          await takeNone(queue);
          const kept = (await queue.pauses()).filter(({ target }) => "lane" in target && target.lane === "a");
          assert.deepEqual(kept, [{ target: { lane: "a" } }]);
        },
      };
    });
  });

  for (const target of [{ lane: "a" }, { prefix: "" }, { all: true }] satisfies PauseTarget[]) {
    test(`a lease that runs while ${JSON.stringify(target)} is paused goes on, and is told`, async (kit) => {
      const queue = await kit.open({ maxSize: 3 });
      await queue.addAll(jobs("a", 1, 2, 3));
      const lease = await takeOne(queue);
      await queue.pause(target);
      assert.equal(await queue.renew(lease), 0);
      assert.equal(await queue.setProgress(lease, "a1", "1"), "paused");
      assert.equal(await queue.settle(lease, [completed("a1")]), "paused");
      assert.equal((await record(queue, "a1")).state, "completed");
      assert.equal(await queue.settle(lease, [retry("a2", 0)]), "paused");
      assert.equal((await record(queue, "a2")).state, "retrying");
      assert.equal(await queue.settle(lease, []), "lost");
      await paused(queue);
      await queue.resume(target);
      const [again] = await kit.takeSoon(queue);
      assert.deepEqual(again && ids(again), ["a2", "a3"]);
    });
  }

  test("a lease that ran out in a paused lane is not handed out again until it is resumed", async (kit) => {
    await kit.time.timed(async (leaseMs) => {
      const queue = await kit.open({ leaseMs });
      await queue.addAll(jobs("a", 1));
      await takeOne(queue);
      await queue.pause({ lane: "a" }, 100 * longMs);
      return {
        after: async () => {
          await takeNone(queue);
          await queue.resume({ lane: "a" });
          const [lease] = await kit.takeSoon(queue);
          assert.ok(lease?.isRecovered);
          if (kit.time.isVirtual) await complete(queue, lease);
        },
      };
    });
  });
}

async function paused(queue: QueueBackend): Promise<void> {
  await queue.addAll(jobs("a", 9));
  await takeNone(queue);
}

function named(pauses: readonly { readonly target: PauseTarget }[]): string[] {
  return pauses.map(({ target }) => JSON.stringify(target)).sort();
}
