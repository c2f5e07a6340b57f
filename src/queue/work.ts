import { AbortError } from "../errors/index.js";
import type { Clock } from "../internal/clock.js";
import type { Lease, Outcome, QueueBackend, Settled } from "./driver.js";
import type { QueueEmitter } from "./events.js";
import { judge, type Verdict } from "./failure.js";
import { type Job, jobErrorOf, jobOf, toJson } from "./job.js";
import { GrowthListeners } from "./listeners.js";
import type { Processor, ResolvedQueueOptions } from "./options.js";
import { keepProgress, lostLease, Run } from "./run.js";
import type { Schedule } from "./schedule.js";

/** What the works of one queue share. */
export interface Workplace<Data> {
  readonly backend: QueueBackend;
  readonly options: ResolvedQueueOptions<Data>;
  readonly processor: Processor<Data>;
  readonly emitter: QueueEmitter<Data>;
  readonly timeouts: Schedule<Run<Data>>;
  readonly graces: Schedule<Run<Data>>;
  readonly renewals: Schedule<Work<Data>>;
  readonly watches: Schedule<Work<Data>>;
  /** No new run begins. */
  readonly closing: AbortSignal;
  /** Nothing is waited for any more. */
  readonly closed: AbortSignal;
}

type Jobs<Data> = readonly [Job<Data>, ...Job<Data>[]];

/** A lease and what is done under it. */
export class Work<Data> {
  readonly lane: string;
  readonly #lease: Lease;
  readonly #at: Workplace<Data>;
  readonly #listeners: GrowthListeners;
  #run: Run<Data> | undefined;
  /** Jobs of the lease that come after those that run. */
  #behind = 0;
  #renewedAt: number;
  #isRenewing = false;
  #isAskedAgain = false;
  #isLost = false;
  #isOver = false;

  constructor(lease: Lease, at: Workplace<Data>) {
    this.lane = lease.lane;
    this.#lease = lease;
    this.#at = at;
    this.#listeners = new GrowthListeners((error) => at.emitter.emit("error", error));
    this.#renewedAt = this.#clock.now();
  }

  get #clock(): Clock {
    return this.#at.options.clock;
  }

  /** Runs the lease's jobs, each or all together, and records what became of them. Never rejects. */
  async run(): Promise<void> {
    const { renewals, watches, options } = this.#at;
    renewals.add(this);
    try {
      const jobs = await this.#readable();
      const parts = options.batch.isBatch ? [jobs] : jobs.map((job) => [job]);
      for (const [i, part] of parts.entries()) {
        this.#behind = parts.length - i - 1;
        if (this.#isLost || !isSome(part)) return;
        if (this.#at.closing.aborted) return void (await this.#settle([], true));
        if (!(await this.#attempt(part))) return;
      }
    } catch (error) {
      this.#at.emitter.emit("error", error);
    } finally {
      this.#isOver = true;
      renewals.delete(this);
      watches.delete(this);
    }
  }

  /** Buries what cannot be read, and what may be killing its workers. */
  async #readable(): Promise<Job<Data>[]> {
    const { jobs: records, isRecovered, lane } = this.#lease;
    const { emitter, options } = this.#at;
    if (isRecovered) emitter.emit("stalled", { lane, ids: records.map(({ id }) => id) });
    const now = this.#clock.now();
    const jobs: Job<Data>[] = [];
    const dead: (Outcome & { readonly kind: "dead" })[] = [];
    for (const [i, record] of records.entries()) {
      const isSuspect = isRecovered && record.stalls >= options.maxStalls && (i === 0 || options.batch.isBatch);
      try {
        if (isSuspect)
          throw new Error(`Its worker was lost ${record.stalls} times while it ran: it may be what ends them.`);
        jobs.push(jobOf<Data>(record));
      } catch (error) {
        dead.push({ id: record.id, kind: "dead", error: jobErrorOf(error, now) });
      }
    }
    if (dead.length === 0) return jobs;
    const answer = await this.#settle(dead);
    if (answer === "lost") return [];
    for (const { id, error } of dead) emitter.emit("dead", { lane, ids: [id], error });
    return jobs;
  }

  /** @returns whether the lease goes on */
  async #attempt(jobs: Jobs<Data>): Promise<boolean> {
    const { emitter, timeouts, graces, processor, options } = this.#at;
    const { lane, token } = this.#lease;
    const run: Run<Data> = new Run<Data>(jobs, {
      lane,
      token,
      onAdded: (listener) => (this.#run === run ? this.#onAdded(listener) : () => {}),
      setProgress: ({ id }, progress) => keepProgress(this.#at.backend, this.#lease, id, progress, options.maxJobBytes),
    });
    this.#run = run;
    const startedAt = this.#clock.now();
    emitter.emit("active", { lane, jobs, waitMs: Math.max(0, startedAt - jobs[0].addedAt) });
    timeouts.add(run);
    const end = await run.execute(processor);
    timeouts.delete(run);
    graces.delete(run);
    this.#run = undefined;
    this.#listeners.clear();
    const runMs = this.#clock.now() - startedAt;
    if (this.#isLost) return false;
    if (end.isDone) return this.#succeed(jobs, end.value, runMs);
    if (run.reason instanceof AbortError) {
      // While it may still be at work, nobody else shall have the lane before the lease is over.
      if (!run.isGivenUp) await this.#settle([], true);
      return false;
    }
    emitter.emit("failed", { lane, jobs, error: end.error, runMs });
    return this.#fail(jobs, end.error);
  }

  async #succeed(jobs: Jobs<Data>, value: unknown, runMs: number): Promise<boolean> {
    const answer = await this.#settle(this.#completed(jobs, value));
    if (answer !== "lost") this.#at.emitter.emit("completed", { lane: this.lane, jobs, runMs });
    return this.#goOn(answer);
  }

  #completed(jobs: Jobs<Data>, value: unknown): Outcome[] {
    let result: { result: string } | undefined;
    try {
      if (value !== undefined) result = { result: toJson("result", value, this.#at.options.maxJobBytes) };
    } catch (error) {
      // The work is done, whatever it returned.
      this.#at.emitter.emit("error", error);
    }
    return jobs.map(({ id }) => ({ id, kind: "completed", ...result }));
  }

  async #fail(jobs: Jobs<Data>, error: unknown): Promise<boolean> {
    const { backend, emitter } = this.#at;
    const { lane } = this;
    const verdict = this.#judge(error, jobs);
    const jobError = jobErrorOf(error, this.#clock.now());
    if (verdict.kind === "dead") {
      const answer = await this.#settle(jobs.map(({ id }) => ({ id, kind: "dead", error: jobError })));
      if (answer !== "lost") emitter.emit("dead", { lane, ids: jobs.map(({ id }) => id), error: jobError });
      return this.#goOn(answer);
    }
    const isPause = verdict.kind === "pause";
    if (isPause)
      await this.#insist(() => backend.pause(verdict.scope === "lane" ? { lane } : { all: true }, verdict.forMs));
    const delayMs = isPause ? 0 : verdict.delayMs;
    const again = jobs.map(({ id }) => ({ id, kind: "retry" as const, delayMs, error: jobError, isCounted: !isPause }));
    if ((await this.#settle(again)) !== "lost") {
      emitter.emit("retrying", { lane, jobs, error, delayMs: isPause ? verdict.forMs : delayMs });
    }
    return false;
  }

  #judge(error: unknown, jobs: Jobs<Data>): Verdict {
    const { options, emitter } = this.#at;
    const failed = Math.max(...jobs.map(({ attempt }) => attempt));
    try {
      return judge(error, jobs, failed, options);
    } catch (problem) {
      emitter.emit("error", problem);
      return judge(error, jobs, failed, { ...options, decide: undefined });
    }
  }

  /** Whether the lease goes on; where it must not, the jobs that are left wait again. */
  async #goOn(answer: Settled): Promise<boolean> {
    if (answer === "done" && !this.#at.closing.aborted) return true;
    if (answer !== "lost" && !this.#isLost) await this.#settle([], true);
    return false;
  }

  /** Records outcomes. While the store is away it goes on trying: the work is done, and nobody else may do it again. */
  async #settle(outcomes: readonly Outcome[], isOver = false): Promise<Settled> {
    let failures = 0;
    const answer = await this.#insist(
      () => this.#at.backend.settle(this.#lease, outcomes, isOver),
      () => failures++,
    );
    if (answer === "done" || answer === "paused") return answer;
    // A call that failed may have been heard: then it is the repetition that came too late.
    const isRecorded = answer === "lost" && failures > 0 && (await this.#isRecorded(outcomes));
    this.lose();
    return isRecorded ? "done" : "lost";
  }

  async #isRecorded(outcomes: readonly Outcome[]): Promise<boolean> {
    for (const outcome of outcomes) {
      const job = await this.#insist(() => this.#at.backend.get(outcome.id));
      const isSame =
        outcome.kind === "completed"
          ? job === undefined || job.state === "completed"
          : job?.errors.some(({ at, message }) => at === outcome.error.at && message === outcome.error.message);
      if (!isSame) return false;
    }
    return outcomes.length > 0;
  }

  /** Repeats a call of the store until it is answered; `undefined` when the queue is closed before. */
  async #insist<T>(call: () => Promise<T>, onFailure = () => {}): Promise<T | undefined> {
    for (let waitMs = 50; ; waitMs = Math.min(waitMs * 2, 2_000)) {
      try {
        return await call();
      } catch (error) {
        onFailure();
        this.#at.emitter.emit("error", error);
        if (this.#at.closed.aborted) return undefined;
        await this.#clock.sleep(waitMs, this.#at.closed).catch(() => {});
      }
    }
  }

  /** Renews the lease and tells who listens what has come since. One call at a time: answers may overtake one another. */
  async renew(): Promise<void> {
    const { renewals, watches, options } = this.#at;
    if (this.#isOver || this.#isLost) return;
    renewals.add(this);
    if (!this.#listeners.isEmpty) watches.add(this);
    this.#isAskedAgain = this.#isRenewing;
    if (!this.#isRenewing) await this.#renew();
    if (this.#clock.now() - this.#renewedAt > options.leaseMs) this.lose();
    else if (this.#isAskedAgain && !this.#isRenewing) await this.renew();
  }

  async #renew(): Promise<void> {
    const { backend, emitter } = this.#at;
    const askedAt = this.#clock.now();
    this.#isRenewing = true;
    try {
      const waiting = await backend.renew(this.#lease);
      if (this.#isOver) return;
      if (waiting === undefined) return this.lose();
      this.#renewedAt = askedAt;
      this.#listeners.tell(waiting + this.#behind);
    } catch (error) {
      emitter.emit("error", error);
    } finally {
      this.#isRenewing = false;
    }
  }

  /** To be told when this process has added to the lane. */
  added(): void {
    if (!this.#listeners.isEmpty) void this.renew();
  }

  #onAdded(listener: (waiting: number) => void): () => void {
    const end = this.#listeners.add(listener);
    void this.renew();
    return end;
  }

  /** Another worker has the lane: nothing of this is recorded any more. */
  lose(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.end(lostLease(this.lane));
  }

  /** Asks the run under way to end, and goes on without it when it does not in good time. */
  end(reason: Error): void {
    if (!this.#run) return;
    this.#run.abort(reason);
    this.#at.graces.add(this.#run);
  }
}

function isSome<Item>(items: readonly Item[]): items is readonly [Item, ...Item[]] {
  return items.length > 0;
}
