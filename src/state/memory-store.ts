import type { Clock } from "../internal/clock.js";
import { systemClock } from "../internal/clock.js";
import { Timeline } from "../internal/timeline.js";
import { checkKey, checkLimit, checkText } from "./checks.js";
import type { SetOptions, StatePage, StateRecord, StateSettings, StateSpace, StateStore } from "./store.js";

export interface MemoryStoreOptions {
  /** Time, for tests. @default the system's */
  readonly clock?: Clock | undefined;
}

/** Keeps records in this process's memory: what it holds is lost when the process ends. For tests, and for what may be lost. */
export function memoryStore({ clock = systemClock }: MemoryStoreOptions = {}): StateStore {
  const spaces = new Map<string, MemorySpace>();
  return {
    name: "memory",
    isDurable: false,
    isShared: false,
    open(name, settings = {}) {
      const space = spaces.get(name) ?? new MemorySpace(clock, settings);
      spaces.set(name, space);
      return space;
    },
    async close() {
      spaces.clear();
    },
  };
}

class MemorySpace implements StateSpace {
  readonly #clock: Clock;
  readonly #keepExpiredMs: number;
  readonly #records = new Map<string, StateRecord>();
  /** When records that expire are to be removed. */
  readonly #ends: Timeline<StateRecord>;
  #lastVersion = 0;

  constructor(clock: Clock, { keepExpiredMs = 0 }: StateSettings) {
    this.#clock = clock;
    this.#keepExpiredMs = keepExpiredMs;
    this.#ends = new Timeline((record) => this.#records.get(record.key) === record);
  }

  async get(key: string): Promise<StateRecord | undefined> {
    checkKey(key);
    return this.#live(key);
  }

  async set(key: string, value: string, { version, expiresAt }: SetOptions = {}): Promise<number | undefined> {
    checkKey(key);
    checkText("value", value);
    this.#forgetOld();
    if (version !== undefined && version !== (this.#live(key)?.version ?? 0)) return undefined;
    const record = { key, value, version: ++this.#lastVersion, ...(expiresAt !== undefined && { expiresAt }) };
    this.#records.set(key, record);
    if (expiresAt !== undefined) this.#ends.add(expiresAt + this.#keepExpiredMs, record);
    return record.version;
  }

  async delete(key: string, version?: number): Promise<boolean> {
    checkKey(key);
    this.#forgetOld();
    const record = this.#records.get(key);
    if (!record || (version !== undefined && version !== record.version)) return false;
    return this.#records.delete(key);
  }

  async list({ prefix = "", limit, cursor = "" }: Parameters<StateSpace["list"]>[0]): Promise<StatePage> {
    checkLimit(limit);
    const now = this.#clock.now();
    const found = [...this.#records.values()].filter(
      (record) => record.key.startsWith(prefix) && record.key > cursor && !hasExpired(record, now),
    );
    return pageOf(
      found.sort((a, b) => (a.key < b.key ? -1 : 1)),
      limit,
      ({ key }) => key,
    );
  }

  async expired({ limit, cursor = "0" }: Parameters<StateSpace["expired"]>[0]): Promise<StatePage> {
    checkLimit(limit);
    this.#forgetOld();
    const now = this.#clock.now();
    const after = Number(cursor);
    const found = [...this.#records.values()].filter((record) => hasExpired(record, now));
    const sorted = found.sort((a, b) => (a.expiresAt ?? 0) - (b.expiresAt ?? 0) || a.version - b.version);
    return pageOf(sorted.slice(after), limit, (_, place) => String(after + place + 1));
  }

  async count(): Promise<number> {
    this.#forgetOld();
    return this.#records.size;
  }

  #live(key: string): StateRecord | undefined {
    const record = this.#records.get(key);
    return record && !hasExpired(record, this.#clock.now()) ? record : undefined;
  }

  #forgetOld(): void {
    const now = this.#clock.now();
    for (let old = this.#ends.takeDue(now); old; old = this.#ends.takeDue(now)) {
      if (this.#records.get(old.key) === old) this.#records.delete(old.key);
    }
  }
}

function hasExpired({ expiresAt }: StateRecord, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

function pageOf(
  records: readonly StateRecord[],
  limit: number,
  cursorOf: (last: StateRecord, place: number) => string,
): StatePage {
  const page = records.slice(0, limit);
  const last = page.at(-1);
  return { records: page, ...(last && records.length > limit && { cursor: cursorOf(last, page.length - 1) }) };
}
