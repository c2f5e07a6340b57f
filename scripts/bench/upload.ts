import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Row } from "./measure.js";

const MB = 1024 * 1024;
const size = 100 * MB;
const mostAboveIdle = 40 * MB;

/** A 100 MB stream in one form: how far a process's memory rises above idle, beside a bare pool's with the same stream. */
export async function uploadRows(): Promise<Row[]> {
  const runs: { client: Result; bare: Result }[] = [];
  for (let run = 0; run < 5; run++) runs.push({ client: await measure("client"), bare: await measure("bare") });
  const client = median(runs.map((run) => run.client));
  const bare = median(runs.map((run) => run.bare));
  const isMissed = !(client.aboveIdle <= mostAboveIdle);
  const verdict = `at most ${mostAboveIdle / MB}${isMissed ? ": MISSED" : ""}`;
  const name = `client.sendMedia, a ${size / MB} MB stream`;
  return [
    { text: `${name}: peak memory ${text(client)} MB above idle  (${verdict})  ${speed(client)}`, isMissed },
    { text: `${name} / bare undici Pool: ${text(bare)} MB above idle  ${speed(bare)}`, isMissed: false },
  ];
}

interface Result {
  readonly aboveIdle: number;
  readonly seconds: number;
}
/** When the collector runs is chance, so the middle of several runs counts. */
const median = (results: Result[]): Result =>
  results.sort((a, b) => a.aboveIdle - b.aboveIdle)[Math.floor(results.length / 2)] as Result;
const text = ({ aboveIdle }: Result) => (aboveIdle / MB).toFixed(0);
const speed = ({ seconds }: Result) => `${(size / MB / seconds).toFixed(0)} MB per s`;

/** In a process of its own, so that nothing that ran before is counted. */
async function measure(way: string): Promise<Result> {
  const child = fork(fileURLToPath(new URL("./upload-child.ts", import.meta.url)), [way, String(size)]);
  const failed = once(child, "exit").then(([code]) => {
    throw new Error(`the upload ended with ${code}`);
  });
  const [result] = (await Promise.race([once(child, "message"), failed])) as [Result];
  failed.catch(() => {});
  child.kill();
  return result;
}
