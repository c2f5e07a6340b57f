import { statSync } from "node:fs";
import { QueueDriverError } from "../../../errors/index.js";
import { type Connection, openConnection } from "./connection.js";
import { isLocked, toDriverError } from "./failure.js";
import type { ResolvedOptions } from "./options.js";
import { Batch } from "./transaction.js";

/** How long another process may keep the file locked before a call gives up. */
const patienceMs = 5_000;
const longestPauseMs = 25;
/** How many calls share a transaction at most: the event loop stands still for its time. */
const batchSize = 200;

/** One call: its part of a transaction, and who waits for the answer. */
interface Entry {
  readonly work: (batch: Batch) => unknown;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * The file of a driver: opened by the first call. Calls made in the same tick share one transaction, so that one wait for
 * the disk serves all of them; each gets its own answer.
 */
export class SqliteFile {
  readonly #options: ResolvedOptions;
  #connection: Connection | undefined;
  /** Of the file that the connection writes, whatever its name leads to by now. */
  #inode: number | undefined;
  #entries: Entry[] = [];
  #draining: Promise<void> | undefined;
  /** No more calls are taken. */
  #isClosed = false;
  /** Those that were taken are answered. */
  #isOver = false;

  constructor(options: ResolvedOptions) {
    this.#options = options;
  }

  /** Runs `work` once for its effect, and once more alone when another call of the transaction failed: it keeps nothing outside the file. */
  write<T>(work: (batch: Batch) => T): Promise<T> {
    if (this.#isClosed) return Promise.reject(this.#closedError());
    return new Promise<T>((resolve, reject) => {
      this.#entries.push({ work, resolve: resolve as Entry["resolve"], reject });
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
      throw toDriverError(error, this.#options.file);
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

  async #commit(entries: readonly Entry[]): Promise<void> {
    let isOfOne = false;
    try {
      const answers = await this.#whileLocked(() => {
        const connection = this.#open();
        connection.begin();
        try {
          isOfOne = true;
          const batch = new Batch(connection);
          const results = entries.map(({ work }) => work(batch));
          batch.flush();
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

  /** @throws {QueueDriverError} the file was deleted: what is written to it now would go with this process */
  #open(): Connection {
    const { file } = this.#options;
    if (this.#isOver) throw this.#closedError();
    const inode = () => statSync(file, { throwIfNoEntry: false })?.ino;
    if (!this.#connection) {
      this.#connection = openConnection(this.#options);
      this.#inode = inode();
    } else if (inode() !== this.#inode) {
      throw new QueueDriverError(
        `Expected the queue's file ${JSON.stringify(file)} to be the one that was opened, but it was deleted or replaced. Nothing was stored. Put it back, or restart this process to begin with what is there.`,
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
        if (!isLocked(error) || waitedMs >= patienceMs) throw toDriverError(error, this.#options.file);
      }
      await this.#options.clock.sleep(pauseMs);
    }
  }

  #closedError(): QueueDriverError {
    return new QueueDriverError(
      `Expected the queue's file ${JSON.stringify(this.#options.file)} to be open, but it was closed. Create a new sqliteDriver.`,
    );
  }
}
