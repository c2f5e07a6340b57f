import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidArgumentError } from "../../src/errors/index.js";
import type { HistoryEntry, NewHistoryEntry, Role } from "../../src/sessions/index.js";
import { excessOf } from "../../src/sessions/trim.js";
import { runs } from "../support/properties.js";
import { ana, contents, saved, setUp } from "./kit.js";

const said = (role: Role, content: string): NewHistoryEntry => ({ role, content });

describe("history", () => {
  it("is an array, whose entries know when they were pushed", async () => {
    const { sessions, clock } = setUp();
    const { history } = await sessions.open(ana);
    history.push(said("user", "a"));
    clock.advance(5);
    history.push(said("assistant", "b"), { role: "tool", content: "c", at: 7, tool: { name: "search", output: [1] } });
    expect(Array.isArray(history)).toBe(true);
    expect(history.map(({ at }) => at)).toEqual([clock.now() - 5, clock.now(), 7]);
    expect(history.map(({ content }) => content).constructor).toBe(Array);
    expect(JSON.parse(JSON.stringify(history))[2]).toEqual(history[2]);
  });

  it.each([
    [undefined],
    [null],
    ["oi"],
    [{ role: "robot", content: "x" }],
    [{ role: "__proto__", content: "x" }],
    [{ role: "user" }],
    [{ role: "user", content: 7 }],
    [{ role: "user", content: "x", at: Number.NaN }],
    [{ role: "user", content: "x", at: Number.POSITIVE_INFINITY }],
    [{ role: "user", content: "x", messageIds: "A1" }],
    [{ role: "user", content: "x", messageIds: [1] }],
    [{ role: "user", content: "x", media: "a.jpg" }],
    [{ role: "tool", content: "x", tool: [] }],
  ])("refuses %o, and adds none of the push", async (entry) => {
    const { history } = await setUp().sessions.open(ana);
    expect(() => history.push(said("user", "fine"), entry as never)).toThrow(InvalidArgumentError);
    expect(history).toHaveLength(0);
  });

  it("that was changed into nonsense is not saved", async () => {
    const { sessions } = setUp();
    const session = await saved(sessions);
    session.history[1] = { role: "assistant", content: undefined } as never;
    await expect(session.save()).rejects.toThrow(
      /Expected entry 1 of the history to have a text as `content`, got undefined/,
    );
    session.history[1] = { role: "tool", content: "", at: 1, tool: { name: "x", output: 1n } };
    await expect(session.save()).rejects.toThrow(/Expected `tool` to be writable as JSON/);
    expect(contents(await sessions.get(ana))).toEqual(["question 1", "answer 1"]);
  });

  it("may be changed like any array", async () => {
    const { sessions } = setUp();
    const session = await saved(sessions, ana, 3);
    session.history.splice(1, 4);
    await session.save();
    expect(contents(await sessions.get(ana))).toEqual(["question 1", "answer 3"]);
    session.history.length = 0;
    await session.save();
    expect(contents(await sessions.get(ana))).toEqual([]);
  });
});

describe("what no longer fits", () => {
  it("goes turn by turn: an answer never stays without its question", async () => {
    const { sessions } = setUp({ maxTurns: 2 });
    const session = await sessions.open(ana);
    for (const turn of [1, 2, 3]) {
      session.history.push(said("user", `q${turn}`), said("user", `and q${turn}`));
      session.history.push(said("tool", `t${turn}`), said("assistant", `a${turn}`));
    }
    await session.save();
    expect(contents(session)).toEqual(["q2", "and q2", "t2", "a2", "q3", "and q3", "t3", "a3"]);
    expect(contents(await sessions.get(ana))).toEqual(contents(session));
  });

  it("is counted in characters too, data of files and tools among them", async () => {
    const { sessions } = setUp({ maxChars: 100 });
    const session = await sessions.open(ana);
    session.history.push(said("user", "x".repeat(10)), { ...said("assistant", ""), media: { kind: "y".repeat(60) } });
    session.history.push(said("user", "z".repeat(20)), said("assistant", "z"));
    await session.save();
    expect(contents(session)).toEqual(["z".repeat(20), "z"]);
  });

  it("is counted in tokens by `countTokens`", async () => {
    const { sessions } = setUp({ maxTokens: 5, countTokens: ({ content }) => content.split(" ").length });
    const session = await sessions.open(ana);
    session.history.push(said("user", "a b c"), said("user", "d"), said("assistant", "e"), said("user", "f g h"));
    await session.save();
    expect(contents(session)).toEqual(["f g h"]);
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY, "3" as never])(
    "is not guessed when `countTokens` answers %s",
    async (tokens) => {
      const session = await setUp({ maxTokens: 5, countTokens: () => tokens }).sessions.open(ana);
      session.history.push(said("user", "a"));
      await expect(session.save()).rejects.toThrow(/Expected `countTokens` to answer a number of at least 0/);
    },
  );

  it("of the latest turn goes only if that has no room alone, and the last entry stays", async () => {
    const { sessions } = setUp({ maxChars: 10 });
    const session = await sessions.open(ana);
    session.history.push(said("user", "long".repeat(5)), said("tool", "result"), said("assistant", "short"));
    await session.save();
    expect(contents(session)).toEqual(["short"]);
    session.history.push(said("assistant", "much too long"));
    await session.save();
    expect(contents(session)).toEqual(["much too long"]);
  });

  it("is bounded also where only one side ever speaks", async () => {
    const { sessions } = setUp({ maxChars: 50, maxTurns: 3 });
    for (const role of ["user", "assistant"] as const) {
      const key = { ...ana, person: role };
      for (let i = 0; i < 30; i++)
        await sessions.update(key, ({ history }) => history.push(said(role, `message ${i}`)));
      expect(contents(await sessions.get(key))).toEqual([25, 26, 27, 28, 29].map((i) => `message ${i}`));
    }
  });

  it("by whatever history and budget: the rest is within it, or is one entry; no more than needed goes", () => {
    const entry = fc.record({
      role: fc.constantFrom<Role>("user", "assistant", "tool", "system"),
      content: fc.string({ maxLength: 20 }),
      at: fc.constant(0),
    });
    fc.assert(
      fc.property(
        fc.array(entry, { maxLength: 30 }),
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 1, max: 80 }),
        (history, maxTurns, maxChars) => {
          const budget = { maxTurns, maxChars } as Parameters<typeof excessOf>[1];
          const rest = (history as HistoryEntry[]).slice(excessOf(history, budget));
          expect(excessOf(rest, budget)).toBe(0);
          const chars = rest.reduce((sum, { content }) => sum + content.length, 0);
          expect(chars <= maxChars || rest.length === 1).toBe(true);
          if (history.length > 0) expect(rest.length).toBeGreaterThan(0);
        },
      ),
      { numRuns: runs(300) },
    );
  });
});

describe("summarize", () => {
  const summarize = (dropped: readonly HistoryEntry[]) => `[${dropped.map(({ content }) => content).join(" ")}]`;
  const speak = async (sessions: ReturnType<typeof setUp>["sessions"], count: number) => {
    for (let i = 1; i <= count; i++)
      await sessions.update(ana, ({ history }) => history.push(said("user", `q${i}`), said("assistant", `a${i}`)));
    return sessions.get(ana);
  };

  it("puts the older half into words, which stay in its place; the earlier words too", async () => {
    const calls: number[] = [];
    const { sessions } = setUp({
      maxTurns: 4,
      summarize: async (dropped) => {
        calls.push(dropped.length);
        return summarize(dropped);
      },
    });
    expect(contents(await speak(sessions, 5))).toEqual(["[q1 a1 q2 a2 q3 a3]", "q4", "a4", "q5", "a5"]);
    expect(contents(await speak(sessions, 3))).toEqual([
      ...["[[q1 a1 q2 a2 q3 a3] q4 a4 q5 a5 q1 a1]"],
      ...["q2", "a2", "q3", "a3"],
    ]);
    expect(calls).toEqual([6, 7]);
    expect((await sessions.get(ana))?.history[0]).toMatchObject({ role: "system", isSummary: true });
  });

  it("may answer nothing", async () => {
    const { sessions } = setUp({ maxTurns: 2, summarize: () => "" });
    expect(contents(await speak(sessions, 3))).toEqual(["q3", "a3"]);
  });

  it.each([
    ["throws", () => Promise.reject(new Error("the model is away"))],
    ["answers no text", () => 7 as never],
  ])("that %s loses nothing: the entries wait for the next save", async (_, failing) => {
    let isAway = true;
    const { sessions } = setUp({ maxTurns: 2, summarize: (dropped) => (isAway ? failing() : summarize(dropped)) });
    const errors: unknown[] = [];
    sessions.on("error", (error) => errors.push(error));
    expect(contents(await speak(sessions, 3))).toHaveLength(6);
    expect(errors).toHaveLength(1);
    isAway = false;
    await sessions.update(ana, () => {});
    expect(contents(await sessions.get(ana))).toEqual(["[q1 a1 q2 a2]", "q3", "a3"]);
  });

  it("that throws does not keep a session from being saved when it has no room", async () => {
    const { sessions } = setUp({ maxChars: 500, maxBytes: 2_000, summarize: () => Promise.reject(new Error("away")) });
    for (let i = 0; i < 30; i++) {
      await sessions.update(ana, ({ history }) =>
        history.push(said("user", `${i}`.padEnd(100)), said("assistant", "ok")),
      );
    }
    expect(
      contents(await sessions.get(ana))
        ?.at(-2)
        ?.trim(),
    ).toBe("29");
  });

  it("keeps what was pushed while it ran", async () => {
    let push = () => {};
    const { sessions } = setUp({
      maxTurns: 1,
      summarize: (dropped) => {
        push();
        return summarize(dropped);
      },
    });
    const session = await saved(sessions);
    push = () => void session.history.push(said("user", "meanwhile"));
    session.history.push(said("user", "next"));
    await session.save();
    expect(contents(session)).toEqual(["[question 1 answer 1]", "next", "meanwhile"]);
  });
});

describe("a history of 5 MB", () => {
  it("is cut to its budget", async () => {
    const { sessions } = setUp();
    const session = await sessions.open(ana);
    for (let i = 0; i < 50; i++) session.history.push(said("user", "x".repeat(100_000)), said("assistant", "ok"));
    await session.save();
    expect(contents(session)).toEqual(["ok"]);
  });

  it("is kept where the options allow it", async () => {
    const { sessions } = setUp({ maxChars: 6_000_000, maxBytes: 7_000_000 });
    const session = await sessions.open(ana);
    for (let i = 0; i < 50; i++) session.history.push(said("user", "x".repeat(100_000)), said("assistant", "ok"));
    await session.save();
    expect((await sessions.get(ana))?.history).toHaveLength(100);
  });

  it("is refused by an error that names what is large, and the last saved session stays", async () => {
    const { sessions } = setUp({ maxChars: 6_000_000 });
    await saved(sessions);
    const session = await sessions.open(ana);
    session.history.push(said("assistant", "é".repeat(2_500_000)));
    await expect(session.save()).rejects.toThrow(
      /^Expected a session to take at most 1000000 bytes \(maxBytes\), got 5000\d+: state 16, metadata 2, history 5000\d+ \(3 entries, the largest is number 2 with 5000\d+\)\. Keep/,
    );
    expect(contents(await sessions.get(ana))).toEqual(["question 1", "answer 1"]);
  });
});
