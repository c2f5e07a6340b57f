import type { Clock } from "../../internal/clock.js";
import type {
  BackendSettings,
  JobCounts,
  JobError,
  JobRecord,
  JobState,
  Lease,
  NewJob,
  Outcome,
  Page,
  PauseTarget,
  Settled,
  TakeOptions,
} from "../driver.js";
import { jobStates } from "../driver.js";
import { JobList } from "./job-list.js";
import { Keys } from "./keys.js";
import { type Lane, recordOf, type StoredJob } from "./lane.js";
import { Lanes } from "./lanes.js";
import { Room, type RoomOptions } from "./room.js";

const maxErrors = 20;

/** The jobs of one queue, in this process's memory. What {@link QueueBackend} says is done here in one go, so that nothing comes between. */
export class MemoryBackend {
  readonly #clock: Clock;
  #settings: BackendSettings;
  #isWorkedOn = false;
  readonly #jobs = new Map<string, StoredJob>();
  readonly #byState = Object.fromEntries(jobStates.map((state) => [state, new JobList()])) as Record<JobState, JobList>;
  readonly #keys: Keys;
  readonly #lanes: Lanes;
  readonly #room: Room;
  #lastToken = 0;
  #lastOrder = 0;

  constructor(clock: Clock, settings: BackendSettings, room: RoomOptions) {
    this.#clock = clock;
    this.#settings = settings;
    this.#keys = new Keys(settings.rememberMs, room.maxJobs);
    this.#lanes = new Lanes(clock, settings, (job) => this.#wait(job));
    this.#room = new Room(room, () => this.#jobs.size - this.#byState.completed.size);
  }

  /** The settings of the first that takes are the queue's: who only adds need not know them. */
  workWith(settings: BackendSettings): void {
    if (this.#isWorkedOn) return;
    this.#isWorkedOn = true;
    this.#settings = settings;
    this.#lanes.workWith(settings);
  }

  /** See {@link Lanes.rest}. */
  rest(): void {
    this.#lanes.rest();
  }

  /** @param closed fires when the caller's opening is closed */
  async addAll(jobs: readonly NewJob[], closed: AbortSignal): Promise<readonly ("added" | "duplicate")[]> {
    if (!this.#room.has(jobs.length)) {
      const size = jobs.filter((job) => !this.#isKnown(job)).length;
      if (!this.#room.has(size)) await this.#room.wait(size, closed);
    }
    const now = this.#clock.now();
    this.#lanes.promoteDue(now);
    return jobs.map((job) => this.#add(job, now));
  }

  #isKnown({ id, isOnce }: NewJob): boolean {
    return this.#jobs.has(id) || (!isOnce && this.#keys.has(id, this.#clock.now()));
  }

  #add(given: NewJob, now: number): "added" | "duplicate" {
    const { id, lane, data, priority, delayMs, isOnce } = given;
    if (this.#isKnown(given)) return "duplicate";
    if (!isOnce) this.#keys.add(id, now);
    const fresh = { failures: 0, stalls: 0, revivals: 0, errors: [] };
    const at = { addedAt: now, since: now, order: 0, state: "delayed" as const };
    const job: StoredJob = { id, data, priority, lane: this.#lanes.of(lane), ...fresh, ...at };
    this.#jobs.set(id, job);
    if (delayMs > 0) {
      job.since = now + delayMs;
      this.#byState.delayed.add(job);
      this.#lanes.delay(job);
    } else {
      this.#wait(job, now);
    }
    return "added";
  }

  take(options: TakeOptions, closed: AbortSignal): Promise<Lease[]> {
    return this.#lanes.take(options, closed, (lane) => this.#open(lane));
  }

  #open(lane: Lane): Lease {
    const now = this.#clock.now();
    const isRecovered = lane.token !== 0;
    if (lane.opened.length === 0) lane.opened = lane.shift(this.#settings.maxSize);
    const [first] = lane.opened;
    if (isRecovered && first) first.stalls++;
    else for (const job of lane.opened) this.#turn(job, "active", now);
    lane.token = ++this.#lastToken;
    lane.leaseUntil = now + this.#settings.leaseMs;
    this.#lanes.place(lane);
    return { lane: lane.key, token: lane.token, jobs: lane.opened.map(recordOf), isRecovered };
  }

  async renew(lease: Lease): Promise<number | undefined> {
    const lane = this.#held(lease);
    if (!lane) return undefined;
    lane.leaseUntil = this.#clock.now() + this.#settings.leaseMs;
    return lane.waitingCount;
  }

  async settle(lease: Lease, outcomes: readonly Outcome[], isOver = false): Promise<Settled> {
    const lane = this.#held(lease);
    if (!lane) return "lost";
    const now = this.#clock.now();
    let heldMs: number | undefined;
    for (const outcome of outcomes) {
      const job = lane.opened.find(({ id }) => id === outcome.id);
      if (!job) continue;
      if (outcome.kind === "retry") {
        heldMs = Math.max(heldMs ?? 0, outcome.delayMs);
        fail(job, outcome.error, outcome.isCounted);
      } else {
        lane.opened.splice(lane.opened.indexOf(job), 1);
        this.#finish(job, outcome, now);
      }
    }
    if (heldMs !== undefined && lane.opened.length > 0) this.#hold(lane, now + heldMs);
    else if (isOver || lane.opened.length === 0) this.#release(lane, now);
    return this.#lanes.isPaused(lane.key) ? "paused" : "done";
  }

  #finish(job: StoredJob, outcome: Exclude<Outcome, { kind: "retry" }>, now: number): void {
    if (outcome.kind === "dead") fail(job, outcome.error, true);
    else if (outcome.result !== undefined) job.result = outcome.result;
    this.#turn(job, outcome.kind, now);
    this.#lanes.finished(job.lane.key, outcome.kind, 1);
    this.#forgetCompleted(now);
    this.#room.changed();
  }

  #hold(lane: Lane, until: number): void {
    for (const job of lane.opened) this.#turn(job, "retrying", until);
    lane.heldUntil = until;
    lane.token = 0;
    this.#lanes.place(lane);
  }

  #release(lane: Lane, now: number): void {
    // They are before those that wait, so they have not waited less.
    const since = Math.min(now, lane.head?.since ?? now);
    lane.waiting.unshift(lane.opened);
    lane.waitingCount += lane.opened.length;
    for (const job of lane.opened) this.#turn(job, "waiting", since);
    lane.opened = [];
    lane.token = 0;
    this.#lanes.place(lane);
  }

  async setProgress(lease: Lease, id: string, progress: string): Promise<Settled> {
    const lane = this.#held(lease);
    const job = lane?.opened.find((each) => each.id === id);
    if (!lane || !job) return "lost";
    job.progress = progress;
    return this.#lanes.isPaused(lane.key) ? "paused" : "done";
  }

  async get(id: string): Promise<JobRecord | undefined> {
    this.#forgetCompleted(this.#clock.now());
    const job = this.#jobs.get(id);
    return job && recordOf(job);
  }

  async list(options: { state: JobState; lane?: string; limit: number; cursor?: string }): Promise<Page> {
    this.#forgetCompleted(this.#clock.now());
    this.#lanes.promoteDue();
    const all = this.#byState[options.state];
    const ordered = options.state === "completed" ? all.newestFirst() : all;
    const begin = Number(options.cursor ?? 0);
    const jobs: JobRecord[] = [];
    let place = 0;
    for (const job of ordered) {
      if (options.lane !== undefined && job.lane.key !== options.lane) continue;
      if (jobs.length === options.limit) return { jobs, cursor: String(place) };
      if (place++ >= begin) jobs.push(recordOf(job));
    }
    return { jobs };
  }

  async counts(lane?: string): Promise<JobCounts> {
    this.#forgetCompleted(this.#clock.now());
    this.#lanes.promoteDue();
    if (lane !== undefined) return this.#lanes.counts(lane);
    return Object.fromEntries(jobStates.map((state) => [state, this.#byState[state].size])) as JobCounts;
  }

  async oldestWaitingAt(): Promise<number | undefined> {
    this.#lanes.promoteDue();
    return this.#byState.waiting.first?.since;
  }

  async lanes(options: { limit: number; cursor?: string }) {
    return this.#lanes.list(options);
  }

  async remove(id: string): Promise<boolean> {
    const job = this.#jobs.get(id);
    if (!job || job.state === "active" || job.state === "retrying") return false;
    const { state, lane } = job;
    this.#delete(job);
    if (state === "waiting") lane.waitingCount--;
    if (state === "delayed") lane.delayed.delete(job);
    this.#lanes.place(lane);
    return true;
  }

  async revive(id: string): Promise<boolean> {
    const job = this.#jobs.get(id);
    if (job?.state !== "dead") return false;
    this.#lanes.finished(job.lane.key, "dead", -1);
    job.lane = this.#lanes.of(job.lane.key);
    job.failures = 0;
    job.revivals++;
    this.#wait(job);
    return true;
  }

  async promote(id: string): Promise<boolean> {
    const job = this.#jobs.get(id);
    if (job?.state !== "delayed") return false;
    job.lane.delayed.delete(job);
    this.#wait(job);
    return true;
  }

  async move(from: string, to: string): Promise<number> {
    this.#lanes.promoteDue();
    return from === to ? 0 : this.#lanes.move(from, to);
  }

  async pause(target: PauseTarget, forMs = Number.POSITIVE_INFINITY): Promise<void> {
    this.#lanes.pause(target, this.#clock.now() + forMs);
  }

  async resume(target: PauseTarget): Promise<void> {
    this.#lanes.resume(target);
  }

  async pauses() {
    return this.#lanes.pauses();
  }

  /** The lane, if the lease is still the one that holds it. */
  #held({ lane, token }: Lease): Lane | undefined {
    const found = this.#lanes.get(lane);
    return found?.token === token ? found : undefined;
  }

  /** Puts a job at the end of its lane. */
  #wait(job: StoredJob, now = this.#clock.now()): void {
    job.order = ++this.#lastOrder;
    this.#turn(job, "waiting", now);
    this.#lanes.join(job, now);
  }

  #turn(job: StoredJob, state: JobState, since: number): void {
    job.state = state;
    job.since = since;
    this.#byState[state].add(job);
  }

  #delete(job: StoredJob): void {
    this.#jobs.delete(job.id);
    job.list?.delete(job);
    if (job.state === "completed" || job.state === "dead") this.#lanes.finished(job.lane.key, job.state, -1);
    // Where it still stands in a line, it is no waiting job any more.
    job.state = "dead";
    this.#room.changed();
  }

  #forgetCompleted(now: number): void {
    const { ageMs, count } = this.#settings.keepCompleted;
    const all = this.#byState.completed;
    for (let oldest = all.first; oldest; oldest = all.first) {
      if (all.size <= count && oldest.since + ageMs > now) return;
      this.#delete(oldest);
    }
  }
}

function fail(job: StoredJob, error: JobError | undefined, isCounted: boolean): void {
  if (error) job.errors = [...job.errors, error].slice(-maxErrors);
  if (isCounted) job.failures++;
}
