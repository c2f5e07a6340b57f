import { QueueDriverError } from "../../errors/index.js";
import type { Lease, NewJob, Outcome, PauseTarget, QueueBackend, TakeOptions } from "../driver.js";
import type { MemoryBackend } from "./backend.js";

/** One of the openings of a queue: closing it ends its own waiting, and nothing of the others. */
export class Opening implements QueueBackend {
  readonly #backend: MemoryBackend;
  readonly #closed = new AbortController();

  constructor(backend: MemoryBackend) {
    this.#backend = backend;
  }

  /** @throws {QueueDriverError} it was closed */
  async #open(): Promise<MemoryBackend> {
    if (!this.#closed.signal.aborted) return this.#backend;
    throw new QueueDriverError("This queue was closed. Open it again with driver.open.");
  }

  addAll = async (jobs: readonly NewJob[]) => (await this.#open()).addAll(jobs, this.#closed.signal);
  take = async (options: TakeOptions) => (await this.#open()).take(options, this.#closed.signal);
  renew = async (lease: Lease) => (await this.#open()).renew(lease);
  settle = async (lease: Lease, outcomes: readonly Outcome[], isOver?: boolean) =>
    (await this.#open()).settle(lease, outcomes, isOver);
  setProgress = async (lease: Lease, id: string, progress: string) =>
    (await this.#open()).setProgress(lease, id, progress);
  get = async (id: string) => (await this.#open()).get(id);
  list: QueueBackend["list"] = async (options) => (await this.#open()).list(options);
  counts = async (lane?: string) => (await this.#open()).counts(lane);
  oldestWaitingAt = async () => (await this.#open()).oldestWaitingAt();
  lanes: QueueBackend["lanes"] = async (options) => (await this.#open()).lanes(options);
  remove = async (id: string) => (await this.#open()).remove(id);
  revive = async (id: string) => (await this.#open()).revive(id);
  promote = async (id: string) => (await this.#open()).promote(id);
  move = async (from: string, to: string) => (await this.#open()).move(from, to);
  pause = async (target: PauseTarget, forMs?: number) => (await this.#open()).pause(target, forMs);
  resume = async (target: PauseTarget) => (await this.#open()).resume(target);
  pauses = async () => (await this.#open()).pauses();
  close = async () => this.#closed.abort();
}
