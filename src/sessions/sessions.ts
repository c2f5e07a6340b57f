import { InvalidArgumentError, isSessionConflictError, SessionConflictError } from "../errors/index.js";
import { backoffMs } from "../internal/backoff.js";
import { Emitter } from "../internal/emitter.js";
import { describe } from "../internal/record.js";
import type { SessionEventName, SessionEvents } from "./events.js";
import { prefixOf, recordKeyOf, type SessionKey } from "./key.js";
import { Lanes } from "./lanes.js";
import { merge } from "./merge.js";
import { type ResolvedOptions, resolveOptions, type SessionsOptions } from "./options.js";
import { type QuarantinedRecord, quarantinedOf, Records } from "./records.js";
import { checkTurnId, type SaveOptions, type Session, type SessionSnapshot, snapshotOf } from "./session.js";
import { CorruptRecord, contentOf } from "./stored.js";
import { Sweeper } from "./sweeper.js";

export interface UpdateOptions extends SaveOptions {
  /** How often it is tried in all when somebody else changes the session meanwhile. @default 50 */
  readonly tries?: number | undefined;
}

export interface SessionPageOptions {
  /** @default all instances */
  readonly instanceName?: string | undefined;
  /** 1 to 10_000. @default 100 */
  readonly limit?: number | undefined;
  /** Where the page before ended. */
  readonly cursor?: string | undefined;
}

/** The wait before an update is tried again: the others need a moment to finish theirs. */
const backoff = { minMs: 1, maxMs: 250 };
const usualTries = 50;

/** See {@link createSessions}. */
export class Sessions<State> implements AsyncDisposable {
  readonly #options: ResolvedOptions<State>;
  readonly #emitter = new Emitter<SessionEvents<State>>();
  readonly #records: Records<State>;
  readonly #sweeper: Sweeper;
  readonly #updates = new Lanes();

  /** @internal */
  constructor(options: ResolvedOptions<State>) {
    this.#options = options;
    this.#records = new Records(options, this.#emitter);
    const { spaces, expiry } = this.#records;
    this.#sweeper = new Sweeper({
      ...{ space: spaces.leader, clock: options.clock, everyMs: options.sweepMs },
      sweep: (goesOn) => expiry.sweep(goesOn),
      onError: (error) => this.#emitter.emit("error", error),
    });
  }

  /**
   * The person's session, or a new one, which is stored when it is first saved. A session whose time is over is not
   * answered, and its final state goes to `onExpired`; one that cannot be read is put in quarantine.
   *
   * @throws {StateStoreError} the store is away: never a new session instead of one that may be there
   * @throws {InvalidArgumentError} the key is not { instanceName, person }
   */
  async open(key: SessionKey): Promise<Session<State>> {
    const session = this.#records.toSession(await this.#records.find(recordKeyOf(key)));
    if (!session.isNew) this.#emitter.emit("resumed", { session });
    return session;
  }

  /** As `open`, but no new one. */
  async get(key: SessionKey): Promise<Session<State> | undefined> {
    const found = await this.#records.find(recordKeyOf(key));
    return found.record && this.#records.toSession(found);
  }

  /**
   * A page of the sessions that are not over, by key. It may hold fewer than `limit`, even none, and have a `cursor` all the
   * same: the next page begins there.
   */
  async list({ instanceName, limit = 100, cursor }: SessionPageOptions = {}): Promise<{
    readonly sessions: readonly SessionSnapshot<State>[];
    readonly cursor?: string;
  }> {
    const { records, cursor: next } = await this.#records.records.list({
      limit,
      ...(instanceName !== undefined && { prefix: prefixOf(instanceName) }),
      ...(cursor !== undefined && { cursor }),
    });
    const sessions: SessionSnapshot<State>[] = [];
    for (const record of records) {
      const session = await this.#listed(record);
      if (session) sessions.push(session);
    }
    return { sessions, ...(next !== undefined && { cursor: next }) };
  }

  async #listed(record: Parameters<typeof snapshotOf>[0]): Promise<SessionSnapshot<State> | undefined> {
    try {
      if ("alias" in contentOf(record.value)) return undefined;
      return snapshotOf(record, await this.#records.read(record.value));
    } catch (error) {
      // Who opens it puts it in quarantine.
      if (error instanceof CorruptRecord) return undefined;
      throw error;
    }
  }

  /**
   * Opens a session, gives it to `change`, and saves it; again from the beginning when somebody else changed it meanwhile,
   * so `change` may run several times. Within a process, updates of one session run one after another.
   *
   * With a `turnId` that was applied before, `change` is not called; so it is safe to repeat after any error.
   *
   * @returns the session as it was saved
   * @throws {SessionConflictError} all `tries` met a change of somebody else; nothing was written
   * @throws what `change` throws; nothing was written
   * @throws as `open` and `save` do
   * @example await sessions.update({ instanceName: "shop", person }, ({ state }) => { state.visits++; });
   */
  async update(
    key: SessionKey,
    change: (session: Session<State>) => unknown,
    { turnId, tries = usualTries }: UpdateOptions = {},
  ): Promise<Session<State>> {
    if (turnId !== undefined) checkTurnId(turnId);
    if (!Number.isInteger(tries) || tries < 1) {
      throw new InvalidArgumentError(`Expected \`tries\` to be a whole number of at least 1, got ${describe(tries)}.`);
    }
    return this.#updates.run(recordKeyOf(key), () =>
      this.#trying(tries, async () => {
        const session = await this.open(key);
        if (turnId !== undefined && session.hasApplied(turnId)) return session;
        await change(session);
        if (!session.isEnded) await session.save({ turnId });
        return session;
      }),
    );
  }

  /**
   * Two keys turned out to be one person's: `into` gets what `from` has, and opening `from` finds `into` from now on. The
   * histories become one by time. What was opened under `from` before cannot be saved any more.
   *
   * Safe to repeat, also after a crash in the middle: nothing is lost, and nothing is there twice.
   *
   * @throws {SessionConflictError} one of them was changed again and again
   * @throws {InvalidArgumentError} together they are too large; nothing was changed
   */
  async merge(from: SessionKey, into: SessionKey): Promise<void> {
    const [fromKey, intoKey] = [recordKeyOf(from), recordKeyOf(into)];
    await this.#trying(usualTries, async () => {
      if (await merge(this.#records, fromKey, intoKey)) return;
      throw new SessionConflictError(
        "Expected two sessions to stay as they are while they are merged, but they were changed again and again. Nothing is lost. Merge them again.",
        into,
      );
    });
  }

  /** Deletes the person's session, if there is one. @returns whether there was */
  async end(key: SessionKey): Promise<boolean> {
    return this.#trying(usualTries, async () => {
      const session = await this.get(key);
      await session?.end();
      return session !== undefined;
    });
  }

  async #trying<T>(tries: number, work: () => Promise<T>): Promise<T> {
    const { clock, random } = this.#options;
    for (let attempt = 1; ; attempt++) {
      try {
        return await work();
      } catch (error) {
        if (!isSessionConflictError(error) || attempt >= tries) throw error;
        await clock.sleep(backoffMs(backoff, attempt, random));
      }
    }
  }

  /**
   * Looks for sessions whose time is over, now: for where no timer runs for long, such as a Worker's scheduled event.
   * Elsewhere `start()` does it. Safe to call in several processes at once.
   *
   * @returns how many there were, once `onExpired` has dealt with them
   */
  sweep(): Promise<number> {
    return this.#records.expiry.sweep(async () => true);
  }

  /** Sweeps every `sweepMs` from now on; of all processes that do, one works. Safe to repeat. */
  start(): void {
    this.#sweeper.start();
  }

  /**
   * Ends that, and waits for `onExpired` where it runs, so do not await it in there. Everything else goes on working. Safe to
   * repeat.
   */
  async stop(): Promise<void> {
    await this.#sweeper.stop();
    await this.#records.expiry.settled();
  }

  /** A page of the records that could not be read, as they were; they are kept for a week. */
  async quarantined({ limit = 100, cursor }: Omit<SessionPageOptions, "instanceName"> = {}): Promise<{
    readonly records: readonly QuarantinedRecord[];
    readonly cursor?: string;
  }> {
    const page = await this.#records.spaces.quarantine.list({ limit, ...(cursor !== undefined && { cursor }) });
    return { ...page, records: page.records.map(quarantinedOf).filter((record) => record !== undefined) };
  }

  /**
   * Tells of what this process does, see {@link SessionEvents}.
   *
   * @returns ends the subscription, as does `signal`
   */
  on<Name extends SessionEventName>(
    name: Name,
    handler: (event: SessionEvents<State>[Name]) => void,
    options: { readonly signal?: AbortSignal | undefined } = {},
  ): () => void {
    return this.#emitter.on(name, handler, options.signal);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}

/**
 * What is known of each person, from one message to the next: a typed state, and what was said.
 *
 * @throws {InvalidArgumentError} an option is not what it should be
 * @example
 * const sessions = createSessions<{ step: string }>({ store: memoryStore(), initial: () => ({ step: "start" }) });
 * const session = await sessions.open({ instanceName: "shop", person: "5511999990001" });
 * session.state.step = "payment";
 * session.history.push({ role: "user", content: "I'd like to pay" });
 * await session.save();
 */
export function createSessions<State>(options: SessionsOptions<State>): Sessions<State> {
  return new Sessions<State>(resolveOptions(options));
}
