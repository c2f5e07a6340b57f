import { expect, it } from "vitest";
import { differences } from "../../scripts/captures/fake/compare.js";

const strict = { texts: false, lengths: false };
const texts = (...found: { path: string; text: string }[]) => found.map(({ path, text }) => `${path}: ${text}`);

it.each<[string, unknown, unknown, string[]]>([
  ["ids and times may differ", { id: "a", at: 1 }, { id: "b", at: 2 }, []],
  ["a missing field", { a: { b: 1 } }, { a: {} }, ["a.b: recorded number, answered nothing"]],
  ["a field too many", {}, { a: null }, ["a: recorded nothing, answered null"]],
  ["another type", { a: null }, { a: "x" }, ["a: recorded null, answered text"]],
  [
    "a word of the protocol",
    { status: "PENDING" },
    { status: "READ" },
    ['status: recorded "PENDING", answered "READ"'],
  ],
  ["bytes of another length", { a: { 0: 1, 1: 2 } }, { a: { 0: 9 } }, []],
  ["bytes for an object", { a: { 0: 1 } }, { a: { b: 1 } }, ["a: recorded bytes, answered object"]],
  ["items in another order", [{ a: 1 }, { b: 1 }], [{ b: 2 }, { a: 2 }], []],
  ["an item unlike any", [{ a: 1 }], [{ a: "1" }], ["[0].a: recorded number, answered text"]],
  ["a list that is too short", { a: [1, 2] }, { a: [1] }, ["a: recorded 2 items, answered 1"]],
])("%s", (_what, recorded, answered, expected) => {
  expect(texts(...differences(recorded, answered, strict))).toEqual(expected);
});

it("compares the texts of refusals, but not the database's, nor what a list holds from before", () => {
  const refusals = { texts: true, lengths: false };
  expect(differences("not found", "Not found", refusals)).toHaveLength(1);
  expect(differences("PrismaClientError: a", "PrismaClientError: b", refusals)).toEqual([]);
  expect(differences([1, 2], [1], { texts: false, lengths: true })).toEqual([]);
  expect(differences([1, 2], [], { texts: false, lengths: true })).toHaveLength(1);
});
