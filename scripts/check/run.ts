import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { missingTargets, readManifest } from "./manifest.js";
import { pack } from "./pack.js";
import type { Context, Report, Step } from "./step.js";
import { steps } from "./steps.js";

const { values: flags } = parseArgs({
  options: {
    only: { type: "string" },
    list: { type: "boolean", default: false },
    "update-exports": { type: "boolean", default: false },
  },
});
const width = Math.max(...steps.map(({ name }) => name.length));

if (flags.list) {
  for (const { name, proves } of steps) console.log(`${name.padEnd(width)}  ${proves}`);
} else {
  process.exitCode = await runAll(select(flags.only), createContext());
}

/** Runs every step, whatever became of the others. Answers the exit code. */
async function runAll(selected: readonly Step[], context: Context): Promise<number> {
  let failed = 0;
  for (const step of selected) {
    process.stdout.write(`${step.name.padEnd(width)}  `);
    const startedAt = performance.now();
    const { problems, notes = [], fix = step.fix } = await attempt(step, context);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    console.log(`${problems.length === 0 ? "passed" : "FAILED"}  ${seconds.padStart(5)} s`);
    print(notes);
    if (problems.length === 0) continue;
    failed += 1;
    print([...problems, `Next: ${fix}.`]);
  }
  console.log(`${selected.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

async function attempt(step: Step, context: Context): Promise<Report> {
  const [missing] = step.needsBuild ? missingTargets(readManifest()) : [];
  if (missing)
    return { problems: [`Expected dist to be built, but ${missing} is missing.`], fix: "run the build step first" };
  try {
    return await step.run(context);
  } catch (error) {
    return { problems: [error instanceof Error ? (error.stack ?? error.message) : String(error)] };
  }
}

function print(texts: readonly string[]): void {
  for (const line of texts.join("\n").split("\n")) if (line) console.log(`    ${line}`);
}

function select(only: string | undefined): readonly Step[] {
  const names = only?.split(",") ?? steps.map(({ name }) => name);
  const unknown = names.filter((name) => !steps.some((step) => step.name === name));
  if (unknown.length === 0) return steps.filter(({ name }) => names.includes(name));
  console.error(
    `Expected --only to name steps (${steps.map(({ name }) => name).join(", ")}), got "${unknown.join(", ")}".`,
  );
  process.exit(2);
}

function createContext(): Context {
  const workDir = mkdtempSync(join(tmpdir(), "evolution-kit-check-"));
  // With retries: after Ctrl-C the package managers may still be writing for an instant.
  process.once("exit", () => rmSync(workDir, { recursive: true, force: true, maxRetries: 10 }));
  process.once("SIGINT", () => process.exit(130));
  const tempDir = (name: string) => {
    const path = join(workDir, name);
    mkdirSync(path);
    return path;
  };
  let packed: Promise<string> | undefined;
  return {
    tempDir,
    tarball: () => {
      packed ??= pack(tempDir("tarball"));
      return packed;
    },
    updateExports: flags["update-exports"],
  };
}
