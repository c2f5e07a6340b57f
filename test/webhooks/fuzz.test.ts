import { expect, it } from "vitest";
import { check, workedMs } from "../../scripts/fuzz/check.js";
import { mutationKinds } from "../../scripts/fuzz/mutations.js";
import { fuzz } from "../../scripts/fuzz/run.js";

const randomSeed = Math.floor(Math.random() * 2 ** 31);

it.each([
  ["a fixed seed", 1],
  ["a random seed", randomSeed],
])(
  "mutated events throw nothing but WebhookParseError, change no prototype and take no time, by %s",
  (_what, seed) => {
    const { failure, runs, by, total, slowestMs } = fuzz({ count: 1_500, seed });
    expect(failure, `npm run fuzz -- --count 1500 --seed ${seed}`).toBeUndefined();
    console.log(`${runs} inputs, seed ${seed}: ${JSON.stringify(total)}, slowest ${slowestMs.toFixed(1)} ms`);
    expect([...by.keys()].sort()).toEqual([...mutationKinds, "damaged text", "object", "text"].sort());
    for (const [name, { parsed, refused }] of by) expect(parsed * refused, name).toBeGreaterThan(0);
  },
  60_000,
);

/** A body that does something while it is read, as JSON never would. */
const reading = (event: () => unknown) => () => ({
  get event() {
    return event();
  },
});

it("the fuzzer notices a parser that breaks a law", () => {
  const throwing = reading(() => {
    throw new TypeError("not ours");
  });
  expect(() => check(throwing)).toThrow("parseWebhook threw TypeError: not ours");

  const slow = reading(() => {
    for (const until = workedMs() + 60; workedMs() < until; );
    return 1;
  });
  expect(() => check(slow)).toThrow(/^took \d+ ms, three times over 50$/);

  const polluting = reading(() =>
    Object.defineProperty(Object.prototype, "polluted", { value: 1, configurable: true }),
  );
  try {
    expect(() => check(polluting)).toThrow("a prototype has changed");
  } finally {
    delete (Object.prototype as { polluted?: unknown }).polluted;
  }
});
