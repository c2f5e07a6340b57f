import Database from "libsql";
import { expect, it, vi } from "vitest";
import { jobStates } from "../../../src/queue/driver.js";
import { virtualClock } from "../../support/virtual-clock.js";
import { completed, job, openQueue } from "./setup.js";

const error = { at: 0, name: "Error", message: "no" };

it("no query goes through a table, or sorts: a million jobs that wait cost nothing", async () => {
  const prepare = vi.spyOn(Database.prototype, "prepare");
  const clock = virtualClock();
  const { file, queue } = openQueue({ clock }, { debounceMs: 1, maxWaitMs: 5, maxSize: 2, leaseMs: 1_000 });
  await queue.addAll(["a", "b", "c", "d"].map((id) => job(id, { lane: `lane ${id}` })));
  await queue.addAll([job("e", { delayMs: 10 }), job("f", { delayMs: 1_000 })]);
  const wait = queue.take({ max: 4, waitMs: 50 });
  await clock.advance(20);
  const [first, second, third] = await wait;
  if (!first || !second || !third) throw new Error("expected three leases");
  await queue.renew(first);
  await queue.setProgress(first, "a", "1");
  await queue.settle(first, [{ id: "a", kind: "retry", delayMs: 5, error, isCounted: true }]);
  await queue.settle(second, [{ id: "b", kind: "dead", error }]);
  await queue.settle(third, [], true);
  await clock.advance(5_000);
  for (const lease of await queue.take({ max: 9, waitMs: 0 })) {
    await queue.settle(
      lease,
      lease.jobs.map(({ id }) => completed(id)),
    );
  }
  await queue.revive("b");
  await queue.addAll([job("g", { delayMs: 1_000 })]);
  await queue.promote("g");
  await queue.remove("g");
  await queue.move("lane b", "lane c");
  for (const state of jobStates) {
    for (const lane of [undefined, "lane c"]) {
      const options = { state, limit: 1, ...(lane && { lane }) };
      await queue.list(options);
      await queue.list({ ...options, cursor: "1.1" });
    }
  }
  await queue.counts("lane c");
  await queue.oldestWaitingAt();
  await queue.lanes({ limit: 1 });
  await queue.lanes({ limit: 1, cursor: "a" });
  await queue.pause({ prefix: "x" }, 1);
  await queue.pauses();
  await queue.resume({ prefix: "x" });
  await clock.advance(86_400_000);
  await queue.counts();

  const statements = [...new Set(prepare.mock.calls.map(([sql]) => sql))].filter((sql) => /queue_(?!jobs')/.test(sql));
  expect(statements.length).toBeGreaterThan(40);
  const db = new Database(file);
  const bad = statements.flatMap((sql) => {
    const values = Array(sql.split("?").length - 1).fill(1);
    const plan = db.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(values) as { detail: string }[];
    return plan
      .filter(({ detail }) => /SCAN (?!CONSTANT)|TEMP B-TREE|AUTOMATIC/.test(detail))
      .map((row) => [sql, row.detail]);
  });
  expect(bad).toEqual([]);
});
