import type { Lease, Outcome, Settled } from "../../driver.js";
import { encode, outcomeArgs } from "./codec.js";

interface Call {
  readonly args: readonly string[];
  readonly resolve: (settled: Settled) => void;
  readonly reject: (error: unknown) => void;
}

/** Leases settled by one script at most. */
const most = 100;

/** What is settled in one moment goes in one script. */
export class Settler {
  readonly #record: (args: readonly string[]) => Promise<readonly number[]>;
  #calls: Call[] = [];

  /** @param record answers two numbers of each call: whether it was done, and whether the lane is paused */
  constructor(record: (args: readonly string[]) => Promise<readonly number[]>) {
    this.#record = record;
  }

  /** @param word no other call has it */
  settle({ lane, token }: Lease, outcomes: readonly Outcome[], isOver: boolean, word: string): Promise<Settled> {
    const args = [
      ...[encode(lane), String(token), word, isOver ? "1" : "0", String(outcomes.length)],
      ...outcomes.flatMap(outcomeArgs),
    ];
    return new Promise((resolve, reject) => {
      if (this.#calls.length === 0) setImmediate(() => this.#flush());
      this.#calls.push({ args, resolve, reject });
    });
  }

  #flush(): void {
    while (this.#calls.length > 0) this.#send(this.#calls.splice(0, most));
  }

  async #send(batch: readonly Call[]): Promise<void> {
    try {
      const told = await this.#record(batch.flatMap(({ args }) => args));
      for (const [at, { resolve }] of batch.entries()) resolve(settledOf(told[2 * at], told[2 * at + 1]));
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}

export function settledOf(isDone: number | undefined, isPaused: number | undefined): Settled {
  if (isDone !== 1) return "lost";
  return isPaused === 1 ? "paused" : "done";
}
