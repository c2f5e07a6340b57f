import { beforeEach, describe, expect, it, vi } from "vitest";
import { createRateLimiter, type LimitRule, memoryLimits } from "../../src/rate-limit/index.js";
import { from, inGroup, minute } from "./kit.js";

const user: LimitRule = { name: "user", by: "sender", limit: 1, windowMs: minute };

describe("events and counters", () => {
  it("tell of every refusal, by rule", async () => {
    const limiter = createRateLimiter({ rules: [user, { name: "group", by: "group", limit: 1, windowMs: minute }] });
    const told: string[] = [];
    limiter.on("refused", ({ rule, subject, limit, policy }) => told.push(`${rule} ${subject} ${limit} ${policy}`));
    for (let i = 0; i < 3; i++) await limiter.check(inGroup("5511999990001"));
    await limiter.check(inGroup("5511999990002"));
    const both = ["user 5511999990001 1 drop", "group 120363000000000001@g.us 1 drop"];
    expect(told).toEqual([...both, ...both, "group 120363000000000001@g.us 1 drop"]);
    expect(limiter.stats()).toEqual({
      checked: 4,
      allowed: 1,
      refused: 3,
      storeErrors: 0,
      rules: [
        { name: "user", refused: 2 },
        { name: "group", refused: 3 },
      ],
      offenders: [
        { rule: "group", subject: "120363000000000001@g.us", refused: 3 },
        { rule: "user", subject: "5511999990001", refused: 2 },
      ],
    });
  });

  it("show no API key, no whole address, and nothing of a function's keys; neither does the store", async () => {
    const keys: string[] = [];
    const inner = memoryLimits();
    const add: typeof inner.add = (key, points, windowMs) => {
      keys.push(key);
      return inner.add(key, points, windowMs);
    };
    const limiter = createRateLimiter({
      rules: [
        { name: "ip", by: "ip", limit: 1, windowMs: minute },
        { name: "key", by: "apiKey", limit: 1, windowMs: minute },
        { name: "own", by: ({ apiKey }) => apiKey, limit: 1, windowMs: minute },
        { name: "person", by: "sender", limit: 1, windowMs: minute },
      ],
      store: { ...inner, add },
    });
    const told: unknown[] = [];
    limiter.on("refused", (refusal) => told.push(refusal));
    for (const ip of ["203.0.113.77", "2001:db8:1234:5678::9"]) {
      const subject = { ip, apiKey: "sk-very-secret", sender: { jid: "5511999990001@s.whatsapp.net" } };
      await limiter.check(subject);
      await limiter.check(subject);
    }
    expect(limiter.stats().offenders.map(({ subject }) => subject)).toEqual(
      expect.arrayContaining(["203.0.113.0/24", "5511999990001", expect.stringMatching(/^#[\w-]{8}$/)]),
    );
    const shown = JSON.stringify([told, limiter.stats(), keys]);
    for (const secret of ["sk-very-secret", "203.0.113.77", "5678"]) expect(shown).not.toContain(secret);
    expect(JSON.stringify(keys)).not.toContain("5511999990001");
    expect(keys.every((key) => /^[\w.-]+:\d+:[\w-]{22}$/.test(key))).toBe(true);
  });

  it("keep the heaviest offenders apart in bounded memory", async () => {
    const limiter = createRateLimiter({ rules: [{ ...user, limit: 0 }] });
    for (let i = 0; i < 3_000; i++) {
      await limiter.check(from(String(10_000 + i)));
      if (i % 3 === 0) await limiter.check(from("5511999990001"));
    }
    const { offenders, rules } = limiter.stats();
    expect(offenders).toHaveLength(20);
    expect(offenders[0]).toEqual({ rule: "user", subject: "5511999990001", refused: 1_000 });
    expect(rules).toEqual([{ name: "user", refused: 4_000 }]);
  });

  it("a listener that throws or rejects keeps nobody from being told, and is told of itself", async () => {
    const limiter = createRateLimiter({ rules: [{ ...user, limit: 0 }] });
    const errors: string[] = [];
    const told: string[] = [];
    limiter.on("error", (error) => errors.push(String(error)));
    limiter.on("error", () => {
      throw new Error("in the error's own listener");
    });
    limiter.on("refused", () => {
      throw new Error("one");
    });
    limiter.on("refused", async () => {
      throw new Error("two");
    });
    const end = limiter.on("refused", ({ subject }) => told.push(subject));
    const controller = new AbortController();
    limiter.on("refused", () => told.push("signal"), { signal: controller.signal });
    expect((await limiter.check(from("1"))).allowed).toBe(false);
    end();
    end();
    controller.abort();
    await limiter.check(from("1"));
    expect(told).toEqual(["1", "signal"]);
    expect(errors).toEqual(["Error: one", "Error: two", "Error: one", "Error: two"]);
  });
});

describe("notices", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
    return () => vi.useRealTimers();
  });
  const noticesOf = async (limiter: ReturnType<typeof createRateLimiter>, subjects: readonly object[]) => {
    const notices: (string | undefined)[] = [];
    for (const subject of subjects) notices.push((await limiter.check(subject)).notice);
    return notices;
  };

  it("tell a user once in each window", async () => {
    const limiter = createRateLimiter({ rules: [user], notice: {} });
    const text = "That was more than I can answer at once. Please write again in 60 seconds.";
    const four = [1, 2, 3, 4].map(() => from("1"));
    expect(await noticesOf(limiter, four)).toEqual([undefined, text, undefined, undefined]);
    vi.advanceTimersByTime(minute);
    expect(await noticesOf(limiter, four)).toEqual([undefined, text, undefined, undefined]);
  });

  it("tell a group once, not each member", async () => {
    const limiter = createRateLimiter({ rules: [{ ...user, limit: 0 }], notice: {} });
    const other = inGroup("1", "120363000000000002@g.us");
    const notices = await noticesOf(limiter, [inGroup("1"), inGroup("2"), inGroup("3"), other, from("1")]);
    expect(notices.map((notice) => notice !== undefined)).toEqual([true, false, false, true, true]);
  });

  it("tell once over processes that share a store, however many refuse at once", async () => {
    const store = memoryLimits();
    const limiters = [1, 2, 3].map(() => createRateLimiter({ rules: [{ ...user, limit: 0 }], store, notice: {} }));
    const decisions = await Promise.all(limiters.flatMap((limiter) => [1, 2, 3].map(() => limiter.check(from("1")))));
    expect(decisions.filter(({ notice }) => notice !== undefined)).toHaveLength(1);
  });

  it.each([
    ["en", "Please write again in 60 seconds."],
    ["en-GB", "Please write again in 60 seconds."],
    ["pt", "Por favor, escreva de novo em 60 segundos."],
    ["pt-BR", "Por favor, escreva de novo em 60 segundos."],
    ["pt_BR", "Por favor, escreva de novo em 60 segundos."],
    ["es-419", "Por favor, vuelve a escribir en 60 segundos."],
    ["it", "Attendi 60 secondi (user, drop, 60000)."],
    ["xx", "Please write again in 60 seconds."],
    ["__proto__", "Please write again in 60 seconds."],
    ["", "Please write again in 60 seconds."],
    [undefined, "Please write again in 60 seconds."],
  ])("are in the user's language: %s", async (language, text) => {
    const limiter = createRateLimiter({
      rules: [{ ...user, limit: 0 }],
      notice: {
        language: () => language,
        texts: {
          it: ({ wait, rule, policy, retryAfterMs }) => `Attendi ${wait} (${rule}, ${policy}, ${retryAfterMs}).`,
        },
      },
    });
    expect((await limiter.check(from("1"))).notice).toContain(text);
  });

  it.each([
    [1_000, "1 second"],
    [119_000, "119 seconds"],
    [120_000, "2 minutes"],
    [7_100_000, "119 minutes"],
    [7_200_000, "2 hours"],
    [172_800_000, "2 days"],
  ])("say how long %i ms are: %s", async (windowMs, wait) => {
    const limiter = createRateLimiter({ rules: [{ ...user, limit: 0, windowMs }], notice: {} });
    expect((await limiter.check(from("1"))).notice).toContain(`in ${wait}.`);
  });

  it.each(["defer", "queue"] as const)(
    "with %s they do not ask to write again, and the decision says for how long",
    async (onLimit) => {
      const limiter = createRateLimiter({ rules: [{ ...user, limit: 0, onLimit }], notice: {} });
      expect(await limiter.check(from("1"))).toMatchObject({
        policy: onLimit,
        deferMs: minute,
        notice: "That was more than I can answer at once. I will go on in 60 seconds.",
      });
    },
  );

  it("are for people and groups: not for a request, a status, a broadcast or a newsletter", async () => {
    const limiter = createRateLimiter({ rules: [{ ...user, by: () => "all", limit: 0 }], notice: {} });
    const chat = (kind: string) => ({ chat: { jid: `${kind}@x`, kind } });
    const subjects = [{ ip: "10.0.0.1" }, { chat: { jid: "" } }, ...["status", "broadcast", "newsletter"].map(chat)];
    expect((await noticesOf(limiter, subjects)).every((notice) => notice === undefined)).toBe(true);
  });

  it.each([
    ["throws", () => JSON.parse("{"), /and it threw: /],
    ["is empty", () => "", /to be a text that is not empty, got "" \(string\)/],
    ["is none", () => undefined, /to be a text that is not empty, got undefined/],
  ])("whose text %s are left out and told as an error", async (_, write, expected) => {
    const limiter = createRateLimiter({ rules: [{ ...user, limit: 0 }], notice: { texts: { en: write } } });
    const errors: string[] = [];
    limiter.on("error", (error) => errors.push(String(error)));
    const decision = await limiter.check(from("1"));
    expect([decision.allowed, decision.notice]).toEqual([false, undefined]);
    expect(errors).toEqual([expect.stringMatching(expected)]);
  });
});
