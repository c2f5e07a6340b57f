import type { Clock } from "../../internal/clock.js";
import { compareText } from "../order.js";
import { hasExpired, mayReplace, type Place, type Shelf, type Write } from "../shelf.js";
import type { StateRecord } from "../store.js";
import type { Kept, KeyvSpace } from "./keyv-space.js";

export interface KeyvShelfOptions {
  readonly clock: Clock;
  /** After which the caller of a call is gone. */
  readonly timeoutMs: number;
}

/** Keyv goes by the machine's time, which may differ from the caller's: it removes what is old this much later. */
const graceMs = 60_000;
const removedAtOnce = 100;

/** One space of a Keyv. A write keeps its turn until Keyv has answered, also when its caller has long been told that it takes too long. */
export class KeyvShelf implements Shelf {
  readonly #space: KeyvSpace;
  readonly #options: KeyvShelfOptions;

  constructor(space: KeyvSpace, options: KeyvShelfOptions) {
    this.#space = space;
    this.#options = options;
  }

  async get(key: string): Promise<StateRecord | undefined> {
    const kept = await this.#find(key, this.#options.clock.now());
    return kept && recordOf(kept);
  }

  set({ key, value, version, expiresAt, removeAt }: Write, now: number): Promise<number | undefined> {
    return this.#inTurn(key, now, async () => {
      if (version !== undefined && !mayReplace(await this.#find(key, now), version, now)) return undefined;
      const next = await this.#space.nextVersion();
      const kept = { key, value, version: next, ...(expiresAt !== undefined && { expiresAt }), removeAt };
      await this.#space.write(kept, removeAt === undefined ? 0 : Math.max(0, removeAt - now) + graceMs);
      return next;
    });
  }

  delete(key: string, version: number | undefined, now: number): Promise<boolean> {
    return this.#inTurn(key, now, async () => {
      const record = await this.#find(key, now);
      if (!record || (version !== undefined && version !== record.version)) return false;
      await this.#space.remove(key);
      return true;
    });
  }

  async list(prefix: string, after: string, limit: number, now: number): Promise<StateRecord[]> {
    const all = await this.#all(now);
    const found = all.filter(
      (record) => !hasExpired(record, now) && record.key.startsWith(prefix) && compareText(record.key, after) > 0,
    );
    return found.sort((a, b) => compareText(a.key, b.key)).slice(0, limit);
  }

  async expired(after: Place | undefined, limit: number, now: number): Promise<StateRecord[]> {
    const all = await this.#all(now);
    const found = all.filter((record) => hasExpired(record, now) && (!after || compareEnds(record, after) > 0));
    return found.sort(compareEnds).slice(0, limit);
  }

  async count(now: number): Promise<number> {
    return (await this.#all(now)).filter((record) => !hasExpired(record, now)).length;
  }

  /** Removes some of those that are to be removed: not every adapter does that by itself. */
  async #all(now: number): Promise<StateRecord[]> {
    const found = new Map<string, StateRecord>();
    const old: string[] = [];
    for await (const kept of this.#space.all()) {
      if (!isOld(kept, now)) found.set(kept.key, recordOf(kept));
      else if (old.length < removedAtOnce) old.push(kept.key);
    }
    for (const key of old) await this.#inTurn(key, now, () => this.#removeOld(key, now));
    return [...found.values()];
  }

  async #removeOld(key: string, now: number): Promise<void> {
    const kept = await this.#space.read(key);
    if (kept && isOld(kept, now)) await this.#space.remove(key);
  }

  async #find(key: string, now: number): Promise<Kept | undefined> {
    const kept = await this.#space.read(key);
    return kept && !isOld(kept, now) ? kept : undefined;
  }

  /** What had to wait until its caller was gone is not begun. */
  #inTurn<T>(key: string, now: number, work: () => Promise<T>): Promise<T> {
    const { clock, timeoutMs } = this.#options;
    return this.#space.turns.take(key, () => {
      const isLate = clock.now() - now >= timeoutMs;
      return isLate ? Promise.reject(new Error("the calls before took too long")) : work();
    });
  }
}

function compareEnds(a: Partial<Place> & { key: string }, b: Partial<Place> & { key: string }): number {
  return (a.expiresAt ?? 0) - (b.expiresAt ?? 0) || compareText(a.key, b.key);
}

const isOld = ({ removeAt }: Kept, now: number): boolean => removeAt !== undefined && removeAt <= now;

function recordOf({ removeAt: _, ...record }: Kept): StateRecord {
  return record;
}
