import type { Clock } from "../internal/clock.js";

export interface InboxOptions<Item> {
  readonly clock: Clock;
  /** How long a key counts as seen, in ms. */
  readonly rememberMs: number;
  /** How many items may wait; one more is refused. */
  readonly maxWaiting: number;
  /** Works on one item; the next of its lane waits for it. Must not reject. */
  readonly work: (item: Item) => Promise<void>;
}

/** Keys kept at most, whatever their age: about 20 MB. */
const maxKeys = 200_000;

/**
 * What was received and is not answered yet, in memory: items of one lane are worked on one after another in the order
 * they came, lanes beside each other. A key seen before is not stored again.
 */
export class Inbox<Item> {
  readonly #options: InboxOptions<Item>;
  /** When each key may be forgotten; the oldest first. */
  readonly #seen = new Map<string, number>();
  readonly #lanes = new Map<string, { readonly waiting: Item[]; readonly done: Promise<void> }>();
  #waiting = 0;

  constructor(options: InboxOptions<Item>) {
    this.#options = options;
  }

  /**
   * Stores an item, or says that its key was seen before. One step: there is no claim that could outlive a failure.
   *
   * @throws {Error} the inbox is full; the key is not remembered, so the same item can come again
   */
  append(key: string, lane: string, item: Item): "stored" | "duplicate" {
    const { clock, rememberMs, maxWaiting } = this.#options;
    const now = clock.now();
    this.#forget(now);
    if (this.#seen.has(key)) return "duplicate";
    if (this.#waiting >= maxWaiting) {
      throw new Error(
        `The inbox is full: ${maxWaiting} messages wait for their turn. The gateway will deliver this one again.`,
      );
    }
    this.#seen.set(key, now + rememberMs);
    this.#waiting++;
    const busy = this.#lanes.get(lane);
    if (busy) {
      busy.waiting.push(item);
    } else {
      const waiting = [item];
      this.#lanes.set(lane, { waiting, done: this.#work(lane, waiting) });
    }
    return "stored";
  }

  /** Resolves once nothing waits and nothing runs. */
  async drained(): Promise<void> {
    while (this.#lanes.size > 0) await Promise.all([...this.#lanes.values()].map((lane) => lane.done));
  }

  async #work(lane: string, waiting: Item[]): Promise<void> {
    // The first item is worked on only after `append` has returned, so that the gateway has its answer first.
    await Promise.resolve();
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      // `work` deals with its failures; one that it did not foresee must not stop the lane.
      await this.#options.work(item).catch(() => {});
      this.#waiting--;
    }
    this.#lanes.delete(lane);
  }

  #forget(now: number): void {
    for (const [key, until] of this.#seen) {
      if (until > now && this.#seen.size < maxKeys) return;
      this.#seen.delete(key);
    }
  }
}
