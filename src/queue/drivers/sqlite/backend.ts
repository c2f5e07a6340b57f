import { QueueDriverError } from "../../../errors/index.js";
import type { Clock } from "../../../internal/clock.js";
import type { Connection } from "../../../state/stores/sqlite/connection.js";
import type * as Driver from "../../driver.js";
import { addAll } from "./add.js";
import type { Bell } from "./bell.js";
import { move, promote, remove, revive } from "./manage.js";
import { addPause, removePause } from "./pauses.js";
import type { QueueFile } from "./queue-file.js";
import * as read from "./read.js";
import { renew, setProgress, settle } from "./settle.js";
import { nextDue, take } from "./take.js";
import { tidy } from "./tidy.js";
import { Transaction } from "./transaction.js";

export interface BackendParts {
  readonly file: QueueFile;
  readonly name: string;
  readonly settings: Driver.BackendSettings;
  readonly clock: Clock;
  readonly pollMs: number;
  /** Shared by all backends of this queue in this process. */
  readonly bell: Bell;
}

/** One queue of the file. Every method is one transaction. */
export class SqliteBackend implements Driver.QueueBackend {
  readonly #parts: BackendParts;
  readonly #closing = new AbortController();

  constructor(parts: BackendParts) {
    this.#parts = parts;
  }

  addAll(jobs: readonly Driver.NewJob[]) {
    return this.#write((tx) => addAll(tx, jobs), true);
  }

  async take({ max, waitMs, signal }: Driver.TakeOptions): Promise<Driver.Lease[]> {
    const { clock, pollMs, bell, file, name } = this.#parts;
    const isOver = () => this.#closing.signal.aborted || signal?.aborted === true;
    let dueAt = 0;
    for (let leftMs = waitMs; max >= 1 && !isOver(); ) {
      const { rings } = bell;
      if (dueAt <= clock.now()) {
        const leases = await this.#write((tx) => take(tx, Math.floor(max)));
        if (leases.length > 0 || leftMs <= 0) return leases;
      }
      if (leftMs <= 0 || isOver()) break;
      // Looking needs no lock. What rang since then is looked at again.
      dueAt = await file.read((sql) => nextDue(sql, name, clock.now()));
      if (bell.rings !== rings || isOver()) continue;
      // At least 1 ms: what was due a moment ago may have gone to another worker.
      const ms = Math.min(leftMs, pollMs, Math.max(1, dueAt - clock.now()));
      leftMs -= await bell.wait(clock, ms, signal);
    }
    return [];
  }

  renew(lease: Driver.Lease) {
    return this.#write((tx) => renew(tx, lease));
  }

  settle(lease: Driver.Lease, outcomes: readonly Driver.Outcome[], isOver = false) {
    return this.#write((tx) => settle(tx, lease, outcomes, isOver), true);
  }

  setProgress(lease: Driver.Lease, id: string, progress: string) {
    return this.#write((tx) => setProgress(tx, lease, id, progress));
  }

  get(id: string) {
    return this.#read((queue) => read.getJob(queue, id));
  }

  list(options: read.ListOptions) {
    return this.#read((queue) => read.listJobs(queue, options));
  }

  counts(lane?: string) {
    return this.#read((queue) => read.countJobs(queue, lane));
  }

  oldestWaitingAt() {
    return this.#read(read.oldestWaitingAt);
  }

  lanes(options: { limit: number; cursor?: string }) {
    return this.#read((queue) => read.listLanes(queue, options));
  }

  remove(id: string) {
    return this.#write((tx) => remove(tx, id));
  }

  revive(id: string) {
    return this.#write((tx) => revive(tx, id), true);
  }

  promote(id: string) {
    return this.#write((tx) => promote(tx, id), true);
  }

  move(from: string, to: string) {
    return this.#write((tx) => move(tx, from, to), true);
  }

  pause(target: Driver.PauseTarget, forMs?: number) {
    return this.#write((tx) => addPause(tx, target, forMs), true);
  }

  resume(target: Driver.PauseTarget) {
    return this.#write((tx) => removePause(tx, target), true);
  }

  pauses() {
    return this.#read(read.listPauses);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#parts.bell.ring();
  }

  /** @param isNews whether those who wait in `take` should look again */
  async #write<T>(work: (tx: Transaction) => T, isNews = false): Promise<T> {
    this.#refuseClosed();
    const { file, bell } = this.#parts;
    const answer = await file.write((batch) => work(batch.part(this, (sql) => this.#begin(sql))));
    if (isNews) bell.ring();
    return answer;
  }

  #begin(sql: Connection): Transaction {
    const { name, settings, clock } = this.#parts;
    const tx = new Transaction(sql, name, settings, clock.now());
    tidy(tx);
    return tx;
  }

  async #read<T>(work: (queue: read.Reading) => T): Promise<T> {
    this.#refuseClosed();
    const { file, name, clock } = this.#parts;
    const look = (sql: Connection) => read.reading(sql, name, clock.now());
    const isStale = await file.read((sql) => read.isStale(look(sql)));
    if (isStale) await this.#write(() => undefined, true);
    return file.read((sql) => work(look(sql)));
  }

  #refuseClosed(): void {
    if (!this.#closing.signal.aborted) return;
    throw new QueueDriverError(`Expected the queue ${JSON.stringify(this.#parts.name)} to be open, but it was closed.`);
  }
}
