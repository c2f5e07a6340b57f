import { SessionConflictError } from "../errors/index.js";
import type { Emitter } from "../internal/emitter.js";
import type { StateRecord, StateSpace } from "../state/index.js";
import type { SessionEvents } from "./events.js";
import { Expiry } from "./expiry.js";
import { keyOf, type SessionKey } from "./key.js";
import type { ResolvedOptions } from "./options.js";
import { endOf, type Place, Session } from "./session.js";
import { keepMs, openSpaces, type Spaces } from "./spaces.js";
import { CorruptRecord, contentOf, type SessionData, sessionOf } from "./stored.js";

/** A record that could not be read, and why. */
export interface QuarantinedRecord {
  readonly key: SessionKey;
  readonly reason: string;
  readonly at: number;
  /** As it was stored. */
  readonly value: string;
}

/** What is stored under a key: a session, or none under the key that it would have. */
export interface Found<State> {
  readonly recordKey: string;
  readonly record?: StateRecord;
  readonly data?: SessionData<State>;
}

/** Each round finds somebody else's change, or follows an alias. */
const mostRounds = 20;

/** Finds what is stored: follows aliases, hands over what has expired, puts aside what cannot be read. */
export class Records<State> implements Place<State> {
  readonly options: ResolvedOptions<State>;
  readonly emitter: Emitter<SessionEvents<State>>;
  readonly spaces: Spaces;
  readonly expiry: Expiry<State>;

  constructor(options: ResolvedOptions<State>, emitter: Emitter<SessionEvents<State>>) {
    this.options = options;
    this.emitter = emitter;
    this.spaces = openSpaces(options.store, options.name);
    this.expiry = new Expiry(this);
  }

  get records(): StateSpace {
    return this.spaces.records;
  }

  /** The session, or where one would be. What has expired is none. */
  async find(recordKey: string): Promise<Found<State>> {
    let at = recordKey;
    for (let round = 0; round < mostRounds; round++) {
      const record = await this.records.get(at, { expired: true });
      if (!record) return { recordKey: at };
      if ((record.expiresAt ?? Number.POSITIVE_INFINITY) <= this.options.clock.now()) {
        await this.expiry.retire(record);
        continue;
      }
      try {
        const content = contentOf(record.value);
        if ("session" in content) {
          return { recordKey: at, record, data: await sessionOf(content.session, this.options) };
        }
        at = content.alias;
      } catch (error) {
        await this.putAside(record, error);
      }
    }
    throw new SessionConflictError(
      "Expected the session's record to stay as it is for a moment, but it was changed again and again, or its aliases lead in a circle. Nothing was written. Try again.",
      keyOf(recordKey),
    );
  }

  async read(text: string): Promise<SessionData<State>> {
    const content = contentOf(text);
    if ("session" in content) return sessionOf(content.session, this.options);
    throw new CorruptRecord("It is an alias.");
  }

  /** What was found as a session to work with; a new one where there was none. */
  toSession({ recordKey, record, data }: Found<State>): Session<State> {
    if (record && data) {
      const { version, value: text, expiresAt = Number.POSITIVE_INFINITY } = record;
      return new Session(this, { recordKey, version, text, expiresAt }, data);
    }
    const { options } = this;
    const now = options.clock.now();
    const expiresAt = endOf(now, now, options);
    return new Session(
      this,
      { recordKey, version: 0, text: "", expiresAt },
      this.newData(options.initial(keyOf(recordKey))),
    );
  }

  newData(state: State): SessionData<State> {
    const now = this.options.clock.now();
    const none = { history: [], metadata: {}, turns: [], merged: {} };
    return { id: crypto.randomUUID(), createdAt: now, savedAt: now, state, ...none };
  }

  /**
   * Moves a record that cannot be read out of the way. It is there until it is in quarantine, so nothing is lost in between.
   *
   * @throws `error` if it says anything else than that the record is corrupt
   */
  async putAside(
    record: StateRecord,
    error: unknown,
    remove = () => this.records.delete(record.key, record.version),
  ): Promise<void> {
    if (!(error instanceof CorruptRecord)) throw error;
    const at = this.options.clock.now();
    const text = JSON.stringify({ reason: error.message, at, value: record.value });
    await this.spaces.quarantine.set(record.key, text, { expiresAt: at + keepMs });
    if (!(await remove())) return;
    this.emitter.emit("quarantined", { key: keyOf(record.key), reason: error.message });
  }
}

/** @internal `undefined`: somebody else has changed it. */
export function quarantinedOf({ key, value }: StateRecord): QuarantinedRecord | undefined {
  try {
    const { reason, at, value: text } = JSON.parse(value) as Omit<QuarantinedRecord, "key">;
    return { key: keyOf(key), reason, at, value: text };
  } catch {
    return undefined;
  }
}
