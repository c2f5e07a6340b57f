import assert from "node:assert/strict";
import type { StateSpace } from "../../state/store.js";
import { put, range, readValue, type Test } from "./kit.js";

const many = 200;

/** The `index`th of some spaces, which are one space. */
const turn = (spaces: readonly StateSpace[], index: number): StateSpace => spaces[index % spaces.length] as StateSpace;

export function raceTests(test: Test): void {
  test("a set that names no version (0) writes only where nothing is", async (kit) => {
    const [space, other] = await kit.two();
    const version = await put(space, "a", "one", { version: 0 });
    assert.equal(await other.set("a", "two", { version: 0 }), undefined);
    assert.deepEqual(await space.get("a"), { key: "a", value: "one", version });
    await space.delete("a");
    await put(other, "a", "three", { version: 0 });
  });

  test("a set that names a version replaces that version, and no other", async (kit) => {
    const [space, other] = await kit.two();
    const first = await put(space, "a", "one");
    const second = await put(other, "a", "two", { version: first });
    const elsewhere = await put(space, "b", "other");
    for (const version of [first, elsewhere, second + 1_000_000]) {
      assert.equal(await space.set("a", "three", { version }), undefined, "a version that is not there");
    }
    assert.deepEqual(await space.get("a"), { key: "a", value: "two", version: second });
    assert.equal(await space.set("c", "new", { version: first }), undefined);
    assert.equal(await space.get("c"), undefined);
  });

  test("a delete that names a version deletes that version, and no other", async (kit) => {
    const [space, other] = await kit.two();
    const first = await put(space, "a", "one");
    const second = await put(space, "a", "two");
    for (const version of [first, 0, second + 1_000_000]) assert.equal(await other.delete("a", version), false);
    assert.equal(await readValue(space, "a"), "two");
    assert.equal(await other.delete("a", second), true);
    assert.equal(await space.delete("a", second), false);
  });

  test(`of ${many} sets of one version at once, one wins`, async (kit) => {
    const spaces = await kit.two();
    const version = await put(spaces[0], "a", "before");
    const written = await Promise.all(
      range(1, many).map((number) => turn(spaces, number).set("a", `${number}`, { version })),
    );
    const winners = written.flatMap((one, at) =>
      one === undefined ? [] : [{ key: "a", value: `${at + 1}`, version: one }],
    );
    assert.equal(winners.length, 1, `${winners.length} sets of one version were written`);
    assert.deepEqual(await spaces[1].get("a"), winners[0]);
  });

  test(`of ${many} sets where nothing was, one wins`, async (kit) => {
    const spaces = await kit.two();
    const written = await Promise.all(
      range(1, many).map((number) => turn(spaces, number).set("a", `${number}`, { version: 0 })),
    );
    const winners = written.flatMap((one, at) => (one === undefined ? [] : [`${at + 1}`]));
    assert.equal(winners.length, 1, `${winners.length} sets where nothing was were written`);
    assert.equal(await readValue(spaces[1], "a"), winners[0]);
  });

  test("of sets and deletes of one version at once, one wins", async (kit) => {
    const spaces = await kit.two();
    for (const round of range(1, 10)) {
      const version = await put(spaces[0], "a", `${round}`);
      const done = await Promise.all(
        range(1, 20).map(async (number) => {
          const space = turn(spaces, number);
          if (number % 4 < 2) return space.delete("a", version);
          return (await space.set("a", "set", { version })) !== undefined;
        }),
      );
      assert.equal(done.filter(Boolean).length, 1, "sets and deletes of one version that took effect");
    }
  });

  test("sets of many records at once are all there", async (kit) => {
    const spaces = await kit.two();
    const versions = await Promise.all(
      range(1, many).map((number) => put(turn(spaces, number), `key ${number}`, `${number}`, { version: 0 })),
    );
    for (const number of range(1, many)) {
      const expected = { key: `key ${number}`, value: `${number}`, version: versions[number - 1] };
      assert.deepEqual(await turn(spaces, number + 1).get(`key ${number}`), expected);
    }
  });

  test("additions that are tried again until they are written lose none", async (kit) => {
    const spaces = await kit.two();
    await Promise.all(range(1, 40).map((number) => increment(turn(spaces, number), "sum")));
    assert.equal(await readValue(spaces[0], "sum"), "40");
  });

  test("writes that name no version all take effect, one after another", async (kit) => {
    const spaces = await kit.two();
    const versions = await Promise.all(range(1, many).map((number) => put(turn(spaces, number), "a", `${number}`)));
    assert.equal(new Set(versions).size, many);
    const last = await spaces[0].get("a");
    assert.equal(last?.version, versions[Number(last?.value) - 1]);
  });
}

async function increment(space: StateSpace, key: string): Promise<void> {
  for (;;) {
    const found = await space.get(key);
    const next = `${Number(found?.value ?? 0) + 1}`;
    if ((await space.set(key, next, { version: found?.version ?? 0 })) !== undefined) return;
  }
}
