import { parseArgs } from "node:util";
import { type OutboxChaosResult, runOutboxChaos } from "./chaos-outbox/run.js";

/**
 * `npm run chaos:outbox`: sends to simulated phones, through a gateway with faults, from processes that are killed or stand
 * still. `--driver sqlite|bullmq|both`, `--mode stored|never|both` (whether the gateway stores rows), `--sends`, `--phones`,
 * `--processes`, `--seed`. Prints what the phones got, and exits 1 when a promise was broken.
 */
const { values } = parseArgs({
  options: {
    driver: { type: "string", default: "both" },
    mode: { type: "string", default: "both" },
    sends: { type: "string", default: "5000" },
    phones: { type: "string", default: "200" },
    processes: { type: "string", default: "2" },
    seed: { type: "string", default: "1" },
  },
});
const [sends, phones, processes, seed] = [values.sends, values.phones, values.processes, values.seed].map(Number) as [
  number,
  number,
  number,
  number,
];
const drivers = (["sqlite", "bullmq"] as const).filter((name) => values.driver === "both" || values.driver === name);
const modes = (["stored", "never"] as const).filter((name) => values.mode === "both" || values.mode === name);
const isCount = (count: number, most: number) => Number.isInteger(count) && count >= 1 && count <= most;
if (
  drivers.length === 0 ||
  modes.length === 0 ||
  !isCount(sends, 1_000_000) ||
  !isCount(phones, 9_000) ||
  !isCount(processes, phones) ||
  !Number.isInteger(seed)
) {
  console.error(
    "Expected --driver to be sqlite, bullmq or both, --mode stored, never or both, --sends, --phones (at most 9000), --processes (at most as many as phones) and --seed whole numbers.",
  );
  process.exit(2);
}

let isBroken = false;
for (const driver of drivers) {
  for (const mode of modes) {
    const title = `${driver}, rows ${mode === "stored" ? "stored" : "never stored"}`;
    const found = await runOutboxChaos({
      ...{ driver, mode, sends, phones, processes, seed },
      ...{ settleMs: 6_000, leaseMs: 2_000, timeoutMs: 2_500, killEverySends: 250, addForMs: 30_000, hasDelays: true },
      onProgress: ({ completed, dead }) => {
        if (process.stderr.isTTY) process.stderr.write(`\r${title}: ${completed} of ${sends}, dead ${dead} `);
      },
    });
    print(title, found);
    const isWhole = (found.told.get("sent") ?? 0) + found.counts.dead === sends;
    const isDecided = found.counts.dead === (mode === "stored" ? 0 : found.undecidedThere + found.undecidedNotThere);
    isBroken ||= !isWhole || !isDecided || found.duplicates + found.lost + found.outOfOrder > 0;
  }
}
console.log(isBroken ? "a promise was broken" : "every promise was kept");
process.exit(isBroken ? 1 : 0);

function print(title: string, found: OutboxChaosResult): void {
  const { told, counts } = found;
  const number = (name: string) => told.get(name) ?? 0;
  if (process.stderr.isTTY) process.stderr.write("\r");
  const lines: readonly (readonly [string, number])[] = [
    ["seconds", Math.round(found.seconds)],
    ["processes killed", found.kills],
    ["processes that stood still beyond their lease", found.stalls],
    ["restarts of Redis", found.restarts],
    ["times that the gateway or an instance was closed", found.closures],
    ["sent", number("sent")],
    ["in doubt", number("uncertain")],
    ["found by looking", number("sent found")],
    ["sent again after looking", number("settled not-sent")],
    ["delivered, as far as events told", number("status delivered")],
    ["decided by a person", found.decisions],
    ["uncertain left", found.undecidedThere + found.undecidedNotThere],
    ["uncertain left, at the phone", found.undecidedThere],
    ["uncertain left, not at the phone", found.undecidedNotThere],
    ["other dead letters", counts.dead - found.undecidedThere - found.undecidedNotThere],
    ["duplicates", found.duplicates],
    ["lost", found.lost],
    ["out of order", found.outOfOrder],
  ];
  for (const [name, value] of lines) console.log(`${title}: ${name} ${value}`);
}
