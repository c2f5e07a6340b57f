/** What is due next, earliest first. Entries are never taken out early: whoever takes one asks whether it still holds. */
export class Timeline<Item> {
  readonly #heap: { readonly at: number; readonly item: Item }[] = [];

  /** When the earliest entry is due; `Infinity` when there is none. */
  get nextAt(): number {
    return this.#heap[0]?.at ?? Number.POSITIVE_INFINITY;
  }

  add(at: number, item: Item): void {
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

  /** Puts an entry in the place of the first one. */
  #sink(entry: { readonly at: number; readonly item: Item }): void {
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
