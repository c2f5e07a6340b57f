import {
  createIdentityMap,
  type IdentityEvents,
  type IdentityMapOptions,
} from "../../../src/sessions/identity/index.js";
import { memoryStore } from "../../../src/state/memory-store.js";
import type { StateSpace, StateStore } from "../../../src/state/store.js";
import { manualClock } from "../../support/manual-clock.js";

export const instanceName = "shop";
export const phone = (n: number) => `55119999900${String(n).padStart(2, "0")}@s.whatsapp.net`;
export const lid = (n: number) => `1900000000000${String(n).padStart(2, "0")}@lid`;

/** A map over a store, and all that it tells. */
export function startMap({ guard, ...options }: Partial<IdentityMapOptions> & { guard?: Guard } = {}) {
  const clock = manualClock();
  const kept = options.store ?? memoryStore({ clock });
  const store = guard ? guardedStore(kept, guard) : kept;
  const map = createIdentityMap({ clock, ...options, store });
  const told: { [Name in keyof IdentityEvents]: IdentityEvents[Name][] } = {
    learned: [],
    merged: [],
    contradiction: [],
    distrusted: [],
    error: [],
  };
  for (const name of Object.keys(told) as (keyof IdentityEvents)[]) {
    map.on(name, (event) => void (told[name] as unknown[]).push(event));
  }
  return {
    map,
    store,
    clock,
    told,
    pair: (one: string, other: string) => map.learnPair({ instanceName, phone: one, lid: other }),
    resolve: (jid: string) => map.resolve({ instanceName, jid }),
    keyOf: async (jid: string) => (await map.resolve({ instanceName, jid }))?.person,
  };
}

/** An event of a message of a one-to-one chat, with these fields in its key. */
export const messageWith = (key: Record<string, unknown>, envelope: Record<string, unknown> = {}) => ({
  event: "messages.upsert",
  instance: instanceName,
  data: {
    key: { fromMe: false, id: "3EB0C767D097B7C7C030", participant: "", ...key },
    pushName: "Maria",
    message: { conversation: "oi" },
    messageType: "conversation",
    messageTimestamp: 1_767_227_601,
  },
  ...envelope,
});

export type StoreCall = "get" | "set" | "delete" | "list";

/** Asked before each call of a store, and after it. It may wait, or throw. */
export interface Guard {
  before?: (call: StoreCall, key: string) => unknown;
  after?: (call: StoreCall, key: string) => unknown;
}

export function guardedStore(store: StateStore, guard: Guard): StateStore {
  async function through<T>(name: StoreCall, key: string, call: () => Promise<T>): Promise<T> {
    await guard.before?.(name, key);
    const answer = await call();
    await guard.after?.(name, key);
    return answer;
  }
  return {
    ...store,
    open(name, settings) {
      const space = store.open(name, settings);
      const guarded: StateSpace = {
        get: (key) => through("get", key, () => space.get(key)),
        set: (key, ...rest) => through("set", key, () => space.set(key, ...rest)),
        delete: (key, ...rest) => through("delete", key, () => space.delete(key, ...rest)),
        list: (options) => through("list", options.prefix ?? "", () => space.list(options)),
        expired: (options) => space.expired(options),
        count: () => space.count(),
      };
      return guarded;
    },
  };
}
