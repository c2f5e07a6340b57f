import assert from "node:assert/strict";
import { put, range, readValue, refused, type Test } from "./kit.js";

/** More writes than any store needs to remove what is to be removed. */
const manyWrites = 200;

export function expiryTests(test: Test): void {
  test("a record is there until its instant, and from then on it is not", async (kit) => {
    const [space, other] = await kit.two();
    const expiresAt = kit.now + 1_000;
    const version = await put(space, "a", "one", { expiresAt });
    await kit.clock.advance(999);
    assert.deepEqual(await other.get("a"), { key: "a", value: "one", version, expiresAt });
    await kit.clock.advance(1);
    for (const one of [space, other]) assert.equal(await one.get("a"), undefined);
  });

  test("each write says anew when its record expires", async (kit) => {
    const space = await kit.space();
    for (const key of ["stays", "later", "sooner"]) await put(space, key, "one", { expiresAt: kit.now + 1_000 });
    const version = await put(space, "stays", "two");
    await put(space, "later", "two", { expiresAt: kit.now + 2_000 });
    await put(space, "sooner", "two", { expiresAt: kit.now + 500 });
    await kit.clock.advance(500);
    assert.equal(await space.get("sooner"), undefined);
    await kit.clock.advance(600);
    assert.equal(await readValue(space, "later"), "two");
    assert.deepEqual(await space.get("stays"), { key: "stays", value: "two", version });
    await put(space, "stays", "three", { expiresAt: kit.now + 1 });
    await kit.clock.advance(1);
    assert.equal(await space.get("stays"), undefined);
  });

  test("an expired record that is kept can be read if that is asked for", async (kit) => {
    const [space, other] = await kit.two({ keepExpiredMs: 60_000 });
    const expiresAt = kit.now + 10;
    const version = await put(space, "a", "one", { expiresAt });
    const record = { key: "a", value: "one", version, expiresAt };
    assert.deepEqual(await other.get("a", { expired: true }), record);
    await kit.clock.advance(10);
    assert.deepEqual(await other.get("a", { expired: true }), record);
    assert.equal(await other.get("a", { expired: false }), undefined);
    assert.equal(await other.get("b", { expired: true }), undefined);
  });

  test("an expired record is replaced by a set that names no version (0), once", async (kit) => {
    const [space, other] = await kit.two({ keepExpiredMs: 60_000 });
    const version = await put(space, "a", "one", { expiresAt: kit.now + 10 });
    await kit.clock.advance(10);
    const next = await put(other, "a", "two", { version: 0 });
    assert.notEqual(next, version);
    assert.deepEqual(await space.get("a"), { key: "a", value: "two", version: next });
    assert.equal(await space.set("a", "three", { version: 0 }), undefined);
    assert.equal(await space.set("a", "three", { version }), undefined);
  });

  test("an expired record that is kept is replaced by a set that names its version, and by no other", async (kit) => {
    const [space, other] = await kit.two({ keepExpiredMs: 60_000 });
    const version = await put(space, "a", "one", { expiresAt: kit.now + 10 });
    await kit.clock.advance(10);
    assert.equal(await other.set("a", "two", { version: version + 1 }), undefined);
    const next = await put(other, "a", "two", { version });
    assert.deepEqual(await space.get("a"), { key: "a", value: "two", version: next });
    assert.equal(await space.set("a", "three", { version }), undefined);
  });

  test("an expired record may be replaced by a set without a version", async (kit) => {
    const space = await kit.space({ keepExpiredMs: 60_000 });
    await put(space, "a", "one", { expiresAt: kit.now + 10 });
    await kit.clock.advance(10);
    await put(space, "a", "two");
    assert.equal(await readValue(space, "a"), "two");
  });

  test("of many that take over an expired record at once, one does", async (kit) => {
    const [space, other] = await kit.two({ keepExpiredMs: 60_000 });
    const version = await put(space, "a", "one", { expiresAt: kit.now + 10 });
    await kit.clock.advance(10);
    const deleted = await Promise.all(range(1, 20).map((n) => (n % 2 ? space : other).delete("a", version)));
    assert.equal(deleted.filter(Boolean).length, 1, "deletes of one expired version that took effect");
    const written = await Promise.all(
      range(1, 20).map((n) => (n % 2 ? space : other).set("a", `${n}`, { version: 0 })),
    );
    assert.equal(written.filter((one) => one !== undefined).length, 1);
  });

  test("a record whose instant is over when it is written is written, and not answered", async (kit) => {
    const space = await kit.space({ keepExpiredMs: 60_000 });
    const version = await put(space, "a", "one");
    await put(space, "a", "two", { version, expiresAt: kit.now });
    await put(space, "b", "long ago", { expiresAt: kit.now - 1_000 });
    assert.equal(await space.get("a"), undefined);
    assert.equal(await space.get("b"), undefined);
    assert.equal(await space.set("a", "three", { version }), undefined);
    await put(space, "a", "four", { version: 0 });
  });

  test("Infinity stays, part of a ms counts as a whole one, and what is no instant is refused", async (kit) => {
    const space = await kit.space();
    const stays = await put(space, "stays", "one", { expiresAt: Number.POSITIVE_INFINITY });
    await put(space, "a", "one", { expiresAt: kit.now + 9.5 });
    await put(space, "far", "one", { expiresAt: 1e300 });
    for (const expiresAt of [Number.NaN, Number.NEGATIVE_INFINITY, "1", null] as number[]) {
      await refused(() => space.set("a", "two", { expiresAt }), `expiresAt ${expiresAt}`);
    }
    await kit.clock.advance(9);
    assert.equal(await readValue(space, "a"), "one");
    await kit.clock.advance(1);
    assert.equal(await space.get("a"), undefined);
    assert.deepEqual(await space.get("stays"), { key: "stays", value: "one", version: stays });
    assert.equal(await readValue(space, "far"), "one");
  });

  test("an expired record is kept for as long as was said, and then removed by itself", async (kit) => {
    const [space, other] = await kit.two({ keepExpiredMs: 10_000 });
    const version = await put(space, "a", "one", { expiresAt: kit.now + 10 });
    await kit.clock.advance(10 + 9_999);
    for (const number of range(1, manyWrites)) await put(other, `busy ${number % 3}`, "x");
    assert.equal(await other.delete("a", version + 1), false);
    assert.equal(await other.delete("a", version), true, "an expired record that is to be kept is gone");
    const again = await put(space, "a", "one", { expiresAt: kit.now + 10 });
    await kit.clock.advance(10 + 10_000);
    for (const number of range(1, manyWrites)) await put(other, `busy ${number % 3}`, "x");
    assert.equal(await space.delete("a", again), false, "an expired record that is not to be kept is still there");
  });

  test("how long it is kept is what the space said that wrote it", async (kit) => {
    const store = await kit.store();
    const [keeping, plain] = [store.open("s", { keepExpiredMs: 60_000 }), store.open("s")];
    await put(keeping, "kept", "one", { expiresAt: kit.now + 10 });
    await put(plain, "gone", "one", { expiresAt: kit.now + 10 });
    await kit.clock.advance(10);
    for (const number of range(1, manyWrites)) await put(plain, `busy ${number % 3}`, "x");
    assert.equal(await plain.delete("kept"), true);
    assert.equal(await plain.delete("gone"), false);
  });
}
