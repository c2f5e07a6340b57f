import assert from "node:assert/strict";
import { put, range, readValue, refused, type Test } from "./kit.js";

export function recordTests(test: Test): void {
  test("what was never written is not there", async (kit) => {
    const space = await kit.space();
    assert.equal(await space.get("a"), undefined);
    assert.equal(await space.delete("a"), false);
  });

  test("a record comes back as it was written, to every store at once", async (kit) => {
    const [space, other] = await kit.two();
    const version = await put(space, "a", "one");
    for (const one of [space, other]) assert.deepEqual(await one.get("a"), { key: "a", value: "one", version });
  });

  test("a write replaces the one before, and its version changes, also when the value does not", async (kit) => {
    const [space, other] = await kit.two();
    const versions = [await put(space, "a", "one"), await put(other, "a", "two"), await put(space, "a", "two")];
    assert.equal(new Set(versions).size, 3);
    assert.deepEqual(await other.get("a"), { key: "a", value: "two", version: versions[2] });
  });

  test("a version that was there never comes back, also after the record was deleted", async (kit) => {
    const [space, other] = await kit.two();
    const versions: number[] = [];
    for (const round of range(1, 30)) {
      const one = round % 2 === 0 ? space : other;
      versions.push(await put(one, "a", `${round}`, round % 3 === 0 ? { expiresAt: kit.now + 10 } : {}));
      if (round % 4 === 0) await one.delete("a");
      if (round % 5 === 0) await kit.clock.advance(20);
    }
    assert.equal(new Set(versions).size, versions.length);
    assert.equal(await space.set("a", "late", { version: versions[3] ?? 0 }), undefined);
  });

  test("what was deleted is gone, and deleted once", async (kit) => {
    const [space, other] = await kit.two();
    await put(space, "a", "one");
    await put(space, "b", "two");
    assert.equal(await other.delete("a"), true);
    assert.equal(await space.delete("a"), false);
    assert.equal(await space.get("a"), undefined);
    assert.equal(await readValue(space, "b"), "two");
  });

  test("the records of one space are not those of another, and those of the same name are", async (kit) => {
    const store = await kit.store();
    const [a, b] = [store.open("a"), store.open("b")];
    await put(a, "key", "of a");
    await put(b, "key", "of b");
    assert.equal(await readValue(store.open("a"), "key"), "of a");
    assert.equal(await b.delete("key"), true);
    assert.equal(await readValue(a, "key"), "of a");
    assert.equal(await b.get("key"), undefined);
  });

  test("an empty value is a value", async (kit) => {
    const space = await kit.space();
    const version = await put(space, "a", "");
    assert.deepEqual(await space.get("a"), { key: "a", value: "", version });
    assert.equal(await space.set("a", "", { version: 0 }), undefined);
  });

  test("a value of 5 MB comes back to the letter, and is replaced", async (kit) => {
    const [space, other] = await kit.two();
    const large = "0123456789abcdef é🙈\n".repeat(250_000);
    const version = await put(space, "a", large);
    assert.ok((await readValue(other, "a")) === large, "expected 5 MB to come back as they were written");
    await put(other, "a", "small", { version });
    assert.equal(await readValue(space, "a"), "small");
  });

  test("what cannot be kept is refused, and changes nothing", async (kit) => {
    const space = await kit.space();
    await put(space, "a", "one");
    const texts: unknown[] = [undefined, null, 1, {}, ["a"], "a\ud800", "\udc00"];
    for (const key of [...texts, "", "x".repeat(513)] as string[]) {
      await refused(() => space.get(key), "get of such a key");
      await refused(() => space.set(key, "two"), "set of such a key");
      await refused(() => space.delete(key), "delete of such a key");
    }
    for (const value of texts as string[]) await refused(() => space.set("a", value), "set of such a value");
    for (const version of [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "1", null] as number[]) {
      await refused(() => space.set("a", "two", { version }), `set with version ${version}`);
      await refused(() => space.delete("a", version), `delete with version ${version}`);
    }
    assert.equal(await readValue(space, "a"), "one");
    const store = await kit.store();
    for (const name of [undefined, "", "x".repeat(65), "\ud800"] as string[]) assert.throws(() => store.open(name));
    for (const keepExpiredMs of [-1, Number.NaN, "1"] as number[])
      assert.throws(() => store.open("a", { keepExpiredMs }));
  });
}
