import { describe, expect, it } from "vitest";
import { InvalidArgumentError, isInvalidArgumentError } from "../../src/errors/index.js";
import { createRateLimiter, type RateLimiterOptions } from "../../src/rate-limit/index.js";
import { from, minute } from "./kit.js";

const user = { name: "user", by: "sender", limit: 2, windowMs: minute } as const;
const make = (options: object) => createRateLimiter(options as RateLimiterOptions);
const message = (options: object) => {
  try {
    make(options);
  } catch (error) {
    if (error instanceof InvalidArgumentError) return error.message;
    throw error;
  }
  return "it was taken";
};

const noNumbers = [-1, Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0.5, "5", null, 1e12, 5n, true];

it.each(noNumbers)("a limit is not %s", (limit) => {
  const text = message({ rules: [user, { ...user, name: "b", limit }] });
  expect(text).toMatch(/^Expected `rules\.1\.limit` to be a whole number from 0 to 1000000000, got /);
  expect(message({ rules: [{ ...user, limit: { default: 1, pro: limit } }] })).toMatch(
    /^Expected `rules\.0\.limit\.pro` to be a whole number from 0 to 1000000000, got /,
  );
  expect(message({ rules: [{ ...user, burst: { limit, windowMs: minute } }] })).toMatch(
    /^Expected `rules\.0\.burst\.limit` to be a whole number/,
  );
});

it("a limit of 0 and of a thousand million are taken", () => {
  expect(message({ rules: [{ ...user, limit: 0 }] })).toBe("it was taken");
  expect(message({ rules: [{ ...user, limit: 1e9 }] })).toBe("it was taken");
});

it.each([...noNumbers, 0, 999, 1_500, 2 ** 31])("a window, a burst's and a block are not %s ms", (windowMs) => {
  const expected = /to be whole seconds in ms, from 1_000 to 2147483000, got /;
  expect(message({ rules: [{ ...user, windowMs }] })).toMatch(expected);
  expect(message({ rules: [{ ...user, blockMs: windowMs }] })).toMatch(expected);
  expect(message({ rules: [{ ...user, burst: { limit: 1, windowMs } }] })).toMatch(expected);
});

it.each(noNumbers)("a cost and a kind's are not %s", (cost) => {
  expect(message({ cost })).toMatch(/^Expected `cost` to be a whole number from 0 to 1000000, got /);
  expect(message({ cost: { audio: cost } })).toMatch(/^Expected `cost\.audio` to be a whole number/);
});

it.each([...noNumbers, 0])("a timeout is not %s", (timeoutMs) => {
  expect(message({ timeoutMs })).toMatch(/^Expected `timeoutMs` to be a whole number of at least 1/);
});

it.each<[string, object, RegExp]>([
  ["no rules", { rules: [] }, /^Expected `rules` to be at least one rule, got array/],
  ["rules that are none", { rules: "user" }, /^Expected `rules` to be a list of rules/],
  ["two rules of one name", { rules: [user, user] }, /^Expected `rules` to have a name of its own for each rule/],
  [
    "a name that is no header's",
    { rules: [{ ...user, name: 'a"b' }] },
    /^Expected `rules\.0\.name` to be 1 to 64 letters/,
  ],
  ["a name that is too long", { rules: [{ ...user, name: "a".repeat(65) }] }, /^Expected `rules\.0\.name`/],
  [
    "an unknown key",
    { rules: [{ ...user, by: "phone" }] },
    /^Expected `rules\.0\.by` to be a function or one of sender,/,
  ],
  ["a key of every object", { rules: [{ ...user, by: "__proto__" }] }, /^Expected `rules\.0\.by`/],
  ["a misspelt field", { rules: [{ ...user, block: 1 }] }, /^Expected `rules\.0` to be a rule of name, by, limit/],
  [
    "a policy we do not know",
    { rules: [{ ...user, onLimit: "wait" }] },
    /^Expected `rules\.0\.onLimit` to be drop, defer or queue/,
  ],
  [
    "a table without default",
    { rules: [{ ...user, limit: { pro: 1 } }] },
    /^Expected `rules\.0\.limit` to be a table by tier/,
  ],
  [
    "a burst and a block",
    { rules: [{ ...user, blockMs: minute, burst: { limit: 1, windowMs: minute } }] },
    /^Expected `rules\.0\.blockMs` to be left out where there is a burst, got 60000 \(number\)\. Make a second rule/,
  ],
  ["a store that is none", { store: {} }, /^Expected `store` to be a store, got object\. Pass memoryLimits\(\)/],
  ["an insurance that is none", { insurance: "memory" }, /^Expected `insurance` to be a store/],
  ["another answer to store errors", { onStoreError: "block" }, /^Expected `onStoreError` to be allow or deny/],
  ["an allow list of one text", { allow: "5511" }, /^Expected `allow` to be a list of texts or a function/],
  ["a proxy that is none", { http: { trustProxy: ["proxy"] } }, /^Expected `http\.trustProxy` to be addresses/],
  ["no proxies", { http: { trustProxy: 0 } }, /^Expected `http\.trustProxy` to be addresses, or the number of proxies/],
  ["all proxies", { http: { trustProxy: true } }, /^Expected `http\.trustProxy`/],
  [
    "a text that is no function",
    { notice: { texts: { fr: "Attendez" } } },
    /^Expected `notice\.texts\.fr` to be a function/,
  ],
  ["notices as a switch", { notice: true }, /^Expected `notice` to be an object/],
  ["a clock that is none", { clock: Date }, /^Expected `clock` to be a clock/],
])("refuses %s", (_, options, expected) => {
  expect(message(options)).toMatch(expected);
});

it.each([null, 5, "options"])("options are not %s", (options) => {
  expect(() => createRateLimiter(options as never)).toThrow(InvalidArgumentError);
});

describe("while it works", () => {
  const ana = from("1");
  const answers = async (options: object) => {
    const error: unknown = await make(options)
      .check(ana)
      .then(
        () => "it was taken",
        (error) => error,
      );
    return isInvalidArgumentError(error) ? error.message : String(error);
  };
  const boom = () => {
    throw new Error("boom");
  };

  it.each(noNumbers)("a function's limit or cost is not %s", async (value) => {
    expect(await answers({ rules: [{ ...user, limit: () => value }] })).toMatch(
      /^Expected `limit of the rule user` to be a whole number from 0 to 1000000000, got .*answer undefined/,
    );
    expect(await answers({ cost: () => value })).toMatch(
      /^Expected `cost` to be a whole number from 0 to 1000000, got/,
    );
  });

  it.each([null, 5, "", true, undefined])("a subject is not %j", async (subject) => {
    await expect(make({}).check(subject as never)).rejects.toThrow(
      /^Expected the subject to be a message or an object such as { ip }, got /,
    );
    await expect(make({}).reset(subject as never)).rejects.toThrow(/^Expected the subject/);
    await expect(make({}).peek(subject as never)).rejects.toThrow(/^Expected the subject/);
  });

  it.each([null, 5, {}])("a key and a tier are not %s", async (value) => {
    expect(await answers({ rules: [{ ...user, by: () => value }] })).toMatch(
      /^Expected `by` of the rule user to answer a text/,
    );
    const table = { rules: [{ ...user, limit: { default: 1 } }] };
    expect(await answers({ ...table, tier: () => value })).toMatch(/^Expected `tier` to answer a text or undefined/);
    expect(await answers({ allow: () => value })).toMatch(/^Expected `allow` to answer true or false/);
  });

  it.each([
    ["by of the rule user", { rules: [{ ...user, by: boom }] }],
    ["limit of the rule user", { rules: [{ ...user, limit: boom }] }],
    ["tier", { rules: [{ ...user, limit: { default: 1 } }], tier: boom }],
    ["cost", { cost: boom }],
    ["allow", { allow: boom }],
  ])("%s that throws is named, with what it said", async (name, options) => {
    expect(await answers(options)).toBe(`Expected \`${name}\` to answer, and it threw: boom`);
  });
});
