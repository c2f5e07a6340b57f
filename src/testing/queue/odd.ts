import assert from "node:assert/strict";
import { jobStates } from "../../queue/driver.js";
import { allLanes } from "./audit.js";
import { complete, completed, drain, ids, job, listAll, record, take, takeNone, takeOne } from "./jobs.js";
import type { Test } from "./kit.js";

/** Any of them may be an id or a lane, and no two are the same. */
export const oddTexts = [
  ...["1", "01", "1.0", "1e0", "-1", "0x1", "null", "undefined", "true", "NaN"],
  ...["__proto__", "constructor", "toString", "hasOwnProperty", "length"],
  ...[":", "a:b", "a::b", "a:b:", "{}", "{a}b", "[1]", "%_", "a%", "*", "?", "\\", "a\\b", "'", "''", '"', "`", "$1"],
  ...["' OR 1=1 --", "; DROP TABLE jobs", "../../etc", "a/b", "a,b", "a|b", "a#b", "a=b&c"],
  ...["A", "a", " a", "a ", "a\t", "a\n", "\n", "a\r\nb", "\u0000", "a\u0000b", "\u007f", "\u200b", "\ufeff"],
  ...["é", "e\u0301", "ß", "ss", "İ", "ı", "你好", "🙈", "👩‍👩‍👧", "\u202eabc", "\u2028", "\uffff", "\u{10ffff}"],
  ...["5511999990001@s.whatsapp.net", "120363@g.us", "shop:5511999990001", "x".repeat(1_024), "é".repeat(1_024)],
];

/** JSON, and not as `JSON.stringify` would write it. */
const oddData = [
  '{ "b": 1,\n\t"a": [1.0, 1e3, -0, 12345678901234567890] }',
  '{"a":1,"a":2,"__proto__":{"x":1}}',
  '"\\u00e9 é \\ud83d\\ude48 🙈 \\ud800 \\u0000 \u2028 \u2029 \u007f"',
  '""',
  "null",
  "0",
  " [] ",
];

export function oddTests(test: Test): void {
  test("any text may be an id", async (kit) => {
    const queue = await kit.openBare({ maxSize: 1_000 });
    const given = oddTexts.map((id) => job(id, { data: JSON.stringify({ id }) }));
    assert.deepEqual(new Set(await queue.addAll(given)), new Set(["added"]));
    assert.deepEqual(new Set(await queue.addAll(given)), new Set(["duplicate"]));
    for (const { id, data } of given) assert.equal((await record(queue, id)).data, data);
    assert.deepEqual((await listAll(queue, { state: "waiting" }, 7)).length, oddTexts.length);
    for (const id of oddTexts.slice(0, 20)) assert.equal(await queue.remove(id), true);
    const lease = await takeOne(queue);
    assert.deepEqual(ids(lease), oddTexts.slice(20));
    for (const id of ids(lease)) assert.equal(await queue.setProgress(lease, id, JSON.stringify(id)), "done");
    await queue.settle(
      lease,
      ids(lease).map((id) => completed(id, JSON.stringify(id))),
    );
    for (const id of oddTexts.slice(20)) {
      const { state, progress, result } = await record(queue, id);
      assert.deepEqual([state, progress, result], ["completed", JSON.stringify(id), JSON.stringify(id)]);
    }
  });

  test("any text may be a lane, the empty one too", async (kit) => {
    const queue = await kit.openBare();
    const lanes = ["", ...oddTexts];
    await queue.addAll(lanes.flatMap((lane, index) => [job(`${index}.1`, { lane }), job(`${index}.2`, { lane })]));
    const leases = await take(queue, 1_000);
    assert.deepEqual(leases.map(({ lane }) => lane).sort(), [...lanes].sort());
    for (const lease of leases) {
      const listed = await listAll(queue, { state: "waiting", lane: lease.lane });
      assert.deepEqual(
        listed.map(({ lane }) => lane),
        [lease.lane],
      );
      const counts = await queue.counts(lease.lane);
      assert.deepEqual([counts.waiting, counts.active], [1, 1], JSON.stringify(lease.lane));
      assert.equal(await queue.renew(lease), 1);
      await complete(queue, lease);
    }
    const kept = await allLanes(queue, 7);
    assert.deepEqual(kept.map(({ lane }) => lane).sort(), [...lanes].sort());
    const ran = new Map((await take(queue, 1_000)).map((lease) => [lease.lane, ids(lease)]));
    for (const [index, lane] of lanes.entries()) assert.deepEqual(ran.get(lane), [`${index}.2`]);
  });

  test("any lane may be paused and moved, and it alone", async (kit) => {
    const queue = await kit.openBare();
    const lanes = ["", ...oddTexts];
    await queue.addAll(lanes.map((lane, index) => job(String(index), { lane })));
    for (const lane of lanes) await queue.pause({ lane });
    await takeNone(queue);
    assert.equal((await queue.pauses()).length, lanes.length);
    for (const lane of lanes) {
      await queue.resume({ lane });
      const lease = await takeOne(queue);
      assert.equal(lease.lane, lane);
      await queue.settle(lease, [], true);
      assert.equal(await queue.move(lane, "together"), 1);
    }
    assert.deepEqual(await queue.pauses(), []);
    const ran = (await drain(queue)).together ?? [];
    assert.deepEqual(
      ran.map(Number).sort((a, b) => a - b),
      [...lanes.keys()],
    );
  });

  test("a driver's queues may have any name", async (kit) => {
    const driver = await kit.driver();
    const names = ["a", "a:b", "a:b:c", "A", "__proto__", "' --", "🙈", "a b", "a\nb", "%", "x".repeat(200)];
    for (const name of names) {
      const queue = await kit.openNamed(driver, name);
      assert.deepEqual(await queue.addAll([job("id", { data: JSON.stringify(name) })]), ["added"]);
    }
    for (const name of names) {
      const queue = await kit.openNamed(driver, name);
      assert.equal((await takeOne(queue)).jobs[0]?.data, JSON.stringify(name));
    }
  });

  test("payloads are kept as they are, to the letter", async (kit) => {
    const queue = await kit.open({ maxSize: 100 });
    const large = JSON.stringify({ text: "água 🙈 \u0000 ".repeat(80_000) });
    const given = [...oddData, large];
    await queue.addAll(given.map((data, index) => job(String(index), { data })));
    const lease = await takeOne(queue);
    assert.ok(
      lease.jobs.every(({ data }, index) => data === given[index]),
      "data of a lease",
    );
    for (const [index, text] of given.entries()) {
      await queue.setProgress(lease, String(index), text);
      await queue.settle(lease, [completed(String(index), text)]);
      const { data, progress, result } = await record(queue, String(index));
      assert.ok(data === text && progress === text && result === text, `data ${index}, its progress or result`);
    }
  });

  test("an odd priority, delay or number is kept", async (kit) => {
    const queue = await kit.open({ maxSize: 10 });
    const priorities = [0, 1, 1_000, 2 ** 31 - 1];
    await queue.addAll(priorities.map((priority, index) => job(String(index), { priority })));
    for (const [index, priority] of priorities.entries()) {
      assert.equal((await record(queue, String(index))).priority, priority);
    }
    const yearMs = 365 * 86_400_000;
    await queue.addAll([job("next year", { delayMs: yearMs, lane: "b" })]);
    const { addedAt, dueAt } = await record(queue, "next year");
    assert.equal(dueAt, addedAt + yearMs);
    assert.deepEqual(
      (await take(queue)).map(({ lane }) => lane),
      ["a"],
    );
    const counts = await queue.counts();
    assert.deepEqual(Object.keys(counts).sort(), [...jobStates].sort());
  });
}
