import type { Clock } from "../internal/clock.js";
import type { StateSpace } from "../state/index.js";

/** A leader that gave no sign of life for so many rounds is followed by another one. */
const roundsOfALease = 3;

interface SweeperOptions {
  /** Where it is written down who leads. */
  readonly space: StateSpace;
  readonly clock: Clock;
  readonly everyMs: number;
  /** Asks before each part whether it goes on. */
  readonly sweep: (goesOn: () => Promise<boolean>) => Promise<unknown>;
  readonly onError: (error: unknown) => void;
}

const key = "sweeper";

/** Sweeps again and again in one process of all: the one that has written itself down as the leader. */
export class Sweeper {
  readonly #options: SweeperOptions;
  /** Of the record that says that this process leads; 0: another one does, or none. */
  #version = 0;
  #run: { readonly stop: AbortController; readonly done: Promise<void> } | undefined;

  constructor(options: SweeperOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#run) return;
    const stop = new AbortController();
    this.#run = { stop, done: this.#loop(stop.signal) };
  }

  /** Resolves when what it was at is done. */
  async stop(): Promise<void> {
    const run = this.#run;
    this.#run = undefined;
    run?.stop.abort();
    await run?.done;
  }

  async #loop(signal: AbortSignal): Promise<void> {
    const { clock, everyMs, sweep, onError } = this.#options;
    while (!signal.aborted) {
      try {
        await sweep(async () => !signal.aborted && (await this.#leads()));
      } catch (error) {
        onError(error);
      }
      if (!signal.aborted) await clock.sleep(everyMs, signal).catch(() => {});
    }
    await this.#resign().catch(onError);
  }

  /** Writes down that this process leads, if it does or nobody does. */
  async #leads(): Promise<boolean> {
    const { space, clock, everyMs } = this.#options;
    const expiresAt = clock.now() + everyMs * roundsOfALease;
    this.#version = (await space.set(key, String(clock.now()), { version: this.#version, expiresAt })) ?? 0;
    return this.#version > 0;
  }

  async #resign(): Promise<void> {
    if (this.#version > 0) await this.#options.space.delete(key, this.#version);
    this.#version = 0;
  }
}
