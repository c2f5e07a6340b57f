import { LeaseLostError } from "../errors/index.js";
import type { QueueBackend } from "./driver.js";
import { type Job, toJson } from "./job.js";
import type { Processor, ProcessorContext } from "./options.js";

/** How a run of the processor ended. */
export type End =
  | { readonly isDone: true; readonly value: unknown }
  | { readonly isDone: false; readonly error: unknown };

/** One call of the processor. */
export class Run<Data> {
  readonly #jobs: readonly [Job<Data>, ...Job<Data>[]];
  readonly #context: ProcessorContext;
  #controller: AbortController | undefined;
  #reason: unknown;
  #giveUp: (() => void) | undefined;
  #isGivenUp = false;

  constructor(jobs: readonly [Job<Data>, ...Job<Data>[]], context: Omit<ProcessorContext, "signal">) {
    this.#jobs = jobs;
    const signal = () => this.#signal;
    this.#context = {
      ...context,
      // Made when it is asked for: most processors are quick and never look.
      get signal() {
        return signal();
      },
    };
  }

  get #signal(): AbortSignal {
    if (!this.#controller) {
      this.#controller = new AbortController();
      if (this.#reason !== undefined) this.#controller.abort(this.#reason);
    }
    return this.#controller.signal;
  }

  /** Why it should end, once it should. */
  get reason(): unknown {
    return this.#reason;
  }

  /** It went on after it should have ended, and may still be at work. */
  get isGivenUp(): boolean {
    return this.#isGivenUp;
  }

  execute(processor: Processor<Data>): Promise<End> {
    return new Promise((resolve) => {
      this.#giveUp = () => {
        this.#isGivenUp = true;
        resolve({ isDone: false, error: this.#reason });
      };
      (async () => processor(this.#jobs, this.#context))().then(
        (value) => resolve({ isDone: true, value }),
        (error: unknown) => resolve({ isDone: false, error: error ?? this.#reason }),
      );
    });
  }

  /** Asks it to end. The first reason counts. */
  abort(reason: Error): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#controller?.abort(reason);
  }

  /** Goes on without it. */
  giveUp(): void {
    this.#giveUp?.();
  }
}

/** Keeps a job's progress. @throws {LeaseLostError} */
export async function keepProgress(
  backend: QueueBackend,
  lease: Parameters<QueueBackend["setProgress"]>[0],
  id: string,
  progress: unknown,
  maxBytes: number,
): Promise<void> {
  const answer = await backend.setProgress(lease, id, toJson("progress", progress, maxBytes));
  if (answer === "lost") throw lostLease(lease.lane);
}

export function lostLease(lane: string): LeaseLostError {
  return new LeaseLostError(
    `The lane "${lane}" belongs to another worker by now: this one gave no sign of life for longer than leaseMs. What it does from now on is not recorded.`,
  );
}
