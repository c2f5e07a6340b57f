import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidArgumentError } from "../../../src/errors/index.js";
import { parseOptions } from "../../../src/errors/parse-options.js";
import {
  FirstContacts,
  type FirstContactsOptions,
  type FirstContactsParts,
  firstContactsOptions,
} from "../../../src/outbox/protection/index.js";
import { memoryStore } from "../../../src/state/memory-store.js";
import { startGateway } from "../../support/fake-gateway.js";
import { manualClock } from "../../support/manual-clock.js";
import { runs } from "../../support/properties.js";
import { around } from "./kit.js";

const hour = 3_600_000;

/** Processes over one store, and a gateway that has messages of the chats in `stored`. */
function setUp(settings: FirstContactsOptions | undefined = { limit: 2, windowMs: hour }) {
  const clock = manualClock();
  const state = memoryStore({ clock }).open("outbox");
  const stored = new Set<string>();
  const looks: string[] = [];
  const errors: unknown[] = [];
  const gateway = {
    find: async (jid: string): Promise<unknown> => ({ messages: { records: stored.has(jid) ? [{}] : [] } }),
  };
  const client: FirstContactsParts["client"] = {
    instance: () => ({
      chats: {
        findMessages: async ({ where, offset }) => {
          expect(offset).toBe(1);
          looks.push(where.key.remoteJid);
          return gateway.find(where.key.remoteJid);
        },
      },
    }),
  };
  const process = (over: Partial<FirstContactsParts> = {}) =>
    new FirstContacts({
      state,
      client,
      settings,
      clock,
      random: () => 0,
      onError: (error) => errors.push(error),
      ...over,
    });
  const contacts = process();
  const admit = async (chat: string, by = contacts, instanceName = "shop") =>
    (await by.admit({ instanceName, chat })).waitMs;
  return { clock, state, stored, looks, errors, gateway, process, contacts, admit };
}

const jid = (n: number) => `55119999${String(n).padStart(5, "0")}@s.whatsapp.net`;

describe("a budget for first contacts", () => {
  it("is no budget unless it is set", async () => {
    const { admit, process, looks, state } = setUp();
    const off = process({ settings: parseOptions(firstContactsOptions, undefined) });
    for (let n = 0; n < 50; n++) expect(await admit(jid(n), off)).toBe(0);
    await off.know("shop", jid(1));
    expect(await state.count()).toBe(0);
    expect(looks).toEqual([]);
  });

  it("admits so many new people, and tells the others how long to wait", async () => {
    const { admit, clock } = setUp();
    expect(await admit(jid(1))).toBe(0);
    clock.advance(1_800_000);
    expect(await admit(jid(2))).toBe(0);
    const waitMs = await admit(jid(3));
    // A hundredth of the window at most longer than it must be.
    expect(waitMs).toBeGreaterThan(1_800_000);
    expect(waitMs).toBeLessThanOrEqual(1_800_000 + 36_000);
    clock.advance(waitMs - 1);
    expect(await admit(jid(3))).toBe(1);
    clock.advance(1);
    expect(await admit(jid(3))).toBe(0);
    expect(await admit(jid(4))).toBeGreaterThan(0);
  });

  it("counts a person once, however often and by whichever process they are written to", async () => {
    const { admit, process } = setUp();
    for (let n = 0; n < 10; n++) expect(await admit(jid(1), n % 2 ? process() : undefined)).toBe(0);
    expect(await admit(jid(2))).toBe(0);
    expect(await admit(jid(3))).toBeGreaterThan(0);
  });

  it("knows who wrote, in whatever form, and whom it knows it does not look up", async () => {
    const { admit, contacts, looks, process } = setUp({ limit: 1, windowMs: hour });
    await contacts.know("shop", "553199999999@s.whatsapp.net");
    await contacts.know("shop", "190000000000007@lid");
    const later = process();
    for (const chat of [
      "+55 (31) 99999-9999",
      "5531999999999@s.whatsapp.net",
      "553199999999:3@s.whatsapp.net",
      "190000000000007:2@lid",
    ]) {
      expect(await admit(chat, later)).toBe(0);
    }
    expect(looks).toEqual([]);
    expect(await admit(jid(1), later)).toBe(0);
    expect(await admit(jid(2), later)).toBeGreaterThan(0);
  });

  it("knows whom the gateway has messages of: one look each", async () => {
    const { admit, stored, looks, process } = setUp({ limit: 1, windowMs: hour });
    for (let n = 0; n < 5; n++) stored.add(jid(n));
    for (let n = 0; n < 5; n++) expect(await admit(jid(n))).toBe(0);
    for (let n = 0; n < 5; n++) expect(await admit(jid(n), process())).toBe(0);
    expect(looks).toHaveLength(5);
    expect(await admit(jid(10))).toBe(0);
    expect(await admit(jid(11))).toBeGreaterThan(0);
  });

  it("does not look again and again for those who wait, and sees when they have written", async () => {
    const { admit, looks, contacts, clock } = setUp({ limit: 1, windowMs: hour });
    await admit(jid(1));
    for (let n = 0; n < 5; n++) expect(await admit(jid(2))).toBeGreaterThan(0);
    expect(looks).toEqual([jid(1), jid(2)]);
    clock.advance(600_000);
    expect(await admit(jid(2))).toBeGreaterThan(0);
    expect(looks).toHaveLength(3);
    await contacts.know("shop", jid(2));
    expect(await admit(jid(2))).toBe(0);
  });

  it("is not for groups, broadcasts, the status and channels", async () => {
    const { admit, looks, state } = setUp({ limit: 1, windowMs: hour });
    const none = ["120363000000000001@g.us", "5511999990001-1234567890@g.us", "status@broadcast", "1@broadcast"];
    for (const chat of none) expect(await admit(chat)).toBe(0);
    expect(looks).toEqual([]);
    expect(await state.count()).toBe(0);
  });

  it("is one for each instance", async () => {
    const { admit, contacts } = setUp({ limit: 1, windowMs: hour });
    expect(await admit(jid(1))).toBe(0);
    expect(await admit(jid(2), contacts, "bar")).toBe(0);
    expect(await admit(jid(3), contacts, "bar")).toBeGreaterThan(0);
    // The phone is the instance's: who knows one does not know the other.
    expect(await admit(jid(1), contacts, "bar")).toBeGreaterThan(0);
  });

  it("spreads those who wait", async () => {
    const { admit, process } = setUp({ limit: 1, windowMs: hour });
    await admit(jid(1));
    const late = await admit(jid(2), process({ random: () => 0.999 }));
    expect(late - (await admit(jid(2)))).toBe(35_964);
  });

  it("counts as new whom the gateway cannot tell of", async () => {
    const { admit, gateway, errors, looks } = setUp({ limit: 1, windowMs: hour });
    for (const answer of [undefined, null, {}, { messages: [] }, { messages: { records: "many" } }]) {
      gateway.find = async () => answer;
      await admit(jid(looks.length));
    }
    expect(errors).toEqual([]);
    gateway.find = () => Promise.reject(new Error("away"));
    expect(await admit(jid(9))).toBeGreaterThan(0);
    expect(errors).toEqual([new Error("away")]);
    // It was not seen to have nothing: the next time it is asked again.
    gateway.find = async () => ({ messages: { records: [{}] } });
    expect(await admit(jid(9))).toBe(0);
  });

  it("ends with the signal's reason while it looks, and has counted nobody", async () => {
    const { contacts, gateway, state, admit } = setUp({ limit: 1, windowMs: hour });
    const controller = new AbortController();
    gateway.find = () => {
      controller.abort(new Error("enough"));
      return Promise.reject(controller.signal.reason);
    };
    const admission = contacts.admit({ instanceName: "shop", chat: jid(1), signal: controller.signal });
    await expect(admission).rejects.toThrow("enough");
    expect(await state.count()).toBe(0);
    gateway.find = async () => ({});
    expect(await admit(jid(1))).toBe(0);
  });

  it("forgets people after 90 days, and windows when they are over", async () => {
    const { admit, clock, state, process } = setUp({ limit: 1, windowMs: hour });
    await admit(jid(1));
    expect(await state.count()).toBe(2);
    clock.advance(2 * hour);
    expect(await state.count()).toBe(1);
    clock.advance(90 * 24 * hour);
    expect(await state.count()).toBe(0);
    expect(await admit(jid(2), process())).toBe(0);
    expect(await admit(jid(1), process())).toBeGreaterThan(0);
  });

  it("is not used up for ever by a clock that was far ahead, and not by nonsense in its record", async () => {
    const { admit, state, clock } = setUp({ limit: 1, windowMs: hour });
    await state.set("contacts/shop", JSON.stringify([[clock.now() + 365 * 24 * hour, 1]]));
    expect(await admit(jid(1))).toBe(0);
    for (const value of ["", "{", "null", "[[1]]", '[["a",1]]', "[[1,-5]]", "[[1,1e999]]"]) {
      await state.set("contacts/shop", value);
      expect(await admit(`${jid(2)}`)).toBe(0);
      await state.delete(`contact/shop/${encodeURIComponent(jid(2))}`);
    }
  });

  it("that was dropped to fewer holds at once", async () => {
    const { admit, process } = setUp({ limit: 5, windowMs: hour });
    for (let n = 0; n < 5; n++) await admit(jid(n));
    const fewer = process({ settings: { limit: 2, windowMs: hour } });
    expect(await admit(jid(9), fewer)).toBeGreaterThan(0);
  });
});

describe("over processes", () => {
  it("no window ever holds more than the limit, whatever they do at once", async () => {
    const act = fc.record({
      who: fc.nat(2),
      n: fc.nat(400),
      waitMs: fc.constantFrom(0, 0, 0, 1, 999, 60_000, 700_000),
    });
    const settings = { limit: 3, windowMs: hour };
    await fc.assert(
      fc.asyncProperty(fc.array(act, { minLength: 1, maxLength: 120 }), async (acts) => {
        const { clock, process, state } = setUp(settings);
        // Each call gives way to the others before it is made.
        const slow = around(state, async () => {
          for (let i = 0; i < 3; i++) await Promise.resolve();
        });
        const all = [process({ state: slow }), process({ state }), process({ state: slow })];
        const admitted: number[] = [];
        const known = new Set<string>();
        let batch: Promise<void>[] = [];
        for (const { who, n, waitMs } of acts) {
          const contacts = all[who] as FirstContacts;
          const chat = jid(n);
          batch.push(
            contacts.admit({ instanceName: "shop", chat }).then((answer) => {
              if (answer.waitMs === 0 && !known.has(chat)) admitted.push(clock.now());
              if (answer.waitMs === 0) known.add(chat);
            }),
          );
          if (waitMs === 0) continue;
          await Promise.all(batch);
          batch = [];
          clock.advance(waitMs);
        }
        await Promise.all(batch);
        for (const at of admitted) {
          const within = admitted.filter((other) => other > at - hour && other <= at);
          expect(within.length).toBeLessThanOrEqual(settings.limit);
        }
        expect(admitted.length).toBeGreaterThan(0);
      }),
      { numRuns: runs(100) },
    );
  });

  it("who dies between counting and remembering counts once more, not less", async () => {
    const { admit, process, state } = setUp({ limit: 2, windowMs: hour });
    const dying = process({
      state: around(state, async (method, [key]) => {
        if (method === "set" && String(key).startsWith("contact/")) throw new Error("dead");
      }),
    });
    await expect(admit(jid(1), dying)).rejects.toThrow("dead");
    expect(await admit(jid(1))).toBe(0);
    expect(await admit(jid(2))).toBeGreaterThan(0);
  });
});

describe("names", () => {
  it.each([
    "__proto__",
    "a/b",
    "../shop",
    "é💥",
    "x".repeat(3_000),
    "@lid",
    "5511@g.us@s.whatsapp.net",
    "abc@s.whatsapp.net",
  ])("%j are people of their own", async (name) => {
    const { admit, contacts, state } = setUp({ limit: 1, windowMs: hour });
    expect(await admit(name)).toBe(0);
    expect(await admit(name)).toBe(0);
    expect(await admit(jid(1))).toBeGreaterThan(0);
    expect(await admit(jid(1), contacts, name)).toBe(0);
    expect(await state.count()).toBe(4);
  });

  it("that are none are refused", async () => {
    const { contacts } = setUp();
    for (const none of ["", "\ud800", undefined as never, 7 as never]) {
      await expect(contacts.admit({ instanceName: none, chat: jid(1) })).rejects.toThrow(InvalidArgumentError);
      await expect(contacts.admit({ instanceName: "shop", chat: none })).rejects.toThrow(/Expected `chat`/);
      await expect(contacts.know("shop", none)).rejects.toThrow(/Expected `chat`/);
    }
  });
});

it("looks into the rows of the real routes, and never checks a number", async () => {
  const { gateway, client, shop, maria } = await startGateway();
  maria.send("hello");
  const seen: string[] = [];
  gateway.on("request", ({ path }) => seen.push(path));
  const state = memoryStore().open("outbox");
  const settings = { limit: 1, windowMs: hour };
  const parts = {
    state,
    client,
    settings,
    clock: manualClock(),
    random: () => 0,
    onError: (error: unknown) => expect.fail(String(error)),
  };
  const contacts = new FirstContacts(parts);
  const admit = (chat: string) => contacts.admit({ instanceName: "shop", chat });
  expect(await admit("+55 11 99999-0001")).toEqual({ waitMs: 0 });
  expect(await admit("5511999990002")).toEqual({ waitMs: 0 });
  expect(await admit("5511999990003")).toEqual({ waitMs: expect.any(Number) });
  await shop.messages.sendText({ number: "5511999990003", text: "typed on the phone, say" });
  expect(await new FirstContacts(parts).admit({ instanceName: "shop", chat: "5511999990003" })).toEqual({ waitMs: 0 });
  expect(seen.filter((path) => !/findMessages|sendText/.test(path))).toEqual([]);
});

describe("the options", () => {
  it.each([
    [{ limit: 0, windowMs: hour }, /Expected `limit` to be a whole number of at least 1/],
    [{ limit: Number.NaN, windowMs: hour }, /Expected `limit`.*NaN/],
    [{ limit: 5 }, /Expected `windowMs`.*undefined/],
    [{ limit: 5, windowMs: Number.POSITIVE_INFINITY }, /Expected `windowMs`/],
    [20, /Expected `options` to be an object/],
  ])("%j are refused", (given, message) => {
    expect(() => parseOptions(firstContactsOptions, given)).toThrow(message);
  });
});
