import { expect, it } from "vitest";
import { createIdentityMap, type PersonMerge } from "../../../src/sessions/identity/index.js";
import { memoryStore } from "../../../src/state/memory-store.js";
import { settle, virtualClock } from "../../support/virtual-clock.js";
import { guardedStore, instanceName, lid, phone, type StoreCall } from "./kit.js";

const [real, asked] = ["553199990001@s.whatsapp.net", "5531999990001@s.whatsapp.net"];
const sameNumber = { instanceName, answer: [{ jid: real, exists: true, number: "5531999990001" }] };

/** Processes over one store; one of them may be held at its first call of a kind. */
function start() {
  const clock = virtualClock();
  const store = memoryStore({ clock });
  const merged: PersonMerge[] = [];
  const process = () => createIdentityMap({ store, clock });
  return {
    clock,
    merged,
    process,
    withHooks() {
      const map = process();
      map.onMerge((merge) => merged.push(merge));
      return map;
    },
    held(call: StoreCall, prefix: string, when: "before" | "after") {
      let go = () => {};
      let wasHeld = false;
      const wait = (name: StoreCall, key: string) => {
        if (wasHeld || name !== call || !key.startsWith(prefix)) return undefined;
        wasHeld = true;
        return new Promise<void>((resolve) => {
          go = resolve;
        });
      };
      const map = createIdentityMap({ store: guardedStore(store, { [when]: wait }), clock });
      return { map, go: () => go(), wasHeld: () => wasHeld };
    },
  };
}

it("loses no merge when its note was written over by another attempt that came to nothing", async () => {
  const { process, withHooks, held, merged } = start();
  const [slow, other] = [held("set", "merge:", "after"), held("set", "merge:", "after")];
  for (const jid of [lid(1), phone(1), phone(9)]) await process().resolve({ instanceName, jid });
  const learning = slow.map.learnPair({ instanceName, phone: phone(1), lid: lid(1) });
  await settle();
  const contradicted = other.map.learnPair({ instanceName, phone: phone(9), lid: lid(1) });
  await settle();
  await process().learnPair({ instanceName, phone: phone(9), lid: lid(9) });
  const worker = withHooks();
  expect(await worker.resumePending()).toEqual({ done: 1, pending: 0 });
  expect(merged).toEqual([]);
  slow.go();
  await learning;
  other.go();
  await contradicted;
  await worker.resumePending();
  expect(merged).toEqual([{ instanceName, from: lid(1), into: phone(1) }]);
});

it("brings everything to the last key when two merges of one person overtake one another", async () => {
  const { process, withHooks, held, merged } = start();
  for (const jid of [lid(1), asked, real]) await process().resolve({ instanceName, jid });
  await process().learnPair({ instanceName, phone: asked, lid: lid(1) });
  const slow = held("set", "lock:", "before");
  slow.map.onMerge((merge) => merged.push(merge));
  const resuming = slow.map.resumePending();
  await settle();
  expect(slow.wasHeld()).toBe(true);
  await withHooks().learn(sameNumber);
  slow.go();
  await resuming;
  expect(merged).toEqual([
    { instanceName, from: asked, into: real },
    { instanceName, from: lid(1), into: real },
  ]);
});

it("does not run the hooks again for a process that waited for the first to be done", async () => {
  const { process, withHooks, clock, merged } = start();
  for (const jid of [lid(1), phone(1)]) await process().resolve({ instanceName, jid });
  let finish = () => {};
  const first = process();
  first.onMerge(
    () =>
      new Promise<void>((resolve) => {
        finish = resolve;
      }),
  );
  const learning = first.learnPair({ instanceName, phone: phone(1), lid: lid(1) });
  await settle();
  const waiting = withHooks().learnPair({ instanceName, phone: phone(1), lid: lid(1) });
  await clock.advance(1_000);
  finish();
  await clock.advance(1_000);
  await Promise.all([learning, waiting]);
  expect(merged).toEqual([]);
  expect(await withHooks().resumePending()).toEqual({ done: 0, pending: 0 });
});
