import { expect, it } from "vitest";
import { check } from "../../scripts/fuzz/check.js";
import { mutationKinds } from "../../scripts/fuzz/mutations.js";
import { fuzz } from "../../scripts/fuzz/run.js";

// From one seed and without a limit in time: `npm run fuzz` goes through new seeds and holds that law too.
it("mutated events throw nothing but WebhookParseError and change no prototype", () => {
  const { failure, by } = fuzz({ count: 1_500, seed: 1 });
  expect(failure, "npm run fuzz -- --count 1500 --seed 1").toBeUndefined();
  expect([...by.keys()].sort()).toEqual([...mutationKinds, "damaged text", "object", "text"].sort());
  for (const [name, { parsed, refused }] of by) expect(parsed * refused, name).toBeGreaterThan(0);
}, 60_000);

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

  let now = 0;
  const slow = reading(() => {
    now += 60;
    return 1;
  });
  expect(() => check(slow, 50, () => now)).toThrow(/^took \d+ ms, three times over 50$/);

  const polluting = reading(() =>
    Object.defineProperty(Object.prototype, "polluted", { value: 1, configurable: true }),
  );
  try {
    expect(() => check(polluting)).toThrow("a prototype has changed");
  } finally {
    delete (Object.prototype as { polluted?: unknown }).polluted;
  }
});
