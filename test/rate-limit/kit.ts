import { type LimitStore, memoryLimits } from "../../src/rate-limit/index.js";

export const minute = 60_000;

/** A message as a webhook brings it, as far as rules look. */
export const from = (phone: string, over: object = {}) => ({
  kind: "text",
  instanceName: "shop",
  sender: { jid: `${phone}@s.whatsapp.net`, phone },
  chat: { jid: `${phone}@s.whatsapp.net`, phone, kind: "user" },
  ...over,
});

export const inGroup = (phone: string, group = "120363000000000001@g.us") =>
  from(phone, { chat: { jid: group, kind: "group" } });

/** A store that counts its calls, and of which some methods are replaced. */
export function spied(replaced: Partial<LimitStore> = {}) {
  const calls: string[] = [];
  const inner: LimitStore = { ...memoryLimits(), ...replaced };
  const note =
    <Given extends unknown[], Answer>(name: string, call: (...given: Given) => Answer) =>
    (...given: Given) => {
      calls.push(name);
      return call(...given);
    };
  const store: LimitStore = {
    ...inner,
    read: note("read", inner.read),
    add: note("add", inner.add),
    takeBack: note("takeBack", inner.takeBack),
    set: note("set", inner.set),
    delete: note("delete", inner.delete),
  };
  return { store, calls };
}

const down = async () => {
  throw new Error("connect ECONNREFUSED redis://user:hunter22@10.0.0.1:6379");
};

export const brokenStore = (): LimitStore => ({
  name: "broken",
  isShared: true,
  read: down,
  add: down,
  takeBack: down,
  set: down,
  delete: down,
});
