import type { BackendSettings, JobError, JobRecord, JobState, LaneInfo } from "../driver.js";
import { Deque } from "./deque.js";
import type { JobList } from "./job-list.js";

/** A job as it is kept: the record, in a form that can change. */
export interface StoredJob {
  readonly id: string;
  readonly data: string;
  readonly priority: number;
  readonly addedAt: number;
  lane: Lane;
  /** Its place among those that came: a job brought back or due at last takes a new one. */
  order: number;
  state: JobState;
  since: number;
  failures: number;
  stalls: number;
  revivals: number;
  errors: readonly JobError[];
  progress?: string;
  result?: string;
  /** Its place in the list of its state. */
  list?: JobList | undefined;
  before?: StoredJob | undefined;
  after?: StoredJob | undefined;
}

/** The jobs of one lane, and who may take them. */
export class Lane {
  readonly key: string;
  /** May hold jobs that were removed: they are skipped when they are met. */
  readonly waiting = new Deque<StoredJob>();
  waitingCount = 0;
  readonly delayed = new Set<StoredJob>();
  /** Handed out together and not settled. */
  opened: StoredJob[] = [];
  /** Of the lease that holds it; 0: none does. */
  token = 0;
  leaseUntil = 0;
  /** A retry: its opened jobs come again then. */
  heldUntil = 0;
  lastAddedAt = 0;
  priority = Number.POSITIVE_INFINITY;
  /** In which line of lanes that are due it stands. */
  line: number | undefined;
  /** When it will be looked at again. */
  nextLookAt = Number.POSITIVE_INFINITY;

  constructor(key: string) {
    this.key = key;
  }

  get isEmpty(): boolean {
    return this.waitingCount === 0 && this.delayed.size === 0 && this.opened.length === 0;
  }

  /** The first waiting job. */
  get head(): StoredJob | undefined {
    for (let job = this.waiting.peek(); job; job = this.waiting.peek()) {
      if (job.state === "waiting" && job.lane === this) return job;
      this.waiting.shift();
    }
    return undefined;
  }

  /** From when on it may be taken, pauses aside; `Infinity`: there is nothing to take. */
  dueAt({ maxSize, debounceMs, maxWaitMs }: BackendSettings): number {
    if (this.token !== 0) return this.leaseUntil;
    if (this.opened.length > 0) return this.heldUntil;
    if (this.waitingCount === 0) return Number.POSITIVE_INFINITY;
    if (debounceMs === 0 || this.waitingCount >= maxSize) return 0;
    return Math.min(this.lastAddedAt + debounceMs, (this.head?.since ?? 0) + maxWaitMs);
  }

  /** Takes up to `max` waiting jobs out. */
  shift(max: number): StoredJob[] {
    const jobs: StoredJob[] = [];
    while (jobs.length < max && this.head) jobs.push(this.waiting.shift() as StoredJob);
    this.waitingCount -= jobs.length;
    return jobs;
  }

  info(): LaneInfo {
    const { key: lane, waitingCount: waiting, opened, head } = this;
    return { lane, waiting, active: this.token === 0 ? 0 : opened.length, ...(head && { oldestAt: head.since }) };
  }
}

/** What callers see of a job. */
export function recordOf(job: StoredJob): JobRecord {
  const { id, data, priority, state, failures, stalls, revivals, errors, addedAt, progress, result, since } = job;
  const isDue = state === "delayed" || state === "retrying";
  const isFinished = state === "completed" || state === "dead";
  return {
    ...{ id, lane: job.lane.key, data, priority, state, failures, stalls, revivals, errors, addedAt },
    ...(isDue && { dueAt: since }),
    ...(isFinished && { finishedAt: since }),
    ...(progress !== undefined && { progress }),
    ...(result !== undefined && { result }),
  };
}
