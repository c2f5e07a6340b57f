import fc from "fast-check";
import { events } from "../../src/webhooks/index.js";
import { type Deep, isTree, type Place, setOwn } from "./tree.js";

/** One change of a body. `pick` chooses the place, whatever the body looks like by then. */
export interface Mutation {
  readonly kind: MutationKind;
  readonly pick: number;
  readonly value: unknown;
}

type Change = (place: Place, value: unknown) => void;

/** Mostly small, so that a run of many inputs ends; the largest come often enough. */
const size = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(100, 1_000) },
  { weight: 3, arbitrary: fc.constant(10_000) },
  { weight: 1, arbitrary: fc.constant(100_000) },
);
const depth = fc.oneof(
  { weight: 12, arbitrary: fc.constantFrom(10, 100, 1_000) },
  { weight: 1, arbitrary: fc.constant(20_000) },
);
const prototypeKeys = [
  "__proto__",
  "constructor",
  "prototype",
  "toString",
  "valueOf",
  "hasOwnProperty",
  "toJSON",
  "then",
];
const names = [
  "event",
  "instance",
  "data",
  "key",
  "id",
  "message",
  "apikey",
  "contextInfo",
  "participant",
  "conversation",
];
const payload = { polluted: true, event: "messages.upsert", isAdmin: true, length: 1e9 };

/** A value of any JSON type, and what decoded bodies may hold besides. */
const anyValue = fc.oneof(
  fc.constantFrom<unknown>(null, undefined, true, 0, -1, NaN, Infinity, 2 ** 53, 1e308, "", " ", "0", "*", [], {}),
  fc.string({ maxLength: 30 }),
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.double(),
  fc.jsonValue({ maxDepth: 3 }),
  fc.record({ low: fc.integer(), high: fc.integer(), unsigned: fc.boolean() }),
);

/** The huge things: long texts (also ones that repeat what a pattern looks for), arrays and objects. */
const hugeValue = fc
  .tuple(size, fc.constantFrom("a", "1", "waid=1", "@", "{", "\n", "🎉", "[]", "{}"))
  .map(([length, unit]): unknown => {
    if (unit === "[]") return Array.from({ length: length / 10 }, (_, i) => ({ i }));
    if (unit === "{}") return Object.fromEntries(Array.from({ length: length / 10 }, (_, i) => [`key-${i}`, i]));
    return unit.repeat(length);
  });

const drop: Change = ({ parent, key }) => {
  if (Array.isArray(parent)) parent.splice(Number(key), 1);
  else delete parent[key];
};

/** An item once more, or a field's value under the name of another one. */
const duplicate: Change = ({ parent, key }, name) => {
  if (Array.isArray(parent)) parent.push(structuredClone(parent[Number(key)]));
  else setOwn(parent, String(name), parent[key]);
};

const replace: Change = ({ parent, key }, value) => setOwn(parent, key, value);

/** Into objects alone: no JSON gives a list a name. */
const addPrototypeKey: Change = ({ parent, key }, name) => {
  const target = [parent[key], parent].find((each) => isTree(each) && !Array.isArray(each));
  if (isTree(target)) setOwn(target, String(name), payload);
};

/** The value that goes with each kind of change, and how it is made. */
const kinds = {
  dropped: [fc.constant(undefined), drop],
  duplicated: [fc.constantFrom(...names), duplicate],
  retyped: [anyValue, replace],
  deep: [fc.record<Deep>({ "@deep": depth, inArrays: fc.boolean() }), replace],
  huge: [hugeValue, replace],
  "huge key": [size.map((length) => "k".repeat(length)), duplicate],
  "prototype key": [fc.constantFrom(...prototypeKeys), addPrototypeKey],
  "another event": [fc.constantFrom(...Object.keys(events), ...prototypeKeys, "*", "groups.update"), replace],
} as const satisfies Record<string, readonly [fc.Arbitrary<unknown>, Change]>;

export type MutationKind = keyof typeof kinds;
export const mutationKinds = Object.keys(kinds) as MutationKind[];

export const mutation: fc.Arbitrary<Mutation> = fc.oneof(
  ...mutationKinds.map((kind) =>
    fc.record({ kind: fc.constant(kind), pick: fc.nat(10_000), value: kinds[kind][0] as fc.Arbitrary<unknown> }),
  ),
);

/** Changes the body where it lies. */
export function mutate(body: unknown, places: readonly Place[], { kind, pick, value }: Mutation): void {
  const place = kind === "another event" ? placeOfEvent(body) : places[pick % Math.max(1, places.length)];
  if (place) kinds[kind][1](place, value);
}

const placeOfEvent = (body: unknown): Place | undefined => (isTree(body) ? { parent: body, key: "event" } : undefined);
