import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Clock } from "../../internal/clock.js";
import type { StateRecord, StateSettings, StateSpace, StateStore } from "../../state/store.js";
import { GatewayClock, stoppedClock } from "../clock.js";

/** Where a test's records are kept. */
export interface StateStoreContext {
  /** The time that the store must go by. It stands still until a test moves it. */
  readonly clock: Clock;
  /** An empty folder of the test's own. It is removed afterwards. */
  readonly folder: string;
  /** A word of the test's own, of letters, digits and dashes, e.g. for the prefix of keys. */
  readonly id: string;
}

export interface KitOptions {
  readonly create: (context: StateStoreContext) => StateStore | Promise<StateStore>;
  readonly capabilities: { readonly durable: boolean; readonly shared: boolean };
}

/** What one test works with: a place, stores over it, and its time. */
export class Kit {
  readonly clock = new GatewayClock(stoppedClock());
  readonly context: StateStoreContext;
  readonly #options: KitOptions;
  readonly #stores: StateStore[] = [];
  #spaces = 0;

  constructor(options: KitOptions, folder: string) {
    this.#options = options;
    this.context = { clock: this.clock, folder, id: basename(folder) };
  }

  static async use(options: KitOptions, body: (kit: Kit) => Promise<void>): Promise<void> {
    const folder = await mkdtemp(join(tmpdir(), "state-suite-"));
    const kit = new Kit(options, folder);
    try {
      await body(kit);
    } finally {
      await kit.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    }
  }

  get capabilities(): KitOptions["capabilities"] {
    return this.#options.capabilities;
  }

  get now(): number {
    return this.clock.now();
  }

  async store(): Promise<StateStore> {
    return this.#stores[0] ?? this.#create();
  }

  /** As another process has it, where the store is made for that. */
  async another(): Promise<StateStore> {
    return this.capabilities.shared ? this.#create() : this.store();
  }

  /** A space of its own. */
  async space(settings?: StateSettings): Promise<StateSpace> {
    return (await this.store()).open(`space ${++this.#spaces}`, settings);
  }

  /** The same space, twice: as two processes have it, where the store is made for that. */
  async two(settings?: StateSettings): Promise<readonly [StateSpace, StateSpace]> {
    const name = `space ${++this.#spaces}`;
    return [(await this.store()).open(name, settings), (await this.another()).open(name, settings)];
  }

  /** Closes everything, and answers a store that is created anew. */
  async restart(): Promise<StateStore> {
    await this.close();
    return this.store();
  }

  async close(): Promise<void> {
    for (const store of this.#stores.splice(0)) await store.close();
  }

  async #create(): Promise<StateStore> {
    const store = await this.#options.create(this.context);
    this.#stores.push(store);
    return store;
  }
}

/** Declares a test. */
export type Test = (title: string, body: (kit: Kit) => Promise<void>) => void;

export const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** Writes, and answers the version. */
export async function put(space: StateSpace, key: string, value: string, options = {}): Promise<number> {
  const version = await space.set(key, value, options);
  assert.ok(version !== undefined, `expected ${JSON.stringify(key)} to be written`);
  assert.ok(Number.isSafeInteger(version) && version > 0, `expected a version above 0, got ${version}`);
  return version;
}

export async function readValue(space: StateSpace, key: string): Promise<string | undefined> {
  return (await space.get(key))?.value;
}

/** All pages of a listing, each of which must be as full as it can be. */
async function pages(limit: number, read: (cursor?: string) => ReturnType<StateSpace["list"]>): Promise<StateRecord[]> {
  const all: StateRecord[] = [];
  for (let cursor: string | undefined, isFirst = true; isFirst || cursor !== undefined; isFirst = false) {
    const page = await read(cursor);
    assert.ok(page.records.length <= limit, `a page of ${page.records.length} where ${limit} were asked for`);
    assert.ok(page.cursor === undefined || page.records.length === limit, "a page that is not the last is not full");
    assert.ok(isFirst || page.records.length > 0, "the last page is empty");
    all.push(...page.records);
    cursor = page.cursor;
  }
  return all;
}

export function listAll(space: StateSpace, { limit = 1_000, prefix }: { limit?: number; prefix?: string } = {}) {
  return pages(limit, (cursor) =>
    space.list({ limit, ...(prefix !== undefined && { prefix }), ...(cursor && { cursor }) }),
  );
}

export function expiredAll(space: StateSpace, limit = 1_000): Promise<StateRecord[]> {
  return pages(limit, (cursor) => space.expired({ limit, ...(cursor && { cursor }) }));
}

export const keysOf = (records: readonly StateRecord[]): string[] => records.map(({ key }) => key);

/** Refuses what it was given. */
export async function refused(call: () => Promise<unknown>, what: string): Promise<void> {
  await assert.rejects(
    call,
    ({ code }: { code?: unknown }) => code === "INVALID_ARGUMENT",
    `${what}: expected an InvalidArgumentError`,
  );
}
