import { describe, expect, it } from "vitest";
import { SessionConflictError, StateStoreError } from "../../src/errors/index.js";
import { ana, around, contents, record, rui, saved, setUp } from "./kit.js";

const refused = new Error("connect ECONNREFUSED 127.0.0.1:6379");

describe("a store that is away", () => {
  it("is an error of every call, never an empty session", async () => {
    const { store, open } = setUp({ onExpired: () => {} });
    const session = await saved(open());
    const away = open({ store: around(store, () => Promise.reject(refused)) });
    const told = record(away);
    for (const call of [
      () => away.open(ana),
      () => away.get(ana),
      () => away.list(),
      () => away.update(ana, () => expect.unreachable()),
      () => away.merge(ana, rui),
      () => away.end(ana),
      () => away.sweep(),
      () => away.quarantined(),
    ]) {
      const error = await call().catch((error) => error);
      expect(error).toBeInstanceOf(StateStoreError);
      expect(error).toMatchObject({ cause: refused, message: expect.stringContaining("ECONNREFUSED") });
    }
    expect(told).toEqual([]);
    expect(await open().get(ana)).toMatchObject({ id: session.id });
  });

  it("that throws at once is the same error", async () => {
    const { store, open } = setUp();
    const away = open({
      store: around(store, () => {
        throw refused;
      }),
    });
    await expect(away.open(ana)).rejects.toThrow(StateStoreError);
  });

  it("when a session is saved: the save can be repeated, whether the first took effect or not", async () => {
    for (const isWritten of [false, true]) {
      const { store, open } = setUp();
      await saved(open());
      let fails = 1;
      const shaky = around(store, async (call, run) => {
        if (call !== "sessions.set" || fails-- <= 0) return run();
        if (isWritten) await run();
        throw refused;
      });
      const session = await open({ store: shaky }).open(ana);
      session.history.push({ role: "user", content: "oi" });
      await expect(session.save({ turnId: "A1" })).rejects.toThrow(StateStoreError);
      session.state.step = "changed meanwhile";
      expect(await session.save({ turnId: "A1" })).toBe(true);
      const found = await open().get(ana);
      expect(contents(found)).toEqual(["question 1", "answer 1", "oi"]);
      expect(found).toMatchObject({ state: { step: "changed meanwhile" } });
    }
  });

  it("when a new session is saved: the same", async () => {
    const { store, open } = setUp();
    let fails = 1;
    const shaky = around(store, async (call, run) => {
      const answer = await run();
      if (call === "sessions.set" && fails-- > 0) throw refused;
      return answer;
    });
    const session = await open({ store: shaky }).open(ana);
    await expect(session.save()).rejects.toThrow(StateStoreError);
    await session.save();
    expect(await open().get(ana)).toMatchObject({ id: session.id });
  });

  it("when a session is saved that somebody else saves then: the repetition is refused", async () => {
    const { store, open } = setUp();
    await saved(open());
    let fails = 1;
    const shaky = around(store, async (call, run) => {
      if (call === "sessions.set" && fails-- > 0) throw refused;
      return run();
    });
    const session = await open({ store: shaky }).open(ana);
    await expect(session.save()).rejects.toThrow(StateStoreError);
    await open().update(ana, ({ history }) => history.push({ role: "user", content: "other" }));
    await expect(session.save()).rejects.toThrow(SessionConflictError);
  });

  it("when a session is ended: ending can be repeated", async () => {
    const { store, open } = setUp();
    await saved(open());
    let fails = 1;
    const shaky = around(store, async (call, run) => {
      const answer = await run();
      if (call === "sessions.delete" && fails-- > 0) throw refused;
      return answer;
    });
    const session = await open({ store: shaky }).open(ana);
    await expect(session.end()).rejects.toThrow(StateStoreError);
    await session.end();
    expect(await open().get(ana)).toBeUndefined();
  });

  it("when a session is saved, which took effect: it can be ended", async () => {
    const { store, open } = setUp();
    let fails = 1;
    const shaky = around(store, async (call, run) => {
      const answer = await run();
      if (call === "sessions.set" && fails-- > 0) throw refused;
      return answer;
    });
    const session = await open({ store: shaky }).open(ana);
    await expect(session.save()).rejects.toThrow(StateStoreError);
    await session.end();
    expect(await open().get(ana)).toBeUndefined();
  });

  it("when a record is put in quarantine: it is tried again, and the record is not lost", async () => {
    const { store, open } = setUp();
    await store.open("sessions").set(`shop:${ana.person}`, "{");
    let fails = 1;
    const shaky = around(store, async (call, run) => {
      if (call === "sessions.delete" && fails-- > 0) throw refused;
      return run();
    });
    const sessions = open({ store: shaky });
    await expect(sessions.open(ana)).rejects.toThrow(StateStoreError);
    expect((await sessions.open(ana)).isNew).toBe(true);
    expect((await sessions.quarantined()).records).toHaveLength(1);
  });
});

describe("a store that answers garbage", () => {
  const answers: unknown[] = [null, 0, "", "{}", [], {}, { key: 1 }, { key: "a", value: 1, version: 1 }, Number.NaN];
  const records: unknown[] = [
    { key: "a", value: "b", version: 0 },
    { key: "a", value: "b", version: Number.NaN },
    { key: "a", value: "b", version: 1, expiresAt: "later" },
    Buffer.from("x"),
  ];

  it.each([...answers, ...records])("(%o) is an error, never an empty session", async (answer) => {
    const { store, open } = setUp({ onExpired: () => {} });
    const session = await saved(open());
    const broken = open({ store: around(store, async () => answer) });
    for (const call of [
      () => broken.open(ana),
      () => broken.update(ana, () => expect.unreachable()),
      () => broken.list(),
      () => broken.sweep(),
    ]) {
      const error = await call().catch((error) => error);
      expect(error).toBeInstanceOf(StateStoreError);
      expect(error.message).toMatch(/^Expected the store "memory" to answer as StateSpace promises, got /);
    }
    expect(await open().get(ana)).toMatchObject({ id: session.id });
  });

  it("to a save is an error, and the save can be repeated", async () => {
    const { store, open } = setUp();
    let broken = 1;
    const shaky = around(store, async (call, run) => {
      const answer = await run();
      return call === "sessions.set" && broken-- > 0 ? "OK" : answer;
    });
    const session = await open({ store: shaky }).open(ana);
    await expect(session.save()).rejects.toThrow(StateStoreError);
    await session.save();
    expect(await open().get(ana)).toMatchObject({ id: session.id });
  });
});

describe("a store that is slow", () => {
  it("keeps the order of what was asked of one session", async () => {
    const { store, open } = setUp();
    const waiting: (() => void)[] = [];
    const slow = around(store, async (_, run) => {
      await new Promise<void>((resolve) => waiting.push(resolve));
      return run();
    });
    const opening = open({ store: slow }).open(ana);
    waiting.shift()?.();
    const session = await opening;
    const steps = ["a", "b"].map((step) => {
      session.state.step = step;
      return session.save();
    });
    const ending = session.end();
    for (let done = 0; done < 3; ) {
      const next = waiting.shift();
      if (next) done++;
      next?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    await Promise.all([...steps, ending]);
    expect(await open().get(ana)).toBeUndefined();
  });
});
