import { BaseAdapter } from "@bull-board/api/dist/queueAdapters/base.js";
import type { JobCleanStatus, JobCounts, JobStatus, QueueJob, Status } from "@bull-board/api/dist/types.js";
import type { JobState } from "../queue/driver.js";
import type { JobInfo } from "../queue/job.js";
import type { AddedJob, Queue } from "../queue/queue.js";
import { newJobOf } from "./board-add.js";
import { BoardJob } from "./board-job.js";
import { idsOf, isTab, jobsOf, type Tab, tabs } from "./board-pages.js";
import type { ResolvedBoardOptions } from "./options.js";
import { asRefusal, Refusal, unsupported } from "./refusal.js";

/** What `clean` deletes by the board's words; Bull says "wait" for waiting. */
const cleaned: Readonly<Record<string, JobState>> = {
  completed: "completed",
  failed: "dead",
  delayed: "delayed",
  wait: "waiting",
  waiting: "waiting",
};

/** A queue as bull-board knows queues. */
export class QueueBoardAdapter<Data> extends BaseAdapter {
  readonly #queue: Queue<Data>;
  readonly #clock: ResolvedBoardOptions["clock"];

  constructor(queue: Queue<Data>, { clock, ...options }: ResolvedBoardOptions) {
    // Of the two kinds, the board asks "bull" for less: no flows, no global concurrency, no change of schedules.
    super("bull", { ...options, allowCompletedRetries: false });
    this.#queue = queue;
    this.#clock = clock;
  }

  override getName(): string {
    return `${this.prefix}${this.#queue.name}`;
  }

  override getStatuses(): Status[] {
    return ["latest", ...this.getJobStatuses()];
  }

  override getJobStatuses(): JobStatus[] {
    return Object.keys(tabs) as Tab[];
  }

  override async getJobCounts(): Promise<JobCounts> {
    const counts = await this.#queue.counts();
    const inTab = ([tab, states]: [string, readonly JobState[]]) => [
      tab,
      states.reduce((sum, s) => sum + counts[s], 0),
    ];
    return Object.fromEntries(Object.entries(tabs).map(inTab)) as JobCounts;
  }

  /** With several statuses, as many of each: so the board fills its tab "latest". */
  override async getJobs(statuses: JobStatus[], start = 0, end = start + 99): Promise<QueueJob[]> {
    const lists = await Promise.all(statuses.filter(isTab).map((tab) => jobsOf(this.#queue, tab, start, end)));
    return lists.flat().map((info) => this.#jobOf(info));
  }

  override async getJob(id: string): Promise<QueueJob | undefined> {
    const info = await this.#queue.get(id);
    return info && this.#jobOf(info);
  }

  #jobOf(info: JobInfo<Data>): QueueJob {
    return new BoardJob(this.#queue, info, this.allowRetries);
  }

  /** @throws {Refusal} the data or an option is wrong, or the id is known */
  override async addJob(name: string, data: unknown, options: object): Promise<QueueJob> {
    const job = newJobOf(name, options);
    const added = await this.#queue.add(data as Data, job).catch((error: unknown) => {
      throw asRefusal(error);
    });
    if (added.isDuplicate) {
      throw new Refusal(
        409,
        `A job with the id "${added.id}" is known already: nothing was stored. Choose another id.`,
      );
    }
    return (await this.getJob(added.id)) ?? this.#jobOf(this.#asAdded(added, data as Data));
  }

  /** A job that was done and gone before it could be read. */
  #asAdded({ id, lane }: AddedJob, data: Data): JobInfo<Data> {
    const none = { failures: 0, stalls: 0, revivals: 0, priority: 0, errors: [] };
    return { id, lane, data, state: "waiting", addedAt: this.#clock.now(), ...none };
  }

  /** Deletes what has been in a state for at least `graceMs`, of waiting and delayed jobs: what was added so long ago. */
  override async clean(status: JobCleanStatus, graceMs: number): Promise<void> {
    const state = Object.hasOwn(cleaned, status) ? cleaned[status] : undefined;
    if (state === undefined) {
      throw new Refusal(400, `Expected a state to clean (completed, failed, delayed or waiting), got "${status}".`);
    }
    const latest = this.#clock.now() - graceMs;
    await this.#removeAll(state, ({ finishedAt, addedAt }) => (finishedAt ?? addedAt) <= latest);
  }

  /** Deletes what waits and what is delayed. What runs or waits for its next attempt stays, as does what is done or failed. */
  override async empty(): Promise<void> {
    await this.#removeAll("waiting");
    await this.#removeAll("delayed");
  }

  async #removeAll(state: JobState, fits?: (job: JobInfo<Data>) => boolean): Promise<void> {
    for (const id of await idsOf(this.#queue, state, fits)) await this.#queue.remove(id);
  }

  override async promoteAll(): Promise<void> {
    for (const id of await idsOf(this.#queue, "delayed")) await this.#queue.promote(id);
  }

  /** Whether all of it is paused; a lane's own pause does not show. */
  override async isPaused(): Promise<boolean> {
    const pauses = await this.#queue.pauses();
    return pauses.some(({ target }) => "all" in target);
  }

  override pause(): Promise<void> {
    return this.#queue.pause();
  }

  override resume(): Promise<void> {
    return this.#queue.resume();
  }

  override async obliterate(): Promise<never> {
    throw unsupported("way to delete a queue", "Empty it, and clean what is completed and failed.");
  }

  /** There are none: what failed is among a job's errors. */
  override async getJobLogs(): Promise<string[]> {
    return [];
  }

  override async getMetrics(): Promise<never> {
    throw unsupported("counts per minute", 'Count the queue\'s events: on("completed") and on("failed").');
  }

  override async getRedisInfo(): Promise<null> {
    return null;
  }

  override async getGlobalConcurrency(): Promise<null> {
    return null;
  }

  override async setGlobalConcurrency(): Promise<never> {
    throw unsupported("concurrency over all processes", "Set `concurrency` of createQueue, which is per process.");
  }

  override async getJobSchedulers(): Promise<never[]> {
    return [];
  }

  override async getJobSchedulersCount(): Promise<number> {
    return 0;
  }

  override async removeJobScheduler(): Promise<boolean> {
    return false;
  }

  override async updateJobScheduler(): Promise<"not-found"> {
    return "not-found";
  }

  override async runJobSchedulerNow(): Promise<"not-found"> {
    return "not-found";
  }
}
