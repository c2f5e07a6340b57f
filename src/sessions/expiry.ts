import { isRecord } from "../internal/record.js";
import type { StatePage, StateRecord } from "../state/index.js";
import type { Records } from "./records.js";
import { type SessionSnapshot, snapshotOf } from "./session.js";
import { keepMs } from "./spaces.js";
import { CorruptRecord, contentOf, NewerRecord } from "./stored.js";

/** A final state on its way to `onExpired`. */
interface HandOver {
  /** The record that it was in. */
  readonly key: string;
  readonly version: number;
  readonly value: string;
  readonly expiresAt?: number;
  /** Until then it is with the process that took it. */
  readonly until: number;
}

/** A hand-over that this process has taken. */
interface Claim {
  /** The session's id. */
  readonly id: string;
  readonly version: number;
  readonly handOver: HandOver;
}

/** How long a hand-over that was done is known, so that a process which is behind does not begin it again. */
const rememberMs = 600_000;
const pageSize = 200;
const atOnce = 20;
const done = JSON.stringify({ isDone: true });

/**
 * What becomes of a session whose time is over. First its final state is stored as a hand-over, under the session's id and
 * with a claim; then its record is deleted; then `onExpired` is called, and then the hand-over is marked as done. Whatever
 * dies in between leaves a record or a hand-over behind, which the next sweep finds; whoever comes second finds the hand-over.
 */
export class Expiry<State> {
  readonly #at: Records<State>;
  readonly #running = new Set<Promise<void>>();

  constructor(at: Records<State>) {
    this.#at = at;
  }

  /** Resolves when no `onExpired` of this process runs any more. */
  async settled(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }

  /** Takes a record out of the way whose time is over. Does not wait for `onExpired`. */
  async retire(record: StateRecord): Promise<void> {
    const handOver = await this.#retire(record);
    if (!handOver) return;
    const run = handOver().finally(() => this.#running.delete(run));
    this.#running.add(run);
  }

  /**
   * Retires every record whose time is over, and takes up hand-overs that were left behind.
   *
   * @returns how many records were retired
   */
  async sweep(goesOn: () => Promise<boolean>): Promise<number> {
    const { spaces, options } = this.#at;
    let count = 0;
    await this.#eachOf(
      (page) => spaces.records.expired(page),
      goesOn,
      async (record) => {
        try {
          await (await this.#retire(record))?.();
          count++;
        } catch (error) {
          // A newer program can read it, and retires it.
          if (!(error instanceof NewerRecord)) throw error;
        }
      },
    );
    if (options.onExpired)
      await this.#eachOf(
        (page) => spaces.handOvers.list(page),
        goesOn,
        (record) => this.#takeUp(record),
      );
    return count;
  }

  async #eachOf(
    pageOf: (page: { limit: number; cursor?: string }) => Promise<StatePage>,
    goesOn: () => Promise<boolean>,
    work: (record: StateRecord) => Promise<void>,
  ): Promise<void> {
    for (let cursor: string | undefined; await goesOn(); ) {
      const page = await pageOf({ limit: pageSize, ...(cursor !== undefined && { cursor }) });
      await inParallel(page.records, work);
      cursor = page.cursor;
      if (cursor === undefined) return;
    }
  }

  /** @returns what calls `onExpired`; `undefined`: another process does, or there is none */
  async #retire(record: StateRecord): Promise<(() => Promise<void>) | undefined> {
    const { records, emitter, options } = this.#at;
    if (!options.onExpired && !emitter.has("expired")) {
      await records.delete(record.key, record.version);
      return undefined;
    }
    try {
      const session = snapshotOf(record, await this.#at.read(record.value));
      const claim = options.onExpired && (await this.#file(session.id, record, this.#until()));
      const isOver = await this.#delete(record, session);
      return claim && (isOver || (await this.#isOver(claim))) ? () => this.#handOver(claim, session) : undefined;
    } catch (error) {
      if (error instanceof NewerRecord) await this.#leave(record);
      else await this.#at.putAside(record, error);
      return undefined;
    }
  }

  /** Files what a newer program saved for that one to take up, so that the chat can go on here. */
  async #leave(record: StateRecord): Promise<void> {
    await this.#file(String(idOf(record.value)), record, 0);
    await this.#at.records.delete(record.key, record.version);
  }

  async #delete(
    { key, version }: Pick<StateRecord, "key" | "version">,
    session: SessionSnapshot<State>,
  ): Promise<boolean> {
    const { records, emitter } = this.#at;
    const isDeleted = await records.delete(key, version);
    if (isDeleted) emitter.emit("expired", { session });
    return isDeleted;
  }

  /** @returns `undefined`: another process has it, or has done it */
  async #file(id: string, record: StateRecord, until: number): Promise<Claim | undefined> {
    const { spaces, options } = this.#at;
    const { handOvers } = spaces;
    const { key, version, value, expiresAt } = record;
    const handOver = { key, version, value, ...(expiresAt !== undefined && { expiresAt }), until };
    const lastAt = options.clock.now() + keepMs;
    const claimed = await this.#claim(id, handOver, 0, lastAt);
    if (claimed) return claimed;
    const found = await handOvers.get(id);
    const before = found && handOverOf(found);
    // The session went on after all when it was filed first, so that one is out of date.
    const isOutdated = found && before && before.version !== version;
    return isOutdated ? this.#claim(id, handOver, found.version, lastAt) : undefined;
  }

  /** @param lastAt until when it is tried */
  async #claim(id: string, handOver: HandOver, over: number, lastAt: number | undefined): Promise<Claim | undefined> {
    const { handOvers } = this.#at.spaces;
    const version = await handOvers.set(id, JSON.stringify(handOver), { version: over, expiresAt: lastAt });
    return version === undefined ? undefined : { id, version, handOver };
  }

  #until(): number {
    const { clock, claimMs } = this.#at.options;
    return clock.now() + claimMs;
  }

  /** Whether the session is really over. One that was saved in the last moment goes on, and is not handed over. */
  async #isOver({ id, version, handOver }: Claim): Promise<boolean> {
    const { records, spaces } = this.#at;
    const found = await records.get(handOver.key, { expired: true });
    if (!found || idOf(found.value) !== id) return true;
    await spaces.handOvers.delete(id, version);
    return false;
  }

  async #handOver({ id, version }: Claim, session: SessionSnapshot<State>): Promise<void> {
    const { spaces, options, emitter } = this.#at;
    try {
      await options.onExpired?.(session);
      await spaces.handOvers.set(id, done, { version, expiresAt: options.clock.now() + rememberMs });
    } catch (error) {
      // The claim ends by itself, and somebody takes it up.
      emitter.emit("error", error);
    }
  }

  /** One whose process died, or whose `onExpired` threw. */
  async #takeUp(record: StateRecord): Promise<void> {
    const { spaces, options } = this.#at;
    const handOver = handOverOf(record);
    if (!handOver || handOver.until > options.clock.now()) return;
    try {
      const session = snapshotOf(handOver, await this.#at.read(handOver.value));
      const until = this.#until();
      const claim = await this.#claim(record.key, { ...handOver, until }, record.version, record.expiresAt);
      if (!claim) return;
      if ((await this.#delete(handOver, session)) || (await this.#isOver(claim))) await this.#handOver(claim, session);
    } catch (error) {
      // A newer program can read it, and takes it up.
      if (error instanceof NewerRecord) return;
      await this.#at.putAside(handOver, error, () => spaces.handOvers.delete(record.key, record.version));
    }
  }
}

/** `undefined`: it was done, or is none of ours. */
function handOverOf({ value }: StateRecord): HandOver | undefined {
  try {
    const stored: unknown = JSON.parse(value);
    return isRecord(stored) && typeof stored.key === "string" ? (stored as unknown as HandOver) : undefined;
  } catch {
    return undefined;
  }
}

function idOf(text: string): unknown {
  try {
    const content = contentOf(text);
    return "session" in content ? content.session.id : undefined;
  } catch (error) {
    if (error instanceof CorruptRecord) return undefined;
    throw error;
  }
}

async function inParallel<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const rest = items.values();
  const worker = async () => {
    for (const item of rest) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, worker));
}
