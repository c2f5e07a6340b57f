import { statSync } from "node:fs";
import type { Clock } from "../../../internal/clock.js";
import { type Connection, type OpenOptions, openConnection, type Tables } from "./connection.js";
import { explain, isLocked, type MakeError } from "./failure.js";

/** Who uses a file, and as what: a queue, a store of records. */
export interface FileUser<Part> {
  /** For messages, e.g. `queue's`. */
  readonly whose: string;
  /** What opens it, for messages, e.g. `sqliteDriver`. */
  readonly opener: string;
  readonly error: MakeError;
  readonly tables: Tables;
  /** What the calls of one transaction work with. */
  readonly begin: (connection: Connection) => Part;
  /** Called before the transaction ends. */
  readonly end?: (part: Part) => void;
}

export interface FileOptions extends OpenOptions {
  readonly clock: Clock;
}

/** How long another process may keep the file locked before a call gives up. */
const patienceMs = 5_000;
const longestPauseMs = 25;
/** How many calls share a transaction at most: the event loop stands still for its time. */
const batchSize = 200;

/** One call: its part of a transaction, and who waits for the answer. */
interface Entry<Part> {
  readonly work: (part: Part) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * One user's way to a file: opened by the first call. Calls made in the same tick share one transaction, so that one wait for
 * the disk serves all of them; each gets its own answer.
 */
export class SqliteFile<Part> {
  readonly #options: FileOptions;
  readonly #user: FileUser<Part>;
  #connection: Connection | undefined;
  /** Of the file that the connection writes, whatever its name leads to by now. */
  #inode: number | undefined;
  #entries: Entry<Part>[] = [];
  #draining: Promise<void> | undefined;
  /** No more calls are taken. */
  #isClosed = false;
  /** Those that were taken are answered. */
  #isOver = false;

  constructor(options: FileOptions, user: FileUser<Part>) {
    this.#options = options;
    this.#user = user;
  }

  /** Runs `work` once for its effect, and once more alone when another call of the transaction failed: it keeps nothing outside the file. */
  write<T>(work: (part: Part) => T): Promise<T> {
    if (this.#isClosed) return Promise.reject(this.#closedError());
    return new Promise<T>((resolve, reject) => {
      this.#entries.push({ work, resolve: resolve as Entry<Part>["resolve"], reject });
      this.#draining ??= this.#drain();
    });
  }

  /** Runs one query. */
  read<T>(work: (connection: Connection) => T): Promise<T> {
    if (this.#isClosed) return Promise.reject(this.#closedError());
    return this.#whileLocked(() => work(this.#open()));
  }

  /** Waits for the calls under way. Safe to repeat. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#draining;
    this.#isOver = true;
    const connection = this.#connection;
    this.#connection = undefined;
    try {
      connection?.close();
    } catch (error) {
      throw this.#explain(error);
    }
  }

  async #drain(): Promise<void> {
    while (this.#entries.length > 0) {
      // What else is called in this tick comes along, and timers and sockets have their turn in between.
      await new Promise<void>((resolve) => setImmediate(resolve));
      await this.#commit(this.#entries.splice(0, batchSize));
    }
    this.#draining = undefined;
  }

  async #commit(entries: readonly Entry<Part>[]): Promise<void> {
    let isOfOne = false;
    try {
      const answers = await this.#whileLocked(() => {
        const connection = this.#open();
        connection.begin();
        try {
          isOfOne = true;
          const part = this.#user.begin(connection);
          const results = entries.map(({ work }) => work(part));
          this.#user.end?.(part);
          isOfOne = false;
          connection.commit();
          return results;
        } catch (error) {
          connection.rollback();
          throw error;
        }
      });
      entries.forEach(({ resolve }, index) => {
        resolve(answers[index]);
      });
    } catch (error) {
      if (!isOfOne || entries.length === 1) for (const { reject } of entries) reject(error);
      else for (const entry of entries) await this.#commit([entry]);
    }
  }

  /** Throws when the file was deleted: what is written to it now would go with this process */
  #open(): Connection {
    if (this.#isOver) throw this.#closedError();
    const inode = () => statSync(this.#options.file, { throwIfNoEntry: false })?.ino;
    if (!this.#connection) {
      this.#connection = openConnection(this.#options, this.#user.tables);
      this.#inode = inode();
    } else if (inode() !== this.#inode) {
      throw this.#user.error(
        `Expected the ${this.#name} to be the one that was opened, but it was deleted or replaced. Nothing was stored. Put it back, or restart this process to begin with what is there.`,
      );
    }
    return this.#connection;
  }

  /** The waits are added up rather than measured: a clock that is set does not end the patience. */
  async #whileLocked<T>(attempt: () => T): Promise<T> {
    for (let waitedMs = 0, pauseMs = 1; ; waitedMs += pauseMs, pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
      try {
        return attempt();
      } catch (error) {
        if (!isLocked(error) || waitedMs >= patienceMs) throw this.#explain(error);
      }
      await this.#options.clock.sleep(pauseMs);
    }
  }

  get #name(): string {
    return `${this.#user.whose} file ${JSON.stringify(this.#options.file)}`;
  }

  #explain(error: unknown): unknown {
    return explain(error, `The ${this.#name}`, this.#user.error);
  }

  #closedError(): Error {
    return this.#user.error(
      `Expected the ${this.#name} to be open, but it was closed. Create a new ${this.#user.opener}.`,
    );
  }
}
