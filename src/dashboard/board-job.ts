import type { JobRetryStatus, JobState, QueueJob, QueueJobJson } from "@bull-board/api/dist/types.js";
import type { JobError } from "../queue/driver.js";
import type { JobInfo } from "../queue/job.js";
import type { Queue } from "../queue/queue.js";
import { tabOf } from "./board-pages.js";
import { Refusal, unsupported } from "./refusal.js";

/** A job as the board knows jobs. */
export class BoardJob<Data> implements QueueJob {
  readonly id: string;
  /** What the board's tab "Options" shows. */
  readonly opts: { readonly lane: string; readonly priority: number; readonly delay?: number };
  readonly #queue: Queue<Data>;
  readonly #info: JobInfo<Data>;
  readonly #allowRetries: boolean;

  constructor(queue: Queue<Data>, info: JobInfo<Data>, allowRetries: boolean) {
    const { id, lane, state, priority, addedAt, dueAt, finishedAt, revivals } = info;
    this.#queue = queue;
    this.#info = info;
    this.#allowRetries = allowRetries;
    this.id = id;
    this.opts = {
      lane,
      priority,
      // The board shows "will run at" as the time of `add` plus this.
      ...(dueAt !== undefined && { delay: dueAt - addedAt }),
      ...(state === "retrying" && { isRetrying: true }),
      ...(revivals > 0 && { revivals }),
      // Not among the board's own instants: it would count a run's duration from 1970, as nobody keeps when a run began.
      ...(finishedAt !== undefined && { finishedAt: new Date(finishedAt).toISOString() }),
    };
  }

  toJSON(): QueueJobJson {
    const { id, lane, state, data, progress, result, failures, stalls, errors, priority, addedAt } = this.#info;
    const { delay } = this.opts;
    const hasFailed = state === "dead" || state === "retrying";
    return {
      id,
      name: lane,
      data: data ?? null,
      progress: isShown(progress) ? progress : 0,
      returnvalue: result ?? null,
      opts: this.opts,
      priority,
      timestamp: addedAt,
      attemptsMade: failures + (state === "completed" ? 1 : 0),
      failedReason: hasFailed ? (errors.at(-1)?.message ?? "") : "",
      stacktrace: errors.map(lineOf),
      ...(delay !== undefined && { delay }),
      ...(stalls > 0 && { stalledCounter: stalls }),
    };
  }

  /** Where it is now: it may have moved since it was read. */
  async getState(): Promise<JobState> {
    const job = await this.#queue.get(this.id);
    return job ? tabOf[job.state] : "unknown";
  }

  /** Brings a dead letter back. One that somebody else has brought back or removed meanwhile is left alone. */
  async retry(state: JobRetryStatus = "failed"): Promise<void> {
    if (!this.#allowRetries) throw new Refusal(403, "Retries are switched off on this board (allowRetries: false).");
    if (state !== "failed") {
      throw unsupported("retry of completed jobs", "Add a job with the same data instead: Duplicate.");
    }
    await this.#queue.dead.retry(this.id);
  }

  async remove(): Promise<void> {
    if (await this.#queue.remove(this.id)) return;
    throw await this.#refusal("removed", "A job can be removed while it waits, is delayed, has failed or is completed");
  }

  async promote(): Promise<void> {
    if (await this.#queue.promote(this.id)) return;
    throw await this.#refusal(
      "promoted",
      "Only a delayed job can, and one that waits for its next attempt runs by itself",
    );
  }

  /** Without it the board would answer that it was done. */
  async updateData(): Promise<void> {
    throw unsupported("change of a job's data", "Add a job with the new data, and remove this one.");
  }

  async #refusal(what: string, why: string): Promise<Refusal> {
    const state = (await this.#queue.get(this.id))?.state ?? "gone";
    return new Refusal(409, `The job "${this.id}" cannot be ${what}: it is ${state}. ${why}.`);
  }
}

/** What the board can draw; it takes nothing at all for 0. */
function isShown(progress: unknown): progress is string | number | boolean | object {
  return progress !== undefined && progress !== null;
}

function lineOf({ at, name, message, code }: JobError): string {
  return `${new Date(at).toISOString()} ${name}${code === undefined ? "" : ` (${code})`}: ${message}`;
}
