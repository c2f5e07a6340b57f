import { fork, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

/**
 * `npm run fuzz`: hands mutated fixtures to `parseWebhook` and `toInboundMessage` and holds their laws (scripts/fuzz/check.ts).
 * `--count` how many, `--seed` to repeat a run. Then tries each law of the formatter `--format-runs` times.
 * Prints its counts and exits 1 when a law is broken or nothing moves any more.
 */
const { values } = parseArgs({
  options: {
    count: { type: "string", default: "200000" },
    "format-runs": { type: "string", default: "10000" },
    seed: { type: "string" },
  },
});
const count = Number(values.count);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
if (!Number.isInteger(count) || count < 1 || !Number.isInteger(seed)) {
  console.error("Expected --count and --seed to be whole numbers.");
  process.exit(2);
}

/** No 500 inputs take this long, so one of them hangs. */
const patienceMs = 120_000;

// In a process of its own, because nothing in this one would run while an input hangs.
const child = fork(fileURLToPath(new URL("fuzz/child.ts", import.meta.url)), [String(count), String(seed)], {
  execArgv: ["--import", "tsx"],
});
let runs = 0;
const giveUp = () => {
  console.error(`\nAn input hangs: one of the 500 after number ${runs}, with --seed ${seed}.`);
  child.kill("SIGKILL");
};
const patience = setTimeout(giveUp, patienceMs);
child.on("message", (message) => {
  runs = Number(message);
  patience.refresh();
  if (process.stderr.isTTY) process.stderr.write(`\r${runs} of ${count}`);
});
child.once("exit", (code) => {
  clearTimeout(patience);
  process.exitCode = code || formatLaws();
});

/** The properties of the formatter, as its tests state them. */
function formatLaws(): number {
  const vitest = fileURLToPath(new URL("../node_modules/vitest/vitest.mjs", import.meta.url));
  const env = { ...process.env, FUZZ_RUNS: values["format-runs"], FUZZ_SEED: String(seed) };
  const args = ["run", "--typecheck.enabled=false", "--testTimeout=1200000", "test/format"];
  const run = spawnSync(process.execPath, [vitest, ...args], { stdio: "inherit", env });
  return run.status ?? 1;
}
