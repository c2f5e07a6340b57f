import { isEvolutionError } from "../errors/guards.js";
import { InvalidArgumentError, StateStoreError } from "../errors/index.js";
import { type Clock, systemClock } from "../internal/clock.js";
import { describe } from "../internal/record.js";
import { checkKey, checkLimit, checkSpace, checkText, checkVersion, endsOf, keepOf } from "./checks.js";
import { within } from "./patience.js";
import type { SetOptions, StatePage, StateRecord, StateSpace, StateStore } from "./store.js";

/** A write, with everything that was left out put in. */
export interface Write {
  readonly key: string;
  readonly value: string;
  /** As in `SetOptions`: of an expired record this is the version too, and so is 0. */
  readonly version: number | undefined;
  /** Whole ms, as is `removeAt`. */
  readonly expiresAt: number | undefined;
  /** From when on the store may remove it. */
  readonly removeAt: number | undefined;
}

/** Where a page of expired records begins: behind this one. */
export interface Place {
  readonly expiresAt: number;
  readonly key: string;
}

/**
 * What each store does itself with the records of one space. What was asked for has been checked. `now` is the caller's
 * time in whole ms: a record with `expiresAt <= now` has expired.
 */
export interface Shelf {
  /** Also one that has expired: whoever asks looks at that. */
  get(key: string): Promise<StateRecord | undefined>;
  set(write: Write, now: number): Promise<number | undefined>;
  delete(key: string, version: number | undefined, now: number): Promise<boolean>;
  /** By key, those behind `after`. */
  list(prefix: string, after: string, limit: number, now: number): Promise<StateRecord[]>;
  /** By `expiresAt`, then by key. */
  expired(after: Place | undefined, limit: number, now: number): Promise<StateRecord[]>;
  count(now: number): Promise<number>;
}

export interface ShelvesOptions extends Pick<StateStore, "name" | "isDurable" | "isShared"> {
  readonly clock?: Clock | undefined;
  /** How long a call may take. Left out: it always ends by itself. */
  readonly timeoutMs?: number | undefined;
  readonly open: (space: string) => Shelf;
  /** What an error that is not ours means. */
  readonly explain?: (error: unknown) => StateStoreError;
  /** Called once. */
  readonly close?: () => Promise<void> | void;
}

/** A store of shelves: checks what it is asked, makes pages, ends calls that take too long, and refuses when it is closed. */
export function shelves(options: ShelvesOptions): StateStore {
  const { name, isDurable, isShared, clock = systemClock, timeoutMs, explain, close } = options;
  let closing: Promise<void> | undefined;
  const call: Call = async (work) => {
    if (closing)
      throw new StateStoreError(`Expected the ${name} store to be open, but it was closed. Create a new one.`);
    try {
      return await (timeoutMs === undefined
        ? work()
        : within(timeoutMs, clock, work(), () => tooLate(name, timeoutMs)));
    } catch (error) {
      throw explain && !isEvolutionError(error) ? explain(error) : error;
    }
  };
  return {
    name,
    isDurable,
    isShared,
    open(space, settings = {}) {
      checkSpace(space);
      return new ShelvedSpace(options.open(space), clock, keepOf(settings), call);
    },
    close() {
      closing ??= Promise.resolve(close?.());
      return closing;
    },
  };
}

type Call = <T>(work: () => Promise<T>) => Promise<T>;

function tooLate(name: string, timeoutMs: number): StateStoreError {
  return new StateStoreError(
    `Expected the ${name} store to answer within ${timeoutMs} ms, got no answer. A write may still be done. Check that the ` +
      "server runs and is not overloaded, or raise `timeoutMs`.",
  );
}

class ShelvedSpace implements StateSpace {
  readonly #shelf: Shelf;
  readonly #clock: Clock;
  readonly #keepExpiredMs: number;
  readonly #call: Call;

  constructor(shelf: Shelf, clock: Clock, keepExpiredMs: number, call: Call) {
    this.#shelf = shelf;
    this.#clock = clock;
    this.#keepExpiredMs = keepExpiredMs;
    this.#call = call;
  }

  async get(key: string, { expired = false }: Parameters<StateSpace["get"]>[1] = {}): Promise<StateRecord | undefined> {
    checkKey(key);
    const record = await this.#call(() => this.#shelf.get(key));
    return record && (expired || !hasExpired(record, this.#now())) ? record : undefined;
  }

  async set(key: string, value: string, { version, expiresAt }: SetOptions = {}): Promise<number | undefined> {
    checkKey(key);
    checkText("value", value);
    checkVersion(version);
    const write = { key, value, version, ...endsOf(expiresAt, this.#keepExpiredMs) };
    return this.#call(() => this.#shelf.set(write, this.#now()));
  }

  async delete(key: string, version?: number): Promise<boolean> {
    checkKey(key);
    checkVersion(version);
    return this.#call(() => this.#shelf.delete(key, version, this.#now()));
  }

  async list({ prefix = "", limit, cursor = "" }: Parameters<StateSpace["list"]>[0]): Promise<StatePage> {
    checkText("prefix", prefix);
    checkText("cursor", cursor);
    checkLimit(limit);
    const records = await this.#call(() => this.#shelf.list(prefix, cursor, limit + 1, this.#now()));
    return pageOf(records, limit, ({ key }) => key);
  }

  async expired({ limit, cursor }: Parameters<StateSpace["expired"]>[0]): Promise<StatePage> {
    checkLimit(limit);
    const after = cursor === undefined ? undefined : placeOf(cursor);
    const records = await this.#call(() => this.#shelf.expired(after, limit + 1, this.#now()));
    return pageOf(records, limit, ({ expiresAt, key }) => `${expiresAt} ${key}`);
  }

  async count(): Promise<number> {
    return this.#call(() => this.#shelf.count(this.#now()));
  }

  #now(): number {
    return Math.floor(this.#clock.now());
  }
}

function pageOf(records: readonly StateRecord[], limit: number, cursorOf: (last: StateRecord) => string): StatePage {
  const page = records.slice(0, limit);
  const last = page.at(-1);
  return { records: page, ...(last && records.length > limit && { cursor: cursorOf(last) }) };
}

export function hasExpired({ expiresAt }: Pick<StateRecord, "expiresAt">, now: number): boolean {
  return expiresAt !== undefined && expiresAt <= now;
}

/** Whether a write may replace what is there. */
export function mayReplace(
  found: Omit<StateRecord, "key" | "value"> | undefined,
  version: number | undefined,
  now: number,
) {
  if (version === undefined) return true;
  return version === 0 ? !found || hasExpired(found, now) : version === found?.version;
}

function placeOf(cursor: unknown): Place {
  const [, expiresAt, key] = (typeof cursor === "string" && /^(-?\d{1,16}) (.+)$/su.exec(cursor)) || [];
  if (key?.isWellFormed()) return { expiresAt: Number(expiresAt), key };
  throw new InvalidArgumentError(`Expected \`cursor\` to be that of an earlier page, got ${describe(cursor)}.`);
}
