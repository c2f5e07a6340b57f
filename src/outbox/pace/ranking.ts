/** Where somebody stands in a line: the most urgent first, among those who has waited longest. */
export interface Rank {
  /** 0 is the most urgent. */
  readonly priority: number;
  /** When it was asked for, epoch ms. */
  readonly since: number;
  /** No two are alike. */
  readonly number: number;
}

/** A list that is always in order. Finding a place takes a binary search, also among 100,000. */
export class Ranking<Item extends Rank> {
  #items: Item[] = [];

  get size(): number {
    return this.#items.length;
  }

  add(item: Item): void {
    this.#items.splice(this.before(item), 0, item);
  }

  /** Nothing happens when it is not there. */
  remove(item: Item): void {
    const place = this.before(item);
    if (this.#items[place] === item) this.#items.splice(place, 1);
  }

  takeFirst(): Item | undefined {
    return this.#items.shift();
  }

  /** How many stand before it, whether it is there or not. */
  before(item: Rank): number {
    let low = 0;
    let high = this.#items.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (compare(this.#items[middle] as Item, item) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Keeps only those; answers the others. */
  keep(isKept: (item: Item) => boolean): Item[] {
    const others = this.#items.filter((item) => !isKept(item));
    if (others.length > 0) this.#items = this.#items.filter(isKept);
    return others;
  }
}

function compare(a: Rank, b: Rank): number {
  return a.priority - b.priority || a.since - b.since || a.number - b.number;
}
