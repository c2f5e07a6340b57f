import assert from "node:assert/strict";
import { oddTexts } from "../queue/odd.js";
import { put, range, readValue, type Test } from "./kit.js";

const long = "x".repeat(511);

/** Any of them may be a key, and no two are the same. */
const oddKeys = [
  ...oddTexts.filter((text) => text.length <= 512),
  ...[`${long}a`, `${long}b`, "é".repeat(512), "🙈".repeat(256), "\u0000".repeat(512), "\u0001".repeat(512)],
  ...[
    "\u0001",
    "\u00010000",
    "a\u00010000b",
    "%00",
    "a%3Ab",
    "keyv",
    "keyv:a",
    "state/a/b",
    "#versions",
    ":base64:aGk=",
  ],
];

const oddValues = [
  "",
  "\u0000",
  "a\u0000b",
  "\u0001",
  "null",
  "{}",
  '{"value":1}',
  ":base64:aGk=",
  "::",
  "1 2\n3",
  "\n",
  "🙈",
  "\u2028",
  "'; --",
];

export function oddTests(test: Test): void {
  test("any text may be a key", async (kit) => {
    const [space, other] = await kit.two();
    const versions = new Map<string, number>();
    for (const key of oddKeys) versions.set(key, await put(space, key, `of ${key}`, { version: 0 }));
    assert.equal(versions.size, oddKeys.length);
    for (const [key, version] of versions) assert.deepEqual(await other.get(key), { key, value: `of ${key}`, version });
    for (const [key, version] of versions) assert.equal(await other.delete(key, version), true, JSON.stringify(key));
    for (const key of oddKeys) assert.equal(await space.get(key), undefined);
  });

  test("any text may be a value", async (kit) => {
    const space = await kit.space();
    for (const value of [...oddTexts, ...oddValues]) {
      await put(space, "a", value);
      assert.equal(await readValue(space, "a"), value);
    }
  });

  test("any text may be the name of a space", async (kit) => {
    const store = await kit.store();
    const names = [...new Set([...oddKeys.filter((key) => key.length <= 64), "é".repeat(64)])];
    for (const name of names) await put(store.open(name), "a", name);
    for (const name of names) assert.equal(await readValue(store.open(name), "a"), name);
  });

  test("a key in one space is not found in another that begins like it", async (kit) => {
    const store = await kit.store();
    const pairs = [
      ["a", "b:c"],
      ["a:b", "c"],
      ["a/b", "c"],
      ["a", "b/c"],
      ["a b", "c"],
      ["a", "b c"],
    ] as const;
    for (const [name, key] of pairs) await put(store.open(name), key, `${name} and ${key}`);
    for (const [name, key] of pairs) assert.equal(await readValue(store.open(name), key), `${name} and ${key}`);
  });

  test("what is written many times is what was written last", async (kit) => {
    const space = await kit.space();
    for (const number of range(1, 100)) await put(space, `${number % 7}`, `${number}`);
    const values = await Promise.all(range(0, 6).map((number) => readValue(space, `${number}`)));
    assert.deepEqual(values, ["98", "99", "100", "94", "95", "96", "97"]);
  });
}
