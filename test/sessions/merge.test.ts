import { describe, expect, it } from "vitest";
import { InvalidArgumentError, SessionConflictError } from "../../src/errors/index.js";
import { virtualClock } from "../support/virtual-clock.js";
import { ana, around, contents, dyingStore, record, rui, saved, setUp } from "./kit.js";

const lid = { instanceName: "shop", person: "190000000000001@lid" };

/** A conversation that went on under two keys in turn. */
async function twoHalves({ sessions, clock }: Pick<ReturnType<typeof setUp>, "sessions" | "clock">) {
  const said: string[] = [];
  for (const [i, key] of [lid, ana, lid, ana].entries()) {
    clock.advance(1_000);
    const session = await sessions.open(key);
    session.state.step = `${i} ${key.person}`;
    session.metadata[key === ana ? "phone" : "lid"] = i;
    session.history.push({ role: "user", content: `said ${i}` });
    said.push(`said ${i}`);
    await session.save({ turnId: `A${i}` });
  }
  return said;
}

describe("merge", () => {
  it("puts two sessions together by time, and the old key finds the one they are", async () => {
    const { sessions, clock } = setUp();
    const said = await twoHalves({ sessions, clock });
    const told = record(sessions);
    await sessions.merge(lid, ana);
    const merged = await sessions.open(ana);
    expect(contents(merged)).toEqual(said);
    expect(merged).toMatchObject({ key: ana, state: { step: `3 ${ana.person}` }, metadata: { lid: 2, phone: 3 } });
    expect(["A0", "A1", "A2", "A3"].map((id) => merged.hasApplied(id))).toEqual([true, true, true, true]);
    const byOldKey = await sessions.open(lid);
    expect(byOldKey).toMatchObject({ key: ana, id: merged.id });
    await byOldKey.save();
    expect(told).toEqual(["merged", "resumed", "resumed", "saved"]);
    expect((await sessions.list()).sessions.map(({ key }) => key)).toEqual([ana]);
  });

  it("is safe to repeat, in both directions", async () => {
    const { sessions, clock } = setUp();
    const said = await twoHalves({ sessions, clock });
    await sessions.merge(lid, ana);
    await sessions.merge(lid, ana);
    await sessions.merge(ana, lid);
    await sessions.merge(ana, ana);
    expect(contents(await sessions.open(lid))).toEqual(said);
    expect(contents(await sessions.open(ana))).toEqual(said);
  });

  it("takes the state that was saved last, wherever it was", async () => {
    const { sessions, clock } = setUp();
    await twoHalves({ sessions, clock });
    await sessions.merge(ana, lid);
    expect(await sessions.open(ana)).toMatchObject({ key: lid, state: { step: `3 ${ana.person}` } });
  });

  it("asks `mergeState` if there is one", async () => {
    const { sessions, clock } = setUp({
      mergeState: async ({ from, into }) => ({ step: `${from.key.person}: ${from.state.step}, ${into.state.step}` }),
    });
    await twoHalves({ sessions, clock });
    await sessions.merge(lid, ana);
    const step = `${lid.person}: 2 ${lid.person}, 3 ${ana.person}`;
    expect(await sessions.get(lid)).toMatchObject({ state: { step } });
  });

  it("of a session with none moves it, and of none with a session only remembers who it is", async () => {
    const { sessions } = setUp();
    await saved(sessions, lid);
    await sessions.merge(lid, ana);
    expect(contents(await sessions.get(ana))).toEqual(["question 1", "answer 1"]);
    await sessions.merge({ ...lid, person: "nobody" }, ana);
    expect(contents(await sessions.get({ ...lid, person: "nobody" }))).toEqual(["question 1", "answer 1"]);
    await sessions.merge({ ...lid, person: "x" }, { ...lid, person: "y" });
    await saved(sessions, { ...lid, person: "x" });
    expect((await sessions.open({ ...lid, person: "y" })).isNew).toBe(false);
  });

  it("follows several merges", async () => {
    const { sessions } = setUp();
    await saved(sessions, lid);
    await sessions.merge(lid, ana);
    await sessions.merge(ana, rui);
    expect(await sessions.get(lid)).toMatchObject({ key: rui });
    expect(await sessions.end(lid)).toBe(true);
    expect(await sessions.open(lid)).toMatchObject({ key: rui, isNew: true });
  });

  it("refuses what was opened under the old key and is saved afterwards; `update` finds the new one", async () => {
    const { sessions, clock } = setUp();
    const said = await twoHalves({ sessions, clock });
    const stale = await sessions.open(lid);
    await sessions.merge(lid, ana);
    stale.history.push({ role: "user", content: "lost?" });
    await expect(stale.save()).rejects.toThrow(SessionConflictError);
    await sessions.update(lid, ({ history }) => history.push({ role: "user", content: "not lost" }));
    expect(contents(await sessions.get(ana))).toEqual([...said, "not lost"]);
  });

  it("does not bring back what was over", async () => {
    const told: string[] = [];
    const { sessions, clock } = setUp({ idleMs: 1_000, onExpired: ({ key }) => void told.push(key.person) });
    await saved(sessions, lid);
    clock.advance(1_000);
    await saved(sessions, ana);
    await sessions.merge(lid, ana);
    await sessions.stop();
    expect(told).toEqual([lid.person]);
    expect(contents(await sessions.get(lid))).toEqual(["question 1", "answer 1"]);
  });

  it("lasts as long as the one of them that lasted longer", async () => {
    const { sessions, clock } = setUp({ idleMs: 1_000 });
    await saved(sessions, lid);
    clock.advance(500);
    await saved(sessions, ana);
    await sessions.merge(ana, lid);
    clock.advance(999);
    expect(await sessions.get(ana)).toBeDefined();
    clock.advance(1);
    expect(await sessions.get(ana)).toBeUndefined();
  });

  it("keeps the history within its budget", async () => {
    const { sessions, clock } = setUp({ maxTurns: 3 });
    await saved(sessions, lid, 3);
    clock.advance(1);
    await saved(sessions, ana, 2);
    await sessions.merge(lid, ana);
    expect(contents(await sessions.get(ana))).toEqual([
      ...["question 3", "answer 3"],
      ...["question 1", "answer 1", "question 2", "answer 2"],
    ]);
  });

  it("of two that are too large together changes nothing", async () => {
    const { sessions } = setUp({ maxBytes: 10_000 });
    for (const key of [lid, ana]) {
      const session = await sessions.open(key);
      session.history.push({ role: "user", content: key.person.repeat(400) });
      await session.save();
    }
    await expect(sessions.merge(lid, ana)).rejects.toThrow(InvalidArgumentError);
    expect(await sessions.get(lid)).toMatchObject({ key: lid });
  });

  it.each(
    [1, 2].flatMap((write) => [
      [write, false],
      [write, true],
    ]) as [number, boolean][],
  )(
    "whose process dies at write %i, after it took effect: %s, loses nothing and doubles nothing",
    async (write, isAfter) => {
      let calls = 0;
      const { store, open, clock } = setUp({
        mergeState: ({ from, into }) => ({ step: `${++calls} ${from.state.step} ${into.state.step}` }),
      });
      const sessions = open();
      const said = await twoHalves({ sessions, clock });
      const victim = open({ store: dyingStore(store, write, isAfter) });
      await expect(victim.merge(lid, ana)).rejects.toThrow("the process is dead");
      // Until it is done again, nothing is missing under either key that was there before.
      expect(contents(await sessions.get(lid))).toEqual(expect.arrayContaining(["said 0", "said 2"]));
      expect(contents(await sessions.get(ana))).toEqual(expect.arrayContaining(["said 1", "said 3"]));
      await sessions.merge(lid, ana);
      const merged = await sessions.get(lid);
      expect(contents(merged)).toEqual(said);
      expect(merged?.state.step).toMatch(/^\d 2 \S+ 3 \S+$/);
    },
  );

  it("does not double what was saved under the old key between a crash and the repetition", async () => {
    const { store, open, clock } = setUp();
    const sessions = open();
    const said = await twoHalves({ sessions, clock });
    await expect(open({ store: dyingStore(store, 2, false) }).merge(lid, ana)).rejects.toThrow();
    clock.advance(1_000);
    await sessions.update(lid, ({ history }) => history.push({ role: "user", content: "in between" }));
    await sessions.merge(lid, ana);
    expect(contents(await sessions.get(ana))).toEqual([...said, "in between"]);
  });

  it("meets changes of others without losing them", async () => {
    const { store, open, clock } = setUp();
    const sessions = open();
    const said = await twoHalves({ sessions, clock });
    let changes = 0;
    const busy = around(store, async (call, run) => {
      if (call === "sessions.set" && changes < 4) {
        clock.advance(1);
        const content = `meanwhile ${++changes}`;
        await sessions.update(changes % 2 ? lid : ana, ({ history }) => history.push({ role: "user", content }));
      }
      return run();
    });
    await open({ store: busy }).merge(lid, ana);
    const meanwhile = [1, 2, 3, 4].map((n) => `meanwhile ${n}`);
    expect(contents(await sessions.get(lid))).toEqual([...said, ...meanwhile]);
  });

  it("in both directions at once makes one session, not a circle", async () => {
    const { sessions, open, clock } = setUp();
    const said = await twoHalves({ sessions, clock });
    // The one that waits longer after a conflict lets the other one finish.
    const waits = virtualClock(clock.now());
    const [one, other] = [0, 1].map((share) => open({ clock: waits, random: () => share })) as [
      typeof sessions,
      typeof sessions,
    ];
    const merging = Promise.all([one.merge(lid, ana), other.merge(ana, lid)]);
    await waits.advance(10_000);
    await merging;
    expect(contents(await one.get(lid))).toEqual(said);
    expect(contents(await other.get(ana))).toEqual(said);
    expect((await one.list()).sessions).toHaveLength(1);
  });
});
