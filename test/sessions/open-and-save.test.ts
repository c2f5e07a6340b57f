import { describe, expect, it } from "vitest";
import { InvalidArgumentError, SessionConflictError } from "../../src/errors/index.js";
import { ana, contents, record, rui, saved, setUp } from "./kit.js";

describe("a session", () => {
  it("is new at first, and is there again when it was saved", async () => {
    const { sessions, open, clock } = setUp();
    const session = await sessions.open(ana);
    expect(session).toMatchObject({ isNew: true, key: ana, state: { step: "start" }, history: [], metadata: {} });
    session.state.step = "payment";
    session.metadata.language = "pt";
    session.history.push({ role: "user", content: "oi", messageIds: ["A1"], media: { kind: "image" } });
    expect(await session.save()).toBe(true);
    expect(session.isNew).toBe(false);

    const again = await open().open(ana);
    expect(again.isNew).toBe(false);
    expect(again.id).toBe(session.id);
    expect(again.state).toEqual({ step: "payment" });
    expect(again.metadata).toEqual({ language: "pt" });
    const entry = { role: "user", content: "oi", at: clock.now(), messageIds: ["A1"], media: { kind: "image" } };
    expect(again.history).toEqual([entry]);
    expect(again).toMatchObject({ createdAt: clock.now(), savedAt: clock.now(), expiresAt: clock.now() + 1_800_000 });
  });

  it("that was never saved leaves nothing behind", async () => {
    const { sessions } = setUp();
    await sessions.open(ana);
    expect(await sessions.get(ana)).toBeUndefined();
    expect((await sessions.list()).sessions).toEqual([]);
  });

  it("begins with a state of its own", async () => {
    const { sessions, open } = setUp();
    (await sessions.open(ana)).state.step = "changed";
    expect((await sessions.open(rui)).state.step).toBe("start");
    const named = open({ name: "named", initial: ({ person }) => ({ step: person }) });
    expect((await named.open(ana)).state.step).toBe(ana.person);
  });

  it("is one per person and instance, and per name", async () => {
    const { sessions, open } = setUp();
    await saved(sessions);
    expect(await sessions.get(rui)).toBeUndefined();
    expect(await sessions.get({ ...ana, instanceName: "other" })).toBeUndefined();
    expect(await open({ name: "others" }).get(ana)).toBeUndefined();
    expect(contents(await sessions.get(ana))).toEqual(["question 1", "answer 1"]);
  });

  it("may get a new state and new metadata as a whole", async () => {
    const { sessions } = setUp();
    const session = await sessions.open(ana);
    session.state = { step: "new" };
    session.metadata = { a: 1 };
    await session.save();
    expect(await sessions.get(ana)).toMatchObject({ state: { step: "new" }, metadata: { a: 1 } });
  });

  it("that is saved many times at once is saved in that order", async () => {
    const { sessions } = setUp();
    const session = await sessions.open(ana);
    const saves = ["a", "b", "c"].map((step) => {
      session.state.step = step;
      return session.save();
    });
    await Promise.all(saves);
    expect(await sessions.get(ana)).toMatchObject({ state: { step: "c" } });
  });

  it("survives hostile names and texts", async () => {
    const { sessions } = setUp();
    const session = await sessions.open(ana);
    session.state = JSON.parse('{"step":"x","__proto__":{"isAdmin":true},"constructor":1}');
    session.metadata = JSON.parse('{"__proto__":{"isAdmin":true}}');
    session.history.push({ role: "user", content: "\ud83d half \u0000 \u2028 😀", messageIds: ["__proto__"] });
    await session.save({ turnId: "__proto__" });
    const again = await sessions.open(ana);
    expect(Object.keys(again.state)).toEqual(["step", "__proto__", "constructor"]);
    expect((again.state as { isAdmin?: boolean }).isAdmin).toBeUndefined();
    expect(Object.keys(again.metadata)).toEqual(["__proto__"]);
    expect(contents(again)).toEqual(["\ud83d half \u0000 \u2028 😀"]);
    expect(again.hasApplied("__proto__")).toBe(true);
    expect(again.hasApplied("constructor")).toBe(false);
  });

  it.each([
    ["state", undefined],
    ["state", () => {}],
    ["state", { big: 1n }],
    ["metadata", undefined],
    ["metadata", ["a"]],
    ["metadata", { big: 1n }],
  ])("says that %s cannot be kept: %s", async (part, value) => {
    const { sessions } = setUp();
    const session = await saved(sessions);
    Object.assign(session, { [part]: value });
    await expect(session.save()).rejects.toThrow(InvalidArgumentError);
    await expect(session.save()).rejects.toThrow(new RegExp(`\`${part}\``));
    expect(await sessions.get(ana)).toMatchObject({ state: { step: "start" }, metadata: {} });
  });

  it("says that a circle cannot be kept", async () => {
    const session = await setUp().sessions.open(ana);
    session.metadata.self = session.metadata;
    await expect(session.save()).rejects.toThrow(/Expected `metadata` to be writable as JSON: .*(circular|cyclic)/i);
  });
});

describe("two that opened one session at once", () => {
  it("do not undo each other's work: the second save is refused", async () => {
    const { open } = setUp();
    const [first, second] = [open(), open()];
    await saved(first);
    const [one, other] = [await first.open(ana), await second.open(ana)];
    one.history.push({ role: "user", content: "one" });
    other.history.push({ role: "user", content: "other" });
    const told = record(second);
    await one.save();
    const error = await other.save().catch((error) => error);
    expect(error).toBeInstanceOf(SessionConflictError);
    expect(error).toMatchObject({ code: "SESSION_CONFLICT", instanceName: "shop", person: ana.person });
    expect(error.message).not.toContain(ana.person);
    expect(JSON.stringify(error)).not.toContain(ana.person);
    await expect(other.touch()).rejects.toThrow(SessionConflictError);
    await expect(other.end()).rejects.toThrow(SessionConflictError);
    expect(told).toEqual(["conflict", "conflict", "conflict"]);
    expect(contents(await first.get(ana))).toEqual(["question 1", "answer 1", "one"]);
  });

  it("are refused the second also when it was new to both", async () => {
    const { open } = setUp();
    const [first, second] = [open(), open()];
    const told = [record(first), record(second)];
    const [one, other] = [await first.open(ana), await second.open(ana)];
    await one.save();
    await expect(other.save()).rejects.toThrow(SessionConflictError);
    expect(told).toEqual([["created", "saved"], ["conflict"]]);
  });

  it("are refused the second when the first ended it", async () => {
    const { open } = setUp();
    const [first, second] = [open(), open()];
    await saved(first);
    const [one, other] = [await first.open(ana), await second.open(ana)];
    await one.end();
    await expect(other.save()).rejects.toThrow(SessionConflictError);
    expect(await first.get(ana)).toBeUndefined();
  });
});

describe("a turn", () => {
  it("that was saved is not saved twice: the re-run finds it and changes nothing", async () => {
    const { sessions } = setUp();
    const turn = async () => {
      const session = await sessions.open(ana);
      const isApplied = session.hasApplied("A1");
      session.state.step = `after ${session.history.length}`;
      session.history.push({ role: "user", content: "oi" }, { role: "assistant", content: "olá" });
      return { isApplied, isSaved: await session.save({ turnId: "A1" }), session };
    };
    expect(await turn()).toMatchObject({ isApplied: false, isSaved: true });
    const again = await turn();
    expect(again).toMatchObject({ isApplied: true, isSaved: false });
    // It is again as it is stored, so a later save does not bring the copies in.
    expect(again.session.state).toEqual({ step: "after 0" });
    await again.session.save({ turnId: "A2" });
    expect(contents(await sessions.get(ana))).toEqual(["oi", "olá"]);
  });

  it("is known among the last 50", async () => {
    const { sessions } = setUp();
    const session = await sessions.open(ana);
    for (let turn = 1; turn <= 51; turn++) await session.save({ turnId: `A${turn}` });
    const again = await sessions.open(ana);
    expect([1, 2, 51].map((turn) => again.hasApplied(`A${turn}`))).toEqual([false, true, true]);
  });

  it("has an id that is a text of at most 500 characters", async () => {
    const session = await setUp().sessions.open(ana);
    for (const turnId of ["", 7, null, "x".repeat(501)] as string[]) {
      await expect(session.save({ turnId })).rejects.toThrow(/Expected `turnId` to be a text/);
    }
    expect(session.isNew).toBe(true);
  });
});

describe("touch", () => {
  it("begins the idle time anew and stores nothing else", async () => {
    const { sessions, clock } = setUp({ idleMs: 1_000 });
    const session = await saved(sessions);
    clock.advance(900);
    session.state.step = "not saved";
    await session.touch();
    expect(session.expiresAt).toBe(clock.now() + 1_000);
    clock.advance(900);
    expect(await sessions.get(ana)).toMatchObject({ state: { step: "start" }, id: session.id });
    await session.save();
    expect(await sessions.get(ana)).toMatchObject({ state: { step: "not saved" } });
  });

  it("is in nobody's way: what somebody else has only touched can be saved and ended", async () => {
    const { open } = setUp();
    const [one, other] = [open(), open()];
    await saved(one);
    const [saving, ending] = [await one.open(ana), await one.open(ana)];
    await (await other.open(ana)).touch();
    saving.state.step = "saved";
    await saving.save();
    const last = await one.open(ana);
    await (await other.open(ana)).touch();
    await last.end();
    expect(await other.get(ana)).toBeUndefined();
    await expect(ending.save()).rejects.toThrow(SessionConflictError);
  });

  it("does nothing to a session that was never saved", async () => {
    const { sessions } = setUp();
    await (await sessions.open(ana)).touch();
    expect(await sessions.get(ana)).toBeUndefined();
  });
});

describe("end", () => {
  it("deletes the session, and the next one is new", async () => {
    const { sessions } = setUp();
    const told = record(sessions);
    const session = await saved(sessions);
    await session.end();
    await session.end();
    expect(session.isEnded).toBe(true);
    expect(await sessions.open(ana)).toMatchObject({ isNew: true, history: [] });
    expect(told).toEqual(["created", "saved", "ended"]);
    await expect(session.save()).rejects.toThrow(InvalidArgumentError);
    await expect(session.touch()).rejects.toThrow(/was ended/);
    expect(await sessions.get(ana)).toBeUndefined();
  });

  it("by key says whether there was one", async () => {
    const { sessions } = setUp();
    await saved(sessions);
    expect([await sessions.end(ana), await sessions.end(ana), await sessions.end(rui)]).toEqual([true, false, false]);
  });

  it("of a session that was never saved tells nobody", async () => {
    const { sessions } = setUp();
    const told = record(sessions);
    await (await sessions.open(ana)).end();
    expect(told).toEqual([]);
  });
});

describe("events", () => {
  it("come once each, in order, with the session", async () => {
    const { sessions } = setUp();
    const told = record(sessions);
    const steps: string[] = [];
    sessions.on("saved", ({ session }) => steps.push(session.state.step));
    await saved(sessions);
    await saved(sessions);
    await sessions.get(ana);
    expect(told).toEqual(["created", "saved", "resumed", "saved"]);
    expect(steps).toEqual(["start", "start"]);
  });

  it("end with what `on` returned or with a signal, and a handler that throws is an `error`", async () => {
    const { sessions } = setUp();
    const told: unknown[] = [];
    const abort = new AbortController();
    const off = sessions.on("saved", () => told.push("off"));
    sessions.on("saved", () => told.push("signal"), { signal: abort.signal });
    sessions.on("saved", () => {
      throw new Error("a bug");
    });
    sessions.on("error", (error) => told.push(String(error)));
    await saved(sessions);
    off();
    abort.abort();
    await saved(sessions);
    expect(told).toEqual(["off", "signal", "Error: a bug", "Error: a bug"]);
  });
});

describe("list", () => {
  it("pages through the sessions that are not over, of all instances or one", async () => {
    const { sessions, clock } = setUp({ idleMs: 1_000 });
    for (const person of ["over", "b", "a"]) await saved(sessions, { instanceName: "shop", person });
    await saved(sessions, { instanceName: "shop2", person: "c" });
    clock.advance(999);
    for (const person of ["b", "a"]) await (await sessions.open({ instanceName: "shop", person })).touch();
    await (await sessions.open({ instanceName: "shop2", person: "c" })).touch();
    clock.advance(1);
    const people = async (options = {}) => {
      const found: string[] = [];
      for (let cursor: string | undefined; ; ) {
        const page = await sessions.list({ limit: 1, ...options, ...(cursor !== undefined && { cursor }) });
        found.push(...page.sessions.map(({ key }) => `${key.instanceName} ${key.person}`));
        cursor = page.cursor;
        if (cursor === undefined) return found;
      }
    };
    expect((await people()).sort()).toEqual(["shop a", "shop b", "shop2 c"]);
    expect(await people({ instanceName: "shop" })).toEqual(["shop a", "shop b"]);
    expect(await people({ instanceName: "sho" })).toEqual([]);
    await expect(sessions.list({ limit: Number.NaN })).rejects.toThrow(InvalidArgumentError);
  });
});
