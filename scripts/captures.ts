import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkContract } from "./captures/contract.js";
import { replayOnFake } from "./captures/fake.js";
import { replayOutbox } from "./captures/outbox.js";
import { replayRest } from "./captures/rest.js";
import { readWebhooks } from "./captures/webhooks.js";

/**
 * Holds the package against recordings of a real gateway: `npx tsx scripts/captures.ts FOLDER`, where FOLDER has `rest/`
 * and `webhooks/` with one JSON file a case. The live suite's expectations are held against them too, the fake
 * gateway's answers to the same calls, and what the outbox takes each recorded send for. Prints what differs, then its counts; exits 1 when something differs that has no
 * reason to.
 */
const folder = process.argv[2];
if (folder === undefined) {
  console.error("Expected the captures' folder. Run: npx tsx scripts/captures.ts FOLDER");
  process.exit(2);
}

const load = (kind: string) =>
  readdirSync(join(folder, kind))
    .filter((file) => file.endsWith(".json"))
    .map((file) => JSON.parse(readFileSync(join(folder, kind, file), "utf8")));

const rest = load("rest");
const results = [
  ...readWebhooks(load("webhooks")),
  ...(await replayRest(rest)),
  ...checkContract(rest),
  ...(await replayOnFake(rest)),
  ...(await replayOutbox(rest)),
];
const different = results.filter(({ problem, reason }) => problem !== undefined && reason === undefined);
const explained = results.filter(({ reason }) => reason !== undefined);
for (const { name, problem, reason } of explained) console.log(`explained: ${name}: ${problem} (${reason})`);
for (const { group, name, problem } of different) console.log(`${group}: ${name}: ${problem}`);
for (const group of ["webhooks", "rest", "contract", "fake", "outbox"]) {
  const count = (of: readonly (typeof results)[number][]) => of.filter((result) => result.group === group).length;
  console.log(`${group}: ${count(results)} cases, ${count(different)} differ, ${count(explained)} explained`);
}
console.log(`${results.length - different.length} passed, ${different.length} failed`);
if (results.length === 0) console.error(`There are no captures in ${folder}.`);
process.exitCode = different.length === 0 && results.length > 0 ? 0 : 1;
