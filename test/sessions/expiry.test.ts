import { describe, expect, it } from "vitest";
import { SessionConflictError } from "../../src/errors/index.js";
import { memoryStore, type SessionSnapshot } from "../../src/sessions/index.js";
import { settle, virtualClock } from "../support/virtual-clock.js";
import { ana, around, contents, dyingStore, record, rui, type State, saved, setUp } from "./kit.js";

const idleMs = 1_000;
const claimMs = 5_000;

/** Sessions that note what was handed over to them. */
function handedOver() {
  const told: string[] = [];
  const onExpired = (session: SessionSnapshot<State>) => void told.push(`${session.key.person} ${session.state.step}`);
  return { told, onExpired };
}

describe("a session that is idle for too long", () => {
  it("is over at that very moment, and the next one is new", async () => {
    const { sessions, clock } = setUp({ idleMs });
    const first = await saved(sessions);
    clock.advance(idleMs - 1);
    expect((await sessions.open(ana)).id).toBe(first.id);
    clock.advance(1);
    const told = record(sessions);
    const fresh = await sessions.open(ana);
    expect(fresh).toMatchObject({ isNew: true, history: [], state: { step: "start" } });
    expect(fresh.id).not.toBe(first.id);
    expect(told).toEqual(["expired"]);
    expect(await sessions.get(ana)).toBeUndefined();
  });

  it("lasts as long as it is saved, but not beyond `maxAgeMs`", async () => {
    const { sessions, clock } = setUp({ idleMs, maxAgeMs: 2_500 });
    const { id } = await saved(sessions);
    for (let i = 0; i < 3; i++) {
      clock.advance(800);
      const session = await sessions.open(ana);
      expect(session.id).toBe(id);
      await session.save();
    }
    clock.advance(100);
    expect((await sessions.open(ana)).isNew).toBe(true);
  });

  it("is handed over with its final state when it is opened, and nobody waits for that", async () => {
    let open = () => {};
    const gate = new Promise<void>((resolve) => (open = resolve));
    const snapshots: SessionSnapshot<State>[] = [];
    const { sessions, clock } = setUp({
      idleMs,
      onExpired: async (session) => {
        await gate;
        snapshots.push(session);
      },
    });
    const session = await saved(sessions);
    session.state.step = "payment";
    session.metadata.language = "pt";
    await session.save();
    const expiresAt = session.expiresAt;
    clock.advance(idleMs);
    const fresh = await sessions.open(ana);
    await fresh.save();
    expect(snapshots).toEqual([]);
    open();
    await sessions.stop();
    const { id, createdAt, savedAt } = session;
    expect(snapshots).toMatchObject([
      { key: ana, id, createdAt, savedAt, expiresAt, state: { step: "payment" }, metadata: { language: "pt" } },
    ]);
    expect(contents(snapshots[0])).toEqual(["question 1", "answer 1"]);
    expect(await sessions.get(ana)).toMatchObject({ id: fresh.id });
  });

  it("that is saved in the last moment goes on: a slow turn loses nothing", async () => {
    const { told, onExpired } = handedOver();
    const { sessions, clock } = setUp({ idleMs, onExpired });
    const session = await saved(sessions);
    clock.advance(idleMs + 500);
    session.state.step = "late";
    await session.save();
    expect(await sessions.sweep()).toBe(0);
    expect(await sessions.get(ana)).toMatchObject({ id: session.id, state: { step: "late" } });
    expect(told).toEqual([]);
  });

  it("before somebody else's first save is handed over all the same", async () => {
    const { told, onExpired } = handedOver();
    const { open, clock } = setUp({ idleMs, onExpired });
    const [slow, other] = [open(), open()];
    const session = await slow.open(ana);
    session.state.step = "slow";
    await saved(other);
    clock.advance(idleMs);
    await expect(session.save()).rejects.toThrow(SessionConflictError);
    await slow.update(ana, ({ state }) => {
      state.step = "next";
    });
    await slow.stop();
    expect(told).toEqual([`${ana.person} start`]);
  });

  it("may be saved for the first time later than that", async () => {
    const { sessions, clock } = setUp({ idleMs });
    const session = await sessions.open(ana);
    clock.advance(10 * idleMs);
    await session.save();
    expect(await sessions.get(ana)).toMatchObject({ id: session.id });
  });

  it("that was handed over cannot be saved any more", async () => {
    const { told, onExpired } = handedOver();
    const { sessions, clock } = setUp({ idleMs, onExpired });
    const session = await saved(sessions);
    clock.advance(idleMs);
    expect(await sessions.sweep()).toBe(1);
    await expect(session.save()).rejects.toThrow(SessionConflictError);
    expect(told).toEqual([`${ana.person} start`]);
  });
});

describe("the sweep", () => {
  it("hands over each session whose time is over, and leaves the others", async () => {
    const { told, onExpired } = handedOver();
    const { sessions, clock, store } = setUp({ idleMs, onExpired });
    const events = record(sessions);
    await saved(sessions, ana);
    clock.advance(500);
    await saved(sessions, rui);
    clock.advance(500);
    expect([await sessions.sweep(), await sessions.sweep()]).toEqual([1, 0]);
    expect(told).toEqual([`${ana.person} start`]);
    expect(events.filter((name) => name === "expired")).toHaveLength(1);
    expect(await sessions.get(rui)).toBeDefined();
    expect(await store.open("sessions").count()).toBe(1);
  });

  it("goes through many pages", async () => {
    const { told, onExpired } = handedOver();
    const { sessions, clock } = setUp({ idleMs, onExpired });
    for (let i = 0; i < 450; i++) await saved(sessions, { instanceName: "shop", person: `p${i}` });
    clock.advance(idleMs);
    expect(await sessions.sweep()).toBe(450);
    expect(new Set(told).size).toBe(450);
    expect(told).toHaveLength(450);
  });

  it("by several processes at once, and opened beside it, hands each over once", async () => {
    const { told, onExpired } = handedOver();
    const { open, clock } = setUp({ idleMs, onExpired });
    const processes = [open(), open(), open()] as const;
    const events = processes.map(record);
    const people = Array.from({ length: 30 }, (_, i) => ({ instanceName: "shop", person: `p${i}` }));
    for (const key of people) await saved(processes[0], key);
    clock.advance(idleMs);
    for (const each of events) each.length = 0;
    const opened = people.map(async (key, i) => (await processes[i % 3 === 0 ? 0 : 2].open(key)).save());
    await Promise.all([...processes.map((each) => each.sweep()), ...opened]);
    await Promise.all(processes.map((each) => each.stop()));
    expect(told).toHaveLength(30);
    expect(new Set(told).size).toBe(30);
    expect(events.flat().filter((name) => name === "expired")).toHaveLength(30);
    expect(events.flat().filter((name) => name === "created")).toHaveLength(30);
    for (const key of people) expect((await processes[1].open(key)).isNew).toBe(false);
  });

  it("without `onExpired` and without a listener just deletes", async () => {
    const { sessions, clock, store } = setUp({ idleMs });
    await saved(sessions);
    clock.advance(idleMs);
    expect(await sessions.sweep()).toBe(1);
    expect((await store.open("sessions").expired({ limit: 1 })).records).toEqual([]);
  });

  it("calls an `onExpired` that threw again when its claim is over, and tells of it", async () => {
    let fails = 2;
    const { told, onExpired } = handedOver();
    const errors: unknown[] = [];
    const { sessions, open, clock } = setUp({
      ...{ idleMs, claimMs },
      onExpired: (session) => {
        if (fails-- > 0) throw new Error("the model is away");
        onExpired(session);
      },
    });
    const other = open();
    for (const each of [sessions, other]) each.on("error", (error) => errors.push(String(error)));
    await saved(sessions);
    clock.advance(idleMs);
    await sessions.sweep();
    await other.sweep();
    expect([told.length, errors]).toEqual([0, ["Error: the model is away"]]);
    clock.advance(claimMs);
    await other.sweep();
    expect(errors).toHaveLength(2);
    clock.advance(claimMs);
    await sessions.sweep();
    expect(told).toEqual([`${ana.person} start`]);
    clock.advance(claimMs);
    await other.sweep();
    expect(told).toHaveLength(1);
  });

  it("gives an `onExpired` up that threw for a week", async () => {
    let calls = 0;
    const { sessions, clock, store } = setUp({
      ...{ idleMs, claimMs: 86_400_000 },
      onExpired: () => {
        calls++;
        throw new Error("a bug");
      },
    });
    await saved(sessions);
    clock.advance(idleMs);
    for (let day = 0; day < 10; day++) {
      await sessions.sweep();
      clock.advance(86_400_000);
    }
    expect(calls).toBe(7);
    expect(await store.open("sessions:expired").count()).toBe(0);
  });

  it.each(
    [1, 2, 3].flatMap((write) => [
      [write, false],
      [write, true],
    ]) as [number, boolean][],
  )("whose process dies at write %i, after it took effect: %s, loses no final state", async (write, isAfter) => {
    const { told, onExpired } = handedOver();
    const { store, open, clock } = setUp({ idleMs, claimMs, onExpired });
    const heir = open();
    await saved(heir);
    clock.advance(idleMs);
    const victim = open({ store: dyingStore(store, write, isAfter) });
    await victim.sweep().catch(() => {});
    await heir.sweep();
    clock.advance(claimMs);
    await heir.sweep();
    clock.advance(claimMs);
    await heir.sweep();
    // The third write says that it was handed over: who dies before it may be followed by somebody who does it again.
    expect(told).toHaveLength(write === 3 && !isAfter ? 2 : 1);
    expect(await heir.get(ana)).toBeUndefined();
    expect((await store.open("sessions").expired({ limit: 1 })).records).toEqual([]);
  });

  it("that died over a session which went on after all hands over its later state, once", async () => {
    const { told, onExpired } = handedOver();
    const { store, open, clock } = setUp({ idleMs, claimMs: 60_000, onExpired });
    const heir = open();
    const session = await saved(heir);
    clock.advance(idleMs);
    await open({ store: dyingStore(store, 1, true) })
      .sweep()
      .catch(() => {});
    session.state.step = "later";
    await session.save();
    clock.advance(idleMs);
    await heir.sweep();
    clock.advance(120_000);
    await heir.sweep();
    expect(told).toEqual([`${ana.person} later`]);
  });

  it("that meets a session saved in that very moment leaves it alone", async () => {
    const { told, onExpired } = handedOver();
    const { store, open, clock } = setUp({ idleMs, onExpired });
    const owner = open();
    const session = await saved(owner);
    const slow = around(store, async (call, run) => {
      if (call === "sessions.delete") await session.save();
      return run();
    });
    clock.advance(idleMs);
    await open({ store: slow }).sweep();
    expect(told).toEqual([]);
    expect(await owner.get(ana)).toMatchObject({ id: session.id });
    clock.advance(idleMs);
    await owner.sweep();
    expect(told).toEqual([`${ana.person} start`]);
  });

  it("lets a hand-over that is damaged not stand in the way of others", async () => {
    const { told, onExpired } = handedOver();
    const { store, sessions, clock } = setUp({ idleMs, onExpired });
    const handOvers = store.open("sessions:expired");
    await handOvers.set("a", "not JSON");
    await handOvers.set("b", JSON.stringify({ key: "shop:x", version: 1, value: "not JSON", until: 0 }));
    await saved(sessions);
    clock.advance(idleMs);
    const reasons: string[] = [];
    sessions.on("quarantined", ({ key, reason }) => reasons.push(`${key.person}: ${reason}`));
    await sessions.sweep();
    expect(told).toHaveLength(1);
    expect(reasons).toEqual(["x: It is not JSON."]);
  });
});

describe("start", () => {
  it("sweeps again and again, in one process of all; another one takes over", async () => {
    const clock = virtualClock();
    const { told, onExpired } = handedOver();
    const { open } = setUp();
    const sweeps: string[] = [];
    const shared = memoryStore({ clock });
    const process = (name: string) =>
      open({
        ...{ clock, idleMs, onExpired, sweepMs: 10_000 },
        store: around(shared, (call, run) => {
          if (call === "sessions.expired") sweeps.push(name);
          return run();
        }),
      });
    const [first, second] = [process("first"), process("second")];
    await saved(first);
    for (const each of [first, first, second]) each.start();
    await clock.advance(30_000);
    expect(told).toHaveLength(1);
    expect(sweeps).toEqual(["first", "first", "first", "first"]);
    await first.stop();
    await first.stop();
    await saved(second, rui);
    await clock.advance(10_000);
    expect(sweeps.slice(4)).toEqual(["second"]);
    expect(told).toHaveLength(2);
    await second.stop();
    expect(clock.sleepers()).toEqual([]);
    first.start();
    await settle();
    expect(sweeps.slice(5)).toEqual(["first"]);
    await first.stop();
  });

  it("is followed when the leader's process is gone", async () => {
    const clock = virtualClock();
    const { open } = setUp();
    const shared = memoryStore({ clock });
    let isDead = false;
    let sweeps = 0;
    const dead = open({
      ...{ clock, sweepMs: 10_000 },
      store: around(shared, (_, run) => (isDead ? new Promise(() => {}) : run())),
    });
    const heir = open({
      ...{ clock, sweepMs: 10_000 },
      store: around(shared, (call, run) => {
        if (call === "sessions.expired") sweeps++;
        return run();
      }),
    });
    dead.start();
    heir.start();
    await settle();
    isDead = true;
    await clock.advance(20_000);
    expect(sweeps).toBe(0);
    await clock.advance(10_000);
    expect(sweeps).toBe(1);
    await heir.stop();
  });

  it("goes on when the store was away, and tells of it", async () => {
    const clock = virtualClock();
    let isAway = true;
    const store = around(memoryStore({ clock }), (_, run) => {
      if (isAway) throw new Error("ECONNREFUSED");
      return run();
    });
    const { told, onExpired } = handedOver();
    const sessions = setUp().open({ clock, store, idleMs, sweepMs: 10_000, onExpired });
    const errors: unknown[] = [];
    sessions.on("error", (error) => errors.push(String(error)));
    sessions.start();
    await settle();
    expect(errors).toEqual(['StateStoreError: The store "memory" failed: ECONNREFUSED']);
    isAway = false;
    await saved(sessions);
    await clock.advance(10_000);
    expect(told).toHaveLength(1);
    await sessions.stop();
  });
});
