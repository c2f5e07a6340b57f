import { InvalidArgumentError, SessionConflictError } from "../errors/index.js";
import type { Emitter } from "../internal/emitter.js";
import { describe } from "../internal/record.js";
import type { StateRecord, StateSpace } from "../state/index.js";
import type { SessionEvents } from "./events.js";
import { checkHistory, History, type HistoryEntry } from "./history.js";
import { keyOf, type SessionKey } from "./key.js";
import type { ResolvedOptions } from "./options.js";
import { type Metadata, type SessionData, TooLarge, textOf } from "./stored.js";
import { cut, excessOf, trim } from "./trim.js";

/** A session as it was at one moment. */
export interface SessionSnapshot<State> {
  readonly key: SessionKey;
  /** Its own: the same person's next session has another one. */
  readonly id: string;
  readonly state: State;
  readonly history: readonly HistoryEntry[];
  readonly metadata: Readonly<Metadata>;
  /** Epoch ms, as are all instants. */
  readonly createdAt: number;
  readonly savedAt: number;
  /** When it is over, unless it is saved or touched before. */
  readonly expiresAt: number;
}

export interface SaveOptions {
  /** Marks the turn as applied: saving it again writes nothing. The id of the turn's first message. */
  readonly turnId?: string | undefined;
}

/** Where sessions are kept, and how. */
export interface Place<State> {
  readonly records: StateSpace;
  readonly options: ResolvedOptions<State>;
  readonly emitter: Emitter<SessionEvents<State>>;
  read(text: string): Promise<SessionData<State>>;
}

/** The record that a session came from. */
export interface Origin {
  readonly recordKey: string;
  /** 0: there is none yet. */
  readonly version: number;
  readonly text: string;
  readonly expiresAt: number;
}

/** So many turns are known as applied. */
const rememberedTurns = 50;

/**
 * What is known of one person on one instance. Change `state`, `metadata` and `history`, then `save`; what was not saved is
 * lost. Two that were opened beside each other do not see each other's changes: the second `save` is refused.
 */
export class Session<State> implements SessionSnapshot<State> {
  /** Whose it is: the key it was opened with, or the one that this was merged into. */
  readonly key: SessionKey;
  readonly id: string;
  state: State;
  /** What was said, oldest first. `push` fills in `at`; `save` drops what no longer fits. */
  readonly history: History;
  metadata: Metadata;
  readonly createdAt: number;
  readonly #place: Place<State>;
  #data: SessionData<State>;
  #origin: Origin;
  /** What a write that failed may have written all the same. */
  #attempted: string | undefined;
  #isEnded = false;
  #last: Promise<unknown> | undefined;

  /** @internal */
  constructor(place: Place<State>, origin: Origin, data: SessionData<State>) {
    this.#place = place;
    this.#origin = origin;
    this.#data = data;
    this.key = keyOf(origin.recordKey);
    this.id = data.id;
    this.createdAt = data.createdAt;
    this.state = data.state;
    this.metadata = data.metadata;
    this.history = new History(data.history, place.options.clock.now);
  }

  /** It was not saved yet, ever. */
  get isNew(): boolean {
    return this.#origin.version === 0;
  }

  get savedAt(): number {
    return this.#data.savedAt;
  }

  get expiresAt(): number {
    return this.#origin.expiresAt;
  }

  /** Whether it was ended through this object. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  /** Whether a turn was saved with this id. The last 50 are known. */
  hasApplied(turnId: string): boolean {
    return this.#data.turns.includes(turnId);
  }

  /**
   * Stores state, history and metadata, and begins the idle time anew. Calls on one session run one after another. Safe to
   * repeat after a `StateStoreError`.
   *
   * @returns `false`: the turn was applied before. Nothing was written, and the session is again as it is stored
   * @throws {SessionConflictError} somebody else changed or ended it since it was opened; nothing was written
   * @throws {InvalidArgumentError} it cannot be written as JSON, does not fit `schema`, or is too large; nothing was written
   * @throws {StateStoreError} it may have been written
   */
  save({ turnId }: SaveOptions = {}): Promise<boolean> {
    return this.#inTurn(() => this.#save(turnId));
  }

  /**
   * Begins the idle time anew, without saving. Does nothing to a session that was never saved.
   *
   * @throws {SessionConflictError} as `save`
   */
  touch(): Promise<void> {
    return this.#inTurn(async () => {
      this.#checkIsOpen();
      if (this.isNew) return;
      await this.#write(this.#origin.text, this.#data);
    });
  }

  /**
   * Deletes it. The person's next message begins a new one; `onExpired` is not called. Safe to repeat.
   *
   * @throws {SessionConflictError} somebody else changed it since it was opened; nothing was deleted
   */
  end(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#isEnded) return;
      const { records, emitter } = this.#place;
      const { recordKey } = this.#origin;
      const remove = async () => !this.isNew && records.delete(recordKey, this.#origin.version);
      const isDeleted = (await remove()) || ((await this.#isUnchanged()) && (await remove()));
      if (!isDeleted && (await records.get(recordKey, { expired: true }))) this.#refuse();
      this.#isEnded = true;
      if (isDeleted) emitter.emit("ended", { session: this });
    });
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#last ? this.#last.then(work) : work();
    const settled = run.then(
      () => {},
      () => {},
    );
    this.#last = settled;
    return run;
  }

  async #save(turnId: string | undefined): Promise<boolean> {
    this.#checkIsOpen();
    if (turnId !== undefined) {
      checkTurnId(turnId);
      if (this.hasApplied(turnId)) {
        await this.#reset();
        return false;
      }
    }
    const { options, emitter } = this.#place;
    checkHistory(this.history);
    const isWithin = await trim(this.history, this.key, options, (error) => emitter.emit("error", error));
    const now = options.clock.now();
    const turns = turnId === undefined ? this.#data.turns : [...this.#data.turns, turnId].slice(-rememberedTurns);
    const { id, createdAt, state, history, metadata } = this;
    const data = { id, createdAt, savedAt: now, state, history, metadata, turns, merged: this.#data.merged };
    const text = await textOf(data, options).catch((error) => {
      if (isWithin || !(error instanceof TooLarge)) throw error;
      // There is no room to wait for a summary.
      cut(history, excessOf(history, options));
      return textOf(data, options);
    });
    const isFirst = this.isNew;
    await this.#write(text, data);
    if (isFirst) emitter.emit("created", { session: this });
    emitter.emit("saved", { session: this });
    return true;
  }

  async #write(text: string, data: SessionData<State>): Promise<void> {
    const { records, options } = this.#place;
    const { recordKey } = this.#origin;
    const now = options.clock.now();
    // Whoever began one meanwhile may have left it for so long that it is over, and only waits to be handed over.
    if (this.isNew && now >= this.expiresAt && !(await this.#isUnchanged())) {
      if (await records.get(recordKey, { expired: true })) this.#refuse();
    }
    const expiresAt = endOf(data.createdAt, now, options);
    const write = () => records.set(recordKey, text, { version: this.#origin.version, expiresAt });
    try {
      let version = await write();
      if (version === undefined && (await this.#isUnchanged())) version = await write();
      if (version === undefined) this.#refuse();
      this.#origin = { recordKey, version, text, expiresAt };
      this.#data = data;
      this.#attempted = undefined;
    } catch (error) {
      if (!(error instanceof SessionConflictError)) this.#attempted = text;
      throw error;
    }
  }

  /**
   * Whether what is there is what was opened, only touched by somebody, or what an earlier write wrote although it failed.
   * Then the next write is over that.
   */
  async #isUnchanged(): Promise<boolean> {
    const { recordKey, text } = this.#origin;
    const found = await this.#place.records.get(recordKey, { expired: true });
    if (!found || (found.value !== text && found.value !== this.#attempted)) return false;
    this.#origin = { ...this.#origin, version: found.version };
    return true;
  }

  async #reset(): Promise<void> {
    const { state, history, metadata } = await this.#place.read(this.#origin.text);
    this.state = state;
    this.metadata = metadata;
    this.history.replace(history);
  }

  #refuse(): never {
    this.#place.emitter.emit("conflict", { key: this.key });
    throw new SessionConflictError(
      "Expected the session to be as it was opened, but somebody else changed, ended or moved it since. Nothing was written. Open it again, or use sessions.update(key, fn), which does.",
      this.key,
    );
  }

  #checkIsOpen(): void {
    if (!this.#isEnded) return;
    throw new InvalidArgumentError("Expected a session that goes on, got one that was ended. Open a new one.");
  }
}

/** When a session is over that was used `now`. */
export function endOf(
  createdAt: number,
  now: number,
  { idleMs, maxAgeMs }: { idleMs: number; maxAgeMs?: number | undefined },
): number {
  return Math.min(now + idleMs, createdAt + (maxAgeMs ?? Number.POSITIVE_INFINITY));
}

export function checkTurnId(turnId: unknown): void {
  if (typeof turnId === "string" && turnId !== "" && turnId.length <= 500) return;
  throw new InvalidArgumentError(
    `Expected \`turnId\` to be a text of 1 to 500 characters, got ${describe(turnId)}. Pass the id of the turn's first message.`,
  );
}

/** A session's data as its owner sees it. */
export function snapshotOf<State>(record: StateRecord, data: SessionData<State>): SessionSnapshot<State> {
  const { id, state, history, metadata, createdAt, savedAt } = data;
  const { key, expiresAt = Number.POSITIVE_INFINITY } = record;
  return { key: keyOf(key), id, state, history, metadata, createdAt, savedAt, expiresAt };
}
