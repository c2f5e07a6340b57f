import mitt from "mitt";
import { onAbort } from "../internal/abort.js";
import type { JobError } from "./driver.js";
import type { Job } from "./job.js";
import { tell } from "./listeners.js";

/** What this process's queue tells. Another process tells of its own jobs. */
export type QueueEvents<Data> = {
  /** A job was stored. */
  added: { readonly id: string; readonly lane: string };
  /** Jobs are handed to the processor; `waitMs` is how long the first of them waited since it was added. */
  active: { readonly lane: string; readonly jobs: readonly Job<Data>[]; readonly waitMs: number };
  completed: { readonly lane: string; readonly jobs: readonly Job<Data>[]; readonly runMs: number };
  /** A run failed, and its jobs will run again in `delayMs`. */
  retrying: {
    readonly lane: string;
    readonly jobs: readonly Job<Data>[];
    readonly error: unknown;
    readonly delayMs: number;
  };
  /** A run was put off by `deferMs`: its jobs run again in `delayMs`. */
  deferred: { readonly lane: string; readonly jobs: readonly Job<Data>[]; readonly delayMs: number };
  /** A run failed, whatever comes of its jobs. */
  failed: {
    readonly lane: string;
    readonly jobs: readonly Job<Data>[];
    readonly error: unknown;
    readonly runMs: number;
  };
  /** Jobs became dead letters. */
  dead: { readonly lane: string; readonly ids: readonly string[]; readonly error: JobError };
  /** The lane's former worker was lost; its jobs run again here. */
  stalled: { readonly lane: string; readonly ids: readonly string[] };
  /** Nothing waits and nothing runs any more, anywhere. */
  drained: undefined;
  /** The store could not be reached, or a handler, a listener or `decide` threw. The queue goes on by itself. */
  error: unknown;
};

export type QueueEventName = keyof QueueEvents<unknown>;

/** Tells handlers of events. A handler that throws or rejects is reported as `error` and keeps nobody from being told. */
export class QueueEmitter<Data> {
  readonly #handlers = mitt<QueueEvents<Data>>();

  on<Name extends QueueEventName>(
    name: Name,
    handler: (event: QueueEvents<Data>[Name]) => void,
    signal?: AbortSignal,
  ): () => void {
    if (signal?.aborted) return () => {};
    // A function of its own, so that the same handler may be there twice and end one at a time.
    const own = (event: QueueEvents<Data>[Name]) => handler(event);
    this.#handlers.on(name, own);
    const end = () => {
      this.#handlers.off(name, own);
      forget?.();
    };
    const forget = signal && onAbort(signal, end);
    return end;
  }

  has(name: QueueEventName): boolean {
    return (this.#handlers.all.get(name)?.length ?? 0) > 0;
  }

  emit<Name extends QueueEventName>(name: Name, event: QueueEvents<Data>[Name]): void {
    const handlers = this.#handlers.all.get(name) as ((event: QueueEvents<Data>[Name]) => void)[] | undefined;
    if (!handlers || handlers.length === 0) return;
    for (const handler of [...handlers]) {
      tell(handler, event, (error) => {
        if (name !== "error") this.emit("error", error);
      });
    }
  }
}
