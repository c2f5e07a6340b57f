/** A line that is joined at either end and left at the head, without moving the others. */
export class Deque<Item> {
  #items: Item[] = [];
  #head = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  peek(): Item | undefined {
    return this.#items[this.#head];
  }

  shift(): Item | undefined {
    const item = this.#items[this.#head];
    if (item === undefined) return undefined;
    this.#head++;
    // Half of the array is behind us: copying the rest costs as much as was saved.
    if (this.#head > 1_000 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    } else if (this.#head === this.#items.length) {
      this.#items.length = 0;
      this.#head = 0;
    }
    return item;
  }

  unshift(items: readonly Item[]): void {
    if (items.length <= this.#head) {
      this.#head -= items.length;
      for (const [i, item] of items.entries()) this.#items[this.#head + i] = item;
      return;
    }
    this.#items = [...items, ...this.#items.slice(this.#head)];
    this.#head = 0;
  }

  /** Takes all. */
  clear(): Item[] {
    const all = this.#items.slice(this.#head);
    this.#items = [];
    this.#head = 0;
    return all;
  }

  *[Symbol.iterator](): Generator<Item> {
    for (let place = this.#head; place < this.#items.length; place++) yield this.#items[place] as Item;
  }
}
