import type { JobPage, PageOptions } from "../queue/dead-letters.js";
import type { JobInfo } from "../queue/job.js";
import type { Queue } from "../queue/queue.js";
import { type OutboxJob, progressOf } from "./job.js";
import type { Ledger } from "./ledger.js";
import type { MediaStore } from "./media/media-store.js";
import type { OutboxEmitter } from "./outbox-events.js";

/** A send of which nobody knows whether it went out, waiting for a person's decision. */
export interface UncertainSend {
  readonly id: string;
  readonly job: OutboxJob;
  /** When its request left, epoch ms. */
  readonly at: number;
  /** What happened to it. */
  readonly reason: string;
}

interface Parts {
  readonly queue: Queue<OutboxJob>;
  readonly ledger: Ledger;
  readonly files: MediaStore;
  readonly emitter: OutboxEmitter;
  readonly now: () => number;
}

/**
 * Sends that were looked for and not found. Each waits for a decision, which is out of order by design: what was added to
 * the chat since has gone out.
 */
export class UncertainSends {
  readonly #at: Parts;

  /** @internal */
  constructor(at: Parts) {
    this.#at = at;
  }

  /** A page of them, the oldest first. Pages may hold fewer than `limit`: other dead letters are left out. */
  async list(
    options: PageOptions = {},
  ): Promise<{ readonly sends: readonly UncertainSend[]; readonly cursor?: string }> {
    const page: JobPage<OutboxJob> = await this.#at.queue.dead.list(options);
    const open = await Promise.all(page.jobs.map((job) => this.#open(job)));
    const sends = open.filter((send) => send !== undefined);
    return { sends, ...(page.cursor !== undefined && { cursor: page.cursor }) };
  }

  async get(id: string): Promise<UncertainSend | undefined> {
    const job = await this.#at.queue.dead.get(id);
    return job && this.#open(job);
  }

  /** Nothing: it is another kind of dead letter, or it is decided, in which case it is one no longer. */
  async #open(job: JobInfo<OutboxJob>): Promise<UncertainSend | undefined> {
    const send = uncertainOf(job);
    const outcome = send && (await this.#at.ledger.outcomeOf(job.id));
    if (outcome?.state === "failed") return outcome.outcome === "uncertain" ? send : undefined;
    // Who decided may have died before this, and who sent it may have told late that it was sent.
    if (outcome) await this.#at.queue.dead.remove(job.id);
    return outcome ? undefined : send;
  }

  /**
   * Sends it again, at the end of its chat, unless it is found when it is looked for one last time.
   *
   * @returns false: it does not wait for a decision (any more), so it is safe to repeat
   */
  async resend(id: string): Promise<boolean> {
    return (await this.get(id)) !== undefined && this.#at.queue.dead.retry(id);
  }

  /** A person has seen it arrive. With `keyId` its statuses are followed from then on. @returns as `resend` does */
  async markSent(id: string, { keyId }: { readonly keyId?: string } = {}): Promise<boolean> {
    const send = await this.get(id);
    if (!send) return false;
    const { ledger, emitter } = this.#at;
    const { instanceName, chat, method } = send.job;
    const key = keyId === undefined ? undefined : { id: keyId, remoteJid: chat, fromMe: true };
    if (key) await ledger.claim(instanceName, key.id, { job: id, chat, at: send.at });
    const receipt = { how: "person", instanceName, at: send.at, ...(key && { key }) } as const;
    await ledger.settle(id, { state: "sent", ...receipt });
    await this.#remove(send);
    emitter.emit("sent", { ...receipt, jobId: id, method, chat });
    return true;
  }

  /** Gives it up. @returns as `resend` does */
  async drop(id: string): Promise<boolean> {
    const send = await this.get(id);
    if (!send) return false;
    await this.#at.ledger.settle(id, { state: "dropped", instanceName: send.job.instanceName, at: this.#at.now() });
    await this.#remove(send);
    return true;
  }

  async #remove({ id, job }: UncertainSend): Promise<void> {
    const { queue, files } = this.#at;
    if (await queue.dead.remove(id)) await files.drop(job);
  }
}

function uncertainOf({ id, data, progress }: JobInfo<OutboxJob>): UncertainSend | undefined {
  const noted = progressOf(progress);
  if (!data || !noted || noted.phase === "retrying") return undefined;
  const reason = noted.phase === "uncertain" ? noted.reason : "It ended while it was being sent.";
  return { id, job: data, at: noted.at, reason };
}
