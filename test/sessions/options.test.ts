import { describe, expect, it } from "vitest";
import { InvalidArgumentError } from "../../src/errors/index.js";
import { createSessions, memoryStore, type SessionsOptions } from "../../src/sessions/index.js";

const given = { store: memoryStore(), initial: () => ({}) };
const create = (options: object) => () => createSessions({ ...given, ...options } as SessionsOptions<object>);

describe("createSessions", () => {
  const numbers = [
    ...["idleMs", "maxAgeMs", "maxTurns", "maxChars", "maxTokens", "maxBytes", "version"],
    ...["claimMs", "sweepMs", "replicas"],
  ];

  it.each(numbers)("wants %s to be a whole number above 0", (name) => {
    for (const value of [0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "50", null, 2 ** 60]) {
      expect(create({ [name]: value })).toThrow(InvalidArgumentError);
      expect(create({ [name]: value })).toThrow(new RegExp(`^Expected \`${name}\` to be a whole number from 1 to`));
    }
  });

  it("takes long durations", () => {
    expect(create({ idleMs: 90 * 86_400_000, maxAgeMs: 315_360_000_000 })).not.toThrow();
  });

  it.each([
    [{ store: undefined }, /Expected `store` to be a store/],
    [{ store: new Map() }, /Pass memoryStore\(\)/],
    [{ initial: undefined }, /Expected `initial` to be a function/],
    [{ initial: { step: "start" } }, /Pass one that makes a new session's state/],
    [{ name: "" }, /Expected `name` to be 1 to 32 letters/],
    [{ name: "a:b" }, /Expected `name` to be 1 to 32 letters/],
    [{ schema: {} }, /Expected `schema` to be a Standard Schema/],
    [{ schema: null }, /Expected `schema` to be a Standard Schema/],
    [{ summarize: "yes" }, /Expected `summarize` to be a function/],
    [{ onExpired: true }, /Expected `onExpired` to be a function/],
    [{ mergeState: 1 }, /Expected `mergeState` to be a function/],
    [{ migrate: 1 }, /Expected `migrate` to be a function/],
    [{ clock: {} }, /Expected `clock` to be a clock/],
    [{ maxTokens: 5 }, /Expected `maxTokens` and `countTokens` together/],
    [{ countTokens: () => 1 }, /Expected `maxTokens` and `countTokens` together/],
    [{ version: 2 }, /Expected `migrate` to be a function where `version` is 2/],
  ])("refuses %o", (options, message) => {
    expect(create(options)).toThrow(InvalidArgumentError);
    expect(create(options)).toThrow(message);
  });

  it("refuses a store that several processes cannot share, and says which to take", () => {
    expect(create({ replicas: 3 })).toThrow(
      /Expected `store` to be one that 3 processes can share \(replicas\), got "memory".* Pass redisStore or postgresStore, or on one machine sqliteStore\./,
    );
    expect(create({ replicas: 1 })).not.toThrow();
    expect(create({ replicas: 3, store: { ...memoryStore(), isShared: true } })).not.toThrow();
  });

  it("refuses no options at all", () => {
    expect(() => createSessions(undefined as never)).toThrow(InvalidArgumentError);
  });
});
