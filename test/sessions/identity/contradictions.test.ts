import { expect, it } from "vitest";
import { settle } from "../../support/virtual-clock.js";
import { instanceName, lid, messageWith, phone, startMap } from "./kit.js";

const learnBoth = (one: string, other: string) => messageWith({ remoteJid: other, remoteJidAlt: one });

it("merges nobody by a pair that contradicts what is known, and tells it once", async () => {
  const { map, pair, keyOf, resolve, told, clock } = startMap();
  await pair(phone(1), lid(1));
  await pair(phone(2), lid(2));
  map.onMerge(() => expect.unreachable());
  const before = [await resolve(lid(1)), await resolve(lid(2))];
  for (let i = 0; i < 3; i++) {
    await map.learn(learnBoth(phone(2), lid(1)));
    await map.learn(learnBoth(phone(1), lid(3)));
  }
  expect([await resolve(lid(1)), await resolve(phone(2))]).toEqual(before);
  expect(await keyOf(lid(3))).toBe(lid(3));
  const expected = [
    { phone: phone(2), other: lid(1), persons: [phone(2), phone(1)] },
    { phone: phone(1), other: lid(3), persons: [phone(1), lid(3)] },
  ].map((each) => ({ instanceName, ...each, source: "messages.upsert", seenAt: clock.now() }));
  expect(told.contradiction).toEqual(expected);
  const listed = await map.contradictions({ instanceName });
  expect(listed.contradictions).toHaveLength(2);
  expect(listed.contradictions).toEqual(expect.arrayContaining(expected));
  expect(await map.contradictions({ instanceName: "other" })).toEqual({ contradictions: [] });
  const first = await map.contradictions({ instanceName, limit: 1 });
  expect(await map.contradictions({ instanceName, limit: 1, cursor: first.cursor })).toMatchObject({
    contradictions: [{ instanceName }],
  });
});

it("tells a contradiction that is still seen after 30 days again", async () => {
  const { map, pair, told, clock } = startMap();
  await pair(phone(1), lid(1));
  await map.learn(learnBoth(phone(2), lid(1)));
  clock.advance(30 * 86_400_000);
  expect(await map.contradictions({ instanceName })).toEqual({ contradictions: [] });
  await map.learn(learnBoth(phone(2), lid(1)));
  expect(told.contradiction).toHaveLength(2);
});

it("does not send to a number that is in doubt", async () => {
  const { map, pair } = startMap();
  await pair(phone(1), lid(1));
  await map.learn(learnBoth(phone(2), lid(1)));
  const person = phone(1);
  expect(await map.addressFor({ instanceName, person, serverVersion: "2.3.7" })).toEqual({
    number: undefined,
    reason: "disputed",
  });
  expect(await map.addressFor({ instanceName, person, serverVersion: "2.4.0" })).toEqual({
    number: lid(1),
    jid: lid(1),
  });
});

it("learns nothing from Business events before 2.4.0", async () => {
  const { map, keyOf, told } = startMap();
  const event = learnBoth(phone(1), lid(1));
  await map.learn(event, { integration: "WHATSAPP-BUSINESS", serverVersion: "2.3.7" });
  await map.learn(event, { integration: "WHATSAPP-BUSINESS" });
  await map.learn(messageWith({ remoteJid: lid(1), remoteJidAlt: phone(1), id: "wamid.HBgNNTUx" }));
  await map.learn({
    instanceName,
    answer: { messages: { records: [{ key: { id: "wamid.HBgNNTUx", remoteJid: lid(1), remoteJidAlt: phone(1) } }] } },
  });
  expect(await keyOf(lid(1))).not.toBe(await keyOf(phone(1)));
  expect(told.learned).toEqual([]);
  expect(told.distrusted).toHaveLength(4);
  expect(told.distrusted[0]).toEqual({ instanceName, phone: phone(1), other: lid(1), source: "messages.upsert" });
  await map.learn(event, { integration: "WHATSAPP-BUSINESS", serverVersion: "2.4.0-rc2" });
  expect(await keyOf(lid(1))).toBe(await keyOf(phone(1)));
});

it("gives a LID its new number when somebody has confirmed it; the former number is somebody else's", async () => {
  const { map, store, clock, pair, keyOf, resolve, told } = startMap();
  await pair(phone(1), lid(1));
  const person = await keyOf(lid(1));
  await map.learn(learnBoth(phone(2), lid(1)));
  const confirm = () => map.confirmPair({ instanceName, phone: "5511999990002", lid: "190000000000001" });
  await confirm();
  const now = { person, phone: "5511999990002", lid: "190000000000001", addresses: [phone(2), lid(1)] };
  expect(await resolve(lid(1))).toEqual(now);
  expect(await resolve(phone(2))).toEqual(now);
  const stranger = await resolve(phone(1));
  expect(stranger).toEqual({ person: expect.stringMatching(/~/), phone: "5511999990001", addresses: [phone(1)] });
  expect(await map.addressFor({ instanceName, person: person as string })).toMatchObject({ number: "5511999990002" });
  expect(await map.addressFor({ instanceName, person: stranger?.person as string })).toMatchObject({
    number: "5511999990001",
  });
  await confirm();
  expect(await resolve(lid(1))).toEqual(now);
  // An old row of the gateway says what was true once.
  const { map: again, told: toldAgain, keyOf: keyAgain } = startMap({ store, clock });
  await again.learn(learnBoth(phone(1), lid(1)));
  expect(toldAgain.contradiction).toEqual([]);
  expect(await keyAgain(phone(1))).toBe(stranger?.person);
  expect(told.contradiction).toHaveLength(1);
  expect(await map.contradictions({ instanceName })).toEqual({ contradictions: [] });
  await pair(phone(1), lid(4));
  expect(await keyOf(lid(4))).toBe(stranger?.person);
});

it("gives a number its new LID when somebody has confirmed it; keys stay with the LIDs", async () => {
  const { map, pair, keyOf, resolve } = startMap();
  await pair(phone(1), lid(1));
  const former = await keyOf(lid(1));
  const other = await keyOf(lid(2));
  await map.learn(learnBoth(phone(1), lid(2)));
  await map.confirmPair({ instanceName, phone: phone(1), lid: lid(2) });
  expect(await resolve(phone(1))).toMatchObject({ person: other, addresses: [phone(1), lid(2)] });
  expect(await resolve(lid(1))).toEqual({ person: former, lid: "190000000000001", addresses: [lid(1)] });
  expect(await map.addressFor({ instanceName, person: former as string })).toMatchObject({ reason: "lid-only" });
});

it("ends the doubt when the known pair is confirmed", async () => {
  const { map, pair, resolve } = startMap();
  await pair(phone(1), lid(1));
  const before = await resolve(lid(1));
  await map.learn(learnBoth(phone(2), lid(1)));
  await map.confirmPair({ instanceName, phone: phone(1), lid: lid(1) });
  expect(await resolve(phone(1))).toEqual(before);
  expect(await map.addressFor({ instanceName, person: phone(1) })).toMatchObject({ number: "5511999990001" });
});

it("confirms back and forth: every number that was let go has a key of its own, and none comes back", async () => {
  const { map, keyOf, resolve } = startMap();
  const confirm = (one: string, other: string) => map.confirmPair({ instanceName, phone: one, lid: other });
  const strangers = new Set<string | undefined>();
  await confirm(phone(1), lid(1));
  const person = await keyOf(lid(1));
  for (let i = 0; i < 4; i++) {
    await confirm(phone(2), lid(1));
    strangers.add(await keyOf(phone(1)));
    expect(await resolve(lid(1))).toMatchObject({ addresses: [phone(2), lid(1)] });
    await confirm(phone(1), lid(1));
    strangers.add(await keyOf(phone(2)));
    expect(await resolve(lid(1))).toMatchObject({ addresses: [phone(1), lid(1)] });
  }
  expect(strangers.size).toBe(8);
  expect(strangers).not.toContain(person);
});

it.each([
  ["a new number of a LID", phone(2), lid(1)],
  ["a new LID of a number", phone(1), lid(2)],
  ["a pair between two persons who have both", phone(2), lid(1)],
])("confirms %s wherever the process dies and somebody repeats it", async (name, one, other) => {
  let wasCut = true;
  for (let dies = 1; wasCut; dies++) {
    const { map, store, clock, pair, resolve } = startMap();
    await pair(phone(1), lid(1));
    if (name.includes("both")) await pair(phone(2), lid(2));
    let calls = 0;
    const before = () => (++calls >= dies ? new Promise<never>(() => {}) : undefined);
    const confirmed = { instanceName, phone: one, lid: other };
    void startMap({ store, clock, guard: { before } }).map.confirmPair(confirmed);
    await settle();
    wasCut = calls >= dies;
    clock.advance(60_000);
    await map.confirmPair(confirmed);
    for (const jid of [one, other]) expect(await resolve(jid)).toMatchObject({ addresses: [one, other] });
    for (const jid of [phone(1), phone(2), lid(1), lid(2)]) {
      if (jid !== one && jid !== other) expect((await resolve(jid))?.addresses).toEqual([jid]);
    }
  }
});
