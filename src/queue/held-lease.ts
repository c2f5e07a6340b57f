import type { Clock } from "../internal/clock.js";
import type { Lease, Outcome, QueueBackend, Settled } from "./driver.js";
import { GrowthListeners } from "./listeners.js";
import { lostLease } from "./run.js";
import type { Schedule } from "./schedule.js";

/** What the leases of one queue share. */
export interface LeasePlace {
  readonly backend: QueueBackend;
  /** For how long something takes. What time it is, `options.clock` says. */
  readonly clock: Clock;
  readonly leaseMs: number;
  readonly renewals: Schedule<HeldLease>;
  readonly watches: Schedule<HeldLease>;
  /** Nothing is waited for any more. */
  readonly closed: AbortSignal;
  readonly onError: (error: unknown) => void;
}

/** A lease as its worker has it: kept alive until it ends or is lost, and used to record what became of its jobs. */
export class HeldLease {
  /** Jobs of the lease that come after those that run. */
  behind = 0;
  readonly #lease: Lease;
  readonly #at: LeasePlace;
  readonly #onLost: (reason: Error) => void;
  readonly #listeners: GrowthListeners;
  #renewedAt: number;
  #isRenewing = false;
  #isAskedAgain = false;
  #isLost = false;
  #isOver = false;

  constructor(lease: Lease, at: LeasePlace, onLost: (reason: Error) => void) {
    this.#lease = lease;
    this.#at = at;
    this.#onLost = onLost;
    this.#listeners = new GrowthListeners(at.onError);
    this.#renewedAt = at.clock.now();
  }

  /** Another worker has the lane: nothing of this one is recorded any more. */
  get isLost(): boolean {
    return this.#isLost;
  }

  begin(): void {
    this.#at.renewals.add(this);
  }

  end(): void {
    this.#isOver = true;
    this.#at.renewals.delete(this);
    this.#at.watches.delete(this);
  }

  /** Tells `listener` of jobs that come behind those that run. */
  listen(listener: (waiting: number) => void): () => void {
    const end = this.#listeners.add(listener);
    void this.renew();
    return end;
  }

  forgetListeners(): void {
    this.#listeners.clear();
  }

  /** To be told when this process has added to the lane. */
  added(): void {
    if (!this.#listeners.isEmpty) void this.renew();
  }

  /** Records outcomes. While the store is away it goes on trying: the work is done, and nobody else may do it again. */
  async settle(outcomes: readonly Outcome[], isOver = false): Promise<Settled> {
    let failures = 0;
    const answer = await this.insist(
      () => this.#at.backend.settle(this.#lease, outcomes, isOver),
      () => failures++,
    );
    if (answer === "done" || answer === "paused") return answer;
    // A call that failed may have been heard: then it is the repetition that came too late.
    const isRecorded = answer === "lost" && failures > 0 && (await this.#isRecorded(outcomes));
    this.#lose();
    return isRecorded ? "done" : "lost";
  }

  async #isRecorded(outcomes: readonly Outcome[]): Promise<boolean> {
    for (const outcome of outcomes) {
      const job = await this.insist(() => this.#at.backend.get(outcome.id));
      const isSame =
        outcome.kind === "completed"
          ? job === undefined || job.state === "completed"
          : outcome.error === undefined
            ? job?.state === "retrying"
            : job?.errors.some(({ at, message }) => at === outcome.error?.at && message === outcome.error.message);
      if (!isSame) return false;
    }
    return outcomes.length > 0;
  }

  /** Repeats a call of the store until it is answered; `undefined` when the queue is closed before. */
  async insist<T>(call: () => Promise<T>, onFailure = () => {}): Promise<T | undefined> {
    const { clock, closed, onError } = this.#at;
    for (let waitMs = 50; ; waitMs = Math.min(waitMs * 2, 2_000)) {
      try {
        return await call();
      } catch (error) {
        onFailure();
        onError(error);
        if (closed.aborted) return undefined;
        await clock.sleep(waitMs, closed).catch(() => {});
      }
    }
  }

  /** Renews the lease and tells who listens what has come since. One call at a time: answers may overtake one another. */
  async renew(): Promise<void> {
    const { renewals, watches, clock, leaseMs } = this.#at;
    if (this.#isOver || this.#isLost) return;
    renewals.add(this);
    if (!this.#listeners.isEmpty) watches.add(this);
    this.#isAskedAgain = this.#isRenewing;
    if (!this.#isRenewing) await this.#renew();
    if (clock.now() - this.#renewedAt > leaseMs) this.#lose();
    else if (this.#isAskedAgain && !this.#isRenewing) await this.renew();
  }

  async #renew(): Promise<void> {
    const askedAt = this.#at.clock.now();
    this.#isRenewing = true;
    try {
      const waiting = await this.#at.backend.renew(this.#lease);
      if (this.#isOver) return;
      if (waiting === undefined) return this.#lose();
      this.#renewedAt = askedAt;
      this.#listeners.tell(waiting + this.behind);
    } catch (error) {
      this.#at.onError(error);
    } finally {
      this.#isRenewing = false;
    }
  }

  #lose(): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#onLost(lostLease(this.#lease.lane));
  }
}
