/** What a child process is told. */
export interface ChildTask {
  readonly module: string;
  readonly context: { readonly folder: string; readonly id: string };
  /** Adds 1 to a record so often, or writes a record until it is killed. */
  readonly increments?: number;
  /** Where it tells what it has written. */
  readonly log: string;
}

/** How large the values are that a process is killed over. */
export const paddingLength = 300_000;

/** A value that is whole only if it is as one write wrote it. */
export const paddedValue = (number: number): string =>
  `${number}:${String(number % 10).repeat(paddingLength)}:${number}`;

/** The program of a child process. A text, so that it is found however this package is bundled. */
export const childProgram = `
import { appendFileSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const { module, context, increments, log } = JSON.parse(readFileSync(process.argv.at(-1), "utf8"));
const { createStore } = await import(module);
const clock = { now: Date.now, sleep: (ms, signal) => sleep(ms, undefined, { signal }) };
const store = await createStore({ ...context, clock });
const space = store.open("processes");
const note = (text) => appendFileSync(log, text + "\\n");

if (increments === undefined) {
  for (let number = 1; ; number++) {
    await space.set("large", number + ":" + String(number % 10).repeat(${paddingLength}) + ":" + number);
    note(String(number));
  }
}
for (let left = increments; left > 0; ) {
  const found = await space.get("sum");
  const next = String(Number(found?.value ?? 0) + 1);
  const written = await space.set("sum", next, { version: found?.version ?? 0 });
  if (written === undefined) note("again");
  else left -= 1;
}
await store.close();
process.exit(0);
`;
