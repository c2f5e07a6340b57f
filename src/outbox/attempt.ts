import type { RequestOptions } from "../client/call.js";
import type { FindMessagesBody, FoundMessages } from "../client/types/chat.js";
import { isLeaseLostError, isStateStoreError, SendFailedError } from "../errors/index.js";
import { backoffMs } from "../internal/backoff.js";
import { type Clock, steady } from "../internal/clock.js";
import { fieldOf, messageOf, own } from "../internal/record.js";
import { redactText } from "../internal/redact.js";
import { longestTimerMs } from "../internal/timer.js";
import type { Job } from "../queue/job.js";
import type { ProcessorContext } from "../queue/options.js";
import type { SentMessage } from "../types/index.js";
import { classifySend, isRowless } from "./classify.js";
import type { SentReceipt } from "./handle.js";
import { Intent } from "./intent.js";
import { type Attempting, type OutboxJob, type Progress, progressOf, type Uncertain } from "./job.js";
import type { Ledger, Proof } from "./ledger.js";
import { type LookOptions, look, type Seen } from "./look.js";
import type { OutboxEmitter } from "./outbox-events.js";
import type { StateReader } from "./protection/index.js";
import type { SendMethod } from "./sends.js";
import { settle } from "./settling.js";

/** The part of the client that the outbox needs; `EvolutionClient` fits. */
export interface OutboxClient extends StateReader {
  instance(name: string): {
    readonly messages: {
      readonly [Method in SendMethod]: (body: never, options?: RequestOptions) => Promise<SentMessage>;
    };
    readonly chats: { findMessages(body: FindMessagesBody, options?: RequestOptions): Promise<FoundMessages> };
  };
}

/** What stands around an attempt: who may hold it back, and who wants to know how it went. */
export interface Gates {
  /** How long the send must be put off before it may begin; 0: not at all. May wait for a while itself. */
  admit(job: Job<OutboxJob>, context: ProcessorContext): Promise<number>;
  /** Told of every attempt, with its error. */
  report(instanceName: string, error: unknown): Promise<void>;
}

export interface AttemptOptions {
  /** The client's calls of an instance. */
  readonly client: OutboxClient["instance"];
  readonly ledger: Ledger;
  readonly emitter: OutboxEmitter;
  readonly gates: Gates;
  /** What time it is: other processes, and the gateway's rows, are held against it. */
  readonly clock: Clock;
  /** The outbox is closed: nothing is insisted on any more. */
  readonly closed: AbortSignal;
  readonly random: () => number;
  readonly attempts: number;
  readonly settleMs: number;
  readonly leaseMs: number;
  readonly onUncertain: "dead-letter" | "resend";
  readonly addressesOf: LookOptions["addressesOf"];
  /** Puts the files of a job into its body. */
  readonly loadBody: (job: OutboxJob) => Promise<object>;
  /** Its message is known. Repeated when the run is. */
  readonly onSent: (job: OutboxJob, receipt: SentReceipt) => Promise<void>;
}

/** Thrown to put a job off. It is no failure. */
export class PutOff extends Error {
  readonly delayMs: number;
  constructor(delayMs: number) {
    super("The job is put off.");
    this.delayMs = delayMs;
  }
}

const backoff = { minMs: 1_000, maxMs: 60_000 };

/** One run of a job: finds out where the last one ended, and does the next step. */
export class Attempt {
  readonly #job: Job<OutboxJob>;
  readonly #context: ProcessorContext;
  readonly #options: AttemptOptions;

  constructor(job: Job<OutboxJob>, context: ProcessorContext, options: AttemptOptions) {
    this.#job = job;
    this.#context = context;
    this.#options = options;
  }

  /** @throws {PutOff} it is to be run again later @throws {SendFailedError} it is over, and is not known to be sent */
  async run(): Promise<SentReceipt> {
    const noted = progressOf(this.#job.progress);
    if (!noted) return this.#send(1);
    const decided = await this.#decided();
    if (decided) return decided;
    const isRevived = this.#job.revivals > noted.revivals;
    if (noted.phase === "retrying") return this.#send(isRevived ? 1 : noted.attempt + 1);
    const doubt = noted.phase === "uncertain" ? noted : this.#interrupted(noted);
    const receipt = await this.#settle(doubt, isRevived);
    return receipt ?? this.#send(isRevived ? 1 : noted.attempt + 1, noted.from);
  }

  /** What an earlier run knew and could not record, or what a person has decided meanwhile. */
  async #decided(): Promise<SentReceipt | undefined> {
    const { id: jobId } = this.#job;
    const outcome = await this.#options.ledger.outcomeOf(jobId);
    if (outcome?.state === "dropped") throw this.#failure("dropped", "A person has decided so.", "unknown");
    if (outcome?.state !== "sent") return undefined;
    const { state: _, ...known } = outcome;
    // Whoever wrote that may have died before the claim, without which the message would pass for that of a twin.
    const { key } = known;
    if (key) await this.#insist(() => this.#claim(key.id, known.at));
    return this.#told({ jobId, ...known });
  }

  async #send(attempt: number, from?: number): Promise<SentReceipt> {
    const { client, gates, clock, leaseMs } = this.#options;
    const { data, revivals } = this.#job;
    const body = await this.#body();
    const delayMs = await gates.admit(this.#job, this.#context);
    if (delayMs > 0) throw new PutOff(delayMs);
    const begunAt = clock.now();
    let noted: Attempting = { phase: "attempting", attempt, revivals, at: begunAt, from: from ?? begunAt };
    const intent = new Intent(steady(clock), leaseMs, () => {
      noted = { ...noted, at: clock.now() };
      return this.#insist(() => this.#note(noted));
    });
    await intent.write();
    const { messages } = client(data.instanceName);
    const send: (body: never, options: RequestOptions) => Promise<SentMessage> = messages[data.method].bind(messages);
    let sent: SentMessage;
    try {
      sent = await send(body as never, { retry: false, beforeLeaving: () => intent.confirm() });
    } catch (error) {
      if (isLeaseLostError(error)) throw error;
      return this.#failed(error, noted);
    }
    await gates.report(data.instanceName, undefined);
    return this.#sent("answered", sent.key, noted.at);
  }

  async #body(): Promise<object> {
    const { data } = this.#job;
    try {
      const body = await this.#options.loadBody(data);
      return data.messageId === undefined ? body : { ...body, messageId: data.messageId };
    } catch (error) {
      if (isStateStoreError(error)) throw error;
      return this.#over("refused", reasonOf(error), "not-sent", error);
    }
  }

  async #failed(error: unknown, noted: Attempting): Promise<never> {
    const { gates, attempts, random, clock } = this.#options;
    await gates.report(this.#job.data.instanceName, error);
    const reason = reasonOf(error);
    const { attempt, revivals } = noted;
    const failure = classifySend(error);
    switch (failure) {
      case "refused":
        await this.#insist(() => this.#note({ phase: "retrying", attempt, revivals, reason }));
        return this.#over("refused", reason, "not-sent", error);
      case "held":
        // It has not failed: the instance has. So it does not count.
        await this.#insist(() => this.#note({ phase: "retrying", attempt: attempt - 1, revivals, reason }));
        throw new PutOff(1_000 + backoffMs(backoff, 2, random));
      case "retry": {
        await this.#insist(() => this.#note({ phase: "retrying", attempt, revivals, reason }));
        if (attempt >= attempts) return this.#over("failed", reason, "not-sent", error);
        const delayMs = Math.ceil(Math.max(askedMs(error), backoffMs(backoff, attempt - 1, random)));
        this.#options.emitter.emit("retrying", { ...this.#facts(), attempt, delayMs, reason });
        throw new PutOff(delayMs);
      }
      case "uncertain": {
        const doubt = { since: clock.now(), looks: 0, absences: 0, isRowless: isRowless(error), reason };
        await this.#insist(() => this.#note({ ...noted, ...doubt, phase: "uncertain" }));
        this.#options.emitter.emit("uncertain", { ...this.#facts(), attempt, reason });
        throw new PutOff(0);
      }
    }
  }

  #interrupted(noted: Attempting): Uncertain {
    const reason = "The process ended, or stood still, while it was being sent.";
    const since = this.#options.clock.now();
    this.#options.emitter.emit("uncertain", { ...this.#facts(), attempt: noted.attempt, reason });
    return { ...noted, phase: "uncertain", since, looks: 0, absences: 0, isRowless: false, reason };
  }

  /** @returns nothing when it is proven, or decided, that it is to be sent */
  async #settle(noted: Uncertain, isRevived: boolean): Promise<SentReceipt | undefined> {
    const { settleMs, onUncertain, attempts, clock, emitter } = this.#options;
    const seen = await this.#look(noted);
    if (seen?.kind === "found") {
      emitter.emit("settled", { ...this.#facts(), result: "found" });
      return this.#sent("found", seen.key, noted.at);
    }
    if (isRevived && seen) return undefined;
    const delay = own(this.#job.data.body, "delay");
    const delayMs = typeof delay === "number" && delay > 0 ? delay : 0;
    const step = settle(noted, seen, { settleMs, delayMs, now: clock.now() });
    if (step.kind === "again") {
      await this.#note(step.noted);
      throw new PutOff(step.delayMs);
    }
    const { attempt, reason } = noted;
    if (step.kind === "not-sent") {
      emitter.emit("settled", { ...this.#facts(), result: "not-sent" });
      if (attempt >= attempts) return this.#over("failed", reason, "not-sent");
    } else if (onUncertain === "dead-letter" || attempt >= attempts) {
      await this.#note(noted);
      return this.#over(
        "uncertain",
        `${reason} It was looked for and not found, which proves nothing here.`,
        "unknown",
      );
    }
    return undefined;
  }

  async #look({ at, from }: Uncertain): Promise<Seen | undefined> {
    const { client, ledger, clock, addressesOf, emitter } = this.#options;
    const { id, data } = this.#job;
    const rows = client(data.instanceName).chats;
    try {
      return await look({ id, job: data, at, from }, { ledger, rows, now: () => clock.now(), addressesOf });
    } catch (error) {
      emitter.emit("error", error);
      return undefined;
    }
  }

  async #sent(how: Proof, { id, remoteJid, fromMe }: SentMessage["key"], at: number): Promise<SentReceipt> {
    const { ledger } = this.#options;
    const { id: jobId, data } = this.#job;
    const key = { id, remoteJid, fromMe };
    const { instanceName } = data;
    await this.#insist(async () => {
      await ledger.settle(jobId, { state: "sent", how, instanceName, key, at });
      await this.#claim(id, at);
    }, "whoever has the lane");
    return this.#told({ jobId, instanceName, key, how, at });
  }

  #claim(keyId: string, at: number): Promise<boolean> {
    const { id, data } = this.#job;
    return this.#options.ledger.claim(data.instanceName, keyId, { job: id, chat: data.chat, at });
  }

  async #told(receipt: SentReceipt): Promise<SentReceipt> {
    await this.#insist(() => this.#options.onSent(this.#job.data, receipt));
    this.#options.emitter.emit("sent", { ...this.#facts(), ...receipt });
    return receipt;
  }

  async #over(
    outcome: Exclude<SendFailedError["outcome"], "dropped">,
    reason: string,
    delivery: "not-sent" | "unknown",
    cause?: unknown,
  ): Promise<never> {
    const failure = this.#failure(outcome, reason, delivery, cause);
    const { message } = failure;
    const { instanceName } = this.#job.data;
    const at = this.#options.clock.now();
    const { token } = this.#context;
    await this.#insist(() =>
      this.#options.ledger.settle(this.#job.id, { state: "failed", outcome, message, instanceName, at, token }),
    );
    throw failure;
  }

  #failure(
    outcome: SendFailedError["outcome"],
    reason: string,
    delivery: "not-sent" | "unknown",
    cause?: unknown,
  ): SendFailedError {
    const { instanceName, method, chat } = this.#job.data;
    const became = { refused: "was refused", failed: "failed", uncertain: "may have gone out", dropped: "was dropped" };
    const text = `${method} to ${chat} ${became[outcome]}: ${reason}`;
    return new SendFailedError(text, { cause, delivery, instanceName, jobId: this.#job.id, outcome });
  }

  #note(progress: Progress): Promise<void> {
    return this.#context.setProgress(this.#job, progress);
  }

  /**
   * What is known must be written down: while the store is away it is tried again, for as long as the lane is ours. What is
   * known of the past is true whoever has the lane now, and nobody else may know it.
   */
  async #insist<T>(write: () => Promise<T>, until: "the lane is lost" | "whoever has the lane" = "the lane is lost") {
    const { clock, closed, emitter } = this.#options;
    const { signal } = this.#context;
    const isOver = () => signal.aborted && (until === "the lane is lost" || !isLeaseLostError(signal.reason));
    for (let waitMs = 50; ; waitMs = Math.min(waitMs * 2, 2_000)) {
      try {
        return await write();
      } catch (error) {
        if (closed.aborted || isOver() || isLeaseLostError(error)) throw error;
        emitter.emit("error", error);
        await clock.sleep(waitMs, signal.aborted ? closed : signal).catch(() => {});
        if (isOver()) throw error;
      }
    }
  }

  #facts() {
    const { instanceName, method, chat } = this.#job.data;
    return { jobId: this.#job.id, instanceName, method, chat };
  }
}

/** For people: what the gateway or the network said. */
function reasonOf(error: unknown): string {
  return redactText(messageOf(error), []);
}

/** How long the other side asked us to wait. */
function askedMs(error: unknown): number {
  const asked = fieldOf(error, "retryAfterMs");
  return typeof asked === "number" && asked > 0 ? Math.min(asked, longestTimerMs) : 0;
}
