import type Bottleneck from "bottleneck";
import type { RedisClient } from "../../queue/driver.js";
import { type GiveBack, takePlace } from "./places.js";

/** The connection on which bottleneck's limiters hear of one another. */
interface Subscriber {
  unsubscribe(channel: string): Promise<unknown>;
}

/** How long bottleneck keeps what it knows of a limiter that nobody uses. */
const forgetMs = 60_000;

/** A place is taken back from a process that died so long after it should have been given back; clocks may differ by that. */
const marginMs = 2_000;

/** Bottleneck's limiters over one pair of connections, until something goes wrong with one of them. */
export class RedisSession {
  readonly #bottleneck: typeof Bottleneck;
  readonly #connection: Bottleneck.IORedisConnection;
  readonly #limiters = new Map<string, Bottleneck>();
  /** Limiters that are being closed: bottleneck would mix up an old and a new one of the same name. */
  readonly #closing = new Map<string, Promise<void>>();
  /** The goodbyes of the limiter that is being closed. */
  #leaving: Promise<unknown>[] = [];
  readonly #failed: (error: unknown) => void;
  readonly #waiting = new Set<() => void>();
  /** Resolves once there is a connection. */
  readonly ready: Promise<void>;
  isReady = false;
  isOver = false;
  /** What the connection said last. */
  lastError: unknown;

  constructor(bottleneck: typeof Bottleneck, client: RedisClient, failed: (error: unknown) => void) {
    this.#bottleneck = bottleneck;
    this.#failed = failed;
    this.#connection = new bottleneck.IORedisConnection({ client });
    this.#connection.on("error", (error) => {
      this.lastError = error;
    });
    // Bottleneck does not look at what this answers, so a rejection would end the process.
    // Its declarations call `ready` a function, and do not have the other connection.
    const { subscriber, ready } = this.#connection as unknown as { subscriber: Subscriber; ready: Promise<unknown> };
    const unsubscribe = subscriber.unsubscribe.bind(subscriber);
    subscriber.unsubscribe = (channel) => {
      const left = unsubscribe(channel).catch(() => {});
      this.#leaving.push(left);
      return left;
    };
    this.ready = ready.then(() => {
      this.isReady = true;
    });
  }

  /** A place of the limiter of that name; `undefined`: the session is over. */
  async take(name: string, maxConcurrent: number, longestMs: number): Promise<GiveBack | undefined> {
    await this.#closing.get(name);
    if (this.isOver) return undefined;
    const limiter = this.#limiters.get(name) ?? this.#open(name, maxConcurrent, longestMs);
    return new Promise((resolve) => {
      const giveUp = () => resolve(undefined);
      this.#waiting.add(giveUp);
      takePlace(limiter, longestMs + marginMs).then(
        (giveBack) => {
          if (this.#waiting.delete(giveUp)) resolve(giveBack);
          else giveBack();
        },
        // Once the place was given, it only rejects because it was kept for too long.
        (error) => this.#waiting.has(giveUp) && this.#failed(error),
      );
    });
  }

  /** Nobody uses that limiter now. */
  drop(name: string): void {
    const limiter = this.#limiters.get(name);
    if (!limiter || this.isOver) return;
    this.#limiters.delete(name);
    this.#leaving = [];
    void limiter.disconnect();
    const closing = Promise.all(this.#leaving)
      // Bottleneck forgets the limiter a few steps after each goodbye was answered.
      .then(() => new Promise<void>((resolve) => setImmediate(resolve)))
      .then(() => void this.#closing.delete(name));
    this.#closing.set(name, closing);
  }

  /** Whoever waits is told that there is no place here. What was taken in Redis runs out there. */
  end(): void {
    this.isOver = true;
    for (const giveUp of this.#waiting) giveUp();
    this.#waiting.clear();
    void this.#connection.disconnect(false);
  }

  #open(name: string, maxConcurrent: number, longestMs: number): Bottleneck {
    const limiter = new this.#bottleneck({
      id: name,
      connection: this.#connection,
      maxConcurrent,
      timeout: longestMs + forgetMs,
      // Not in its declarations: how often it looks for places that ran out, and when a client that is silent is forgotten.
      ...{ heartbeatInterval: 1_000, clientTimeout: forgetMs },
    });
    limiter.on("error", (error) => this.#failed(error));
    limiter.ready().catch((error: unknown) => this.#failed(error));
    this.#limiters.set(name, limiter);
    return limiter;
  }
}
