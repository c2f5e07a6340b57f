import type { NewJob } from "../../driver.js";
import { jobArgs } from "./codec.js";

export type Added = "added" | "duplicate";

interface Call {
  readonly count: number;
  readonly args: readonly string[];
  readonly resolve: (added: readonly Added[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Jobs stored by one script at most, unless one caller adds more: Redis does nothing else meanwhile. */
const most = 500;

/** Adds of one moment go in one script: each caller's jobs are stored whole, as all of the script is. */
export class Adder {
  readonly #store: (args: readonly string[]) => Promise<string>;
  #calls: Call[] = [];

  /** @param store stores jobs, all or none, and answers "1" (added) or "0" (known) of each */
  constructor(store: (args: readonly string[]) => Promise<string>) {
    this.#store = store;
  }

  add(jobs: readonly NewJob[]): Promise<readonly Added[]> {
    if (jobs.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      if (this.#calls.length === 0) setImmediate(() => this.#flush());
      this.#calls.push({ count: jobs.length, args: jobs.flatMap(jobArgs), resolve, reject });
    });
  }

  #flush(): void {
    let batch: Call[] = [];
    let size = 0;
    for (const call of this.#calls.splice(0)) {
      if (size > 0 && size + call.count > most) {
        this.#send(batch);
        batch = [];
        size = 0;
      }
      batch.push(call);
      size += call.count;
    }
    this.#send(batch);
  }

  async #send(batch: readonly Call[]): Promise<void> {
    try {
      const answers = await this.#store(batch.flatMap(({ args }) => args));
      let at = 0;
      for (const { count, resolve } of batch) {
        resolve([...answers.slice(at, at + count)].map((each) => (each === "1" ? "added" : "duplicate")));
        at += count;
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}
