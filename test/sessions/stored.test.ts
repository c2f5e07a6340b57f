import * as v from "valibot";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { InvalidArgumentError, StateStoreError } from "../../src/errors/index.js";
import { ana, contents, record, saved, setUp } from "./kit.js";

const recordKey = `shop:${ana.person}`;
const whole = {
  ...{ format: 1, id: "x", version: 1, createdAt: 0, savedAt: 0, turns: [] },
  ...{ state: { step: "a" }, history: [], metadata: {} },
};

/** What a store holds in place of a session. */
const garbage: [string, string][] = [
  ["no JSON", "{"],
  ["nothing", ""],
  ["another program's record", '{"user":"ana"}'],
  ["null", "null"],
  ["a list", "[]"],
  ["an alias of a number", '{"format":1,"alias":7}'],
  ["an alias of itself", JSON.stringify({ format: 1, alias: recordKey })],
  ["one without state", JSON.stringify({ ...whole, state: undefined })],
  ["one whose history is none", JSON.stringify({ ...whole, history: { length: 1 } })],
  ["one whose history has nonsense", JSON.stringify({ ...whole, history: [{ role: "user" }] })],
  ["one whose turns are none", JSON.stringify({ ...whole, turns: [1] })],
  ["one without a time", JSON.stringify({ ...whole, savedAt: "now" })],
  ["deep nesting", "[".repeat(200_000)],
];

describe("a record that cannot be read", () => {
  it.each(garbage.filter(([name]) => name !== "an alias of itself"))(
    "(%s) is put aside, and the chat begins anew",
    async (_, value) => {
      const { sessions, store, clock } = setUp();
      await store.open("sessions").set(recordKey, value);
      const told = record(sessions);
      const reasons: string[] = [];
      sessions.on("quarantined", ({ key, reason }) => reasons.push(`${key.person} ${reason}`));
      const session = await sessions.open(ana);
      expect(session.isNew).toBe(true);
      await session.save();
      expect((await sessions.open(ana)).id).toBe(session.id);
      expect(told).toEqual(["quarantined", "created", "saved", "resumed"]);
      const { records } = await sessions.quarantined();
      expect(records).toMatchObject([{ key: ana, at: clock.now(), value }]);
      expect(reasons).toEqual([`${ana.person} ${records[0]?.reason}`]);
    },
  );

  it("because its aliases lead in a circle is an error, not an endless search", async () => {
    const { sessions, store } = setUp();
    await store.open("sessions").set(recordKey, JSON.stringify({ format: 1, alias: recordKey }));
    await expect(sessions.open(ana)).rejects.toThrow(/aliases lead in a circle/);
  });

  it.each(garbage)("(%s) does not break a list", async (_, value) => {
    const { sessions, store } = setUp();
    await saved(sessions, { ...ana, person: "fine" });
    await store.open("sessions").set(recordKey, value);
    expect((await sessions.list()).sessions.map(({ key }) => key.person)).toEqual(["fine"]);
  });

  it("is put aside also when its time is over, and nothing is handed over", async () => {
    const { sessions, store, clock } = setUp({ onExpired: () => expect.unreachable() });
    await store.open("sessions", { keepExpiredMs: 1_000 }).set(recordKey, "{", { expiresAt: clock.now() });
    await sessions.sweep();
    expect((await sessions.quarantined()).records).toMatchObject([{ key: ana, value: "{" }]);
  });

  it("stays in quarantine for a week, at most one of each person", async () => {
    const { sessions, store, clock } = setUp();
    for (const value of ["first", "second"]) {
      await store.open("sessions").set(recordKey, value);
      await sessions.open(ana);
    }
    expect((await sessions.quarantined()).records.map(({ value }) => value)).toEqual(["second"]);
    clock.advance(604_800_000);
    expect((await sessions.quarantined({ limit: 1 })).records).toEqual([]);
  });
});

describe("a record of a newer program", () => {
  it("is an error and stays as it is: an update that is half rolled out loses nothing", async () => {
    const { open, clock } = setUp({ idleMs: 1_000 });
    const migrate = (_: number, stored: unknown) => stored as { step: string };
    const told: string[] = [];
    const newer = open({ version: 2, migrate, onExpired: ({ key }) => void told.push(key.person) });
    const older = open({ onExpired: () => expect.unreachable() });
    await saved(newer);
    await expect(older.open(ana)).rejects.toThrow(StateStoreError);
    await expect(older.open(ana)).rejects.toThrow(/Expected a session of version 1 or older, got one of version 2/);
    // Once its time is over the chat goes on, and who can read the final state is given it.
    clock.advance(1_000);
    expect((await older.open(ana)).isNew).toBe(true);
    await older.sweep();
    expect(told).toEqual([]);
    await newer.sweep();
    expect(told).toEqual([ana.person]);
    expect((await older.quarantined()).records).toEqual([]);
  });

  it("in another format is left alone too", async () => {
    const { sessions, store, clock } = setUp({ onExpired: () => expect.unreachable() });
    const space = store.open("sessions", { keepExpiredMs: 60_000 });
    await space.set(recordKey, JSON.stringify({ ...whole, format: 2 }), { expiresAt: clock.now() + 1_000 });
    await expect(sessions.open(ana)).rejects.toThrow(/Bring this program up to date/);
    clock.advance(1_000);
    expect(await sessions.sweep()).toBe(0);
    expect((await space.expired({ limit: 1 })).records).toHaveLength(1);
  });
});

const schemas = {
  zod: z.object({ step: z.enum(["start", "payment"]) }),
  valibot: v.object({ step: v.picklist(["start", "payment"]) }),
};

describe.each(Object.entries(schemas))("a schema of %s", (_, schema) => {
  const initial = () => ({ step: "start" as const });
  const options = { schema: schema as never, initial };

  it("lets in what it takes", async () => {
    const { sessions } = setUp(options);
    await sessions.update(ana, ({ state }) => {
      state.step = "payment";
    });
    expect(await sessions.get(ana)).toMatchObject({ state: { step: "payment" } });
  });

  it("does not let be saved what could not be read again", async () => {
    const { sessions } = setUp(options);
    const session = await saved(sessions);
    session.state.step = "nowhere";
    await expect(session.save()).rejects.toThrow(InvalidArgumentError);
    await expect(session.save()).rejects.toThrow(/Expected `state` to be one that `schema` takes .*state\.step: /);
    expect(await sessions.get(ana)).toMatchObject({ state: { step: "start" } });
  });

  it("puts aside what it does not take", async () => {
    const { sessions, open } = setUp();
    await sessions.update(ana, ({ state }) => {
      state.step = "nowhere";
    });
    const strict = open(options);
    expect(await strict.open(ana)).toMatchObject({ isNew: true, state: { step: "start" } });
    expect((await strict.quarantined()).records[0]?.reason).toMatch(/^Its state cannot be read: state\.step: /);
  });
});

it("a schema that changes what it reads may be asynchronous, and is what the state is", async () => {
  const schema = z.object({ step: z.string() }).transform(async ({ step }) => ({ step: step.trim() }));
  const { sessions } = setUp({ schema, initial: () => ({ step: " x " }) });
  await saved(sessions);
  expect(await sessions.get(ana)).toMatchObject({ state: { step: "x" } });
});

describe("migrate", () => {
  it("makes a state of today from an older one, once it is opened", async () => {
    const { sessions, open } = setUp();
    await saved(sessions);
    const seen: unknown[] = [];
    const next = open({
      version: 3,
      migrate: async (from, stored) => {
        seen.push([from, stored]);
        return { step: "migrated" };
      },
    });
    expect(await next.open(ana)).toMatchObject({ isNew: false, state: { step: "migrated" } });
    expect(contents(await next.update(ana, () => {}))).toEqual(["question 1", "answer 1"]);
    expect(await next.get(ana)).toMatchObject({ state: { step: "migrated" } });
    expect(seen).toEqual([
      [1, { step: "start" }],
      [1, { step: "start" }],
    ]);
  });

  it("is checked by the schema, and a re-run of a turn finds the migrated state", async () => {
    const { sessions, open } = setUp();
    await (await sessions.open(ana)).save({ turnId: "A1" });
    const schema = z.object({ step: z.literal("migrated") });
    const next = open({ version: 2, migrate: () => ({ step: "migrated" }), schema: schema as never });
    const session = await next.open(ana);
    session.state.step = "changed";
    expect(await session.save({ turnId: "A1" })).toBe(false);
    expect(session.state).toEqual({ step: "migrated" });
    const wrong = open({ version: 2, migrate: () => ({ step: "wrong" }), schema: schema as never });
    expect((await wrong.open(ana)).isNew).toBe(true);
  });

  it("that throws puts the record aside", async () => {
    const { sessions, open } = setUp();
    await saved(sessions);
    const next = open({
      version: 2,
      migrate: () => {
        throw new TypeError("no such field");
      },
    });
    expect((await next.open(ana)).isNew).toBe(true);
    expect((await next.quarantined()).records[0]?.reason).toBe("Its state cannot be read: no such field");
  });
});
