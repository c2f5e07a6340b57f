import { isSendFailedError, SendFailedError } from "../errors/index.js";
import { longestTimerMs } from "../internal/timer.js";
import type { Job } from "../queue/job.js";
import type { Processor, ProcessorContext } from "../queue/options.js";
import { createQueue, type Queue } from "../queue/queue.js";
import type { MessageContent, MessageKey } from "../types/index.js";
import { Attempt, type AttemptOptions, PutOff } from "./attempt.js";
import { SendHandle } from "./handle.js";
import { mayBeOut, type OutboxJob } from "./job.js";
import { Keeper } from "./keeper.js";
import { Ledger } from "./ledger.js";
import { MediaStore } from "./media/media-store.js";
import type { ResolvedOutboxOptions } from "./options.js";
import { OutboxEmitter, type OutboxEvents } from "./outbox-events.js";
import { underWay } from "./owns.js";
import { createPace, type Pace, type SharingChange } from "./pace/index.js";
import { type BreakerEvent, Breakers, FirstContacts } from "./protection/index.js";
import { StuckChecks } from "./stuck.js";
import { type EventSource, Tracker } from "./tracker.js";
import { UncertainSends } from "./uncertain.js";

/** After an error that says nothing about the message, such as a store that is away. */
const afterErrorMs = 1_000;

/** A turn that is farther away is not waited for, so that the line of one instance does not hold the workers of others. */
const patienceMs = 1_000;

/** What an outbox is made of, put together. */
export class OutboxParts {
  readonly emitter = new OutboxEmitter();
  readonly queue: Queue<OutboxJob>;
  readonly uncertain: UncertainSends;
  /** The files of sends. */
  readonly files: MediaStore;
  /** Which instances are stopped, and why. */
  readonly circuits: Breakers;
  readonly #options: ResolvedOutboxOptions;
  readonly #ledger: Ledger;
  readonly #tracker: Tracker;
  readonly #stuck: StuckChecks | undefined;
  readonly #keeper: Keeper;
  readonly #firstContacts: FirstContacts;
  readonly #pace: Pace | undefined;
  readonly #closed = new AbortController();
  /** Why a job is about to become a dead letter. */
  readonly #failures = new Map<string, SendFailedError>();
  #isAttached = false;
  #isClosing = false;
  #starting: Promise<void> | undefined;

  constructor(options: ResolvedOutboxOptions) {
    const { client, driver, name, clock, rememberMs, stuckAfterMs } = options;
    const { emitter } = this;
    const now = () => clock.now();
    this.#options = options;
    const ledger = new Ledger(driver.state.open(name), rememberMs, now);
    this.#ledger = ledger;
    this.files = new MediaStore({ state: driver.state.open(`${name}-files`), maxBytes: options.maxMediaBytes, clock });
    const state = driver.state.open(`${name}-protection`);
    const onError = (error: unknown) => emitter.emit("error", error);
    const { random, logger, breaker, firstContacts } = options;
    this.#firstContacts = new FirstContacts({ state, client, settings: firstContacts, clock, random, onError });
    if (options.pace) {
      const onWait = (wait: OutboxEvents["paced"]) => emitter.emit("paced", wait);
      const onSharing = (change: SharingChange) => {
        if (!change.isShared) emitter.emit("error", change.error);
        emitter.emit("pacing", { isShared: change.isShared });
      };
      const parts = { name, redis: driver.redis, clock, random, onWait, onSharing };
      this.#pace = createPace(options.pace, parts);
    }
    const told = {
      know: (instanceName: string, jid: string) => this.#firstContacts.know(instanceName, jid),
      connected: async (instanceName: string) => {
        await this.circuits.probe(instanceName);
      },
    };
    this.#tracker = new Tracker({ client, ledger, emitter, now, ...told });
    this.queue = createQueue<OutboxJob>({
      ...{ name, driver, clock, rememberMs, autorun: false },
      lane: () => "",
      concurrency: options.concurrency,
      leaseMs: options.leaseMs,
      random: options.random,
      logger: options.logger,
      // The outbox counts its own attempts, and the client has its own timeouts.
      attempts: longestTimerMs,
      timeoutMs: longestTimerMs,
      decide: (error) => (error instanceof PutOff ? { deferMs: error.delayMs } : this.#decide(error)),
      processor: this.#processor(),
    });
    const { queue } = this;
    const onEvent = (event: BreakerEvent) => emitter.emit("circuit", event);
    this.circuits = new Breakers({ state, queue, client, settings: breaker, random, clock, logger, onEvent, onError });
    this.uncertain = new UncertainSends({ queue, ledger, files: this.files, emitter, now });
    const refresh = (instanceName: string, keyId: string) => this.#tracker.refresh(instanceName, keyId);
    this.#keeper = new Keeper({ queue, ledger, emitter, clock, closed: this.#closed.signal, refresh });
    if (stuckAfterMs !== false) {
      const parts = { name, driver, ledger, tracker: this.#tracker, emitter, clock, afterMs: stuckAfterMs };
      this.#stuck = new StuckChecks({ ...parts, autorun: false });
    }
    queue.on("error", (error) => emitter.emit("error", error));
    queue.on("dead", ({ ids, error }) => {
      for (const id of ids) void this.#tellDead(id, error.message);
    });
  }

  start(): void {
    // What other processes know of the instances comes before the first send; without it each send would be asked for.
    this.#starting ??= this.circuits
      .start()
      .catch((error: unknown) => this.emitter.emit("error", error))
      .then(() => {
        if (this.#isClosing) return;
        this.queue.start();
        this.#stuck?.start();
      });
  }

  handle(id: string, isDuplicate: boolean): SendHandle {
    if (!isDuplicate) this.#keeper.added(id);
    return new SendHandle(id, isDuplicate, this.#keeper);
  }

  attach(source: EventSource): () => void {
    this.#isAttached = true;
    return this.#tracker.attach(source);
  }

  async owns({ instanceName, key, message }: OwnsArgument): Promise<boolean> {
    if (key.fromMe !== true) return false;
    if (await this.#ledger.ownerOf(instanceName, key.id)) return true;
    return underWay({ instanceName, key, message }, this.queue, this.#options.addressesOf);
  }

  async close(timeoutMs: number): Promise<void> {
    this.#isClosing = true;
    // Handles are answered for as long as sends under way may end.
    const closing = this.queue.close({ timeoutMs }).finally(() => this.#closed.abort());
    await Promise.all([closing, this.#stuck?.close(timeoutMs), this.circuits.stop(), this.#pace?.close()]);
  }

  #processor(): Processor<OutboxJob> {
    const { addressesOf = async () => [], client: given, ...options } = this.#options;
    const client = remembered((name) => given.instance(name));
    const attempt: AttemptOptions = {
      ...{ ...options, client, addressesOf, ledger: this.#ledger, emitter: this.emitter, closed: this.#closed.signal },
      gates: {
        admit: (job, context) => this.#admit(job, context),
        report: (instanceName, error) => this.circuits.report(instanceName, error),
      },
      loadBody: (job) => this.files.load(job),
      onSent: async (job, receipt) => {
        await this.files.drop(job);
        if (this.#isAttached) await this.#stuck?.add(job, receipt);
      },
    };
    return async ([job], context) => (await new Attempt(job, context, attempt).run()).key?.id;
  }

  async #admit({ data, priority, addedAt }: Job<OutboxJob>, context: ProcessorContext): Promise<number> {
    const { instanceName, chat } = data;
    const budget = await this.#firstContacts.admit({ instanceName, chat });
    if (budget.waitMs > 0) return budget.waitMs;
    if (this.#pace) {
      const send = { instanceName, chat, priority, since: addedAt };
      const pace = await this.#pace.turn(send, { patienceMs, signal: context.signal });
      if (pace.waitMs > 0) return pace.waitMs;
    }
    return (await this.circuits.admit(instanceName)).waitMs;
  }

  #decide(error: unknown) {
    if (isSendFailedError(error)) {
      this.#failures.set(error.jobId, error);
      return "dead";
    }
    this.emitter.emit("error", error);
    return { deferMs: afterErrorMs };
  }

  async #tellDead(jobId: string, message: string): Promise<void> {
    const known = this.#failures.get(jobId);
    this.#failures.delete(jobId);
    try {
      const { data, progress } = (await this.queue.get(jobId)) ?? {};
      if (!data) return;
      // It may be sent later, when a person says so.
      await this.files.renew(data);
      const { instanceName, method, chat } = data;
      const facts = { jobId, instanceName, method, chat };
      const error =
        known ??
        new SendFailedError(message, {
          ...{ jobId, instanceName },
          ...(mayBeOut(progress)
            ? { outcome: "uncertain", delivery: "unknown" }
            : { outcome: "failed", delivery: "not-sent" }),
        });
      this.emitter.emit("failed", { ...facts, error });
    } catch (error) {
      this.emitter.emit("error", error);
    }
  }
}

/** Most programs have a few instances, and a client of one is made of many parts. */
function remembered<Value>(make: (name: string) => Value): (name: string) => Value {
  const known = new Map<string, Value>();
  return (name) => {
    const value = known.get(name) ?? make(name);
    if (known.size < 1_000) known.set(name, value);
    return value;
  };
}

type OwnsArgument = { instanceName: string; key: MessageKey; message?: MessageContent | undefined };
