import type { RequestOptions } from "../client/call.js";
import type { FindMessagesBody, FoundMessages } from "../client/types/chat.js";
import { isLeaseLostError, isStateStoreError, SendFailedError } from "../errors/index.js";
import { backoffMs } from "../internal/backoff.js";
import type { Clock } from "../internal/clock.js";
import { fieldOf, messageOf, own } from "../internal/record.js";
import { redactText } from "../internal/redact.js";
import { longestTimerMs } from "../internal/timer.js";
import type { Job } from "../queue/job.js";
import type { ProcessorContext } from "../queue/options.js";
import type { SentMessage } from "../types/index.js";
import { classifySend, isRowless } from "./classify.js";
import type { SentReceipt } from "./handle.js";
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
  readonly clock: Clock;
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
    return this.#told({ jobId, ...known });
  }

  async #send(attempt: number, from?: number): Promise<SentReceipt> {
    const { client, gates, clock, leaseMs } = this.#options;
    const { data, revivals } = this.#job;
    const body = await this.#body();
    const delayMs = await gates.admit(this.#job, this.#context);
    if (delayMs > 0) throw new PutOff(delayMs);
    const at = clock.now();
    const noted = { phase: "attempting", attempt, revivals, at, from: from ?? at } as const;
    await this.#note(noted);
    // Who stood still here for so long may have lost the lane, and somebody else may be looking for this send by now.
    if (clock.now() - at > leaseMs / 2) throw new PutOff(0);
    const { messages } = client(data.instanceName);
    const send: (body: never, options: RequestOptions) => Promise<SentMessage> = messages[data.method].bind(messages);
    let sent: SentMessage;
    try {
      sent = await send(body as never, { retry: false });
    } catch (error) {
      return this.#failed(error, noted);
    }
    await gates.report(data.instanceName, undefined);
    return this.#sent("answered", sent.key, at);
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
    const { id: job, data } = this.#job;
    const key = { id, remoteJid, fromMe };
    // Not fenced: what is known of the past is true whoever holds the lane now.
    const { instanceName } = data;
    await this.#insist(async () => {
      await ledger.settle(job, { state: "sent", how, instanceName, key, at });
      await ledger.claim(instanceName, id, { job, chat: data.chat, at });
    });
    return this.#told({ jobId: job, instanceName, key, how, at });
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
    await this.#insist(() =>
      this.#options.ledger.settle(this.#job.id, { state: "failed", outcome, message, instanceName, at }),
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

  /** What is known must be written down: while the store is away it is tried again, for as long as the lane is ours. */
  async #insist<T>(write: () => Promise<T>): Promise<T> {
    for (let waitMs = 50; ; waitMs = Math.min(waitMs * 2, 2_000)) {
      try {
        return await write();
      } catch (error) {
        const { signal } = this.#context;
        if (signal.aborted || isLeaseLostError(error)) throw error;
        this.#options.emitter.emit("error", error);
        await this.#options.clock.sleep(waitMs, signal);
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
