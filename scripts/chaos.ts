import { parseArgs } from "node:util";
import { runChaos } from "./chaos/run.js";

/**
 * `npm run chaos`: jobs in lanes, worker processes that are killed or stand still, a Redis that is restarted.
 * `--driver sqlite|bullmq` (both when left out), `--jobs`, `--lanes`. Prints what was lost, out of order or done twice, and
 * exits 1 when a promise was broken.
 */
const { values } = parseArgs({
  options: {
    driver: { type: "string" },
    jobs: { type: "string", default: "20000" },
    lanes: { type: "string", default: "500" },
  },
});
const [jobs, lanes] = [Number(values.jobs), Number(values.lanes)];
const drivers = (["sqlite", "bullmq"] as const).filter((name) => values.driver === undefined || values.driver === name);
if (drivers.length === 0 || !Number.isInteger(jobs / lanes) || jobs < 1) {
  console.error("Expected --driver to be sqlite or bullmq, and --jobs to be a multiple of --lanes.");
  process.exit(2);
}

let isBroken = false;
for (const driver of drivers) {
  const found = await runChaos({
    ...{
      driver,
      lanes,
      perLane: jobs / lanes,
      workers: 4,
      concurrency: 10,
      workMs: 30,
      leaseMs: 3_000,
      killEveryMs: 2_000,
    },
    onProgress: ({ completed }) => {
      if (process.stderr.isTTY) process.stderr.write(`\r${driver}: ${completed} of ${jobs}`);
    },
  });
  const { counts, seconds, kills, stalls, restarts } = found;
  console.log(`${driver}: ${jobs} jobs in ${lanes} lanes, 4 workers, ${seconds.toFixed(0)} s`);
  console.log(
    `${driver}: ${kills} workers killed, ${stalls} stood still beyond its lease, Redis restarted ${restarts} times`,
  );
  console.log(`${driver}: completed ${counts.completed}, dead ${counts.dead}`);
  console.log(`${driver}: lost ${found.lost}`);
  console.log(`${driver}: out of order ${found.outOfOrder}`);
  console.log(`${driver}: committed by a worker that had lost its lease ${found.staleCommits}`);
  console.log(
    `${driver}: ran twice, its worker was killed or stood still ${found.twiceByFault} (and ${found.staleStarts} begun without a lease, refused)`,
  );
  console.log(`${driver}: ran twice otherwise ${found.twiceOtherwise}`);
  const isWhole = counts.completed === jobs && counts.dead === 0;
  isBroken ||= !isWhole || found.lost + found.outOfOrder + found.staleCommits + found.twiceOtherwise > 0;
}
console.log(isBroken ? "a promise was broken" : "every promise was kept");
process.exit(isBroken ? 1 : 0);
