import {
  createSessions,
  memoryStore,
  type SessionEventName,
  type Sessions,
  type SessionsOptions,
  type StateSpace,
  type StateStore,
} from "../../src/sessions/index.js";
import { manualClock } from "../support/manual-clock.js";

export interface State {
  step: string;
}

export const ana = { instanceName: "shop", person: "5511999990001" };
export const rui = { instanceName: "shop", person: "5511999990002" };

export type TestClock = ReturnType<typeof manualClock>;

/** A store in memory and processes over it, all on one clock that stands still until it is moved. */
export function setUp(given: Partial<SessionsOptions<State>> = {}) {
  const clock = manualClock();
  const store = memoryStore({ clock });
  const open = (options: Partial<SessionsOptions<State>> = {}): Sessions<State> =>
    createSessions<State>({
      ...{ store, clock, initial: () => ({ step: "start" }), random: () => 0.5 },
      ...given,
      ...options,
    });
  return { clock, store, open, sessions: open() };
}

const names: Record<SessionEventName, true> = {
  created: true,
  resumed: true,
  saved: true,
  expired: true,
  ended: true,
  merged: true,
  conflict: true,
  quarantined: true,
  error: true,
};

/** The names of all that sessions tell. */
export function record(sessions: Sessions<State>): string[] {
  const told: string[] = [];
  for (const name of Object.keys(names) as SessionEventName[]) sessions.on(name, () => told.push(name));
  return told;
}

/** A person's session with so many turns, saved. */
export async function saved(sessions: Sessions<State>, key = ana, turns = 1) {
  const session = await sessions.open(key);
  for (let turn = 1; turn <= turns; turn++) {
    session.history.push(
      { role: "user", content: `question ${turn}` },
      { role: "assistant", content: `answer ${turn}` },
    );
  }
  await session.save();
  return session;
}

export const contents = (session: { readonly history: readonly { readonly content: string }[] } | undefined) =>
  session?.history.map(({ content }) => content);

type Call = () => Promise<unknown>;

/** A store whose spaces' calls go through `between`: `"sessions.set"`, `"sessions:expired.delete"` … */
export function around(
  store: StateStore,
  between: (call: string, run: Call, args: unknown[]) => Promise<unknown>,
): StateStore {
  return {
    ...store,
    open: (name, settings) =>
      new Proxy(store.open(name, settings), {
        get(space, key) {
          const method: unknown = Reflect.get(space, key);
          if (typeof method !== "function") return method;
          return (...args: unknown[]) =>
            between(`${name}.${String(key)}`, () => Reflect.apply(method, space, args), args);
        },
      }) as StateSpace,
  };
}

/** A store that dies at write number `at` of those that count, before or after it took effect; it answers nothing from then on. */
export function dyingStore(store: StateStore, at: number, isAfter: boolean): StateStore {
  let writes = 0;
  return around(store, async (call, run) => {
    const isWrite = call.endsWith(".set") || call.endsWith(".delete");
    if (isWrite) writes++;
    if (writes < at) return run();
    if (writes === at && isWrite && isAfter) await run();
    writes = at + 1;
    throw new Error("the process is dead");
  });
}
