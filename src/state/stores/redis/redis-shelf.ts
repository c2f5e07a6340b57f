import { StateStoreError } from "../../../errors/index.js";
import { describe, messageOf } from "../../../internal/record.js";
import { compareText } from "../../order.js";
import type { Place, Shelf, Write } from "../../shelf.js";
import type { StateRecord } from "../../store.js";
import { scripts } from "./scripts.js";

/** What is used of an ioredis client, `Redis` or `Cluster`. */
export interface RedisClient {
  call(command: string, args: (string | number)[]): Promise<unknown>;
}

export interface RedisShelfOptions {
  readonly client: RedisClient;
  /** What all keys of the space begin with; it has a hash tag. */
  readonly keys: string;
  /** How long Redis knows a write that was done, in ms. */
  readonly rememberMs: number;
  /** A word that no other call of any process has. */
  readonly word: () => string;
}

/** One space in Redis. Each call is one script, but for long lists. */
export class RedisShelf implements Shelf {
  readonly #options: RedisShelfOptions;
  readonly #keys: readonly string[];

  constructor(options: RedisShelfOptions) {
    this.#options = options;
    const names = ["records", "keys", "ends", "removals", "version", "calls"];
    this.#keys = names.map((name) => `${options.keys}:${name}`);
  }

  async get(key: string): Promise<StateRecord | undefined> {
    const found = await this.#options.client.call("hget", [this.#keys[0] ?? "", key]);
    return found === null ? undefined : recordOf(key, found);
  }

  async set({ key, value, version, expiresAt, removeAt }: Write, now: number): Promise<number | undefined> {
    const { word, rememberMs } = this.#options;
    const written = await this.#run("set", [
      ...[now, word(), rememberMs, key, value],
      ...[version ?? "", expiresAt ?? "", removeAt ?? ""],
    ]);
    if (written === null) return undefined;
    const number = typeof written === "string" && /^\d{1,16}$/.test(written) ? Number(written) : 0;
    return number > 0 ? number : unreadable(key, written);
  }

  async delete(key: string, version: number | undefined, now: number): Promise<boolean> {
    const { word, rememberMs } = this.#options;
    const removed = await this.#run("remove", [now, word(), rememberMs, key, version ?? ""]);
    return removed === 0 || removed === 1 ? removed === 1 : unreadable(key, removed);
  }

  async list(prefix: string, after: string, limit: number, now: number): Promise<StateRecord[]> {
    const records: StateRecord[] = [];
    const start = prefix === "" ? "-" : `[${prefix}`;
    const end = prefix === "" ? "+" : `(${prefix}`;
    let from = after !== "" && compareText(after, prefix) >= 0 ? `(${after}` : start;
    for (let seen = after; ; ) {
      const answer = pairsOf(await this.#run("list", [now, from, end, limit - records.length]));
      const [last, ...found] = answer;
      records.push(...recordsOf(found));
      if (!last || records.length === limit) return records;
      if (compareText(last, seen) <= 0) return unreadable(last, answer);
      seen = last;
      from = `(${last}`;
    }
  }

  async expired(after: Place | undefined, limit: number, now: number): Promise<StateRecord[]> {
    return recordsOf(pairsOf(await this.#run("expired", [now, limit, after?.expiresAt ?? "", after?.key ?? ""])));
  }

  async count(now: number): Promise<number> {
    const count = await this.#run("count", [now]);
    if (typeof count === "number") return count;
    throw new StateStoreError(`Expected Redis to answer a number of records, got ${describe(count)}.`);
  }

  /** One that the server has forgotten is sent once more. */
  async #run(name: keyof typeof scripts, args: readonly (string | number)[]): Promise<unknown> {
    const { source, sha } = scripts[name];
    const send = (command: string, script: string) =>
      this.#options.client.call(command, [script, this.#keys.length, ...this.#keys, ...args]);
    try {
      return await send("evalsha", sha);
    } catch (error) {
      if (!messageOf(error).startsWith("NOSCRIPT")) throw error;
      return send("eval", source);
    }
  }
}

function pairsOf(answer: unknown): string[] {
  if (Array.isArray(answer) && answer.every((item) => typeof item === "string")) return answer;
  throw new StateStoreError(
    `Expected Redis to answer keys and records, got ${describe(answer)}. Something else may have changed them.`,
  );
}

function recordsOf(pairs: readonly string[]): StateRecord[] {
  return pairs.flatMap((key, at) => (at % 2 === 0 ? [recordOf(key, pairs[at + 1])] : []));
}

function recordOf(key: string, text: unknown): StateRecord {
  const [head, version, expiresAt] = (typeof text === "string" && /^(\d{1,16}) (-?\d{0,16})\n/.exec(text)) || [];
  if (head === undefined || typeof text !== "string") return unreadable(key, text);
  const value = text.slice(head.length);
  return { key, value, version: Number(version), ...(expiresAt && { expiresAt: Number(expiresAt) }) };
}

function unreadable(key: string, found: unknown): never {
  throw new StateStoreError(
    `Expected the record ${JSON.stringify(key)} to be as this store writes it, got ${describe(found)}. Something else ` +
      "has changed it: delete the record, or give the store a `prefix` of its own.",
  );
}
