import fc from "fast-check";
import { expect, it } from "vitest";
import type { Clock } from "../../../src/internal/clock.js";
import { createIdentityMap } from "../../../src/sessions/identity/index.js";
import { memoryStore } from "../../../src/state/memory-store.js";
import { manualClock } from "../../support/manual-clock.js";
import { runs } from "../../support/properties.js";
import { guardedStore, instanceName, lid } from "./kit.js";
import { everybody, expectSame, Groups, Kept, real, steps, take } from "./people.js";

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
