import type { StateStore } from "../state/store.js";

/**
 * What a queue asks of the place where its jobs are kept. `queueDriverSuite` (evolution-kit/testing) is this page as tests.
 *
 * A job is kept in a lane. The jobs of a lane are handed out in the order in which they came, to one worker at a time:
 *
 *     add -> waiting --take--> active --settle--> completed | dead
 *              ^  ^              |
 *      delayed-'  '--release-----+--retry--> retrying --take--> active (the same jobs)
 *                                '--lease over--------take--> active (the same jobs, `isRecovered`)
 *
 * Three promises hold whatever dies, and whenever:
 * - what `addAll` resolved for is there, once, until it is completed, buried or removed;
 * - a lane has one lease at a time, and a worker without the current one changes nothing: its calls answer `"lost"`;
 * - jobs that were handed out together and not settled are handed out again, the same ones, before any other of their lane.
 *
 * Durations are relative, so that the driver's own clock is the only one that counts. Whatever cannot be done rejects with
 * `QueueDriverError`; a call that rejected may have taken effect, and can be repeated.
 */
export interface QueueDriver {
  /** For messages and metrics, e.g. `"memory"`. */
  readonly name: string;
  /** What was added outlives the process. */
  readonly isDurable: boolean;
  /** Records that go with its jobs, kept where they are: as durable, and shared by the same processes. Closed by `close`. */
  readonly state: StateStore;
  /** The jobs of one queue. Opening is cheap and connects to nothing; every call of {@link QueueBackend} may. */
  open(queue: string, settings: BackendSettings): QueueBackend;
  /** Only where the jobs are in Redis: the way there for what else all processes share, such as the pace of an outbox. */
  readonly redis?: SharedRedis | undefined;
  /** Closes what the driver itself opened. Its backends are closed already. Safe to repeat. */
  close(): Promise<void>;
}

/** The Redis of a driver. */
export interface SharedRedis {
  /** What all keys there begin with: text without braces. */
  readonly prefix: string;
  /**
   * Another connection to the same place, with the same password, database and nodes: an ioredis client of its own, which
   * connects at once, and again by itself. Whoever asked for it calls its `disconnect()`; the driver's `close` does not.
   */
  connect(options?: SharedRedisOptions): RedisClient;
}

/** The options of ioredis that are set differently on such a connection. */
export interface SharedRedisOptions {
  /** A command without an answer after so long, in ms, rejects. @default as the driver's own connection */
  readonly commandTimeout?: number;
  /** How often it connects anew before what waits rejects; `null`: it waits. @default as the driver's own connection */
  readonly maxRetriesPerRequest?: number | null;
  /** Whether what was under way when a connection broke is sent again, and perhaps done twice. @default true */
  readonly autoResendUnfulfilledCommands?: boolean;
}

/** An ioredis client, `Redis` or `Cluster`, by what is asked of it here; libraries that want one can be given it. */
export interface RedisClient {
  readonly status: string;
  on(event: "error", listener: (error: Error) => void): unknown;
  disconnect(): void;
}

export interface BackendSettings {
  /** How many jobs of a lane are handed out together at most. */
  readonly maxSize: number;
  /** A lane is handed out when nothing was added to it for so long … */
  readonly debounceMs: number;
  /** … or its oldest waiting job has waited so long … or `maxSize` jobs wait. */
  readonly maxWaitMs: number;
  /** How long a lease lasts unless it is renewed. */
  readonly leaseMs: number;
  /** How long an id is known after it was added, whatever became of its job. A job that is kept is known anyway. */
  readonly rememberMs: number;
  /** Completed jobs are kept for so long, and so many of them; the oldest go first. */
  readonly keepCompleted: { readonly ageMs: number; readonly count: number };
}

export type JobState = "waiting" | "delayed" | "retrying" | "active" | "completed" | "dead";

export const jobStates = [
  "waiting",
  "delayed",
  "retrying",
  "active",
  "completed",
  "dead",
] as const satisfies JobState[];

export interface NewJob {
  /** Any text that is not empty. */
  readonly id: string;
  /** Any text. */
  readonly lane: string;
  /** JSON. The driver keeps it as it is. */
  readonly data: string;
  /** 0 is the most urgent; from 8_191 on, all may be alike. A lane is as urgent as the most urgent job added since it was last empty. */
  readonly priority: number;
  /** 0: at once. A delayed job takes its place at the end of its lane when the time has come, and holds nobody until then. */
  readonly delayMs: number;
  /** Its id was made for it and comes only once, so a driver need not remember it apart from the job. */
  readonly isOnce?: boolean;
}

/** One failed run. Kept oldest first; a driver may drop the oldest of more than 20. */
export interface JobError {
  readonly at: number;
  readonly name: string;
  readonly message: string;
  readonly code?: string;
}

export interface JobRecord extends Omit<NewJob, "delayMs" | "isOnce"> {
  readonly state: JobState;
  /** Runs that failed and counted, the one that buried it too, since it was added or last brought back from the dead. */
  readonly failures: number;
  /** How often a worker was lost with it as the first of its lease: the job that ran, where they run one by one. */
  readonly stalls: number;
  /** How often it was brought back from the dead. */
  readonly revivals: number;
  readonly errors: readonly JobError[];
  /** Epoch ms by the driver's clock, as are the others. */
  readonly addedAt: number;
  /** When it will be due: of a delayed or retrying job. */
  readonly dueAt?: number;
  /** Of a completed or dead job. */
  readonly finishedAt?: number;
  /** JSON, see {@link QueueBackend.setProgress}. */
  readonly progress?: string;
  /** JSON, see {@link Outcome}. */
  readonly result?: string;
}

/** The right to work on a lane for a while. */
export interface Lease {
  readonly lane: string;
  /** The fencing token: larger than that of any lease of this queue before it. */
  readonly token: number;
  /** At least one, in the order to run them. Some may have run before. */
  readonly jobs: readonly JobRecord[];
  /** Its former worker let the lease run out. */
  readonly isRecovered: boolean;
}

export type Outcome =
  | { readonly id: string; readonly kind: "completed"; readonly result?: string }
  /** The lane waits for `delayMs`, then the same jobs come again. Ends the lease. */
  | {
      readonly id: string;
      readonly kind: "retry";
      readonly delayMs: number;
      /** Left out: nothing failed, the job is only put off. */
      readonly error?: JobError;
      /** Whether it adds to `failures`. */
      readonly isCounted: boolean;
    }
  | { readonly id: string; readonly kind: "dead"; readonly error: JobError };

/** `"paused"`: it was done, and the lane is paused now; `"lost"`: nothing was done. */
export type Settled = "done" | "paused" | "lost";

/** What is paused: all, one lane, or every lane whose name begins so. */
export type PauseTarget = { readonly lane: string } | { readonly prefix: string } | { readonly all: true };

export interface Page {
  readonly jobs: readonly JobRecord[];
  /** Where the next page begins; not set on the last one. */
  readonly cursor?: string;
}

export type JobCounts = Readonly<Record<JobState, number>>;

export interface LaneInfo {
  readonly lane: string;
  readonly waiting: number;
  readonly active: number;
  /** Since when its oldest waiting job waits. */
  readonly oldestAt?: number;
}

export interface TakeOptions {
  /** How many leases at most. */
  readonly max: number;
  /** How long to wait for the first one. 0: answer at once. */
  readonly waitMs: number;
  /** Ends the waiting; what was taken by then is answered. */
  readonly signal?: AbortSignal;
}

/** The jobs of one queue. Any number of processes may open the same one. */
export interface QueueBackend {
  /**
   * Stores the jobs, all or none, in this order. One whose id is known is left out.
   *
   * @returns of each job whether it was stored, or known
   * @throws {QueueFullError} there is no room; nothing was stored
   */
  addAll(jobs: readonly NewJob[]): Promise<readonly ("added" | "duplicate")[]>;

  /**
   * Takes lanes that are due: not leased, not paused, not held by a retry, quiet for long enough. The most urgent first;
   * among those, the one that has waited longest for its turn: a lane that was just released is the last.
   *
   * @returns none when the time was over or the signal fired
   */
  take(options: TakeOptions): Promise<Lease[]>;

  /**
   * The lease begins anew.
   *
   * @returns how many jobs wait behind the lease's own; `undefined`: the lease is lost
   */
  renew(lease: Lease): Promise<number | undefined>;

  /**
   * Records what became of jobs of the lease, in one step. Jobs not named stay in it. The lease ends with its last job,
   * with a `retry`, and with `isOver`: the jobs that are left then wait again, at the head of their lane.
   */
  settle(lease: Lease, outcomes: readonly Outcome[], isOver?: boolean): Promise<Settled>;

  /** Keeps a note with a job of the lease, for its next run and for people to see. JSON. */
  setProgress(lease: Lease, id: string, progress: string): Promise<Settled>;

  get(id: string): Promise<JobRecord | undefined>;
  /** The jobs in a state: waiting and dead ones oldest first, completed ones newest first. Jobs may move between two pages. */
  list(options: { state: JobState; lane?: string; limit: number; cursor?: string }): Promise<Page>;
  /** Costs the same however many jobs there are. */
  counts(lane?: string): Promise<JobCounts>;
  /** Since when the job waits that waits longest; not set when none does. */
  oldestWaitingAt(): Promise<number | undefined>;
  /** Lanes that are not empty. */
  lanes(options: {
    limit: number;
    cursor?: string;
  }): Promise<{ readonly lanes: readonly LaneInfo[]; readonly cursor?: string }>;

  /** Deletes a job unless it is active or retrying. Its id stays known. */
  remove(id: string): Promise<boolean>;
  /** Puts a dead job at the end of its lane, `failures` 0, `revivals` one more, its errors kept. */
  revive(id: string): Promise<boolean>;
  /** A delayed job waits from now on. */
  promote(id: string): Promise<boolean>;
  /**
   * Moves the waiting and delayed jobs of a lane into another, in the order in which they came. What is active or
   * retrying stays.
   *
   * @returns how many were moved
   */
  move(from: string, to: string): Promise<number>;

  /** No lease begins there; those that run go on. `forMs` left out: until it is resumed. A second pause replaces the first. */
  pause(target: PauseTarget, forMs?: number): Promise<void>;
  /** Takes back the pause of this very target. */
  resume(target: PauseTarget): Promise<void>;
  /** What is paused, and until when. */
  pauses(): Promise<readonly { readonly target: PauseTarget; readonly until?: number }[]>;

  /** Ends every waiting `take` and lets go of connections. Leases stay as they are. Safe to repeat. */
  close(): Promise<void>;
}
