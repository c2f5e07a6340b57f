import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll } from "vitest";
import type { Order, Task } from "./child.js";

/** The program of all processes, in one file: they start in a third of the time. */
const folder = mkdtempSync(join(tmpdir(), "outbox-child-"));
const program = join(folder, "child.mjs");
symlinkSync(fileURLToPath(new URL("../../../node_modules", import.meta.url)), join(folder, "node_modules"));
await build({
  entryPoints: [fileURLToPath(new URL("child.ts", import.meta.url))],
  outfile: program,
  ...{ bundle: true, format: "esm", platform: "node", packages: "external" },
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Only for what never comes: nothing here depends on how fast the machine is. */
const patienceMs = 100_000;

/** Waits until it is so. `stand` says, when patience is over, how things are. */
export async function until(
  what: string,
  isSo: () => boolean | Promise<boolean>,
  stand: () => string = () => "",
): Promise<void> {
  for (const start = performance.now(); !(await isSo()); await pause(20)) {
    if (performance.now() - start > patienceMs) throw new Error(`It never came that ${what}. ${stand()}`);
  }
}

/** A process of the outbox, and what it has said. */
export class Child {
  readonly said: string[] = [];
  readonly #process: ChildProcess;

  constructor(task: Task) {
    this.#process = fork(program, [JSON.stringify(task)], { execArgv: [] });
    this.#process.on("message", (text) => void this.said.push(String(text)));
  }

  /** What it is told before it is ready is lost. */
  async tell(order: Order): Promise<void> {
    await this.has("ready");
    this.#process.send(order);
  }

  kill(signal: "SIGKILL" | "SIGCONT"): void {
    this.#process.kill(signal);
  }

  /** Its death by SIGKILL; any other end is an error. */
  killed(): Promise<void> {
    return this.until("it was killed", () => this.#process.signalCode === "SIGKILL");
  }

  /** Every thread of it stands still. */
  stopped(): Promise<void> {
    const state = () => readFileSync(`/proc/${this.#process.pid}/stat`, "utf8").replace(/.*\) /s, "")[0];
    return this.until("it was stopped", () => state() === "T");
  }

  has(text: string): Promise<void> {
    return this.until(`it said "${text}"`, () => this.said.includes(text));
  }

  hasBegun(text: string): Promise<void> {
    return this.until(`it said "${text} …"`, () => this.said.some((said) => said.startsWith(text)));
  }

  /** Lets it end what it does: nothing comes of it after that. */
  async close(): Promise<void> {
    await this.tell("close");
    await this.has("closed");
  }

  async until(what: string, isSo: () => boolean): Promise<void> {
    const stand = () =>
      `It is ${this.#process.exitCode ?? this.#process.signalCode ?? "alive"}: ${this.said.join("\n")}`;
    const isOver = () => this.#process.exitCode !== null || this.#process.signalCode !== null;
    await until(what, () => isSo() || isOver(), stand);
    if (!isSo()) throw new Error(`The process ended before ${what}. ${stand()}`);
  }
}
