import { expect, it } from "vitest";
import { InvalidArgumentError, StateStoreError } from "../../../src/errors/index.js";
import { createIdentityMap, type Learnable } from "../../../src/sessions/identity/index.js";
import { memoryStore } from "../../../src/state/memory-store.js";
import { instanceName, lid, messageWith, phone, startMap } from "./kit.js";

it("gives the phone and the LID of a person one key", async () => {
  const { map, resolve, told } = startMap();
  await map.learn(messageWith({ remoteJid: phone(1), remoteJidAlt: lid(1), addressingMode: "pn" }));
  const expected = {
    person: phone(1),
    phone: "5511999990001",
    lid: "190000000000001",
    addresses: [phone(1), lid(1)],
  };
  expect(await resolve(phone(1))).toEqual(expected);
  expect(await resolve(lid(1))).toEqual(expected);
  expect(await resolve("190000000000001:12@lid")).toEqual(expected);
  expect(await resolve("5511999990001:3@s.whatsapp.net")).toEqual(expected);
  expect(await resolve("5511999990001@c.us")).toEqual(expected);
  expect(await resolve("5511999990001")).toEqual(expected);
  expect(told.learned).toEqual([
    { instanceName, phone: phone(1), other: lid(1), person: phone(1), source: "messages.upsert" },
  ]);
});

it("keeps a key when the other address is learned later, whichever came first", async () => {
  const { map, keyOf, told } = startMap();
  await keyOf(lid(1));
  await keyOf(phone(2));
  await map.learn(messageWith({ remoteJid: lid(1), remoteJidAlt: phone(1) }));
  await map.learn(messageWith({ remoteJid: lid(2), remoteJidAlt: phone(2) }));
  expect(await keyOf(phone(1))).toBe(lid(1));
  expect(await keyOf(lid(2))).toBe(phone(2));
  expect(told.merged).toEqual([]);
});

it("keeps a key when the server is updated and writes the other address first", async () => {
  const { map, keyOf } = startMap();
  await map.learn(messageWith({ remoteJid: lid(1), remoteJidAlt: phone(1), addressingMode: "lid" }));
  const before = await keyOf(lid(1));
  await map.learn(messageWith({ remoteJid: phone(1), remoteJidAlt: phone(1), addressingMode: "lid" }));
  expect(await keyOf(phone(1))).toBe(before);
  await map.learn(messageWith({ remoteJid: phone(1), remoteJidAlt: lid(1), addressingMode: "pn" }));
  expect(await keyOf(phone(1))).toBe(before);
});

it("merges nobody by the look of a number: only where the gateway has answered one spelling for the other", async () => {
  const { map, keyOf, told } = startMap();
  const [asked, real] = ["5531999990001@s.whatsapp.net", "553199990001@s.whatsapp.net"];
  expect(await keyOf(asked)).not.toBe(await keyOf(real));
  await map.learn({
    instanceName,
    answer: [
      { jid: real, exists: true, number: "5531999990001" },
      { jid: "524421234567@s.whatsapp.net", exists: false, number: "5214421234567" },
      { jid: "5511999990009@s.whatsapp.net", exists: true, number: "5511999990008" },
    ],
  });
  expect(await keyOf(asked)).toBe(await keyOf(real));
  expect(await map.resolve({ instanceName, jid: asked })).toMatchObject({ phone: "553199990001" });
  expect(await keyOf("5214421234567")).not.toBe(await keyOf("524421234567"));
  expect(await keyOf("5511999990009")).not.toBe(await keyOf("5511999990008"));
  expect(told.learned).toHaveLength(1);
});

it("learns from a send how WhatsApp writes the number it was addressed to", async () => {
  const { map, keyOf } = startMap();
  const answer = { key: { remoteJid: "5491112345678@s.whatsapp.net", fromMe: true, id: "3EB0" }, status: "PENDING" };
  await map.learn({ instanceName, answer, number: "+54 11 1234-5678" });
  expect(await keyOf("541112345678")).toBe("5491112345678@s.whatsapp.net");
});

it("never makes a person of a group, a status, a newsletter or rubbish", async () => {
  const { map, store } = startMap();
  const space = store.open("identity");
  const rubbish = [
    "120363040000000000@g.us",
    "status@broadcast",
    "120363040000000000@newsletter",
    "1234@broadcast",
    "",
    "@lid",
    "lid",
    "1@lid",
    "__proto__",
    "constructor@lid",
    "\u0661\u0662\u0663\u0664\u0665@lid",
    `${"1".repeat(10_000)}@lid`,
    "190000000000001@lid\n",
    "5511999990001@hosted",
    undefined,
    null,
    Number.NaN,
    {},
    [],
    Symbol("jid"),
  ] as string[];
  for (const jid of rubbish) {
    expect(await map.resolve({ instanceName, jid })).toBeUndefined();
    expect(await map.addressesOf({ instanceName, jid })).toEqual([]);
    await map.learn(messageWith({ remoteJid: jid, remoteJidAlt: lid(1) }));
    await map.learn(messageWith({ remoteJid: phone(1), remoteJidAlt: jid }));
  }
  expect(await space.count()).toBe(0);
});

it("learns nothing from what is not readable", async () => {
  const { map, store } = startMap();
  const deep = JSON.parse(`${'{"messages":'.repeat(5_000)}1${"}".repeat(5_000)}`);
  const odd = [
    { event: "messages.upsert", instance: "", data: messageWith({ remoteJid: phone(1), remoteJidAlt: lid(1) }).data },
    {
      event: "messages.upsert",
      instance: "x".repeat(500),
      data: { key: { remoteJid: phone(1), remoteJidAlt: lid(1) } },
    },
    { event: "messages.upsert", instance: 7, data: { key: { remoteJid: phone(1), remoteJidAlt: lid(1) } } },
    { event: "messages.upsert", instance: instanceName, data: deep },
    { event: "messages.upsert", instance: instanceName, data: JSON.parse('{"__proto__":{"key":{"remoteJid":1}}}') },
    { event: Symbol("e"), instance: instanceName, data: [null, [[[]]], Number.NaN, "x"] },
    { instanceName, answer: null },
    { instanceName, answer: { key: [] }, number: Number.NaN },
    { instanceName, key: null },
    {},
    [],
  ] as unknown as Learnable[];
  for (const each of odd) await map.learn(each);
  expect(await store.open("identity").count()).toBe(0);
  await expect(map.learn(null as never)).rejects.toThrow(InvalidArgumentError);
});

it("says what is wrong with what it is asked", async () => {
  const { map } = startMap();
  const pair = { instanceName, phone: phone(1), lid: lid(1) };
  await expect(map.learnPair({ ...pair, phone: lid(1) })).rejects.toThrow(/`phone` to be the digits of a number/);
  await expect(map.learnPair({ ...pair, lid: phone(1) })).rejects.toThrow(/`lid` to be the digits of a LID/);
  await expect(map.confirmPair({ ...pair, lid: 7 as never })).rejects.toThrow(InvalidArgumentError);
  await expect(map.resolve({ instanceName: "", jid: phone(1) })).rejects.toThrow(/`instanceName` to be a text/);
  await expect(map.resolve({ instanceName: "\ud800", jid: phone(1) })).rejects.toThrow(InvalidArgumentError);
  await expect(map.addressFor({ instanceName, person: "__proto__" })).rejects.toThrow(/`person` to be a key/);
  for (const options of [undefined, {}, { store: {} }, { store: memoryStore(), maxCachedPairs: Number.NaN }]) {
    expect(() => createIdentityMap(options as never)).toThrow(InvalidArgumentError);
  }
  expect(() => createIdentityMap({ store: memoryStore(), leaseMs: Number.POSITIVE_INFINITY })).toThrow(/leaseMs/);
});

it("sends to the number before 2.4.0, and says why there is nothing to send to", async () => {
  const { map, pair, keyOf } = startMap();
  await pair(phone(1), lid(1));
  const [both, hidden] = [phone(1), (await keyOf(lid(2))) as string];
  for (const serverVersion of ["2.3.0", "2.3.6", "2.3.7", undefined, "unknown"]) {
    expect(await map.addressFor({ instanceName, person: both, serverVersion })).toEqual({
      number: "5511999990001",
      jid: phone(1),
    });
    expect(await map.addressFor({ instanceName, person: hidden, serverVersion })).toEqual({
      number: undefined,
      reason: "lid-only",
    });
  }
  expect(await map.addressFor({ instanceName, person: hidden, serverVersion: "2.4.0-rc2" })).toEqual({
    number: lid(2),
    jid: lid(2),
  });
  const business = { serverVersion: "2.4.0", integration: "WHATSAPP-BUSINESS" } as const;
  expect(await map.addressFor({ instanceName, person: hidden, ...business })).toMatchObject({ reason: "lid-only" });
});

it("knows the same people for every instance only where it is told to", async () => {
  const { map } = startMap();
  await map.learnPair({ instanceName: "a", phone: phone(1), lid: lid(1) });
  expect(await map.addressesOf({ instanceName: "a", jid: lid(1) })).toEqual([phone(1), lid(1)]);
  expect(await map.addressesOf({ instanceName: "b", jid: lid(1) })).toEqual([lid(1)]);
  const shared = startMap({ scope: () => "account" }).map;
  await shared.learnPair({ instanceName: "a", phone: phone(1), lid: lid(1) });
  expect(await shared.addressesOf({ instanceName: "b", jid: lid(1) })).toEqual([phone(1), lid(1)]);
  const broken = startMap({ scope: () => undefined as never }).map;
  await expect(broken.resolve({ instanceName, jid: lid(1) })).rejects.toThrow(/scope\(instanceName\)/);
});

it("keeps instances apart whose names look like parts of a key", async () => {
  const { map } = startMap();
  const names = ["a", "a:b", "a%3Ab", ":", "person:a", "__proto__", ":".repeat(133), "x".repeat(400)];
  for (const [i, name] of names.entries()) await map.learnPair({ instanceName: name, phone: phone(i), lid: lid(1) });
  for (const [i, name] of names.entries()) {
    expect(await map.addressesOf({ instanceName: name, jid: lid(1) })).toEqual([phone(i), lid(1)]);
  }
});

it("does not ask the store about a pair it knows, and remembers no more of them than it may", async () => {
  let calls = 0;
  const { map, pair, clock } = startMap({ guard: { before: () => calls++ }, maxCachedPairs: 2 });
  await pair(phone(1), lid(1));
  await pair(phone(2), lid(2));
  calls = 0;
  await pair(phone(1), lid(1));
  await map.learn(messageWith({ remoteJid: phone(2), remoteJidAlt: lid(2) }));
  expect(calls).toBe(0);
  await pair(phone(3), lid(3));
  calls = 0;
  await pair(phone(2), lid(2));
  expect(calls).toBe(0);
  await pair(phone(1), lid(1));
  expect(calls).toBeGreaterThan(0);
  clock.advance(3_600_000);
  calls = 0;
  await pair(phone(2), lid(2));
  expect(calls).toBeGreaterThan(0);
});

it("rejects when the store is away, and has learned it all after a repetition, wherever it broke", async () => {
  for (let failing = 1; failing < 40; failing++) {
    for (const when of ["before", "after"] as const) {
      let calls = 0;
      const guard = {
        [when]: () => {
          if (++calls === failing) throw new StateStoreError("The store is away.");
        },
      };
      const { map, pair, keyOf, clock } = startMap({ guard });
      const merges: string[] = [];
      map.onMerge(({ from, into }) => merges.push(`${from} ${into}`));
      const insist = async <T>(call: () => Promise<T>) => call().catch(() => call());
      await insist(() => keyOf(lid(1)));
      await insist(() => keyOf(phone(1)));
      await insist(() => pair(phone(1), lid(1)));
      // What a lease could not give back, it loses by itself.
      clock.advance(30_000);
      await insist(() => map.resumePending());
      calls = failing;
      expect(await map.addressesOf({ instanceName, jid: lid(1) })).toEqual([phone(1), lid(1)]);
      expect(await keyOf(lid(1))).toBe(phone(1));
      expect(new Set(merges)).toEqual(new Set([`${lid(1)} ${phone(1)}`]));
      expect(await map.resumePending()).toEqual({ done: 0, pending: 0 });
    }
  }
});

it("makes nobody of a record that is not readable", async () => {
  const { map, store, keyOf } = startMap();
  await keyOf(phone(1));
  const space = store.open("identity");
  for (const value of ["", "{", "[]", "7", '{"phones":[1]}', '{"phones":[],"into":1}', '{"phones":[],"joining":{}}']) {
    await space.set(`person:shop:${phone(1)}`, value);
    await expect(keyOf(phone(1))).rejects.toThrow(StateStoreError);
    await expect(map.learnPair({ instanceName, phone: phone(1), lid: lid(1) })).rejects.toThrow(StateStoreError);
  }
  const round = `{"phones":[],"into":"${phone(2)}"}`;
  await space.set(`person:shop:${phone(2)}`, round);
  await expect(keyOf(phone(2))).rejects.toThrow(/do not end/);
});

it("tells handlers until they are taken back, and of those that throw", async () => {
  const { map, pair, told } = startMap();
  const heard: string[] = [];
  const abort = new AbortController();
  const end = map.on("learned", ({ other }) => heard.push(`one ${other}`));
  map.on("learned", ({ other }) => heard.push(`two ${other}`), abort.signal);
  map.on("learned", () => Promise.reject(new Error("rejected")));
  map.on("learned", () => {
    throw new Error("thrown");
  });
  await pair(phone(1), lid(1));
  end();
  abort.abort();
  map.on("learned", () => heard.push("late"), abort.signal);
  await pair(phone(2), lid(2));
  expect(heard).toEqual([`one ${lid(1)}`, `two ${lid(1)}`]);
  expect(told.error.map(String).sort()).toEqual(
    ["Error: rejected", "Error: rejected", "Error: thrown", "Error: thrown"].sort(),
  );
});
