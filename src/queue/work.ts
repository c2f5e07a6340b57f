import { AbortError } from "../errors/index.js";
import type { Lease, Outcome, PauseTarget, QueueBackend, Settled } from "./driver.js";
import type { QueueEmitter } from "./events.js";
import { judge, type Verdict } from "./failure.js";
import { HeldLease, type LeasePlace } from "./held-lease.js";
import { type Job, jobErrorOf, jobOf, toJson } from "./job.js";
import type { Processor, ResolvedQueueOptions } from "./options.js";
import { keepProgress, Run } from "./run.js";
import type { Schedule } from "./schedule.js";

/** What the works of one queue share. */
export interface Workplace<Data> extends LeasePlace {
  readonly options: ResolvedQueueOptions<Data>;
  readonly processor: Processor<Data>;
  readonly emitter: QueueEmitter<Data>;
  readonly timeouts: Schedule<Run<Data>>;
  readonly graces: Schedule<Run<Data>>;
  /** No new run begins. */
  readonly closing: AbortSignal;
}

type Jobs<Data> = readonly [Job<Data>, ...Job<Data>[]];

/** A lease and what is done under it. */
export class Work<Data> {
  readonly lane: string;
  readonly #lease: Lease;
  readonly #held: HeldLease;
  readonly #at: Workplace<Data>;
  #run: Run<Data> | undefined;

  constructor(lease: Lease, at: Workplace<Data>) {
    this.lane = lease.lane;
    this.#lease = lease;
    this.#at = at;
    this.#held = new HeldLease(lease, at, (reason) => this.end(reason));
  }

  /** Runs the lease's jobs, each or all together, and records what became of them. Never rejects. */
  async run(): Promise<void> {
    this.#held.begin();
    try {
      const jobs = await this.#readable();
      const parts = this.#at.options.batch.isBatch ? [jobs] : jobs.map((job) => [job]);
      for (const [i, part] of parts.entries()) {
        this.#held.behind = parts.length - i - 1;
        if (this.#held.isLost || !isSome(part)) return;
        if (this.#at.closing.aborted) return void (await this.#held.settle([], true));
        if (!(await this.#attempt(part))) return;
      }
    } catch (error) {
      this.#at.emitter.emit("error", error);
    } finally {
      this.#held.end();
    }
  }

  /** Buries what cannot be read, and what may be killing its workers. */
  async #readable(): Promise<Job<Data>[]> {
    const { jobs: records, isRecovered, lane } = this.#lease;
    const { emitter, options } = this.#at;
    if (isRecovered) emitter.emit("stalled", { lane, ids: records.map(({ id }) => id) });
    const now = this.#at.options.clock.now();
    const stalls = records[0]?.stalls ?? 0;
    const isSuspect = isRecovered && stalls >= options.maxStalls;
    const jobs: Job<Data>[] = [];
    const dead: (Outcome & { readonly kind: "dead" })[] = [];
    for (const [i, record] of records.entries()) {
      try {
        if (isSuspect && (i === 0 || options.batch.isBatch))
          throw new Error(`Its worker was lost ${stalls} times while it ran: it may be what ends them.`);
        jobs.push(jobOf<Data>(record));
      } catch (error) {
        dead.push({ id: record.id, kind: "dead", error: jobErrorOf(error, now) });
      }
    }
    if (dead.length === 0) return jobs;
    const answer = await this.#held.settle(dead);
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
      onAdded: (listener) => (this.#run === run ? this.#held.listen(listener) : () => {}),
      setProgress: ({ id }, progress) => keepProgress(this.#at.backend, this.#lease, id, progress, options.maxJobBytes),
    });
    this.#run = run;
    const startedAt = this.#at.clock.now();
    emitter.emit("active", { lane, jobs, waitMs: Math.max(0, options.clock.now() - jobs[0].addedAt) });
    timeouts.add(run);
    const end = await run.execute(processor);
    timeouts.delete(run);
    graces.delete(run);
    this.#run = undefined;
    this.#held.forgetListeners();
    const runMs = this.#at.clock.now() - startedAt;
    if (this.#held.isLost) return false;
    if (end.isDone) return this.#succeed(jobs, end.value, runMs);
    if (run.reason instanceof AbortError) {
      // While it may still be at work, nobody else shall have the lane before the lease is over.
      if (!run.isGivenUp) await this.#held.settle([], true);
      return false;
    }
    return this.#fail(jobs, end.error, runMs);
  }

  async #succeed(jobs: Jobs<Data>, value: unknown, runMs: number): Promise<boolean> {
    const answer = await this.#held.settle(this.#completed(jobs, value));
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

  async #fail(jobs: Jobs<Data>, error: unknown, runMs: number): Promise<boolean> {
    const { backend, emitter } = this.#at;
    const { lane } = this;
    const verdict = this.#judge(error, jobs);
    if (verdict.kind === "defer") return this.#defer(jobs, verdict.delayMs);
    emitter.emit("failed", { lane, jobs, error, runMs });
    const now = this.#at.options.clock.now();
    const jobError = jobErrorOf(error, now);
    if (verdict.kind === "dead") {
      const answer = await this.#held.settle(jobs.map(({ id }) => ({ id, kind: "dead", error: jobError })));
      if (answer !== "lost") emitter.emit("dead", { lane, ids: jobs.map(({ id }) => id), error: jobError });
      return this.#goOn(answer);
    }
    const isPause = verdict.kind === "pause";
    if (isPause)
      await this.#held.insist(() =>
        pauseAtLeast(backend, verdict.scope === "lane" ? { lane } : { all: true }, verdict.forMs, now),
      );
    const delayMs = isPause ? 0 : verdict.delayMs;
    const again = jobs.map(({ id }) => ({ id, kind: "retry" as const, delayMs, error: jobError, isCounted: !isPause }));
    if ((await this.#held.settle(again)) !== "lost") {
      emitter.emit("retrying", { lane, jobs, error, delayMs: isPause ? verdict.forMs : delayMs });
    }
    return false;
  }

  async #defer(jobs: Jobs<Data>, delayMs: number): Promise<boolean> {
    const again = jobs.map(({ id }) => ({ id, kind: "retry" as const, delayMs, isCounted: false }));
    if ((await this.#held.settle(again)) !== "lost")
      this.#at.emitter.emit("deferred", { lane: this.lane, jobs, delayMs });
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

  /** Whether the lease goes on. Where the lane is paused it must not: the jobs that are left wait again. */
  async #goOn(answer: Settled): Promise<boolean> {
    if (answer === "paused") await this.#held.settle([], true);
    return answer === "done";
  }

  /** To be told when this process has added to the lane. */
  added(): void {
    this.#held.added();
  }

  /** Asks the run under way to end, and goes on without it when it does not in good time. */
  end(reason: Error): void {
    if (!this.#run) return;
    this.#run.abort(reason);
    this.#at.graces.add(this.#run);
  }
}

/** What somebody paused for longer, or until it is resumed, stays so. */
async function pauseAtLeast(backend: QueueBackend, target: PauseTarget, forMs: number, now: number): Promise<void> {
  const wanted = JSON.stringify(target);
  const same = (await backend.pauses()).find((pause) => JSON.stringify(pause.target) === wanted);
  if (same && (same.until ?? Number.POSITIVE_INFINITY) >= now + forMs) return;
  await backend.pause(target, forMs);
}

function isSome<Item>(items: readonly Item[]): items is readonly [Item, ...Item[]] {
  return items.length > 0;
}
