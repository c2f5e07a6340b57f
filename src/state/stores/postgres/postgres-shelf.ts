import { StateStoreError } from "../../../errors/index.js";
import { pack, unpack } from "../../../internal/packed-text.js";
import { describe, fieldOf, isRecord } from "../../../internal/record.js";
import { behindPrefix } from "../../order.js";
import type { Place, Shelf, Write } from "../../shelf.js";
import type { StateRecord } from "../../store.js";
import type { Names } from "./schema.js";

type Value = string | number | null;

/** How a store's shelves ask: the table is there when it answers. */
export interface Asking {
  readonly names: Names;
  readonly query: (text: string, values: Value[]) => Promise<unknown[]>;
  /** Called after each write. */
  readonly wrote: (now: number) => Promise<void>;
}

const fields = "key, value, version::text AS version, expires_at::text AS expires_at";
const isLive = (now: string) => `(expires_at IS NULL OR expires_at > ${now})`;

/** One space of the table. Each call is one statement. PostgreSQL keeps no U+0000, so texts are kept as `pack` makes them. */
export class PostgresShelf implements Shelf {
  readonly #asking: Asking;
  readonly #space: string;

  constructor(asking: Asking, space: string) {
    this.#asking = asking;
    this.#space = pack(space);
  }

  async get(key: string): Promise<StateRecord | undefined> {
    const find = `SELECT ${fields} FROM ${this.#table} WHERE space = $1 AND key = $2`;
    const [row] = await this.#ask(find, [pack(key)]);
    return row === undefined ? undefined : recordOf(row);
  }

  async set({ key, value, version, expiresAt, removeAt }: Write, now: number): Promise<number | undefined> {
    const next = `nextval('${this.#asking.names.versions}')`;
    const values = [pack(key), pack(value), expiresAt ?? null, removeAt ?? null];
    const upsert = `INSERT INTO ${this.#table} AS old (space, key, value, version, expires_at, remove_at)
      VALUES ($1, $2, $3, ${next}, $4, $5) ON CONFLICT (space, key) DO UPDATE SET value = excluded.value,
      version = excluded.version, expires_at = excluded.expires_at, remove_at = excluded.remove_at`;
    const answer = "RETURNING version::text AS version";
    let rows: unknown[];
    if (version === undefined) rows = await this.#ask(`${upsert} ${answer}`, values);
    else if (version === 0) rows = await this.#ask(`${upsert} WHERE old.expires_at <= $6 ${answer}`, [...values, now]);
    else {
      const update = `UPDATE ${this.#table} SET value = $3, version = ${next}, expires_at = $4, remove_at = $5
        WHERE space = $1 AND key = $2 AND version = $6 ${answer}`;
      rows = await this.#ask(update, [...values, version]);
    }
    await this.#asking.wrote(now);
    return rows.length === 0 ? undefined : versionOf(rows[0]);
  }

  async delete(key: string, version: number | undefined, now: number): Promise<boolean> {
    const remove = `DELETE FROM ${this.#table} WHERE space = $1 AND key = $2`;
    const values = [pack(key)];
    const rows = await (version === undefined
      ? this.#ask(`${remove} RETURNING 1`, values)
      : this.#ask(`${remove} AND version = $3 RETURNING 1`, [...values, version]));
    await this.#asking.wrote(now);
    return rows.length > 0;
  }

  async list(prefix: string, after: string, limit: number, now: number): Promise<StateRecord[]> {
    const [start, end] = [pack(prefix), behindPrefix(pack(prefix))];
    const find = `SELECT ${fields} FROM ${this.#table} WHERE space = $1 AND key > $2 AND key >= $3 AND ${isLive("$4")}
      ${end === undefined ? "" : "AND key < $6"} ORDER BY key LIMIT $5`;
    const rows = await this.#ask(find, [pack(after), start, now, limit, ...(end === undefined ? [] : [end])]);
    return rows.map(recordOf);
  }

  async expired(after: Place | undefined, limit: number, now: number): Promise<StateRecord[]> {
    const { table } = this.#asking.names;
    const find = `SELECT ${fields} FROM ${table} WHERE space = $1 AND expires_at <= $2
      ${after ? `AND (${table}.expires_at, key) > ($4, $5)` : ""} ORDER BY ${table}.expires_at, key LIMIT $3`;
    const behind = after ? [after.expiresAt, pack(after.key)] : [];
    return (await this.#ask(find, [now, limit, ...behind])).map(recordOf);
  }

  async count(now: number): Promise<number> {
    const find = `SELECT count(*)::text AS live FROM ${this.#table} WHERE space = $1 AND ${isLive("$2")}`;
    const [row] = await this.#ask(find, [now]);
    const live = Number(fieldOf(row, "live"));
    return Number.isSafeInteger(live) ? live : unreadable(row);
  }

  get #table(): string {
    return this.#asking.names.table;
  }

  #ask(text: string, values: Value[]): Promise<unknown[]> {
    return this.#asking.query(text, [this.#space, ...values]);
  }
}

function versionOf(row: unknown): number {
  const version = Number(fieldOf(row, "version"));
  return Number.isSafeInteger(version) && version > 0 ? version : unreadable(row);
}

function recordOf(row: unknown): StateRecord {
  if (!isRecord(row)) return unreadable(row);
  const { key, value, expires_at } = row;
  const expiresAt = expires_at === null ? undefined : Number(expires_at);
  if (typeof key !== "string" || typeof value !== "string" || Number.isNaN(expiresAt)) return unreadable(row);
  return {
    key: unpack(key),
    value: unpack(value),
    version: versionOf(row),
    ...(expiresAt !== undefined && { expiresAt }),
  };
}

function unreadable(row: unknown): never {
  throw new StateStoreError(
    `Expected PostgreSQL to answer a record as this store writes it, got ${describe(row)} with other fields. Something ` +
      "else has changed the table: give the store a `table` of its own.",
  );
}
