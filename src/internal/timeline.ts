interface Entry<Item> {
  readonly at: number;
  readonly item: Item;
}

/** Below that, entries that do not hold any more cost nothing worth looking for. */
const fewEntries = 1_000;

/**
 * What is due next, earliest first. An entry that does not hold any more stays for a while: whoever takes one asks whether
 * it does. When there are twice as many as held the last time, those are thrown out.
 */
export class Timeline<Item> {
  readonly #holds: (item: Item, at: number) => boolean;
  #heap: Entry<Item>[] = [];
  #sweepAt = fewEntries;

  constructor(holds: (item: Item, at: number) => boolean) {
    this.#holds = holds;
  }

  get size(): number {
    return this.#heap.length;
  }

  /** When the earliest entry is due; `Infinity` when there is none. */
  get nextAt(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  add(at: number, item: Item): void {
    if (this.#heap.length >= this.#sweepAt) this.#sweep();
    const heap = this.#heap;
    const entry = { at, item };
    let place = heap.length;
    while (place > 0) {
      const parent = (place - 1) >> 1;
      const above = heap[parent];
      if (!above || above.at <= at) break;
      heap[place] = above;
      place = parent;
    }
    heap[place] = entry;
  }

  /** Takes the earliest entry if it is due. */
  takeDue(now: number): Item | undefined {
    const heap = this.#heap;
    const first = heap[0];
    if (!first || first.at > now) return undefined;
    const last = heap.pop();
    if (last && last !== first) this.#sink(last);
    return first.item;
  }

  #sweep(): void {
    // In order of time it is a heap.
    this.#heap = this.#heap.filter(({ at, item }) => this.#holds(item, at)).sort((a, b) => a.at - b.at);
    this.#sweepAt = Math.max(fewEntries, 2 * this.#heap.length);
  }

  /** Puts an entry in the place of the first one. */
  #sink(entry: Entry<Item>): void {
    const heap = this.#heap;
    let place = 0;
    for (;;) {
      const left = 2 * place + 1;
      const [a, b] = [heap[left], heap[left + 1]];
      const child = b && a && b.at < a.at ? left + 1 : left;
      const below = heap[child];
      if (!below || below.at >= entry.at) break;
      heap[place] = below;
      place = child;
    }
    heap[place] = entry;
  }
}
