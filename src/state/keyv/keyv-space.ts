import type { Keyv } from "keyv";
import { InvalidArgumentError, StateStoreError } from "../../errors/index.js";
import { describe, fieldOf, isRecord } from "../../internal/record.js";
import type { StateRecord } from "../store.js";
import { Turns } from "./turns.js";

/** So many versions are taken at once, so that a restart gives none a second time and few writes pay for that. */
const versionsAtOnce = 1_000;

/** A record, and from when on it is to be removed. */
export type Kept = StateRecord & { readonly removeAt: number | undefined };

/** How many errors the adapter has told of: some do that instead of rejecting. */
export class ToldErrors {
  told = 0;

  constructor(keyv: Keyv) {
    const on: unknown = fieldOf(keyv.store, "on");
    if (typeof on === "function") Reflect.apply(on, keyv.store, ["error", () => (this.told += 1)]);
  }
}

/**
 * One space of a Keyv: what is read and written, and whose turn it is. Keys are escaped so that no adapter finds a sign of its
 * own in them, and records have theirs beside the value: what an iterator tells of keys depends on the adapter.
 */
export class KeyvSpace {
  /** By key. */
  readonly turns = new Turns();
  readonly #keyv: Keyv;
  readonly #errors: ToldErrors;
  readonly #name: string;
  readonly #prefix: string;
  #version = 0;
  #versionsEnd = 0;
  #taking: Promise<void> | undefined;

  constructor(keyv: Keyv, errors: ToldErrors, name: string) {
    this.#keyv = keyv;
    this.#errors = errors;
    this.#name = name;
    this.#prefix = `state/${encodeURIComponent(name)}`;
  }

  async read(key: string): Promise<Kept | undefined> {
    const found = await this.#ask(() => this.#keyv.get(this.#keyOf(key)));
    return found === undefined ? undefined : (this.#keptOf(found) ?? unreadable(key, found));
  }

  /** @param ttlMs 0: it stays */
  async write(record: Kept, ttlMs: number): Promise<void> {
    await this.#put(this.#keyOf(record.key), { space: this.#name, ...record }, ttlMs);
  }

  async remove(key: string): Promise<void> {
    await this.#ask(() => this.#keyv.delete(this.#keyOf(key)));
  }

  async nextVersion(): Promise<number> {
    while (this.#version >= this.#versionsEnd) {
      this.#taking ??= this.#takeVersions().finally(() => {
        this.#taking = undefined;
      });
      await this.#taking;
    }
    this.#version += 1;
    return this.#version;
  }

  /** All records of the space, in any order, some perhaps twice. */
  async *all(): AsyncGenerator<Kept> {
    const { store, namespace } = this.#keyv;
    if (!this.#keyv.iterator) {
      throw new InvalidArgumentError(
        "Expected the Keyv's adapter to list what it has (`iterator`), but it cannot. Use an adapter that can, such as " +
          "@keyv/redis or @keyv/postgres, or another store.",
      );
    }
    const before = this.#errors.told;
    const entries: AsyncIterable<readonly unknown[]> = store instanceof Map ? store : store.iterator(namespace);
    for await (const [, raw] of entries) {
      // Without a text there was a record when the adapter looked for keys, and none any more.
      const data = typeof raw === "string" ? await this.#keyv.deserializeData(raw) : raw;
      const record = this.#keptOf(fieldOf(data, "value"));
      if (record) yield record;
    }
    if (this.#errors.told !== before) throw swallowed();
  }

  #keyOf(key: string): string {
    return `${this.#prefix}/${encodeURIComponent(key)}`;
  }

  async #put(key: string, value: object, ttlMs: number): Promise<void> {
    const isDone = await this.#ask(() => this.#keyv.set(key, value, ttlMs));
    if (!isDone) throw new StateStoreError("Expected the Keyv to keep a record, but it refused. Look at its adapter.");
  }

  async #takeVersions(): Promise<void> {
    const key = `${this.#prefix}#versions`;
    const last = (await this.#ask(() => this.#keyv.get(key))) ?? { versions: 0 };
    const versions: unknown = fieldOf(last, "versions");
    if (typeof versions !== "number" || !Number.isSafeInteger(versions)) return unreadable(key, last);
    await this.#put(key, { versions: versions + versionsAtOnce }, 0);
    this.#version = versions;
    this.#versionsEnd = versions + versionsAtOnce;
  }

  async #ask<T>(call: () => Promise<T>): Promise<T> {
    const before = this.#errors.told;
    const answer = await call();
    // What was read is there. That nothing is, or that a write was done, may be an error that the adapter kept to itself.
    if (this.#errors.told !== before && !isRecord(answer)) throw swallowed();
    return answer;
  }

  #keptOf(found: unknown): Kept | undefined {
    if (!isRecord(found) || found.space !== this.#name) return undefined;
    const { key, value, version, expiresAt, removeAt } = found;
    if (typeof key !== "string" || typeof value !== "string" || typeof version !== "number") return undefined;
    if (!isInstant(expiresAt) || !isInstant(removeAt)) return undefined;
    return { key, value, version, ...(expiresAt !== undefined && { expiresAt }), removeAt };
  }
}

const isInstant = (at: unknown): at is number | undefined => at === undefined || typeof at === "number";

function swallowed(): StateStoreError {
  return new StateStoreError(
    "Expected the Keyv's adapter to reject when its store fails, but it told of an error and answered nothing. Make it " +
      "throw errors, as `throwOnErrors: true` of some adapters does.",
  );
}

function unreadable(key: string, found: unknown): never {
  throw new StateStoreError(
    `Expected the record ${JSON.stringify(key)} to be as this store writes it, got ${describe(found)} with other fields. ` +
      "Something else has changed it: delete the record, or give the Keyv a `namespace` of its own.",
  );
}
