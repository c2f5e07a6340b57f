import { QueueDriverError } from "../../errors/index.js";
import type { BackendSettings, Lease, NewJob, Outcome, PauseTarget, QueueBackend, TakeOptions } from "../driver.js";
import type { MemoryBackend } from "./backend.js";

/** One of the openings of a queue: closing it ends its own waiting, and nothing of the others. */
export class Opening implements QueueBackend {
  readonly #backend: MemoryBackend;
  readonly #settings: BackendSettings;
  readonly #closed = new AbortController();

  constructor(backend: MemoryBackend, settings: BackendSettings) {
    this.#backend = backend;
    this.#settings = settings;
  }

  /** @throws {QueueDriverError} it was closed */
  #open(): MemoryBackend {
    if (!this.#closed.signal.aborted) return this.#backend;
    throw new QueueDriverError("This queue was closed. Open it again with driver.open.");
  }

  addAll = async (jobs: readonly NewJob[]) => this.#open().addAll(jobs, this.#closed.signal);
  take = async (options: TakeOptions) => {
    const backend = this.#open();
    backend.workWith(this.#settings);
    return backend.take(options, this.#closed.signal);
  };
  renew = async (lease: Lease) => this.#open().renew(lease);
  settle = async (lease: Lease, outcomes: readonly Outcome[], isOver?: boolean) =>
    this.#open().settle(lease, outcomes, isOver);
  setProgress = async (lease: Lease, id: string, progress: string) => this.#open().setProgress(lease, id, progress);
  get = async (id: string) => this.#open().get(id);
  list: QueueBackend["list"] = async (options) => this.#open().list(options);
  counts = async (lane?: string) => this.#open().counts(lane);
  oldestWaitingAt = async () => this.#open().oldestWaitingAt();
  lanes: QueueBackend["lanes"] = async (options) => this.#open().lanes(options);
  remove = async (id: string) => this.#open().remove(id);
  revive = async (id: string) => this.#open().revive(id);
  promote = async (id: string) => this.#open().promote(id);
  move = async (from: string, to: string) => this.#open().move(from, to);
  pause = async (target: PauseTarget, forMs?: number) => this.#open().pause(target, forMs);
  resume = async (target: PauseTarget) => this.#open().resume(target);
  pauses = async () => this.#open().pauses();
  close = async () => {
    this.#closed.abort();
    this.#backend.rest();
  };
}
