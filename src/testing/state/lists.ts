import assert from "node:assert/strict";
import { expiredAll, keysOf, listAll, put, range, refused, type Test } from "./kit.js";

const keyed = (count: number) => range(1, count).map((number) => `key ${String(number).padStart(5, "0")}`);

export function listTests(test: Test): void {
  test("an empty space has one empty page, and counts 0", async (kit) => {
    const space = await kit.space();
    assert.deepEqual(await space.list({ limit: 10 }), { records: [] });
    assert.deepEqual(await space.expired({ limit: 10 }), { records: [] });
    assert.equal(await space.count(), 0);
  });

  test("records are listed whole, in the order of their keys' code points", async (kit) => {
    const [space, other] = await kit.two();
    const keys = [
      "",
      "\u0001",
      " ",
      "A",
      "Z",
      "a",
      "a\u0000",
      "a\u0001",
      "a ",
      "aa",
      "é",
      "\ue000",
      "\uff01",
      "🙈",
      "\u{10ffff}",
    ];
    const records = [];
    for (const key of [...keys.slice(1)].reverse())
      records.unshift({ key, value: `of ${key}`, version: await put(space, key, `of ${key}`) });
    assert.deepEqual(await listAll(other), records);
    assert.deepEqual(await listAll(other, { limit: 1 }), records);
    assert.equal(await other.count(), records.length);
  });

  test("pages give each record once, whatever their size, and the last has no cursor", async (kit) => {
    const space = await kit.space();
    const keys = keyed(30);
    for (const key of [...keys].reverse()) await put(space, key, "x");
    for (const limit of [1, 7, 10, 29, 30, 31, 10_000]) assert.deepEqual(keysOf(await listAll(space, { limit })), keys);
  });

  test("what is there all the time is listed once, whatever comes and goes between two pages", async (kit) => {
    const [space, other] = await kit.two();
    const keys = keyed(40);
    for (const key of keys) await put(space, key, "x");
    const stays = new Set(keys.filter((_, at) => at % 4 === 3));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await space.list({ limit: 6, ...(cursor && { cursor }) });
      seen.push(...keysOf(page.records));
      cursor = page.cursor;
      for (const key of keysOf(page.records)) if (!stays.has(key)) await other.delete(key);
      await put(other, `${keys[0]} new ${seen.length}`, "x");
      if (cursor) await put(other, cursor, "again");
    } while (cursor !== undefined);
    for (const key of stays) assert.equal(seen.filter((one) => one === key).length, 1, `${key} was not listed once`);
  });

  test("a prefix is taken to the letter", async (kit) => {
    const space = await kit.space();
    const keys = [
      "100%",
      "100% a",
      "100x",
      "1_0",
      "1x0",
      "a*",
      "a*b",
      "ab",
      "[a]",
      "[a]b",
      "a?",
      "a\\",
      "a\\b",
      "a\n",
      "a\nb",
      "A",
      "A b",
      "__proto__",
      "__proto__ b",
      "__proto",
      "🙈",
      "🙈b",
      "🙉",
      "a'",
      "a'b",
      'a"b',
      "\u{10ffff}",
      "\u{10ffff}b",
      "a\u0000",
      "a\u0000b",
      "a\u0001",
      "\ud7ff",
      "\ud7ffb",
      "\ue000",
    ];
    for (const key of keys) await put(space, key, "x");
    for (const prefix of ["", ...keys, "nothing", "a", "\u{10ffff}\u{10ffff}"]) {
      const expected = keys.filter((key) => key.startsWith(prefix)).sort();
      for (const limit of [1, 1_000]) {
        const listed = keysOf(await listAll(space, { prefix, limit }));
        assert.deepEqual([...listed].sort(), expected, `those that begin with ${JSON.stringify(prefix)}`);
      }
    }
  });

  test("a cursor from before the prefix's keys, or of a key that is gone, does no harm", async (kit) => {
    const space = await kit.space();
    for (const key of ["a", "b1", "b2", "c"]) await put(space, key, "x");
    assert.deepEqual(keysOf((await space.list({ prefix: "b", limit: 5, cursor: "a" })).records), ["b1", "b2"]);
    assert.deepEqual(keysOf((await space.list({ prefix: "b", limit: 5, cursor: "b1x" })).records), ["b2"]);
    assert.deepEqual(keysOf((await space.list({ prefix: "b", limit: 5, cursor: "c" })).records), []);
  });

  test("thousands of records are listed, counted and expired", async (kit) => {
    const space = await kit.space({ keepExpiredMs: 60_000 });
    const keys = keyed(3_000);
    await Promise.all(keys.map((key, at) => put(space, key, "x", at < 2_500 ? { expiresAt: kit.now + 10 } : {})));
    assert.equal(await space.count(), keys.length);
    assert.deepEqual(keysOf(await listAll(space)), keys);
    await kit.clock.advance(10);
    assert.equal(await space.count(), 500);
    assert.deepEqual(keysOf(await listAll(space, { limit: 50 })), keys.slice(2_500));
    assert.deepEqual(keysOf(await expiredAll(space)), keys.slice(0, 2_500));
  });

  test("an expired record is listed and counted no more, and is among the expired ones while it is kept", async (kit) => {
    const [space, other] = await kit.two({ keepExpiredMs: 60_000 });
    const expiresAt = kit.now + 10;
    const version = await put(space, "a", "one", { expiresAt });
    await put(space, "b", "two");
    await kit.clock.advance(9);
    assert.deepEqual(keysOf(await listAll(other)), ["a", "b"]);
    assert.deepEqual(await expiredAll(other), []);
    await kit.clock.advance(1);
    assert.deepEqual(keysOf(await listAll(other)), ["b"]);
    assert.equal(await other.count(), 1);
    assert.deepEqual(await expiredAll(other), [{ key: "a", value: "one", version, expiresAt }]);
    await put(other, "a", "again", { version: 0 });
    assert.deepEqual(await expiredAll(space), []);
  });

  test("those that expired first come first, then by key, on pages of any size", async (kit) => {
    const space = await kit.space({ keepExpiredMs: 60_000 });
    const records = range(1, 40).map((number) => ({
      key: `k${(number * 7) % 40}`,
      expiresAt: kit.now - 20 + (number % 3),
    }));
    for (const { key, expiresAt } of records) await put(space, key, "x", { expiresAt });
    const expected = [...records]
      .sort((a, b) => a.expiresAt - b.expiresAt || (a.key < b.key ? -1 : 1))
      .map(({ key }) => key);
    for (const limit of [1, 7, 40, 1_000]) assert.deepEqual(keysOf(await expiredAll(space, limit)), expected);
  });

  test("a sweep that deletes what it was told meets each expired record once", async (kit) => {
    const [space, other] = await kit.two({ keepExpiredMs: 60_000 });
    for (const number of range(1, 50)) await put(space, `k${number}`, "x", { expiresAt: kit.now + (number % 4) });
    await kit.clock.advance(10);
    const swept: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await space.expired({ limit: 7, ...(cursor && { cursor }) });
      cursor = page.cursor;
      for (const { key, version } of page.records) if (await other.delete(key, version)) swept.push(key);
    } while (cursor !== undefined);
    assert.equal(new Set(swept).size, 50);
    assert.equal(swept.length, 50);
    assert.deepEqual(await expiredAll(other), []);
  });

  test("a page of no size, of half a record or too large is refused, and so is a cursor that none answered", async (kit) => {
    const space = await kit.space();
    for (const limit of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 10_001, undefined] as number[]) {
      await refused(() => space.list({ limit }), `list of ${limit}`);
      await refused(() => space.expired({ limit }), `expired of ${limit}`);
    }
    for (const cursor of ["", "x", "1", "x y", 5] as string[]) {
      await refused(() => space.expired({ limit: 1, cursor }), `cursor ${cursor}`);
    }
    await refused(() => space.list({ limit: 1, prefix: "\ud800" }), "half a character as prefix");
  });
}
