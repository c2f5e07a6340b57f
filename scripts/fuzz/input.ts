import fc from "fast-check";
import { type Mutation, mutate, mutation } from "./mutations.js";
import { seeds } from "./seeds.js";
import { asObject, asText, placesOf } from "./tree.js";

/** A fixture, the changes that are made to it, and the form in which it is handed over. */
export interface Recipe {
  readonly seed: number;
  readonly mutations: readonly Mutation[];
  readonly form: "object" | "text" | "damaged text";
  /** Where and by what a text is damaged. */
  readonly damage: readonly Damage[];
}

type Damage = { readonly kind: "cut" | "insert" | "repeat" | "field"; readonly at: number; readonly text: string };

const anywhere = ['"', "{", "}", "[", "]", ",", ":", "\\", "\\u005f", "\u0000", "\ufeff", "1e999", "🎉"];
/** Once more where they are already, or where they should never be. */
const fields = [
  '"event":"call",',
  '"data":null,',
  '"key":[],',
  '"__proto__":{"polluted":true},',
  '"\\u005f_proto__":{"polluted":true},',
  '"constructor":{"prototype":{"polluted":true}},',
];

const damage: fc.Arbitrary<Damage> = fc.oneof(
  fc.record({
    kind: fc.constantFrom("cut", "insert", "repeat"),
    at: fc.nat(100_000),
    text: fc.constantFrom(...anywhere),
  }),
  fc.record({ kind: fc.constant("field"), at: fc.nat(1_000), text: fc.constantFrom(...fields) }),
);

export const recipe: fc.Arbitrary<Recipe> = fc.record({
  seed: fc.nat(seeds.length - 1),
  mutations: fc.array(mutation, { minLength: 1, maxLength: 4 }),
  form: fc.constantFrom("object", "object", "text", "text", "damaged text"),
  damage: fc.array(damage, { minLength: 1, maxLength: 3 }),
});

/** The body that a recipe makes: a text, or what a body parser in front of us would hand over. New with every call. */
export function bodyOf({ seed, mutations, form, damage }: Recipe): unknown {
  const body = structuredClone(seeds[seed]);
  for (const each of mutations) mutate(body, placesOf(body), each);
  if (form === "object") return asObject(body);
  const text = asText(body);
  return form === "text" ? text : damage.reduce(damaged, text);
}

function damaged(text: string, { kind, at, text: inserted }: Damage): string {
  if (kind === "field") {
    const parts = text.split(/(?<=\{)(?=")/);
    return parts
      .map((part, i) => (i === at % parts.length ? `${part}${i < parts.length - 1 ? inserted : ""}` : part))
      .join("");
  }
  const place = at % (text.length + 1);
  if (kind === "cut") return text.slice(0, place);
  if (kind === "insert") return text.slice(0, place) + inserted + text.slice(place);
  // A field twice, where it falls between two of them.
  return text.slice(0, place) + text.slice(Math.max(0, place - 20));
}
