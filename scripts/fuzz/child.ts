import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bodyOf } from "./input.js";
import { type FuzzResult, fuzz } from "./run.js";
import { seeds } from "./seeds.js";

/** The longest that one input may take, in ms. */
const mostMs = 50;

const [count = 0, seed = 0] = process.argv.slice(2).map(Number);
const startedAt = performance.now();
const result = fuzz({ count, seed, mostMs, onProgress: (runs) => process.send?.(runs) });
print(result, (performance.now() - startedAt) / 1000);
process.disconnect?.();
process.exitCode = result.failure ? 1 : 0;

function print({ seed, runs, total, by, slowestMs, failure }: FuzzResult, seconds: number): void {
  for (const [name, { parsed, refused }] of by) console.log(`${name.padEnd(16)}${row(parsed, refused)}`);
  console.log(`${"all".padEnd(16)}${row(total.parsed, total.refused)}`);
  console.log(`slowest ${slowestMs.toFixed(1)} ms of ${mostMs} ms`);
  if (failure) {
    console.log(`failed: ${failure.message}`);
    console.log(`the input: ${writeInput(failure.recipe)}`);
  }
  const verdict = failure ? "a law is broken" : "0 broken laws";
  console.log(`${runs} mutations of ${seeds.length} fixtures in ${seconds.toFixed(0)} s, --seed ${seed}: ${verdict}`);
}

function row(parsed: number, refused: number): string {
  return `${String(parsed).padStart(8)} parsed ${String(refused).padStart(8)} refused`;
}

/** What broke a law, in a file: the recipe, and the body if it has JSON. */
function writeInput(recipe: Parameters<typeof bodyOf>[0]): string {
  const path = join(mkdtempSync(join(tmpdir(), "evolution-kit-fuzz-")), "input.json");
  const body = bodyOf({ ...recipe, form: recipe.form === "object" ? "text" : recipe.form });
  writeFileSync(path, `${JSON.stringify({ recipe, fixture: seeds[recipe.seed] }, null, 2)}\n${String(body)}\n`);
  return path;
}
