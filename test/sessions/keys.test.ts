import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InvalidArgumentError } from "../../src/errors/index.js";
import { keyOf, recordKeyOf } from "../../src/sessions/key.js";
import { runs } from "../support/properties.js";
import { saved, setUp } from "./kit.js";

describe("a key", () => {
  const odd = [
    "a",
    "a:b",
    "b",
    ":",
    "%",
    "%3A",
    "%25",
    "__proto__",
    "constructor",
    " ",
    "\u0000",
    "é😀",
    "a\nb",
    "{a}",
    "*",
  ];

  it("of odd characters is another person's than any other", async () => {
    const { sessions } = setUp();
    const keys = odd.flatMap((instanceName) => odd.map((person) => ({ instanceName, person })));
    for (const key of keys) {
      const session = await sessions.open(key);
      expect(session.isNew).toBe(true);
      session.state.step = JSON.stringify(key);
      await session.save();
    }
    for (const key of keys)
      expect(await sessions.get(key)).toMatchObject({ key, state: { step: JSON.stringify(key) } });
    const { sessions: listed } = await sessions.list({ instanceName: "a:b" });
    expect(listed.map(({ key }) => key.person).sort()).toEqual([...odd].sort());
  });

  it("comes back as it was, and no two are the same", () => {
    const text = fc.oneof(fc.string({ minLength: 1, unit: "grapheme" }), fc.constantFrom(...odd));
    const key = fc.record({ instanceName: text, person: text });
    fc.assert(
      fc.property(key, key, (one, other) => {
        expect(keyOf(recordKeyOf(one))).toEqual(one);
        const areSame = one.instanceName === other.instanceName && one.person === other.person;
        expect(recordKeyOf(one) === recordKeyOf(other)).toBe(areSame);
      }),
      { numRuns: runs(300) },
    );
  });

  it.each([
    [undefined],
    [null],
    ["shop"],
    [{ instanceName: "shop" }],
    [{ instanceName: "shop", person: "" }],
    [{ instanceName: "", person: "x" }],
    [{ instanceName: "shop", person: 5511999990001 }],
    [{ instanceName: "shop", person: "\ud800" }],
    [{ instanceName: "shop", person: "x".repeat(600) }],
  ])("that is none is refused: %o", async (key) => {
    const { sessions } = setUp();
    for (const call of [
      () => sessions.open(key as never),
      () => sessions.get(key as never),
      () => sessions.update(key as never, () => {}),
      () => sessions.end(key as never),
      () => sessions.merge(key as never, { instanceName: "shop", person: "x" }),
    ]) {
      await expect(call()).rejects.toThrow(InvalidArgumentError);
    }
  });

  it("is whose session it is in every process", async () => {
    const { open } = setUp();
    const key = { instanceName: "a:b", person: "c%3A" };
    await saved(open(), key);
    expect(await open().open(key)).toMatchObject({ isNew: false, key });
  });
});
