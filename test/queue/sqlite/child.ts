// Another process of the same queue. Says what it did, line by line, as soon as it is done.
import { sqliteDriver } from "../../../src/queue/drivers/sqlite/index.js";
import { completed, job, settings } from "./settings.js";

const [file = "", role = "", name = "", count = "0"] = process.argv.slice(2);
const queue = sqliteDriver({ file }).open("orders", settings);
const say = (text: string) => process.send?.(text);

if (role === "add") {
  // Until it is killed, or `count` are added.
  for (let i = 0; i < Number(count); i += 5) {
    const ids = Array.from({ length: 5 }, (_, k) => `${name}-${i + k}`);
    const adding = ids.map((id, k) => queue.addAll([job(id, { lane: `${name}-${k}` })]).then(() => say(id)));
    await Promise.all(adding);
  }
} else {
  // Until it is killed, or told that all is done.
  process.once("message", () => process.exit());
  for (;;) {
    for (const lease of await queue.take({ max: 5, waitMs: 60_000 })) {
      for (const { id } of lease.jobs) say(`begin ${lease.lane} ${id}`);
      if (role === "hang") continue;
      await new Promise((resolve) => setImmediate(resolve));
      const ids = lease.jobs.map(({ id }) => id);
      const settled = await queue.settle(lease, ids.map(completed));
      for (const id of ids) say(`${settled} ${lease.lane} ${id}`);
    }
  }
}
process.disconnect?.();
