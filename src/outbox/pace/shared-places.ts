import type Bottleneck from "bottleneck";
import { ConnectionError } from "../../errors/index.js";
import { backoffMs } from "../../internal/backoff.js";
import type { Clock } from "../../internal/clock.js";
import { messageOf } from "../../internal/record.js";
import { longestTimerMs } from "../../internal/timer.js";
import type { SharedRedis } from "../../queue/driver.js";
import type { GiveBack } from "./places.js";
import { RedisSession } from "./redis-session.js";

/** Redis went away, or came back. */
export type SharingChange =
  | { readonly isShared: true }
  /** Until it is back, each process keeps the pace by itself: together they are as many times as fast. */
  | { readonly isShared: false; readonly error: ConnectionError };

export interface SharedPlacesSettings {
  readonly redis: SharedRedis;
  readonly clock: Clock;
  readonly random: () => number;
  /** How long an answer of Redis, or the first connection, is waited for. */
  readonly awayMs: number;
  readonly onSharing: (change: SharingChange) => void;
}

export interface SharedLimiter {
  readonly name: string;
  readonly maxConcurrent: number;
  /** The longest that somebody keeps a place. */
  readonly longestMs: number;
}

/** Nobody waits longer for a place than this and twenty times what one is kept for: then something is wrong in Redis. */
const stuckMs = 30_000;

/** Places that all processes share through bottleneck's limiters in Redis, for as long as it is there. */
export class SharedPlaces {
  readonly #bottleneck: typeof Bottleneck;
  readonly #settings: SharedPlacesSettings;
  #session: RedisSession | undefined;
  #failures = 0;
  #retryAt = 0;
  #isAway = false;
  #isClosed = false;

  constructor(bottleneck: typeof Bottleneck, settings: SharedPlacesSettings) {
    this.#bottleneck = bottleneck;
    this.#settings = settings;
  }

  get isShared(): boolean {
    return this.#session?.isReady === true && !this.#isAway;
  }

  /** A place among all processes; `undefined`: Redis is away, so there is only the pace of this process. Never rejects. */
  async take({ name, maxConcurrent, longestMs }: SharedLimiter): Promise<GiveBack | undefined> {
    const session = await this.#ready();
    if (!session) return undefined;
    const done = new AbortController();
    const { clock } = this.#settings;
    const isStuck = () => this.#fail(session, new ConnectionError(`No place in "${name}" became free.`));
    clock.sleep(Math.min(stuckMs + 20 * longestMs, longestTimerMs), done.signal).then(isStuck, () => {});
    const giveBack = await session.take(name, maxConcurrent, longestMs);
    done.abort();
    if (giveBack) this.#succeed();
    return giveBack;
  }

  drop(name: string): void {
    this.#session?.drop(name);
  }

  close(): void {
    this.#isClosed = true;
    this.#session?.end();
  }

  /** The first use waits for the connection; while Redis is away, nobody does. */
  async #ready(): Promise<RedisSession | undefined> {
    const { clock, awayMs } = this.#settings;
    if (this.#isClosed || (!this.#session && clock.now() < this.#retryAt)) return undefined;
    this.#session ??= this.#connect();
    const session = this.#session;
    if (!session.isReady && !this.#isAway) {
      const done = new AbortController();
      await Promise.race([session.ready, clock.sleep(awayMs, done.signal).catch(() => {})]);
      done.abort();
      if (!session.isReady && session === this.#session) {
        this.#tellAway(session.lastError ?? new ConnectionError(`There was no connection within ${awayMs} ms.`));
      }
    }
    return session.isReady && !session.isOver ? session : undefined;
  }

  #connect(): RedisSession {
    const { redis, awayMs } = this.#settings;
    const client = redis.connect({
      commandTimeout: awayMs,
      maxRetriesPerRequest: null,
      // A place that is taken twice would never be free again.
      autoResendUnfulfilledCommands: false,
    });
    const session: RedisSession = new RedisSession(this.#bottleneck, client, (error) => this.#fail(session, error));
    return session;
  }

  #fail(session: RedisSession, error: unknown): void {
    if (session !== this.#session) return;
    const { clock, random } = this.#settings;
    this.#session = undefined;
    this.#retryAt = clock.now() + backoffMs({ minMs: 1_000, maxMs: 30_000 }, this.#failures++, random);
    session.end();
    this.#tellAway(error);
  }

  #succeed(): void {
    this.#failures = 0;
    if (!this.#isAway) return;
    this.#isAway = false;
    this.#settings.onSharing({ isShared: true });
  }

  #tellAway(cause: unknown): void {
    if (this.#isAway || this.#isClosed) return;
    this.#isAway = true;
    const error = new ConnectionError(
      `Redis is away, or refuses (${messageOf(cause)}): each process keeps the pace by itself until Redis is back.`,
      { cause },
    );
    this.#settings.onSharing({ isShared: false, error });
  }
}
