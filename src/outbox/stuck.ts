import type { Clock } from "../internal/clock.js";
import type { QueueDriver } from "../queue/driver.js";
import { createQueue, type Queue } from "../queue/queue.js";
import type { SentReceipt } from "./handle.js";
import type { OutboxJob } from "./job.js";
import type { Ledger } from "./ledger.js";
import type { OutboxEmitter } from "./outbox-events.js";
import { rankOf } from "./status.js";
import { hasReceipts, type Tracker } from "./tracker.js";

interface Check {
  readonly instanceName: string;
  readonly keyId: string;
  readonly jobId: string;
  readonly chat: string;
  readonly at: number;
}

export interface StuckParts {
  readonly name: string;
  readonly driver: QueueDriver;
  readonly ledger: Ledger;
  readonly tracker: Tracker;
  readonly emitter: OutboxEmitter;
  readonly clock: Clock;
  readonly afterMs: number;
  readonly autorun: boolean;
}

const accepted = rankOf("SERVER_ACK");

/** Looks after messages that no server has taken by their deadline. The checks are jobs, so they outlive the process. */
export class StuckChecks {
  readonly #queue: Queue<Check>;
  readonly #afterMs: number;

  constructor({ name, driver, ledger, tracker, emitter, clock, afterMs, autorun }: StuckParts) {
    this.#afterMs = afterMs;
    this.#queue = createQueue<Check>({
      name: `${name}-checks`,
      ...{ driver, clock, autorun },
      lane: ({ instanceName }) => instanceName,
      removeOnComplete: { count: 0 },
      // The gateway is away: asked again later, and in the end left alone.
      backoff: { minTimeout: 10_000, maxTimeout: 300_000 },
      processor: async ([{ data }]) => {
        const { instanceName, keyId, at, ...facts } = data;
        const isTaken = async () => rankOf((await ledger.ownerOf(instanceName, keyId))?.status) >= accepted;
        if (await isTaken()) return;
        // An event may be lost; the gateway's own record is what counts.
        await tracker.refresh(instanceName, keyId);
        if (!(await isTaken())) emitter.emit("stuck", { ...facts, instanceName, keyId, sentAt: at });
      },
    });
    this.#queue.on("error", (error) => emitter.emit("error", error));
  }

  /** Safe to repeat. */
  async add({ instanceName, chat }: OutboxJob, { jobId, key, at }: SentReceipt): Promise<void> {
    if (!key || !hasReceipts(chat)) return;
    const check = { instanceName, keyId: key.id, jobId, chat, at };
    await this.#queue.add(check, { jobId: `${instanceName}/${key.id}`, delayMs: this.#afterMs });
  }

  start(): void {
    this.#queue.start();
  }

  close(timeoutMs: number): Promise<unknown> {
    return this.#queue.close({ timeoutMs });
  }
}
