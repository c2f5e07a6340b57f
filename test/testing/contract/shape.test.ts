import { expect, it } from "vitest";
import { anyOf, exactly, mismatch, optional, type Shape, tuple } from "../../../src/testing/contract/shape.js";

it.each<[Shape, unknown]>([
  ["string", "a"],
  ["anything", undefined],
  [null, null],
  [undefined, undefined],
  [true, true],
  [0, 0],
  [["number"], [1, 2]],
  [["number"], []],
  [
    { a: "string", "b?": "number" },
    { a: "x", more: 1 },
  ],
  [anyOf("string", { code: "number" }), { code: 1 }],
  [tuple("string", ["number"]), ["a", [1]]],
  [exactly("a.b [c]? (d)"), "a.b [c]? (d)"],
  [optional("string"), null],
])("%j fits %j", (shape, value) => {
  expect(mismatch(value, shape)).toBeUndefined();
});

it.each<[Shape, unknown, string]>([
  ["string", 1, "the body: expected string, got number"],
  [{ a: { b: ["string"] } }, { a: { b: ["x", undefined] } }, "a.b[1]: expected string, got undefined"],
  [{ a: "string" }, {}, "a: expected string, got undefined"],
  [{ "a?": "string" }, { a: null }, "a: expected string, got null"],
  [{ a: "string" }, ["a"], "the body: expected object, got array"],
  [["string"], {}, "the body: expected array, got object"],
  [{ a: tuple("string") }, { a: [] }, "a: expected a list of 1, got array"],
  [{ a: false }, { a: true }, "a: expected false, got true"],
  [{ a: null }, { a: "secret" }, "a: expected null, got string"],
  [undefined, {}, "the body: expected nothing, got object"],
  [{ a: optional("string") }, { a: 1 }, "a: expected string or null, got number"],
  [
    anyOf({ a: "string" }, { b: "string" }),
    {},
    "a: expected string, got undefined, or b: expected string, got undefined",
  ],
  [{ a: /^b$/ }, { a: "c" }, 'a: expected text like /^b$/, got "c"'],
])("%j refuses %j: %s", (shape, value, reason) => {
  expect(mismatch(value, shape)).toBe(reason);
});
