import { type Job, Queue, Worker } from "bullmq";
import { systemClock } from "../../../internal/clock.js";
import { patiently } from "./patience.js";
import type { Client, Wake } from "./scripts.js";

/** One lane's wake is one job of BullMQ; its id may hold no colon and be no number. */
function jobOf({ lane, delayMs }: Wake) {
  const name = encodeURIComponent(lane);
  if (delayMs <= 0) return { name: "wake", data: { lane }, opts: { jobId: `now-${name}` } };
  // One for each time: a wake that is to come earlier does not find its place taken.
  return { name: "wake", data: { lane }, opts: { delay: delayMs, jobId: `${Date.now() + delayMs}-${name}` } };
}

/** Lanes that are due now, of those made so in one moment, that are sent a wake: who was woken goes on to the others by itself. */
const mostNow = 100;

/** How long to do nothing after an error. */
const restMs = 1_000;

interface WakeData {
  readonly lane: string;
}

export interface Bell {
  /** Whether somebody waits for a lane. */
  isWanted(): boolean;
  /** A lane may be due. Resolves when somebody has looked. */
  ring(lane: string): Promise<void>;
  /** An error that is over by itself: what was not heard is found by looking. */
  failed(error: unknown): void;
}

/**
 * Jobs of BullMQ that carry nothing but a lane. A wake is a hint: it makes one idle worker of many look at once, or at a
 * later time. One that is lost costs time, one too many costs a look.
 */
export class Wakes {
  readonly #client: () => Client;
  readonly #prefix: string;
  readonly #bell: Bell;
  #queue: Queue<WakeData> | undefined;
  #worker: Worker<WakeData> | undefined;
  #sending: Promise<unknown> = Promise.resolve();
  #pending: Wake[] = [];
  #isListening = false;
  #isClosed = false;

  constructor(client: () => Client, prefix: string, bell: Bell) {
    this.#client = client;
    this.#prefix = prefix;
    this.#bell = bell;
  }

  /** Those of one moment go together. */
  send(wakes: readonly Wake[]): void {
    if (wakes.length === 0 || this.#isClosed) return;
    if (this.#pending.length === 0) setImmediate(() => this.#flush());
    this.#pending.push(...wakes);
  }

  #flush(): void {
    let now = 0;
    const wakes = this.#pending.splice(0).filter(({ delayMs }) => delayMs > 0 || now++ < mostNow);
    const jobs = wakes.map(jobOf);
    if (jobs.length === 0) return;
    this.#queue ??= this.#openQueue();
    this.#sending = this.#queue.addBulk(jobs).catch((error) => this.#bell.failed(error));
  }

  #openQueue(): Queue<WakeData> {
    const queue = new Queue<WakeData>("wakes", {
      connection: this.#client(),
      prefix: this.#prefix,
      skipVersionCheck: true,
      streams: { events: { maxLen: 100 } },
      defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
    });
    return queue.on("error", (error) => this.#bell.failed(error));
  }

  /** To be called whenever somebody begins to wait. */
  listen(): void {
    if (this.#isListening || this.#isClosed) return;
    this.#isListening = true;
    this.#hear().finally(() => {
      this.#isListening = false;
      if (this.#bell.isWanted()) this.listen();
    });
  }

  async #hear(): Promise<void> {
    this.#worker ??= this.#openWorker();
    try {
      while (this.#bell.isWanted() && !this.#isClosed) {
        const token = this.#worker.id;
        const wake = await this.#worker.getNextJob(token);
        if (wake) await this.#answer(wake, token);
      }
    } catch (error) {
      if (this.#isClosed) return;
      this.#bell.failed(error);
      await systemClock.sleep(restMs);
    }
  }

  /** A wake ends before anybody looks: what is added afterwards makes one anew, what was added before is seen. */
  async #answer(wake: Job<WakeData>, token: string): Promise<void> {
    if (!this.#bell.isWanted()) {
      await wake.moveToWait(token);
      return;
    }
    await wake.moveToCompleted(null, token, false);
    await this.#bell.ring(wake.data.lane);
  }

  #openWorker(): Worker<WakeData> {
    const worker = new Worker<WakeData>("wakes", null, {
      connection: this.#client(),
      prefix: this.#prefix,
      autorun: false,
      lockDuration: 10_000,
      stalledInterval: 10_000,
      maxStalledCount: 1_000_000,
      removeOnComplete: { count: 0 },
    });
    worker.on("error", (error) => this.#bell.failed(error));
    worker.startStalledCheckTimer().catch((error) => this.#bell.failed(error));
    return worker;
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#flush();
    this.#isClosed = true;
    await patiently(this.#sending);
    await this.#worker?.close(true);
    await this.#queue?.close();
  }
}
