import { onAbort } from "../../internal/abort.js";
import type { Clock } from "../../internal/clock.js";
import { Timeline } from "../../internal/timeline.js";
import { longestTimerMs } from "../../internal/timer.js";
import type { BackendSettings, JobCounts, LaneInfo, PauseTarget, TakeOptions } from "../driver.js";
import { Alarm } from "./alarm.js";
import { Lane, type StoredJob } from "./lane.js";
import { Lines } from "./lines.js";
import { Pauses } from "./pauses.js";

type Finished = "completed" | "dead";

/** The lanes of a queue: which of them are due, and who waits for one. */
export class Lanes {
  readonly #clock: Clock;
  #settings: BackendSettings;
  readonly #promote: (job: StoredJob) => void;
  readonly #lanes = new Map<string, Lane>();
  readonly #due = new Lines();
  /** Lanes that will be due, and when to look at them again. */
  readonly #later = new Timeline<Lane>((lane, at) => lane.nextLookAt === at && this.#lanes.get(lane.key) === lane);
  readonly #delayed = new Timeline<StoredJob>((job, at) => job.state === "delayed" && job.since === at);
  readonly #pauses = new Pauses();
  /** Lanes that were due and paused. */
  readonly #parked = new Set<Lane>();
  readonly #finished = new Map<string, Record<Finished, number>>();
  readonly #waiters = new Set<() => void>();
  readonly #alarm: Alarm;

  /** @param promote puts a delayed job whose time has come at the end of its lane */
  constructor(clock: Clock, settings: BackendSettings, promote: (job: StoredJob) => void) {
    this.#clock = clock;
    this.#settings = settings;
    this.#promote = promote;
    this.#alarm = new Alarm(clock, () => this.#wake());
  }

  workWith(settings: BackendSettings): void {
    this.#settings = settings;
    for (const lane of this.#lanes.values()) this.place(lane);
  }

  get(key: string): Lane | undefined {
    return this.#lanes.get(key);
  }

  of(key: string): Lane {
    const known = this.#lanes.get(key);
    if (known) return known;
    const lane = new Lane(key);
    this.#lanes.set(key, lane);
    return lane;
  }

  /** Adds a job to the end of its lane. */
  join(job: StoredJob, now: number): void {
    const { lane } = job;
    lane.waiting.push(job);
    lane.waitingCount++;
    lane.lastAddedAt = now;
    lane.priority = Math.min(lane.priority, job.priority);
    this.place(lane, now);
  }

  delay(job: StoredJob): void {
    job.lane.delayed.add(job);
    this.#delayed.add(job.since, job);
    this.#wake();
  }

  promoteDue(now = this.#clock.now()): void {
    for (let job = this.#delayed.takeDue(now); job; job = this.#delayed.takeDue(now)) {
      if (job.state === "delayed" && job.lane.delayed.delete(job)) this.#promote(job);
    }
  }

  /** To be told of every change of a lane: it stands in line when it is due, and is looked at later when it will be. */
  place(lane: Lane, now = this.#clock.now()): void {
    if (lane.isEmpty) {
      if (this.#lanes.get(lane.key) === lane) this.#lanes.delete(lane.key);
      return;
    }
    const at = lane.dueAt(this.#settings);
    if (at <= now) this.#due.join(lane);
    else if (at >= lane.nextLookAt) return;
    else if (at < Number.POSITIVE_INFINITY) {
      lane.nextLookAt = at;
      this.#later.add(at, lane);
    }
    this.#wake();
  }

  /** Waits for lanes that are due and opens each at once. */
  async take<Opened>(
    { max, waitMs, signal }: TakeOptions,
    closed: AbortSignal,
    open: (lane: Lane) => Opened,
  ): Promise<Opened[]> {
    const until = this.#clock.now() + waitMs;
    for (;;) {
      const now = this.#clock.now();
      const opened = this.#open(max, now, open);
      if (opened.length > 0 || now >= until || signal?.aborted || closed.aborted) return opened;
      await this.#change(Math.min(until, this.#nextAt) - now, closed, signal);
    }
  }

  #open<Opened>(max: number, now: number, open: (lane: Lane) => Opened): Opened[] {
    const opened: Opened[] = [];
    this.#endPauses(now);
    this.promoteDue(now);
    for (let lane = this.#later.takeDue(now); lane; lane = this.#later.takeDue(now)) {
      lane.nextLookAt = Number.POSITIVE_INFINITY;
      this.place(lane, now);
    }
    if (this.#pauses.isAll) return opened;
    while (opened.length < max) {
      const lane = this.#due.shift();
      if (!lane) break;
      if (lane.isEmpty || lane.dueAt(this.#settings) > now) this.place(lane, now);
      else if (this.#pauses.has(lane.key)) this.#parked.add(lane);
      else opened.push(open(lane));
    }
    return opened;
  }

  get #nextAt(): number {
    return Math.min(this.#later.nextAt, this.#delayed.nextAt, this.#pauses.nextEndAt);
  }

  /** Keeps no timer while nobody waits. */
  rest(): void {
    if (this.#waiters.size === 0) this.#alarm.stop();
  }

  /** Resolves with the next change of a lane, a signal, or after `ms`. */
  #change(ms: number, ...signals: readonly (AbortSignal | undefined)[]): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        this.#waiters.delete(end);
        for (const each of forget) each?.();
        resolve();
      };
      const quit = () => {
        end();
        this.rest();
      };
      const forget = signals.map((signal) => signal && onAbort(signal, quit));
      this.#waiters.add(end);
      this.#alarm.set(this.#clock.now() + Math.min(ms, longestTimerMs));
    });
  }

  #wake(): void {
    if (this.#waiters.size === 0) return;
    for (const wake of [...this.#waiters]) wake();
  }

  move(from: string, to: string): number {
    const source = this.#lanes.get(from);
    if (!source) return 0;
    const target = this.of(to);
    const waiting = source.waiting.clear().filter(({ state }) => state === "waiting");
    const moved = [...waiting, ...source.delayed];
    for (const job of source.delayed) target.delayed.add(job);
    for (const job of moved) job.lane = target;
    const all = [...target.waiting.clear().filter(({ state }) => state === "waiting"), ...waiting];
    for (const job of all.sort((a, b) => a.order - b.order)) target.waiting.push(job);
    source.delayed.clear();
    source.waitingCount = 0;
    target.waitingCount = all.length;
    target.lastAddedAt = Math.max(target.lastAddedAt, source.lastAddedAt);
    target.priority = Math.min(target.priority, source.priority);
    this.place(source);
    this.place(target);
    return moved.length;
  }

  isPaused(lane: string): boolean {
    this.#endPauses(this.#clock.now());
    return this.#pauses.has(lane);
  }

  pause(target: PauseTarget, until: number): void {
    this.#pauses.set(target, until);
    this.#wake();
  }

  resume(target: PauseTarget): void {
    this.#pauses.delete(target);
    this.#unpark();
  }

  pauses() {
    this.#endPauses(this.#clock.now());
    return this.#pauses.list();
  }

  #endPauses(now: number): void {
    if (this.#pauses.nextEndAt > now) return;
    this.#pauses.end(now);
    this.#unpark();
  }

  #unpark(): void {
    for (const lane of this.#parked) this.place(lane);
    this.#parked.clear();
    this.#wake();
  }

  /** Counts the finished jobs of a lane, which it does not hold itself. */
  finished(lane: string, state: Finished, change: 1 | -1): void {
    const counts = this.#finished.get(lane);
    if (!counts) {
      this.#finished.set(lane, { completed: 0, dead: 0, [state]: change });
      return;
    }
    counts[state] += change;
    if (counts.completed + counts.dead === 0) this.#finished.delete(lane);
  }

  counts(key: string): JobCounts {
    const lane = this.#lanes.get(key);
    const { completed, dead } = this.#finished.get(key) ?? { completed: 0, dead: 0 };
    const opened = lane?.opened.length ?? 0;
    const active = lane?.token === 0 ? 0 : opened;
    const [waiting, delayed] = [lane?.waitingCount ?? 0, lane?.delayed.size ?? 0];
    return { waiting, delayed, retrying: opened - active, active, completed, dead };
  }

  list({ limit, cursor = "0" }: { limit: number; cursor?: string }) {
    const begin = Number(cursor);
    const lanes: LaneInfo[] = [];
    let place = 0;
    for (const lane of this.#lanes.values()) {
      if (lanes.length === limit) return { lanes, cursor: String(place) };
      if (place++ >= begin) lanes.push(lane.info());
    }
    return { lanes };
  }
}
