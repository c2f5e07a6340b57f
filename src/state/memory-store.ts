import type { Clock } from "../internal/clock.js";
import { Timeline } from "../internal/timeline.js";
import { compareText } from "./order.js";
import { hasExpired, mayReplace, type Place, type Shelf, shelves, type Write } from "./shelf.js";
import { placeIn, SortedKeys } from "./sorted-keys.js";
import type { StateRecord, StateStore } from "./store.js";

export interface MemoryStoreOptions {
  /** Time, for tests. @default the system's */
  readonly clock?: Clock | undefined;
}

/** Keeps records in this process's memory: what it holds is lost when the process ends. For tests, and for what may be lost. */
export function memoryStore({ clock }: MemoryStoreOptions = {}): StateStore {
  const spaces = new Map<string, MemoryShelf>();
  return shelves({
    name: "memory",
    isDurable: false,
    isShared: false,
    clock,
    open(space) {
      const shelf = spaces.get(space) ?? new MemoryShelf();
      spaces.set(space, shelf);
      return shelf;
    },
    close: () => spaces.clear(),
  });
}

type Ended = StateRecord & Place;

class MemoryShelf implements Shelf {
  readonly #records = new Map<string, StateRecord>();
  readonly #keys = new SortedKeys(this.#records);
  readonly #isThere = (record: StateRecord) => this.#records.get(record.key) === record;
  /** When records expire, and when they are to be removed. */
  readonly #ends = new Timeline<Ended>(this.#isThere);
  readonly #removals = new Timeline<StateRecord>(this.#isThere);
  /** Those that were seen to have expired, in order. Some may be gone. */
  #ended: Ended[] = [];
  #lastVersion = 0;

  async get(key: string): Promise<StateRecord | undefined> {
    return this.#records.get(key);
  }

  async set({ key, value, version, expiresAt, removeAt }: Write, now: number): Promise<number | undefined> {
    this.#removeOld(now);
    const found = this.#records.get(key);
    if (!mayReplace(found, version, now)) return undefined;
    const plain = { key, value, version: ++this.#lastVersion };
    if (!found) this.#keys.add(key);
    if (expiresAt === undefined) this.#records.set(key, plain);
    else {
      const record = { ...plain, expiresAt };
      this.#records.set(key, record);
      this.#ends.add(expiresAt, record);
      if (removeAt !== undefined) this.#removals.add(removeAt, record);
    }
    return this.#lastVersion;
  }

  async delete(key: string, version: number | undefined, now: number): Promise<boolean> {
    this.#removeOld(now);
    const record = this.#records.get(key);
    if (!record || (version !== undefined && version !== record.version)) return false;
    return this.#records.delete(key);
  }

  async list(prefix: string, after: string, limit: number, now: number): Promise<StateRecord[]> {
    const found: StateRecord[] = [];
    for (const key of this.#keys.from(compareText(after, prefix) > 0 ? after : prefix)) {
      if (found.length === limit || !key.startsWith(prefix)) break;
      const record = this.#records.get(key);
      if (record && key !== after && !hasExpired(record, now)) found.push(record);
    }
    return found;
  }

  async expired(after: Place | undefined, limit: number, now: number): Promise<StateRecord[]> {
    this.#noteEnds(now);
    const found: StateRecord[] = [];
    for (
      let at = after ? placeIn(this.#ended, (ended) => comparePlaces(ended, after) > 0) : 0;
      at < this.#ended.length && found.length < limit;
      at++
    ) {
      const record = this.#ended[at];
      if (record && this.#isThere(record) && hasExpired(record, now)) found.push(record);
    }
    return found;
  }

  async count(now: number): Promise<number> {
    this.#noteEnds(now);
    const expired = this.#ended.filter((record) => this.#isThere(record) && hasExpired(record, now));
    return this.#records.size - expired.length;
  }

  #removeOld(now: number): void {
    for (let old = this.#removals.takeDue(now); old; old = this.#removals.takeDue(now)) {
      if (this.#isThere(old)) this.#records.delete(old.key);
    }
  }

  #noteEnds(now: number): void {
    this.#removeOld(now);
    const found: Ended[] = [];
    for (let record = this.#ends.takeDue(now); record; record = this.#ends.takeDue(now)) found.push(record);
    if (found.length === 0) return;
    // Sorting costs little: what was there is sorted, and those that are new came in the order of time.
    this.#ended = [...this.#ended, ...found].filter(this.#isThere).sort(comparePlaces);
  }
}

function comparePlaces(a: Place, b: Place): number {
  return a.expiresAt - b.expiresAt || compareText(a.key, b.key);
}
