import { describe, expect, it } from "vitest";
import { SessionConflictError } from "../../../src/errors/index.js";
import { systemClock } from "../../../src/internal/clock.js";
import { createSessions, type SessionsOptions } from "../../../src/sessions/index.js";
import { manualClock } from "../../support/manual-clock.js";
import { ana, contents, record, rui, type State, saved } from "../kit.js";
import { type Kind, kinds } from "./kinds.js";
import { newPlace, skipReason } from "./setup.js";

/** Two processes on one store; on those that are of one process alone, two in one. */
function setUp(kind: Kind, options: Partial<SessionsOptions<State>> = {}) {
  const clock = manualClock();
  const { open } = newPlace(kind);
  // What a store waits for is its server, whose time is real.
  const time = { now: clock.now, sleep: systemClock.sleep };
  const first = open(time);
  const stores = [first, first.isShared ? open(time) : first] as const;
  const [one, other] = stores.map((store) =>
    createSessions<State>({ store, clock, initial: () => ({ step: "start" }), idleMs: 60_000, ...options }),
  ) as [ReturnType<typeof createSessions<State>>, ReturnType<typeof createSessions<State>>];
  return { one, other, clock, store: first };
}

describe.each(Object.keys(kinds) as Kind[])("sessions on %s", (kind) => {
  const reason = skipReason(kind);
  const test = it.skipIf(reason !== undefined);

  test(`are there for another process, with whatever people wrote${reason ? `: ${reason}` : ""}`, async () => {
    const { one, other } = setUp(kind);
    const key = { instanceName: "sh:op%", person: "__proto__\u0000😀" };
    const session = await one.open(key);
    session.state.step = "\u0000 \ud83d '\"\\ 😀";
    session.history.push({
      role: "user",
      content: "x".repeat(300_000),
      tool: { name: "t", output: { "\u0000": null } },
    });
    session.metadata.language = "pt";
    await session.save({ turnId: "A1" });
    const again = await other.open(key);
    expect(again).toMatchObject({ id: session.id, key, metadata: { language: "pt" }, isNew: false });
    expect(again.state).toEqual(session.state);
    expect([...again.history]).toEqual([...session.history]);
    expect(again.hasApplied("A1")).toBe(true);
    expect((await other.list({ instanceName: "sh:op%" })).sessions).toHaveLength(1);
    expect((await other.list({ instanceName: "sh" })).sessions).toHaveLength(0);
  });

  test("do not undo each other's work", async () => {
    const { one, other } = setUp(kind);
    for (const step of ["new", "known"]) {
      const [mine, theirs] = [await one.open(ana), await other.open(ana)];
      mine.state.step = step;
      await mine.save();
      await expect(theirs.save()).rejects.toThrow(SessionConflictError);
      await expect(theirs.end()).rejects.toThrow(SessionConflictError);
    }
    expect(await other.get(ana)).toMatchObject({ state: { step: "known" } });
  });

  test("end when they are idle, and are handed over once", async () => {
    const told: string[] = [];
    const { one, other, clock } = setUp(kind, { onExpired: ({ key }) => void told.push(key.person) });
    for (const key of [ana, rui]) await saved(one, key);
    clock.advance(30_000);
    await (await other.open(rui)).touch();
    clock.advance(30_000);
    const events = [record(one), record(other)];
    const [fresh] = await Promise.all([other.open(ana), one.sweep(), other.sweep()]);
    await fresh.save();
    await Promise.all([one.stop(), other.stop()]);
    expect(told).toEqual([ana.person]);
    expect(events.flat().filter((name) => name === "expired")).toHaveLength(1);
    expect(await one.get(ana)).toMatchObject({ id: fresh.id, history: [] });
    expect(await one.get(rui)).toMatchObject({ isNew: false });
    clock.advance(60_000);
    expect(await other.sweep()).toBe(2);
    expect(told.sort()).toEqual([ana.person, ana.person, rui.person]);
  });

  test("that were saved in the last moment go on", async () => {
    const told: string[] = [];
    const { one, other, clock } = setUp(kind, { onExpired: ({ key }) => void told.push(key.person) });
    const session = await saved(one);
    clock.advance(61_000);
    session.state.step = "late";
    await session.save();
    expect(await other.sweep()).toBe(0);
    expect(await other.get(ana)).toMatchObject({ id: session.id, state: { step: "late" } });
    clock.advance(60_000);
    await other.sweep();
    await expect(session.save()).rejects.toThrow(SessionConflictError);
    expect(told).toEqual([ana.person]);
  });

  test("become one when two keys are one person's", async () => {
    const { one, other, clock } = setUp(kind);
    await saved(one, rui, 2);
    clock.advance(1);
    await saved(other, ana, 1);
    await one.merge(rui, ana);
    await other.merge(rui, ana);
    const expected = ["question 1", "answer 1", "question 2", "answer 2", "question 1", "answer 1"];
    expect(contents(await other.open(rui))).toEqual(expected);
    expect(contents(await one.open(ana))).toEqual(expected);
  });

  test("that cannot be read are put aside", async () => {
    const { one, other, store } = setUp(kind);
    await store.open("sessions").set(`shop:${ana.person}`, "{");
    const opened = await Promise.all([one.open(ana), other.open(ana)]);
    expect(opened.map(({ isNew }) => isNew)).toEqual([true, true]);
    expect((await other.quarantined()).records).toMatchObject([{ key: ana, value: "{" }]);
  });

  test("are updated by many at once, and none is lost", async () => {
    const { one, other } = setUp(kind);
    const updates = Array.from({ length: 60 }, (_, i) =>
      (i % 2 ? one : other).update(ana, ({ history }) => history.push({ role: "user", content: `${i}` })),
    );
    await Promise.all(updates);
    expect(new Set(contents(await one.get(ana))).size).toBe(60);
  });
});
