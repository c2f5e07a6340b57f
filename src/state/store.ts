/**
 * Where small records are kept: sessions, identities, what became of a send. `stateStoreSuite` (evolution-kit/testing) is
 * this page as tests.
 *
 * Three promises hold whatever dies, and whenever:
 * - a write is there or it is not; what `set` resolved for is there;
 * - a `set` or `delete` that names a version changes only that version, over all processes where the store `isShared`;
 * - a store that cannot be reached rejects with `StateStoreError`. It never answers as if there were no record.
 *
 * A call that rejected may have taken effect, or may do so later. Time is the caller's: that of the `clock` of each store,
 * which processes that share one should agree on.
 */
export interface StateStore {
  /** For messages and metrics, e.g. `"memory"`. */
  readonly name: string;
  /** What was written outlives the process. */
  readonly isDurable: boolean;
  /** Versions hold over processes: several replicas may use it. */
  readonly isShared: boolean;
  /**
   * The records of one name; the same name gives the same records. Opening is cheap and connects to nothing.
   *
   * @throws {InvalidArgumentError} the name is not a text of 1 to 64 characters, or a setting is not what it should be
   */
  open(space: string, settings?: StateSettings): StateSpace;
  /** Closes what the store itself opened; calls from then on reject with `StateStoreError`. Safe to repeat. */
  close(): Promise<void>;
}

export interface StateSettings {
  /**
   * How long a record that is written here stays after its `expiresAt`, for {@link StateSpace.expired} to find. Then the
   * store removes it by itself, sooner or later: writes do that by the way. @default 0
   */
  readonly keepExpiredMs?: number | undefined;
}

export interface StateRecord {
  readonly key: string;
  /** As it was written. */
  readonly value: string;
  /** Changes with every write; one that was there never comes back, not even after the record was deleted. Above 0. */
  readonly version: number;
  /** Epoch ms. Not set: it stays. */
  readonly expiresAt?: number;
}

export interface SetOptions {
  /**
   * The version that is replaced, also one that has expired and is still kept. 0: there must be no record, or an expired
   * one. Left out: whatever is there.
   */
  readonly version?: number | undefined;
  /** From this instant on it is no longer answered; epoch ms, rounded up to whole ones. Left out or `Infinity`: it stays. */
  readonly expiresAt?: number | undefined;
}

export interface StatePage {
  readonly records: readonly StateRecord[];
  /** Where the next page begins; not set on the last one. */
  readonly cursor?: string;
}

/**
 * Keys and values are any text that is well-formed Unicode; a key has 1 to 512 characters. A value may have some MB.
 *
 * Calls reject with `InvalidArgumentError` when what they are given cannot be kept: nothing was done then.
 */
export interface StateSpace {
  /** The record, unless it has expired; with `expired` that one too, while it is kept. */
  get(key: string, options?: { readonly expired?: boolean | undefined }): Promise<StateRecord | undefined>;
  /** @returns the version written; `undefined`: another version is there, and nothing was written */
  set(key: string, value: string, options?: SetOptions): Promise<number | undefined>;
  /** @returns whether it was there, expired or not, and of that version if one was given */
  delete(key: string, version?: number): Promise<boolean>;
  /**
   * Records that have not expired and whose key begins with `prefix`, in the order of their keys' code points. `limit` is
   * from 1 to 10_000. What is there from the first page to the last is listed once, whatever comes and goes meanwhile.
   */
  list(options: { readonly prefix?: string; readonly limit: number; readonly cursor?: string }): Promise<StatePage>;
  /** The same of records that have expired and are still kept, those first that expired first. */
  expired(options: { readonly limit: number; readonly cursor?: string }): Promise<StatePage>;
  /** How many have not expired. May count some that have, while the store has not noticed. */
  count(): Promise<number>;
}
