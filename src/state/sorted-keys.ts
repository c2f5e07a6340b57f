import { compareText } from "./order.js";

/** Below that, keys that are gone cost nothing worth looking for. */
const fewKeys = 1_000;

/** The keys of a map in order, put in order when they are asked for. */
export class SortedKeys {
  readonly #map: ReadonlyMap<string, unknown>;
  #keys: string[] = [];
  #isSorted = true;
  #tidyAt = fewKeys;

  constructor(map: ReadonlyMap<string, unknown>) {
    this.#map = map;
  }

  /** One that is new to the map. What leaves the map need not be told. */
  add(key: string): void {
    if (this.#keys.length >= this.#tidyAt) this.#tidy();
    this.#keys.push(key);
    this.#isSorted = false;
  }

  /** From the first that is not before `text`; some may be gone from the map. */
  *from(text: string): Generator<string> {
    if (!this.#isSorted) this.#tidy();
    const keys = this.#keys;
    for (let place = placeIn(keys, (key) => compareText(key, text) >= 0); place < keys.length; place++) {
      yield keys[place] as string;
    }
  }

  #tidy(): void {
    const sorted = this.#keys.filter((key) => this.#map.has(key)).sort(compareText);
    // A key that was gone and came back is there twice.
    this.#keys = sorted.filter((key, place) => key !== sorted[place - 1]);
    this.#isSorted = true;
    this.#tidyAt = Math.max(fewKeys, 2 * this.#keys.length);
  }
}

/** The place of the first item that is `behind`, where all after it are. */
export function placeIn<Item>(items: readonly Item[], behind: (item: Item) => boolean): number {
  let [from, to] = [0, items.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (behind(items[middle] as Item)) to = middle;
    else from = middle + 1;
  }
  return from;
}
