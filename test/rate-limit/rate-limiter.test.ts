import { beforeEach, describe, expect, it, vi } from "vitest";
import { createRateLimiter, type LimitRule, memoryLimits } from "../../src/rate-limit/index.js";
import { parseWebhook, toInboundMessage } from "../../src/webhooks/index.js";
import { upsert } from "../fixtures/webhooks.js";
import { from, inGroup, minute, spied } from "./kit.js";

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
  return () => vi.useRealTimers();
});

const user: LimitRule = { name: "user", by: "sender", limit: 2, windowMs: minute };
const group: LimitRule = { name: "group", by: "group", limit: 3, windowMs: minute };

describe("one rule", () => {
  it("lets a limit's worth through in each window, and says what is left and when to come back", async () => {
    const limiter = createRateLimiter({ rules: [user] });
    expect(await limiter.check(from("5511999990001"))).toEqual({
      allowed: true,
      rule: "user",
      remaining: 1,
      resetMs: minute,
      retryAfterMs: 0,
      decidedBy: "store",
      rules: [{ ...ruleState, remaining: 1 }],
    });
    vi.advanceTimersByTime(20_000);
    expect(await limiter.check(from("5511999990001"))).toMatchObject({ allowed: true, remaining: 0, resetMs: 40_000 });
    expect(await limiter.check(from("5511999990001"))).toEqual({
      allowed: false,
      rule: "user",
      remaining: 0,
      resetMs: 40_000,
      retryAfterMs: 40_000,
      policy: "drop",
      decidedBy: "store",
      rules: [{ ...ruleState, allowed: false, remaining: 0, resetMs: 40_000, retryAfterMs: 40_000 }],
    });
    expect((await limiter.check(from("5511999990002"))).allowed).toBe(true);
    vi.advanceTimersByTime(40_000);
    expect(await limiter.check(from("5511999990001"))).toMatchObject({ allowed: true, remaining: 1 });
  });

  it("is 20 a minute for each sender, where none is given", async () => {
    const limiter = createRateLimiter();
    const decisions = await Promise.all(Array.from({ length: 25 }, () => limiter.check(from("5511999990001"))));
    expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(20);
    expect(decisions[0]).toMatchObject({ rule: "user", rules: [{ windowMs: minute, limit: 20 }] });
  });

  it("takes an InboundMessage as it is", async () => {
    const message = toInboundMessage(parseWebhook(upsert()));
    if (!message) throw new Error("The fixture is no message.");
    expect(await createRateLimiter({ rules: [user] }).check(message)).toMatchObject({ allowed: true, rule: "user" });
  });

  it("refuses everybody with a limit of 0", async () => {
    const limiter = createRateLimiter({ rules: [{ ...user, limit: 0 }] });
    expect(await limiter.check(from("5511999990001"))).toMatchObject({ allowed: false, retryAfterMs: minute });
  });

  it("costs one call to the store, and two with more rules", async () => {
    const one = spied();
    await createRateLimiter({ rules: [user], store: one.store }).check(from("5511999990001"));
    expect(one.calls).toEqual(["add"]);
    const two = spied();
    await createRateLimiter({ rules: [user, group], store: two.store }).check(inGroup("5511999990001"));
    expect(two.calls).toEqual(["read", "read", "add", "add"]);
  });
});

const ruleState = { name: "user", allowed: true, limit: 2, windowMs: minute, resetMs: minute, retryAfterMs: 0 };

describe("several rules", () => {
  it("report the one with the least left, or the one that refuses longest", async () => {
    const day: LimitRule = { name: "day", by: "sender", limit: 4, windowMs: 24 * 60 * minute };
    const limiter = createRateLimiter({ rules: [user, day, group] });
    const ana = inGroup("5511999990001");
    expect(await limiter.check(ana)).toMatchObject({ rule: "user", remaining: 1 });
    vi.advanceTimersByTime(minute);
    await limiter.check(ana);
    vi.advanceTimersByTime(minute);
    expect(await limiter.check(ana)).toMatchObject({ allowed: true, rule: "day", remaining: 1 });
    expect(await limiter.check(ana)).toMatchObject({ allowed: true, rule: "day", remaining: 0 });
    const refused = await limiter.check(ana);
    expect(refused).toMatchObject({ allowed: false, rule: "day", retryAfterMs: 24 * 60 * minute - 2 * minute });
    expect(refused.rules.map(({ name, allowed }) => [name, allowed])).toEqual([
      ["user", false],
      ["day", false],
      ["group", true],
    ]);
  });

  it("count nothing anywhere when one refuses", async () => {
    const limiter = createRateLimiter({ rules: [user, group] });
    for (let i = 0; i < 10; i++) await limiter.check(inGroup("5511999990001"));
    // Two of the group's three were used by her; eight refusals used none.
    expect(await limiter.check(inGroup("5511999990002"))).toMatchObject({ allowed: true, rule: "group", remaining: 0 });
    expect((await limiter.check(inGroup("5511999990003"))).allowed).toBe(false);
    vi.advanceTimersByTime(minute);
    const { rules } = await limiter.peek(inGroup("5511999990003"));
    expect(rules.map(({ remaining }) => remaining)).toEqual([2, 3]);
  });

  it("give back what was counted for a request that met another one at the last unit", async () => {
    const { store, calls } = spied();
    const limiter = createRateLimiter({
      rules: [
        { ...user, limit: 100 },
        { ...group, limit: 5 },
      ],
      store,
    });
    // All look before any counts.
    const decisions = await Promise.all(Array.from({ length: 50 }, () => limiter.check(inGroup("5511999990001"))));
    expect(decisions.filter(({ allowed }) => allowed)).toHaveLength(5);
    expect(calls.filter((call) => call === "takeBack")).toHaveLength(90);
    const { rules } = await limiter.peek(inGroup("5511999990001"));
    expect(rules.map(({ remaining }) => remaining)).toEqual([95, 0]);
  });

  it("that do not apply are left out; where none does, nothing limits", async () => {
    const limiter = createRateLimiter({ rules: [group, { ...user, by: () => undefined, name: "none" }] });
    const decision = await limiter.check(from("5511999990001"));
    expect(decision).toEqual({
      allowed: true,
      remaining: Number.POSITIVE_INFINITY,
      resetMs: 0,
      retryAfterMs: 0,
      decidedBy: "nobody",
      rules: [],
    });
  });
});

describe("whom a rule counts for", () => {
  const counts = async (by: LimitRule["by"], subjects: object[]) => {
    const limiter = createRateLimiter({ rules: [{ name: "r", by, limit: 100, windowMs: minute }] });
    const left: number[] = [];
    for (const subject of subjects) left.push((await limiter.check(subject)).remaining);
    return left.map((remaining) => 100 - remaining);
  };
  const phone = { jid: "5511999990001@s.whatsapp.net", phone: "5511999990001" };
  const lid = { jid: "190000000000001@lid", lid: "190000000000001" };

  it("a sender is a person of an instance: by the phone where it is known, else by the LID", async () => {
    const sender = (address: object, instanceName = "shop") => ({ instanceName, sender: address });
    const both = { ...lid, phone: phone.phone };
    expect(
      await counts("sender", [
        sender(phone),
        sender({ jid: "5511999990001:7@s.whatsapp.net" }),
        sender(both),
        sender(lid),
        sender({ jid: "190000000000001:2@lid" }),
        sender(phone, "other"),
        // Not the same as the phone of these digits.
        sender({ jid: "190000000000001@s.whatsapp.net" }),
      ]),
    ).toEqual([1, 2, 3, 1, 2, 1, 1]);
  });

  it("our own number, which the gateway does not name, is nobody", async () => {
    const limiter = createRateLimiter({ rules: [user] });
    const own = { instanceName: "shop", sender: { jid: "" } };
    for (let i = 0; i < 5; i++) expect((await limiter.check(own)).decidedBy).toBe("nobody");
  });

  it("a group is one of groups only; a chat is any; an instance is all of it", async () => {
    const messages = [inGroup("1"), inGroup("2"), inGroup("2", "120363000000000002@g.us")];
    expect(await counts("group", messages)).toEqual([1, 2, 1]);
    expect(await counts("chat", [...messages, from("5511999990001"), from("5511999990001")])).toEqual([1, 2, 1, 1, 2]);
    expect(await counts("instance", [...messages, from("3", { instanceName: "other" })])).toEqual([1, 2, 3, 1]);
  });

  it("an IPv4 address is one in all its spellings, and an IPv6 network of /64 too", async () => {
    const ips = [
      "203.0.113.7",
      "::ffff:203.0.113.7",
      "203.0.113.8",
      "2001:db8::1",
      "2001:db8::ffff:1",
      "2001:db8:0:1::1",
    ];
    expect(
      await counts(
        "ip",
        ips.map((ip) => ({ ip })),
      ),
    ).toEqual([1, 2, 1, 1, 2, 1]);
  });

  it("what is no address is counted together", async () => {
    expect(
      await counts(
        "ip",
        ["", "a", "203.0.113.999"].map((ip) => ({ ip })),
      ),
    ).toEqual([1, 2, 3]);
  });

  it("keys of any size and spelling are kept apart", async () => {
    const keys = [
      "__proto__",
      "constructor",
      "",
      " ",
      "\ud800",
      "\ud801",
      "x".repeat(1_000_000),
      "x".repeat(999_999),
      "a:b",
    ];
    const subjects = keys.map((apiKey) => ({ apiKey }));
    expect(await counts("apiKey", [...subjects, ...subjects])).toEqual([...keys.map(() => 1), ...keys.map(() => 2)]);
    expect(await counts(({ apiKey }) => apiKey, subjects)).toEqual(keys.map(() => 1));
  });

  it("a function may use anything, and its rule is told from others by its name", async () => {
    interface Order {
      readonly kind: string;
      readonly tenant: string;
    }
    const limiter = createRateLimiter<Order>({
      rules: [
        { name: "tenant", by: ({ tenant }) => tenant, limit: 1, windowMs: minute },
        { name: "kind", by: ({ kind }) => kind, limit: 2, windowMs: minute },
      ],
    });
    expect(await limiter.check({ kind: "a", tenant: "a" })).toMatchObject({ allowed: true, rule: "tenant" });
    expect(await limiter.check({ kind: "a", tenant: "b" })).toMatchObject({ allowed: true });
    expect(await limiter.check({ kind: "a", tenant: "c" })).toMatchObject({ allowed: false, rule: "kind" });
  });
});

describe("bursts, blocks and costs", () => {
  it("a burst is used when the window is full, and has a window of its own", async () => {
    const burst = { limit: 3, windowMs: 10 * minute };
    const limiter = createRateLimiter({ rules: [{ ...user, burst }] });
    const ana = from("5511999990001");
    const remaining: number[] = [];
    for (let i = 0; i < 5; i++) remaining.push((await limiter.check(ana)).remaining);
    expect(remaining).toEqual([4, 3, 2, 1, 0]);
    expect(await limiter.check(ana)).toMatchObject({ allowed: false, retryAfterMs: minute });
    vi.advanceTimersByTime(minute);
    expect([(await limiter.check(ana)).allowed, (await limiter.check(ana)).allowed]).toEqual([true, true]);
    expect((await limiter.check(ana)).allowed).toBe(false);
    vi.advanceTimersByTime(9 * minute);
    for (let i = 0; i < 5; i++) expect((await limiter.check(ana)).allowed).toBe(true);
  });

  it("a burst is never exceeded, however many come at once", async () => {
    const limiter = createRateLimiter({ rules: [{ ...user, burst: { limit: 3, windowMs: minute } }] });
    const all = await Promise.all(Array.from({ length: 40 }, () => limiter.check(from("5511999990001"))));
    expect(all.filter(({ allowed }) => allowed)).toHaveLength(5);
  });

  it.each([1, 2])(
    "a block begins with the first refusal and is not made longer by others, with %i rules",
    async (n) => {
      const rules = [
        { ...user, blockMs: 10 * minute },
        { ...group, limit: 100 },
      ].slice(0, n);
      const limiter = createRateLimiter({ rules });
      const ana = inGroup("5511999990001");
      await limiter.check(ana);
      await limiter.check(ana);
      expect(await limiter.check(ana)).toMatchObject({ allowed: false, retryAfterMs: 10 * minute });
      vi.advanceTimersByTime(9 * minute);
      expect(await limiter.check(ana)).toMatchObject({ allowed: false, retryAfterMs: minute });
      vi.advanceTimersByTime(minute);
      expect((await limiter.check(ana)).allowed).toBe(true);
      expect((await limiter.peek(ana)).rules[1]?.remaining).toBe(n === 1 ? undefined : 99);
    },
  );

  it("a block holds while other requests are taken back", async () => {
    const rules = [
      { ...user, limit: 5, blockMs: 10 * minute },
      { ...group, limit: 3 },
    ];
    const limiter = createRateLimiter({ rules });
    const ana = inGroup("5511999990001");
    const first = await Promise.all(Array.from({ length: 20 }, () => limiter.check(ana)));
    expect(first.filter(({ allowed }) => allowed)).toHaveLength(3);
    expect((await limiter.check(ana)).allowed).toBe(false);
    vi.advanceTimersByTime(2 * minute);
    expect(await limiter.check(ana)).toMatchObject({ allowed: false, rule: "user" });
  });

  it("a kind has its cost, the others that of `default`", async () => {
    const limiter = createRateLimiter({ rules: [{ ...user, limit: 10 }], cost: { audio: 5, reaction: 0, default: 2 } });
    const ana = (kind: string) => from("5511999990001", { kind });
    expect((await limiter.check(ana("audio"))).remaining).toBe(5);
    expect((await limiter.check(ana("text"))).remaining).toBe(3);
    expect((await limiter.check(ana("__proto__"))).remaining).toBe(1);
    expect(await limiter.check(ana("reaction"))).toMatchObject({ allowed: true, decidedBy: "nobody" });
  });

  it("what costs more than is left is refused, and leaves room for what costs less", async () => {
    const limiter = createRateLimiter({ rules: [{ ...user, limit: 10 }], cost: { audio: 4 } });
    const ana = (kind: string) => from("5511999990001", { kind });
    const audios = await Promise.all(Array.from({ length: 5 }, () => limiter.check(ana("audio"))));
    expect(audios.map(({ allowed }) => allowed)).toEqual([true, true, false, false, false]);
    expect(await limiter.check(ana("text"))).toMatchObject({ allowed: true, remaining: 1 });
  });

  it("what costs more than a window allows is always refused", async () => {
    const limiter = createRateLimiter({ rules: [user], cost: () => 3 });
    expect(await limiter.check(from("1"))).toMatchObject({ allowed: false, remaining: 2, retryAfterMs: minute });
  });
});

describe("limits by tier and by subject", () => {
  it("come from a table, and tiers that are not in it have the default", async () => {
    const tiers: Record<string, string | undefined> = { "1": "pro", "2": "__proto__", "3": undefined, "4": "gold" };
    const limiter = createRateLimiter({
      rules: [{ ...user, limit: { default: 2, pro: 50 } }],
      tier: async ({ sender }) => tiers[sender?.phone ?? ""],
    });
    const left = await Promise.all(
      ["1", "2", "3", "4"].map(async (phone) => (await limiter.check(from(phone))).remaining),
    );
    expect(left).toEqual([49, 1, 1, 1]);
  });

  it("come from a function; undefined means that the rule does not apply", async () => {
    const limiter = createRateLimiter({
      rules: [{ ...group, limit: ({ chat }) => (chat?.jid.startsWith("big") ? 500 : undefined) }],
    });
    expect((await limiter.check(inGroup("1", "big@g.us"))).remaining).toBe(499);
    expect((await limiter.check(inGroup("1"))).decidedBy).toBe("nobody");
  });

  it("may change within a window", async () => {
    let limit = 5;
    const limiter = createRateLimiter({ rules: [{ ...user, limit: () => limit }] });
    for (let i = 0; i < 5; i++) await limiter.check(from("1"));
    limit = 6;
    expect(await limiter.check(from("1"))).toMatchObject({ allowed: true, remaining: 0 });
    limit = 2;
    expect(await limiter.check(from("1"))).toMatchObject({ allowed: false, remaining: 0 });
  });

  it("people, groups, instances and networks of the allow list are not limited, API keys that call themselves so are", async () => {
    const rules = [{ ...user, limit: 0 }, { name: "ip", by: "ip", limit: 0, windowMs: minute } as const];
    const group = "120363000000000001@g.us";
    const limiter = createRateLimiter({
      rules: [...rules, { name: "key", by: "apiKey", limit: 0, windowMs: minute }],
      allow: ["5511999990001", "190000000000001@lid", group, "lab", "10.0.0.0/8", "2001:db8::1", "secret-key"],
    });
    const is = async (subject: object) => (await limiter.check(subject)).allowed;
    expect(await is(from("5511999990001"))).toBe(true);
    expect(await is({ sender: { jid: "190000000000001@lid" } })).toBe(true);
    expect(await is(inGroup("5511999990009", group))).toBe(true);
    expect(await is(from("5511999990009", { instanceName: "lab" }))).toBe(true);
    expect(await is({ ip: "10.1.2.3" })).toBe(true);
    expect(await is({ ip: "2001:db8:0::1" })).toBe(true);
    expect(await is({ ip: "11.1.2.3" })).toBe(false);
    expect(await is(from("5511999990009"))).toBe(false);
    expect(await is({ apiKey: "secret-key" })).toBe(false);
    expect(await is({ apiKey: "lab" })).toBe(false);
  });

  it("an allow function decides alone", async () => {
    const limiter = createRateLimiter({
      rules: [{ ...user, limit: 0 }],
      allow: async ({ apiKey }) => apiKey === "secret-key",
    });
    expect((await limiter.check(from("1", { apiKey: "secret-key" }))).allowed).toBe(true);
    expect((await limiter.check(from("1"))).allowed).toBe(false);
  });
});

describe("peek and reset", () => {
  it("peek tells what check would say, and counts, tells and remembers nothing", async () => {
    const { store, calls } = spied();
    const limiter = createRateLimiter({ rules: [{ ...user, limit: 1 }], store, notice: {} });
    const refusals: unknown[] = [];
    limiter.on("refused", (refusal) => refusals.push(refusal));
    expect(await limiter.peek(from("1"))).toMatchObject({ allowed: true, remaining: 1, resetMs: minute });
    await limiter.check(from("1"));
    const before = calls.length;
    const seen = await limiter.peek(from("1"));
    expect(seen).toMatchObject({ allowed: false, rule: "user", retryAfterMs: minute });
    expect(seen.notice).toBeUndefined();
    expect(calls.slice(before)).toEqual(["read"]);
    expect(refusals).toEqual([]);
    expect(limiter.stats()).toMatchObject({ checked: 1, refused: 0 });
  });

  it("reset forgets counts, bursts, blocks and notices of one subject", async () => {
    const limiter = createRateLimiter({
      rules: [
        { ...user, limit: 1, burst: { limit: 1, windowMs: minute } },
        { name: "blocked", by: "chat", limit: 2, windowMs: minute, blockMs: 60 * minute },
      ],
      notice: {},
    });
    const use = async (phone: string) => {
      const decisions = [];
      for (let i = 0; i < 4; i++) decisions.push(await limiter.check(from(phone)));
      return decisions.map(({ allowed, notice }) => `${allowed}${notice === undefined ? "" : " told"}`);
    };
    const once = ["true", "true", "false told", "false"];
    expect([await use("1"), await use("2")]).toEqual([once, once]);
    await limiter.reset(from("1"));
    await limiter.reset(from("1"));
    expect(await use("1")).toEqual(once);
    expect((await limiter.check(from("2"))).allowed).toBe(false);
  });
});

it("two limiters on one store with rules of one name share their counts; another window begins anew", async () => {
  const store = memoryLimits();
  await createRateLimiter({ rules: [user], store }).check(from("1"));
  expect((await createRateLimiter({ rules: [user], store }).check(from("1"))).remaining).toBe(0);
  const slower = createRateLimiter({ rules: [{ ...user, windowMs: 2 * minute }], store });
  expect((await slower.check(from("1"))).remaining).toBe(1);
});
