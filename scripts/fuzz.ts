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
const formatRuns = Number(values["format-runs"]);
const seed = values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
if (![count, formatRuns, seed].every(Number.isInteger) || count < 1) {
  console.error("Expected --count, --format-runs and --seed to be whole numbers, and --count above 0.");
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
  const env = { ...process.env, FUZZ_RUNS: String(formatRuns), FUZZ_SEED: String(seed) };
  const args = ["run", "--typecheck.enabled=false", "--testTimeout=1200000", "test/format"];
  console.log(`\nThe formatter's laws, ${formatRuns} times each, --seed ${seed}:`);
  const { status } = spawnSync(process.execPath, [vitest, ...args], { stdio: "inherit", env });
  if (status === 0) return 0;
  console.error(
    `To repeat the formatter's failure: npm run fuzz -- --count 1 --format-runs ${formatRuns} --seed ${seed}`,
  );
  console.error(
    `One test of it: FUZZ_RUNS=${formatRuns} FUZZ_SEED=${seed} npx vitest run test/format/FILE -t "its name"`,
  );
  return status ?? 1;
}
