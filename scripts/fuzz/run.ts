import fc from "fast-check";
import { check, type Outcome } from "./check.js";
import { bodyOf, type Recipe, recipe } from "./input.js";

type Tally = Record<Outcome["kind"], number>;

export interface FuzzResult {
  readonly seed: number;
  readonly runs: number;
  readonly total: Tally;
  /** By kind of mutation, and by form. An input with two kinds counts for both. */
  readonly by: ReadonlyMap<string, Tally>;
  readonly slowestMs: number;
  /** The smallest input that broke a law, and which. */
  readonly failure?: { readonly recipe: Recipe; readonly message: string };
}

export interface FuzzOptions {
  readonly count: number;
  readonly seed: number;
  /** The longest that one input may take, in ms. Default: any time. */
  readonly mostMs?: number;
  /** Called now and then with the number of inputs so far. */
  readonly onProgress?: (runs: number) => void;
}

/** Checks `count` mutated fixtures. The same seed gives the same inputs; a failing one is made as small as it can be. */
export function fuzz({ count, seed, mostMs, onProgress }: FuzzOptions): FuzzResult {
  const total: Tally = { parsed: 0, refused: 0 };
  const by = new Map<string, Tally>();
  let [runs, slowestMs] = [0, 0];

  const property = fc.property(recipe, (recipe) => {
    const { kind, tookMs } = check(() => bodyOf(recipe), mostMs);
    slowestMs = Math.max(slowestMs, tookMs);
    total[kind]++;
    for (const name of new Set([...recipe.mutations.map(({ kind }) => kind), recipe.form])) {
      const tally = by.get(name) ?? { parsed: 0, refused: 0 };
      tally[kind]++;
      by.set(name, tally);
    }
    if (++runs % 500 === 0) onProgress?.(runs);
  });
  const { counterexamplePath } = fc.check(property, { numRuns: count, seed, endOnFailure: true });
  const result = { seed, runs, total, by, slowestMs };
  return counterexamplePath === null ? result : { ...result, failure: smallest(seed, counterexamplePath, mostMs) };
}

/** Makes a failing input smaller for as long as there is patience. */
function smallest(seed: number, path: string, mostMs?: number): NonNullable<FuzzResult["failure"]> {
  const property = fc.property(recipe, (recipe) => void check(() => bodyOf(recipe), mostMs));
  const { counterexample, errorInstance } = fc.check(property, { seed, path, interruptAfterTimeLimit: 20_000 });
  const [found] = counterexample ?? [];
  if (!found) throw new Error(`the failure at ${path} of seed ${seed} did not come again`);
  return { recipe: found, message: String(errorInstance) };
}
