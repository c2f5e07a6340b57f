import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import { clientBench } from "./client.js";
import { formatBench } from "./format.js";
import { hostileRows } from "./hostile.js";
import { type Bench, compare, type Row } from "./measure.js";
import { outboxBench, outboxRows } from "./outbox.js";
import { queueBenches, queueRows } from "./queue.js";
import { idleRows, sessionBenches } from "./sessions.js";
import { uploadRows } from "./upload.js";
import { webhookBenches } from "./webhook.js";

const { values } = parseArgs({
  options: { filter: { type: "string", default: "" }, quick: { type: "boolean", default: false } },
});

/** By the word that `--filter` looks for. Each begins only when its turn has come. */
const groups: Readonly<Record<string, () => Promise<Row[]>>> = {
  client: async () => compared([await clientBench()]),
  upload: uploadRows,
  webhook: async () => compared(await webhookBenches()),
  format: async () => compared([await formatBench()]),
  hostile: hostileRows,
  outbox: async () => [
    ...(await compared([await outboxBench()])),
    ...(await outboxRows(values.quick ? 3 : 9, values.quick ? 0.5 : 1)),
  ],
  sessions: async () => [
    ...(await idleRows(values.quick ? 10_000 : 100_000)),
    ...(await compared(await sessionBenches())),
  ],
  queue: async () => [
    ...(await queueRows(values.quick ? 3 : 9, values.quick ? 0.5 : 1)),
    ...(await compared(await queueBenches(values.quick ? 100_000 : 1_000_000))),
  ],
};

async function compared(benches: readonly Bench[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const bench of benches) {
    rows.push(...(await compare(bench, values.quick ? 5 : 15, values.quick ? 0.25 : 1)));
    await bench.close?.();
  }
  return rows;
}

console.error("Building what is measured …");
const build = spawnSync("npm", ["run", "build", "--silent"], { stdio: ["ignore", "ignore", "inherit"] });
if (build.status !== 0) process.exit(1);

const chosen = Object.entries(groups).filter(([name]) => name.includes(values.filter));
if (chosen.length === 0) {
  console.error(`Expected --filter to be part of ${Object.keys(groups).join(", ")}, got "${values.filter}".`);
  process.exit(2);
}
const rows: Row[] = [];
for (const [, start] of chosen) rows.push(...(await start()));
for (const { text } of rows) console.log(text);
const missed = rows.filter(({ isMissed }) => isMissed).length;
console.log(missed === 0 ? "every target is met" : `${missed} of ${rows.length} rows miss their target`);
process.exit(missed === 0 ? 0 : 1);
