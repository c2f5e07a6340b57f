import assert from "node:assert/strict";
import type { StateSpace } from "../../state/store.js";
import { keysOf, listAll, put, range, readValue, type Test } from "./kit.js";

const calls: Readonly<Record<keyof StateSpace, (space: StateSpace) => Promise<unknown>>> = {
  get: (space) => space.get("a"),
  set: (space) => space.set("a", "two"),
  delete: (space) => space.delete("a"),
  list: (space) => space.list({ limit: 1 }),
  expired: (space) => space.expired({ limit: 1 }),
  count: (space) => space.count(),
};

export function lifetimeTests(test: Test): void {
  test("a store has a name, and says what it is", async (kit) => {
    const store = await kit.store();
    assert.ok(store.name.length > 0);
    assert.equal(store.isDurable, kit.capabilities.durable);
    assert.equal(store.isShared, kit.capabilities.shared);
  });

  test("a store that is closed refuses every call with a StateStoreError, and may be closed again", async (kit) => {
    const store = await kit.store();
    const space = store.open("a");
    await put(space, "a", "one");
    await store.close();
    await store.close();
    for (const [name, call] of Object.entries(calls)) {
      for (const closed of [space, store.open("a"), store.open("never used")]) {
        await assert.rejects(
          async () => call(closed),
          ({ code, message }: { code?: unknown; message?: unknown }) =>
            code === "STATE_STORE" && /clos/i.test(String(message)),
          `${name} of a closed store: expected a StateStoreError that says so`,
        );
      }
    }
  });

  test("calls that are under way when the store is closed end", async (kit) => {
    const store = await kit.store();
    const space = store.open("a");
    await put(space, "a", "one");
    const under = range(1, 20).map((number) => space.set(`${number}`, "x"));
    const ended = Promise.allSettled(under);
    await store.close();
    for (const one of await ended) if (one.status === "rejected") assert.equal(one.reason.code, "STATE_STORE");
  });

  test("a store that is opened and never used is closed like any other", async (kit) => {
    (await kit.store()).open("a");
    await kit.close();
  });
}

/** What outlives the process. */
export function durableTests(test: Test): void {
  test("records are there after a restart, with their versions and ends", async (kit) => {
    const space = (await kit.store()).open("a");
    const expiresAt = kit.now + 1_000;
    const [first, second] = [await put(space, "a", "one"), await put(space, "b", "two", { expiresAt })];
    const again = (await kit.restart()).open("a");
    assert.deepEqual(await again.get("a"), { key: "a", value: "one", version: first });
    assert.deepEqual(await again.get("b"), { key: "b", value: "two", version: second, expiresAt });
    await put(again, "a", "three", { version: first });
    await kit.clock.advance(1_000);
    assert.equal(await again.get("b"), undefined);
  });

  test("a version never comes back, also when the record was deleted before a restart", async (kit) => {
    const versions: number[] = [];
    for (const round of range(1, 4)) {
      const space = (await kit.restart()).open("a");
      for (const one of range(1, 3)) versions.push(await put(space, "a", `${round} ${one}`));
      await space.delete("a");
    }
    assert.equal(new Set(versions).size, versions.length, `versions that came back: ${versions.join(", ")}`);
  });
}

export function durableListTests(test: Test): void {
  test("what is listed is there after a restart, and a listing may go on", async (kit) => {
    const space = (await kit.store()).open("a");
    for (const key of ["a", "b", "c"]) await put(space, key, key);
    const page = await space.list({ limit: 1 });
    const again = (await kit.restart()).open("a");
    assert.deepEqual(keysOf(await listAll(again)), ["a", "b", "c"]);
    assert.deepEqual(keysOf((await again.list({ limit: 5, cursor: page.cursor ?? "" })).records), ["b", "c"]);
    assert.equal(await readValue(again, "c"), "c");
  });
}
