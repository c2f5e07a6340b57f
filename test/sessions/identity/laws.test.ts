import fc from "fast-check";
import { expect, it } from "vitest";
import type { Clock } from "../../../src/internal/clock.js";
import { createIdentityMap, type IdentityMap } from "../../../src/sessions/identity/index.js";
import { memoryStore } from "../../../src/state/memory-store.js";
import { manualClock } from "../../support/manual-clock.js";
import { runs } from "../../support/properties.js";
import { guardedStore, instanceName, lid, messageWith } from "./kit.js";

/** Who is who, simply. */
class Groups {
  readonly #parents = new Map<string, string>();
  of(address: string): string {
    const parent = this.#parents.get(address) ?? address;
    return parent === address ? address : this.of(parent);
  }
  join(one: string, other: string): void {
    this.#parents.set(this.of(one), this.of(other));
  }
}

/** What a program keeps under keys: each key that was given out has a thing of its own. */
class Kept {
  readonly #things = new Map<string, Set<string>>();
  readonly #aliases = new Map<string, string>();

  add(key: string): void {
    let now = key;
    for (let next = this.#aliases.get(now); next !== undefined; next = this.#aliases.get(now)) now = next;
    this.#at(now).add(key);
  }

  /** As a hook does it, with time passing between its steps. */
  async merge(from: string, into: string, pass: () => Promise<unknown>): Promise<void> {
    await pass();
    this.#aliases.set(from, into);
    const things = [...this.#at(from)];
    await pass();
    for (const thing of things) this.#at(into).add(thing);
    await pass();
    for (const thing of things) this.#at(from).delete(thing);
  }

  places(): [thing: string, key: string][] {
    return [...this.#things].flatMap(([key, things]) => [...things].map((thing): [string, string] => [thing, key]));
  }

  #at(key: string): Set<string> {
    const things = this.#things.get(key) ?? new Set();
    this.#things.set(key, things);
    return things;
  }
}

const real = (n: number) => `5531${99990000 + n}@s.whatsapp.net`;
const asked = (n: number) => `55319${99990000 + n}@s.whatsapp.net`;
const everybody = [0, 1, 2, 3];
const addresses = everybody.flatMap((n) => [real(n), asked(n), lid(n)]);

/** Something is said of a person, or somebody asks for a key. */
type Step =
  | { readonly kind: "event"; readonly n: number; readonly form: number }
  | { readonly kind: "number"; readonly n: number }
  | { readonly kind: "resolve"; readonly address: string }
  | { readonly kind: "resume" };

const person = fc.constantFrom(...everybody);
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("event" as const), n: person, form: fc.nat(5) }),
  fc.record({ kind: fc.constant("number" as const), n: person }),
  fc.record({ kind: fc.constant("resolve" as const), address: fc.constantFrom(...addresses) }),
  fc.record({ kind: fc.constant("resume" as const) }),
);
const steps = fc.array(step, { maxLength: 30 });

function said(n: number, form: number) {
  const group = "120363040000000000@g.us";
  const member = { id: lid(n), phoneNumber: real(n), admin: null };
  const forms = [
    messageWith({ remoteJid: real(n), remoteJidAlt: lid(n) }),
    messageWith({ remoteJid: lid(n), remoteJidAlt: real(n) }),
    messageWith({ remoteJid: real(n), previousRemoteJid: lid(n), senderPn: real(n) }),
    messageWith({ remoteJid: group, participant: lid(n), participantAlt: real(n) }),
    { event: "group-participants.update", instance: instanceName, data: { id: group, participants: [member] } },
    { event: "groups.upsert", instance: instanceName, data: [{ id: group, owner: lid(n), ownerPn: real(n) }] },
  ];
  return forms[form] ?? forms[0];
}

async function take(map: IdentityMap, each: Step, groups: Groups, kept: Kept): Promise<void> {
  if (each.kind === "event") {
    groups.join(real(each.n), lid(each.n));
    await map.learn(said(each.n, each.form) as never);
  } else if (each.kind === "number") {
    groups.join(real(each.n), asked(each.n));
    const answer = [{ jid: real(each.n), exists: true, number: asked(each.n).split("@")[0] }];
    await map.learn({ instanceName, answer });
  } else if (each.kind === "resume") {
    await map.resumePending();
  } else {
    const found = await map.resolve({ instanceName, jid: each.address });
    if (found) kept.add(found.person);
  }
}

/** Both say the same of everybody, and what was kept under any key is under the one that holds now. */
async function expectSame(map: IdentityMap, groups: Groups, kept: Kept) {
  const keys = new Map<string, string>();
  for (const address of addresses) {
    const found = await map.resolve({ instanceName, jid: address });
    expect(found?.addresses).toContain(address);
    expect([...(found?.addresses ?? [])].sort()).toEqual(
      addresses.filter((other) => groups.of(other) === groups.of(address)).sort(),
    );
    keys.set(address, found?.person ?? "");
  }
  for (const one of addresses) {
    for (const other of addresses) {
      expect(keys.get(one) === keys.get(other)).toBe(groups.of(one) === groups.of(other));
    }
  }
  for (const [thing, key] of kept.places()) expect(key).toBe(keys.get(thing));
}

it("groups addresses as what was said groups them, in any order and however often it is said", async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const clock = manualClock();
      const map = createIdentityMap({ store: memoryStore({ clock }), clock, maxCachedPairs: 3 });
      const [groups, kept] = [new Groups(), new Kept()];
      map.onMerge(({ from, into }) => kept.merge(from, into, async () => {}));
      map.on("contradiction", (seen) => expect.unreachable(JSON.stringify(seen)));
      for (const each of all) await take(map, each, groups, kept);
      await expectSame(map, groups, kept);
      expect(await map.resumePending()).toEqual({ done: 0, pending: 0 });
    }),
    { numRuns: runs(300) },
  );
});

/** Time that hardly passes: whoever sleeps is woken when it is his turn. */
function mixedClock(pass: () => Promise<unknown>): Clock {
  let now = Date.UTC(2026, 0, 1);
  return {
    now: () => now,
    async sleep(_, signal) {
      await pass();
      signal?.throwIfAborted();
      now++;
    },
  };
}

it("groups them the same when processes learn at once, however their calls of the store are mixed", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.tuple(steps, steps, steps), async (scheduler, parts) => {
      const pass = () => scheduler.schedule(Promise.resolve());
      const clock = mixedClock(pass);
      const store = memoryStore({ clock });
      const [groups, kept] = [new Groups(), new Kept()];
      const processes = parts.map(async (all) => {
        const map = createIdentityMap({ store: guardedStore(store, { before: pass }), clock });
        map.onMerge(({ from, into }) => kept.merge(from, into, pass));
        map.on("contradiction", (seen) => expect.unreachable(JSON.stringify(seen)));
        for (const each of all) await take(map, each, groups, kept);
      });
      await scheduler.waitFor(Promise.all(processes));
      const later = createIdentityMap({ store, clock: manualClock(clock.now()) });
      expect(await later.resumePending()).toEqual({ done: 0, pending: 0 });
      await expectSame(later, groups, kept);
    }),
    { numRuns: runs(150) },
  );
}, 60_000);

const pairs = fc.array(fc.tuple(fc.nat(3), fc.nat(3)), { maxLength: 20 });

it("keeps to what was said first where pairs contradict one another", async () => {
  await fc.assert(
    fc.asyncProperty(pairs, async (all) => {
      const clock = manualClock();
      const map = createIdentityMap({ store: memoryStore({ clock }), clock });
      const [lids, phones] = [new Map<string, string>(), new Map<string, string>()];
      let contradictions = 0;
      map.on("contradiction", () => contradictions++);
      const contradicted = new Set<string>();
      for (const [p, l] of all) {
        const [phone, other] = [real(p), lid(l)];
        await map.learnPair({ instanceName, phone, lid: other });
        if (!lids.has(phone) && !phones.has(other)) {
          lids.set(phone, other);
          phones.set(other, phone);
        } else if (lids.get(phone) !== other) contradicted.add(`${phone} ${other}`);
      }
      expect(contradictions).toBe(contradicted.size);
      for (const n of everybody) {
        const known = lids.get(real(n));
        expect(await map.addressesOf({ instanceName, jid: real(n) })).toEqual(known ? [real(n), known] : [real(n)]);
      }
    }),
    { numRuns: runs(200) },
  );
});

it("never gives a person two numbers or two LIDs, however processes are mixed", async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.tuple(pairs, pairs), async (scheduler, parts) => {
      const clock = manualClock();
      const store = memoryStore({ clock });
      const guard = { before: () => scheduler.schedule(Promise.resolve()) };
      const seen = new Set<string>();
      const processes = parts.map(async (all) => {
        const map = createIdentityMap({ store: guardedStore(store, guard), clock });
        for (const [p, l] of all) {
          seen.add(`${real(p)} ${lid(l)}`);
          await map.learnPair({ instanceName, phone: real(p), lid: lid(l) });
        }
      });
      await scheduler.waitFor(Promise.all(processes));
      const map = createIdentityMap({ store, clock });
      for (const jid of everybody.flatMap((n) => [real(n), lid(n)])) {
        const found = await map.addressesOf({ instanceName, jid });
        expect(found).toContain(jid);
        if (found.length > 1) expect(seen).toContain(found.join(" "));
        for (const other of found) expect(await map.addressesOf({ instanceName, jid: other })).toEqual(found);
      }
      // Nobody is left alone who could have been paired.
      for (const pair of seen) {
        const [phone = "", other = ""] = pair.split(" ");
        const both = [
          await map.addressesOf({ instanceName, jid: phone }),
          await map.addressesOf({ instanceName, jid: other }),
        ];
        expect(both.some(({ length }) => length > 1)).toBe(true);
      }
    }),
    { numRuns: runs(150) },
  );
}, 60_000);
