import * as v from "valibot";
import { describe, expectTypeOf, it } from "vitest";
import * as z from "zod";
import {
  createSessions,
  type HistoryEntry,
  memoryStore,
  type SessionSnapshot,
  type Sessions,
} from "../../src/sessions/index.js";

interface State {
  step: "start" | "payment";
}

const store = memoryStore();
const sessions = createSessions<State>({ store, initial: () => ({ step: "start" }) });
const key = { instanceName: "shop", person: "5511999990001" };

describe("createSessions", () => {
  it("types the state", async () => {
    const session = await sessions.open(key);
    expectTypeOf(session.state).toEqualTypeOf<State>();
    session.state.step = "payment";
    // @ts-expect-error no such step
    session.state.step = "nowhere";
    // @ts-expect-error no such field
    session.state.setp;
    expectTypeOf(await sessions.get(key)).toExtend<SessionSnapshot<State> | undefined>();
  });

  it("finds the state's type by `initial`", () => {
    const inferred = createSessions({ store, initial: ({ person }) => ({ visits: 0, person }) });
    expectTypeOf(inferred).toEqualTypeOf<Sessions<{ visits: number; person: string }>>();
  });

  it("takes schemas of zod and valibot, which must fit the state", () => {
    createSessions<State>({
      store,
      initial: () => ({ step: "start" }),
      schema: z.object({ step: z.enum(["start", "payment"]) }),
    });
    createSessions<State>({
      store,
      initial: () => ({ step: "start" }),
      schema: v.object({ step: v.picklist(["start", "payment"]) }),
    });
    createSessions<State>({
      store,
      initial: () => ({ step: "start" }),
      // @ts-expect-error it gives another state
      schema: z.object({ step: z.number() }),
    });
  });

  it("needs a store and a first state", () => {
    // @ts-expect-error no store
    createSessions<State>({ initial: () => ({ step: "start" }) });
    // @ts-expect-error no first state
    createSessions<State>({ store });
    // @ts-expect-error not a state
    createSessions<State>({ store, initial: () => ({ step: "nowhere" }) });
  });

  it("types what hooks get and give", () => {
    createSessions<State>({
      store,
      initial: () => ({ step: "start" }),
      onExpired: ({ state, history }) => {
        expectTypeOf(state).toEqualTypeOf<State>();
        expectTypeOf(history).toEqualTypeOf<readonly HistoryEntry[]>();
      },
      migrate: (from, stored) => {
        expectTypeOf(from).toEqualTypeOf<number>();
        expectTypeOf(stored).toEqualTypeOf<unknown>();
        return { step: "start" };
      },
      // @ts-expect-error a summary is a text
      summarize: () => 7,
    });
  });
});

describe("a session", () => {
  it("takes entries without `at`, and gives them with it", async () => {
    const { history } = await sessions.open(key);
    history.push({ role: "user", content: "oi" });
    history.push({ role: "tool", content: "", at: 0, tool: { name: "search", output: { anything: [1] } } });
    expectTypeOf(history[0]?.at).toEqualTypeOf<number | undefined>();
    expectTypeOf(history.map(({ at }) => at)).toEqualTypeOf<number[]>();
    const list: HistoryEntry[] = history;
    expectTypeOf(list).toExtend<readonly HistoryEntry[]>();
    // @ts-expect-error no such role
    history.push({ role: "robot", content: "oi" });
    // @ts-expect-error no content
    history.push({ role: "user" });
    // @ts-expect-error the summary is made by `summarize`
    history.push({ role: "system", content: "x", isSummary: true });
  });

  it("has facts that cannot be set", async () => {
    const session = await sessions.open(key);
    // @ts-expect-error it is its own
    session.id = "other";
    // @ts-expect-error it follows from saving
    session.expiresAt = 0;
    // @ts-expect-error a key has both
    await sessions.open({ instanceName: "shop" });
  });
});

describe("on", () => {
  it("types the event by its name", () => {
    sessions.on("saved", ({ session }) => expectTypeOf(session).toEqualTypeOf<SessionSnapshot<State>>());
    sessions.on("quarantined", ({ reason }) => expectTypeOf(reason).toEqualTypeOf<string>());
    sessions.on("error", (error) => expectTypeOf(error).toEqualTypeOf<unknown>());
    // @ts-expect-error no such event
    sessions.on("deleted", () => {});
  });
});
