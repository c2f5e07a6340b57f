import { StateStoreError } from "../../../errors/index.js";
import { pack, unpack } from "../../../internal/packed-text.js";
import { behindPrefix } from "../../order.js";
import { mayReplace, type Place, type Shelf, type Write } from "../../shelf.js";
import type { StateRecord } from "../../store.js";
import type { Connection } from "./connection.js";
import type { SqliteFile } from "./sqlite-file.js";

interface Row {
  readonly key: string;
  readonly value: string;
  readonly version: number;
  readonly expiresAt: number | null;
}

const fields = "key, value, version, expiresAt";
/** Of records that are to be removed, each write removes so many. */
const removedAtOnce = 20;

/** One space of the file. Texts are kept as `pack` makes them, which keeps their order and their beginnings. */
export class SqliteShelf implements Shelf {
  readonly #file: SqliteFile<Connection>;
  readonly #space: string;

  constructor(file: SqliteFile<Connection>, space: string) {
    this.#file = file;
    this.#space = pack(space);
  }

  get(key: string): Promise<StateRecord | undefined> {
    const find = `SELECT ${fields} FROM state_records WHERE space = ? AND key = ?`;
    return this.#file.read((sql) => {
      const row = sql.get<Row>(find, this.#space, pack(key));
      return row && recordOf(row);
    });
  }

  set({ key, value, version, expiresAt, removeAt }: Write, now: number): Promise<number | undefined> {
    const [packedKey, packedValue] = [pack(key), pack(value)];
    return this.#file.write((sql) => {
      removeOld(sql, now);
      if (version !== undefined && !mayReplace(this.#head(sql, packedKey), version, now)) return undefined;
      const next = this.#nextVersion(sql);
      sql.run(
        `INSERT INTO state_records (space, key, value, version, expiresAt, removeAt) VALUES (?, ?, ?, ?, ?, ?)
         ON CONFLICT (space, key) DO UPDATE SET value = excluded.value, version = excluded.version,
         expiresAt = excluded.expiresAt, removeAt = excluded.removeAt`,
        ...[this.#space, packedKey, packedValue, next, expiresAt ?? null, removeAt ?? null],
      );
      return next;
    });
  }

  delete(key: string, version: number | undefined, now: number): Promise<boolean> {
    const packedKey = pack(key);
    return this.#file.write((sql) => {
      removeOld(sql, now);
      const found = this.#head(sql, packedKey);
      if (!found || (version !== undefined && version !== found.version)) return false;
      return sql.run("DELETE FROM state_records WHERE space = ? AND key = ?", this.#space, packedKey) === 1;
    });
  }

  list(prefix: string, after: string, limit: number, now: number): Promise<StateRecord[]> {
    const [start, end] = [pack(prefix), behindPrefix(pack(prefix))];
    const find = `SELECT ${fields} FROM state_records WHERE space = ? AND key > ? AND key >= ? ${end === undefined ? "" : "AND key < ?"}
      AND (expiresAt IS NULL OR expiresAt > ?) ORDER BY key LIMIT ?`;
    const bounds = [pack(after), start, ...(end === undefined ? [] : [end])];
    return this.#file.read((sql) => sql.all<Row>(find, this.#space, ...bounds, now, limit).map(recordOf));
  }

  expired(after: Place | undefined, limit: number, now: number): Promise<StateRecord[]> {
    const find = `SELECT ${fields} FROM state_records WHERE space = ? AND expiresAt <= ? ${after ? "AND (expiresAt, key) > (?, ?)" : ""}
      ORDER BY expiresAt, key LIMIT ?`;
    const behind = after ? [after.expiresAt, pack(after.key)] : [];
    return this.#file.read((sql) => sql.all<Row>(find, this.#space, now, ...behind, limit).map(recordOf));
  }

  count(now: number): Promise<number> {
    const find = `SELECT (SELECT COUNT(*) FROM state_records WHERE space = ?) -
      (SELECT COUNT(*) FROM state_records WHERE space = ? AND expiresAt <= ?) AS live`;
    return this.#file.read((sql) => sql.get<{ live: number }>(find, this.#space, this.#space, now)?.live ?? 0);
  }

  #head(sql: Connection, packedKey: string) {
    const find = "SELECT version, expiresAt FROM state_records WHERE space = ? AND key = ?";
    const row = sql.get<Pick<Row, "version" | "expiresAt">>(find, this.#space, packedKey);
    return row && { version: row.version, ...(row.expiresAt !== null && { expiresAt: row.expiresAt }) };
  }

  #nextVersion(sql: Connection): number {
    sql.run(
      "INSERT INTO state_spaces (name, version) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET version = version + 1",
      this.#space,
    );
    const row = sql.get<{ version: number }>("SELECT version FROM state_spaces WHERE name = ?", this.#space);
    if (!row)
      throw new StateStoreError("Expected a row that was just written to be there. The file's index is damaged.");
    return row.version;
  }
}

function removeOld(sql: Connection, now: number): void {
  sql.run(
    `DELETE FROM state_records WHERE id IN (SELECT id FROM state_records WHERE removeAt <= ? ORDER BY removeAt LIMIT ${removedAtOnce})`,
    now,
  );
}

function recordOf({ key, value, version, expiresAt }: Row): StateRecord {
  return { key: unpack(key), value: unpack(value), version, ...(expiresAt !== null && { expiresAt }) };
}
