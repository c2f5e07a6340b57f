import { expect, it } from "vitest";
import { createSessions } from "../../../src/sessions/index.js";
import { settle } from "../../support/virtual-clock.js";
import { guardedStore, instanceName, lid, phone, startMap } from "./kit.js";

/** What was said with a person before it was known that both addresses are theirs. */
async function twoSessions() {
  const started = startMap();
  const { store, clock, keyOf } = started;
  const sessions = createSessions({ store, clock, initial: () => ({}) });
  for (const [jid, content] of [
    [lid(1), "by LID"],
    [phone(1), "by phone"],
  ] as const) {
    const session = await sessions.open({ instanceName, person: (await keyOf(jid)) as string });
    session.history.push({ role: "user", content });
    await session.save();
    clock.advance(1_000);
  }
  return { ...started, sessions };
}

const said = ["by LID", "by phone"];

it("makes one session of two that turn out to be one person's", async () => {
  const { map, pair, keyOf, sessions } = await twoSessions();
  map.onMerge(({ from, into }) => sessions.merge({ instanceName, person: from }, { instanceName, person: into }));
  await pair(phone(1), lid(1));
  for (const person of [lid(1), phone(1), (await keyOf(lid(1))) as string]) {
    const session = await sessions.get({ instanceName, person });
    expect(session?.history.map(({ content }) => content)).toEqual(said);
  }
  expect((await sessions.list()).sessions).toHaveLength(1);
});

it("has everything once in the end, wherever the process dies", async () => {
  let wasCut = true;
  for (let dies = 1; wasCut; dies++) {
    const { map, store, clock, pair, keyOf, sessions } = await twoSessions();
    let calls = 0;
    const before = () => (++calls >= dies ? new Promise<never>(() => {}) : undefined);
    const dying = startMap({ store, clock, guard: { before } });
    const itsSessions = createSessions({ store: guardedStore(store, { before }), clock, initial: () => ({}) });
    dying.map.onMerge(({ from, into }) =>
      itsSessions.merge({ instanceName, person: from }, { instanceName, person: into }),
    );
    void dying.pair(phone(1), lid(1));
    for (let turns = 0; turns < 20; turns++) await settle();
    wasCut = calls >= dies;
    clock.advance(60_000);

    map.onMerge(({ from, into }) => sessions.merge({ instanceName, person: from }, { instanceName, person: into }));
    await map.resumePending();
    await pair(phone(1), lid(1));
    const session = await sessions.get({ instanceName, person: (await keyOf(lid(1))) as string });
    expect(session?.history.map(({ content }) => content)).toEqual(said);
    expect((await sessions.list()).sessions).toHaveLength(1);
    expect(await map.resumePending()).toEqual({ done: 0, pending: 0 });
  }
});
