import { expect, it } from "vitest";
import { StateStoreError } from "../../../src/errors/index.js";
import { createIdentityMap, type PersonMerge } from "../../../src/sessions/identity/index.js";
import { memoryStore } from "../../../src/state/memory-store.js";
import { settle, virtualClock } from "../../support/virtual-clock.js";
import { instanceName, lid, messageWith, phone, startMap } from "./kit.js";

/** Two keys were given out for one person. */
async function twoKeys(options: Parameters<typeof startMap>[0] = {}) {
  const started = startMap(options);
  await started.keyOf(lid(1));
  await started.keyOf(phone(1));
  return { ...started, learn: () => started.map.learn(messageWith({ remoteJid: lid(1), remoteJidAlt: phone(1) })) };
}

const merge: PersonMerge = { instanceName, from: lid(1), into: phone(1) };

it("merges two keys that were both given out, once, before learn resolves", async () => {
  const { map, learn, keyOf, told } = await twoKeys();
  const ran: string[] = [];
  map.onMerge(async (given) => {
    expect(given).toEqual(merge);
    expect(await keyOf(lid(1))).toBe(phone(1));
    ran.push("one");
  });
  map.onMerge(() => ran.push("two"));
  const end = map.onMerge(() => ran.push("taken back"));
  end();
  await learn();
  await learn();
  expect(ran).toEqual(["one", "two"]);
  expect(told.merged).toEqual([merge]);
  expect(await map.resumePending()).toEqual({ done: 0, pending: 0 });
});

it("keeps a merge whose hook threw until it was done, over processes", async () => {
  const { map, store, clock, learn, told } = await twoKeys();
  map.onMerge(() => Promise.reject(new Error("no disk")));
  await learn();
  expect(told).toMatchObject({ merged: [], error: [new Error("no disk")] });
  expect(await map.resumePending()).toEqual({ done: 0, pending: 1 });
  const other = startMap({ store, clock });
  const ran: PersonMerge[] = [];
  other.map.onMerge((given) => ran.push(given));
  expect(await other.map.resumePending()).toEqual({ done: 1, pending: 0 });
  expect(ran).toEqual([merge]);
  expect(other.told.merged).toEqual([merge]);
});

it("leaves merges to a process that has hooks", async () => {
  const { map, store, clock, learn, told } = await twoKeys();
  await learn();
  expect(await map.resumePending()).toEqual({ done: 0, pending: 1 });
  expect(told.merged).toEqual([]);
  const worker = startMap({ store, clock });
  worker.map.onMerge(() => {});
  expect(await worker.map.resumePending()).toEqual({ done: 1, pending: 0 });
});

it("goes on with a merge when the gateway delivers the event again after it was cut off", async () => {
  const { map, store, clock, learn } = await twoKeys();
  await learn();
  const again = startMap({ store, clock });
  const ran: PersonMerge[] = [];
  again.map.onMerge((given) => ran.push(given));
  await again.map.learn(messageWith({ remoteJid: phone(1), remoteJidAlt: lid(1) }));
  expect(ran).toEqual([merge]);
  expect(await map.resumePending()).toEqual({ done: 0, pending: 0 });
});

it("ends as one person with one merge done, wherever the process dies", async () => {
  let wasCut = true;
  for (let dies = 1; wasCut; dies++) {
    const { store, clock, keyOf } = startMap();
    for (const jid of [lid(1), phone(1)]) await keyOf(jid);
    let calls = 0;
    // A dead process neither reads nor writes any more, and nothing comes back to it.
    const dead = new Promise<never>(() => {});
    const before = () => (++calls >= dies ? dead : undefined);
    const dying = startMap({ store, clock, guard: { before } });
    let hooks = 0;
    dying.map.onMerge(() => void hooks++);
    void dying.map.learn(messageWith({ remoteJid: lid(1), remoteJidAlt: phone(1) }));
    await settle();
    wasCut = calls >= dies;
    clock.advance(60_000);
    const next = createIdentityMap({ store, clock });
    next.onMerge((given) => {
      expect(given).toEqual(merge);
      hooks++;
    });
    await next.resumePending();
    await next.learn(messageWith({ remoteJid: lid(1), remoteJidAlt: phone(1) }));
    expect(await next.resolve({ instanceName, jid: lid(1) })).toMatchObject({
      person: phone(1),
      addresses: [phone(1), lid(1)],
    });
    expect(hooks === 1 || hooks === 2).toBe(true);
    expect(await next.resumePending()).toEqual({ done: 0, pending: 0 });
  }
});

it("has one process at a time at the hooks of a person, and tells it when its time is over", async () => {
  const clock = virtualClock();
  const store = memoryStore({ clock });
  const [one, two] = [createIdentityMap({ store, clock }), createIdentityMap({ store, clock })];
  for (const jid of [lid(1), phone(1)]) await one.resolve({ instanceName, jid });
  const ran: string[] = [];
  let finish = () => {};
  let signal: AbortSignal | undefined;
  one.onMerge(async (_, context) => {
    signal = context.signal;
    ran.push("one begins");
    await new Promise<void>((resolve) => {
      finish = resolve;
    });
    ran.push("one ends");
  });
  two.onMerge(() => ran.push("two"));
  const learning = one.learn(messageWith({ remoteJid: lid(1), remoteJidAlt: phone(1) }));
  await settle();
  const resuming = two.resumePending();
  await clock.advance(5_000);
  expect(await resuming).toEqual({ done: 0, pending: 1 });
  await clock.advance(60_000);
  expect(signal?.aborted).toBe(false);
  finish();
  await learning;
  expect(ran).toEqual(["one begins", "one ends"]);
  expect(await two.resumePending()).toEqual({ done: 0, pending: 0 });
});

it("fires the signal of a hook when its lease is lost, and does not record what it did", async () => {
  const clock = virtualClock();
  const store = memoryStore({ clock });
  let isAway = false;
  const guard = {
    before: () => {
      if (isAway) throw new StateStoreError("The store is away.");
    },
  };
  const { map, keyOf, told } = startMap({ store, clock, guard });
  for (const jid of [lid(1), phone(1)]) await keyOf(jid);
  const end = map.onMerge(
    (_, { signal }) => new Promise<void>((resolve) => signal.addEventListener("abort", () => resolve())),
  );
  const learning = map.learn(messageWith({ remoteJid: lid(1), remoteJidAlt: phone(1) }));
  await settle();
  isAway = true;
  await clock.advance(40_000);
  await learning;
  isAway = false;
  expect(told.merged).toEqual([]);
  end();
  map.onMerge(() => {});
  expect(await map.resumePending()).toEqual({ done: 1, pending: 0 });
});

it("brings all there is to the last key when one merge follows another", async () => {
  const { map, keyOf } = startMap();
  const [asked, real] = ["5531999990001@s.whatsapp.net", "553199990001@s.whatsapp.net"];
  const kept = new Map<string, string[]>();
  for (const jid of [lid(1), asked, real]) kept.set((await keyOf(jid)) as string, [jid]);
  map.onMerge(({ from, into }) => {
    kept.set(into, [...(kept.get(into) ?? []), ...(kept.get(from) ?? [])]);
    kept.delete(from);
  });
  await map.learnPair({ instanceName, phone: asked, lid: lid(1) });
  await map.learn({ instanceName, answer: [{ jid: real, exists: true, number: "5531999990001" }] });
  expect([...kept.keys()]).toEqual([await keyOf(lid(1))]);
  expect([...kept.values()].flat().sort()).toEqual([lid(1), asked, real].sort());
});

it("shows merges that are pending in no other way than as pending when their record is not readable", async () => {
  const { map, store, learn } = await twoKeys();
  await learn();
  map.onMerge(() => {});
  await store.open("identity").set(`merge:shop:${lid(9)}`, "{");
  expect(await map.resumePending()).toEqual({ done: 1, pending: 1 });
});
