import { AbortError, SendFailedError, TimeoutError } from "../errors/index.js";
import { onAbort } from "../internal/abort.js";
import type { Clock } from "../internal/clock.js";
import type { JobInfo } from "../queue/job.js";
import type { Queue } from "../queue/queue.js";
import type { HandleKeeper, ReachedReceipt, SendState, SentReceipt, WaitOptions } from "./handle.js";
import { mayBeOut, type OutboxJob, progressOf } from "./job.js";
import type { Ledger } from "./ledger.js";
import type { OutboxEmitter } from "./outbox-events.js";
import { rankOf, reachedBy } from "./status.js";

/** What happens in this process is noticed at once; what others do, by asking: so soon, and then ever more seldom. */
const firstAskMs = 500;
const lastAskMs = 5_000;
const tickMs = 250;
const mostFresh = 10_000;

const goals = { delivered: rankOf("DELIVERY_ACK"), read: rankOf("READ") };

export interface KeeperParts {
  readonly queue: Queue<OutboxJob>;
  readonly ledger: Ledger;
  readonly emitter: OutboxEmitter;
  readonly clock: Clock;
  readonly closed: AbortSignal;
  /** Reads the gateway's own record of a message, and notes what it says. */
  readonly refresh: (instanceName: string, keyId: string) => Promise<void>;
}

/** Waits for what becomes of sends, on behalf of their handles. */
export class Keeper implements HandleKeeper {
  readonly #at: KeeperParts;
  readonly #sleepers = new Map<string, Set<{ readonly at: number; readonly end: (told?: SentReceipt) => void }>>();
  /** Sends that were added here, of which nothing has been heard yet: nobody need ask what became of them. */
  readonly #fresh = new Set<string>();
  /** Of which something was heard a while ago, maybe before it was known that they were added. */
  readonly #heard = new Set<string>();
  #isTicking = false;

  constructor(at: KeeperParts) {
    this.#at = at;
    const { emitter, closed } = at;
    emitter.on("sent", ({ method: _, chat: __, ...receipt }) => this.#wake(receipt.jobId, receipt));
    for (const name of ["failed", "status"] as const) emitter.on(name, ({ jobId }) => this.#wake(jobId));
    onAbort(closed, () => {
      for (const id of [...this.#sleepers.keys()]) this.#wake(id);
    });
  }

  /** To be told of a send that was just added. */
  added(id: string): void {
    if (this.#fresh.size >= mostFresh) this.#fresh.clear();
    if (!this.#heard.has(id)) this.#fresh.add(id);
  }

  sent(id: string, options: WaitOptions = {}): Promise<SentReceipt> {
    return this.#until(id, (told) => told ?? this.#outcome(id), options);
  }

  async reached(id: string, goal: "delivered" | "read", options: WaitOptions): Promise<ReachedReceipt> {
    const { clock, ledger, refresh } = this.#at;
    const startedAt = clock.now();
    const receipt = await this.sent(id, options);
    const { key, instanceName } = receipt;
    if (!key)
      throw failureOf(id, instanceName, "uncertain", "A person said that it was sent, not which message it is.");
    const ask = async (): Promise<ReachedReceipt | undefined> => {
      const { status, statusAt = 0 } = (await ledger.ownerOf(instanceName, key.id)) ?? {};
      if (status === undefined) return undefined;
      if (reachedBy(status) === "failed") throw failureOf(id, instanceName, "refused", `WhatsApp answered ${status}.`);
      return rankOf(status) >= goals[goal] ? { ...receipt, status, statusAt } : undefined;
    };
    const { timeoutMs = Number.POSITIVE_INFINITY } = options;
    const leftMs = Math.max(0, timeoutMs - (clock.now() - startedAt));
    return this.#until(id, ask, { ...options, timeoutMs: leftMs }, () => refresh(instanceName, key.id));
  }

  async state(id: string): Promise<SendState> {
    const [outcome, job] = await Promise.all([this.#at.ledger.outcomeOf(id), this.#at.queue.get(id)]);
    if (outcome?.state === "sent" || outcome?.state === "dropped") return outcome.state;
    if (!job) return "unknown";
    const phase = progressOf(job.progress)?.phase;
    if (job.state === "dead") return (outcome?.outcome ?? buriedAs(job)) === "uncertain" ? "uncertain" : "failed";
    if (phase === "uncertain" || phase === "retrying") return phase;
    return job.state === "active" ? "sending" : "waiting";
  }

  /**
   * Asks until there is an answer: at once, when something happens to the job here, and every now and then.
   *
   * @param last what is done before the time is given up as over
   */
  async #until<Answer>(
    id: string,
    ask: (told?: SentReceipt) => Promise<Answer | undefined> | Answer,
    { timeoutMs = Number.POSITIVE_INFINITY, signal }: WaitOptions,
    last = async () => {},
  ): Promise<Answer> {
    const { clock, closed } = this.#at;
    const end = clock.now() + timeoutMs;
    let told: SentReceipt | undefined;
    for (let askMs = firstAskMs; ; askMs = Math.min(askMs * 2, lastAskMs)) {
      // Listened to before it is asked, so that nothing happens in between.
      const sleeper = this.#sleeper(id, Math.min(clock.now() + askMs, end), signal);
      const isFresh = this.#fresh.delete(id);
      const answer = isFresh ? undefined : await Promise.resolve(ask(told)).catch(sleeper.cancel);
      if (answer !== undefined || closed.aborted || signal?.aborted || clock.now() >= end) sleeper.end();
      if (answer !== undefined) return answer;
      if (closed.aborted) throw new AbortError(`The outbox was closed before it was known what became of ${id}.`);
      if (signal?.aborted)
        throw new AbortError("The signal ended the waiting; the send goes on.", { cause: signal.reason });
      if (clock.now() >= end) {
        await last();
        const late = await ask();
        if (late !== undefined) return late;
        throw new TimeoutError(`${id} has not come so far within ${timeoutMs} ms; it goes on.`, { timeoutMs });
      }
      told = await sleeper.promise;
    }
  }

  /** Wakes when something happens to the job here, when its time has come, and with the signal. */
  #sleeper(id: string, at: number, signal: AbortSignal | undefined) {
    let resolve: (told?: SentReceipt) => void = () => {};
    const promise = new Promise<SentReceipt | undefined>((done) => {
      resolve = done;
    });
    const sleepers = this.#sleepers.get(id) ?? new Set();
    const end = (told?: SentReceipt) => {
      forget?.();
      sleepers.delete(sleeper);
      if (sleepers.size === 0 && this.#sleepers.get(id) === sleepers) this.#sleepers.delete(id);
      resolve(told);
    };
    const sleeper = { at, end };
    const forget = signal && onAbort(signal, () => end());
    this.#sleepers.set(id, sleepers.add(sleeper));
    void this.#tick();
    const cancel = async (error: unknown): Promise<undefined> => {
      end();
      // The store may have been let go of a moment before everybody was told.
      await new Promise((later) => setImmediate(later));
      if (this.#at.closed.aborted) return undefined;
      throw error;
    };
    return { promise, end: () => end(), cancel };
  }

  #wake(id: string, told?: SentReceipt): void {
    this.#fresh.delete(id);
    if (this.#heard.size >= mostFresh) this.#heard.clear();
    this.#heard.add(id);
    for (const { end } of [...(this.#sleepers.get(id) ?? [])]) end(told);
  }

  /** One clock for all who sleep, however many. */
  async #tick(): Promise<void> {
    if (this.#isTicking) return;
    this.#isTicking = true;
    const { clock, closed } = this.#at;
    while (this.#sleepers.size > 0 && !closed.aborted) {
      await clock.sleep(tickMs, closed).catch(() => {});
      const now = clock.now();
      for (const sleepers of [...this.#sleepers.values()]) {
        for (const { at, end } of [...sleepers]) if (at <= now) end();
      }
    }
    this.#isTicking = false;
  }

  /** What the stores say; `undefined`: it is not over. @throws {SendFailedError} */
  async #outcome(id: string): Promise<SentReceipt | undefined> {
    const { ledger, queue } = this.#at;
    const outcome = await ledger.outcomeOf(id);
    if (outcome?.state === "sent") {
      const { state: _, ...receipt } = outcome;
      return { jobId: id, ...receipt };
    }
    if (outcome?.state === "dropped") throw failureOf(id, outcome.instanceName, "dropped", "A person has decided so.");
    const job = await queue.get(id);
    if (job && job.state !== "dead" && job.state !== "completed") return undefined;
    // Written before the job is settled, so it may be there by now.
    const now = job?.state === "completed" ? await ledger.outcomeOf(id) : outcome;
    if (now?.state === "sent") return this.#outcome(id);
    const reason = job?.errors.at(-1)?.message ?? "It was removed, or is no longer remembered.";
    const { outcome: why = buriedAs(job), message = reason } = now?.state === "failed" ? now : {};
    throw failureOf(id, job?.data?.instanceName ?? now?.instanceName, why, message);
  }
}

/** What became of a job without an outcome: the queue has buried it, because its workers died, or it is gone. */
function buriedAs(job: JobInfo<OutboxJob> | undefined): "failed" | "uncertain" {
  return job && !mayBeOut(job.progress) ? "failed" : "uncertain";
}

function failureOf(
  jobId: string,
  instanceName: string | undefined,
  outcome: SendFailedError["outcome"],
  message: string,
): SendFailedError {
  const delivery = outcome === "refused" || outcome === "failed" ? "not-sent" : "unknown";
  return new SendFailedError(message, { jobId, outcome, instanceName, delivery });
}
