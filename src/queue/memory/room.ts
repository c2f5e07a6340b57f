import { QueueFullError } from "../../errors/index.js";
import { onAbort } from "../../internal/abort.js";

export interface RoomOptions {
  readonly maxJobs: number;
  readonly onFull: "reject" | "wait";
}

/** How many jobs fit, and who waits until theirs do: first come, first served. */
export class Room {
  readonly #options: RoomOptions;
  readonly #kept: () => number;
  readonly #waiting: { readonly size: number; readonly go: () => void }[] = [];
  /** Promised to those who were told to go on. */
  #promised = 0;

  constructor(options: RoomOptions, kept: () => number) {
    this.#options = options;
    this.#kept = kept;
  }

  has(size: number): boolean {
    return size === 0 || (this.#waiting.length === 0 && this.#fits(size));
  }

  /**
   * Waits until there is room; what is to be stored is stored at once when this resolves.
   *
   * @throws {QueueFullError} nobody wants to wait, the room would never come, or `closed` fired before it came
   */
  async wait(size: number, closed: AbortSignal): Promise<void> {
    const { maxJobs, onFull } = this.#options;
    if (onFull === "reject" || size > maxJobs) {
      throw new QueueFullError(
        `The queue is full: ${this.#kept()} of at most ${maxJobs} jobs are kept, and ${size} more were added. Try again later, or raise maxJobs.`,
      );
    }
    await new Promise<void>((resolve, reject) => {
      const waiter = {
        size,
        go: () => {
          forget();
          resolve();
        },
      };
      this.#waiting.push(waiter);
      const forget = onAbort(closed, () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(new QueueFullError("The queue was closed before there was room. Nothing was stored."));
        this.changed();
      });
    });
    this.#promised -= size;
  }

  /** To be told when there may be more room. */
  changed(): void {
    for (let first = this.#waiting[0]; first && this.#fits(first.size); first = this.#waiting[0]) {
      this.#waiting.shift();
      this.#promised += first.size;
      first.go();
    }
  }

  #fits(size: number): boolean {
    return this.#kept() + this.#promised + size <= this.#options.maxJobs;
  }
}
