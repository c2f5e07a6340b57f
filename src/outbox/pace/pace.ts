import { AbortError } from "../../errors/index.js";
import { onAbort } from "../../internal/abort.js";
import { type Clock, steady } from "../../internal/clock.js";
import type { SharedRedis } from "../../queue/driver.js";
import type { Place } from "./line.js";
import { Lines } from "./lines.js";
import type { ResolvedPaceOptions } from "./options.js";
import type { Rank } from "./ranking.js";
import { SharedPlaces, type SharingChange } from "./shared-places.js";

/** What a turn is asked for. */
export interface PacedSend {
  readonly instanceName: string;
  readonly chat: string;
  /** 0 is the most urgent. Counts among what waits in this process. */
  readonly priority: number;
  /**
   * When the send was asked for, epoch ms. Among equals who has waited longest is first: with the same value on every
   * call, from whatever process, a send is nearer to its turn each time. @default when its chat first asked here
   */
  readonly since?: number | undefined;
}

export interface TurnOptions {
  /**
   * A turn that is farther away is not waited for. In ms, from 0; above 60_000 is as 60_000. Where the pace is shared, a
   * chat whose process died waits this much longer, so a second or two are best.
   */
  readonly patienceMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** When a send may begin, by the limits of its instance and its chat at once. No pace makes sending safe. */
export interface Pace {
  /**
   * Resolves with `waitMs: 0` when the send may begin; it counts from then. With more, it may not begin: its turn is farther
   * away than `patienceMs`, or did not come within a second more than that. Nothing was used up: ask again after so long,
   * and its place in the line is kept.
   *
   * @throws {AbortError} the signal fired, or the pace is closed. Nothing was used up
   */
  turn(send: PacedSend, options: TurnOptions): Promise<{ readonly waitMs: number }>;
  /** How many chats and instances are in memory: those with somebody waiting, or with a send that still counts. */
  readonly size: number;
  /**
   * Whoever waits gets an `AbortError`. Where the pace is shared it takes up to 2 s, so that what was just begun still
   * counts for other processes. Safe to repeat.
   */
  close(): Promise<void>;
}

export interface PaceDependencies {
  /** Paces of one name on one Redis are one pace. */
  readonly name: string;
  /** What shares the pace over processes. Left out: it holds in this process. */
  readonly redis?: SharedRedis | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  /** A send waited so long for its turn, or was told to ask again after so long. Below 25 ms it is not called. */
  readonly onWait?:
    | ((wait: { readonly instanceName: string; readonly chat: string; readonly waitMs: number }) => void)
    | undefined;
  /** Redis went away, or came back: called once each time. */
  readonly onSharing?: ((change: SharingChange) => void) | undefined;
  /** How long Redis may leave a question unanswered before it counts as away. @default 2_000 */
  readonly awayMs?: number | undefined;
}

interface Asking {
  readonly lines: Lines;
  readonly instanceName: string;
  readonly chat: string;
  readonly rank: Rank;
  readonly patience: number;
}

interface Later {
  readonly waitMs: number;
  /** Its instance's line is the longer wait: it gets a ticket there. */
  readonly isForInstance: boolean;
}

/** What bottleneck and Redis may take on top of the patience. */
const allowanceMs = 1_000;
const mostPatienceMs = 60_000;
const leastToldMs = 25;
const closeMs = 2_000;

/**
 * Loads bottleneck: without a pace, do not call it.
 *
 * @param options the output of `paceOption`
 */
export function createPace(options: ResolvedPaceOptions, dependencies: PaceDependencies): Pace {
  return new BottleneckPace(options, dependencies);
}

/**
 * A send takes a place of its chat first, then one of its instance, and begins at that moment: so no place of the instance
 * is kept by a send that still waits for its chat, and the chat's time counts from the send itself.
 */
class BottleneckPace implements Pace {
  readonly #dependencies: PaceDependencies;
  readonly #clock: Clock;
  readonly #loading: Promise<{ readonly lines: Lines; readonly shared: SharedPlaces | undefined }>;
  /** Whoever waits is sent away … */
  readonly #closing = new AbortController();
  /** … and then what was begun is forgotten. */
  readonly #closed = new AbortController();
  #closeResult: Promise<void> | undefined;
  #lines: Lines | undefined;
  #number = 0;
  #longestPatienceMs = 0;

  constructor(options: ResolvedPaceOptions, dependencies: PaceDependencies) {
    this.#dependencies = dependencies;
    this.#clock = steady(dependencies.clock);
    this.#loading = this.#load(options);
  }

  get size(): number {
    return this.#lines?.size ?? 0;
  }

  async turn(send: PacedSend, { patienceMs, signal }: TurnOptions): Promise<{ readonly waitMs: number }> {
    const startedAt = this.#clock.now();
    const patience = Math.min(patienceMs, mostPatienceMs);
    this.#longestPatienceMs = Math.max(this.#longestPatienceMs, patience);
    const { lines } = await this.#loading;
    if (this.#closing.signal.aborted) throw closedError();
    if (signal?.aborted) throw cancelledError(signal);
    const chat = JSON.stringify([send.instanceName, send.chat]);
    const ticket = lines.instance(send.instanceName).tickets.take(chat);
    const since = send.since ?? ticket?.since ?? startedAt;
    const rank = { priority: send.priority, since, number: ticket?.number ?? ++this.#number };
    const line = { lines, instanceName: send.instanceName, chat, rank, patience };
    const later = this.#farther(line) ?? (await this.#enter(line, signal));
    if (later?.isForInstance) {
      lines.instance(send.instanceName).tickets.give(chat, rank, this.#clock.now() + later.waitMs);
    }
    const waitMs = later?.waitMs ?? this.#clock.now() - startedAt;
    if (waitMs >= leastToldMs) {
      this.#dependencies.onWait?.({ instanceName: send.instanceName, chat: send.chat, waitMs });
    }
    return { waitMs: later?.waitMs ?? 0 };
  }

  close(): Promise<void> {
    this.#closeResult ??= this.#close();
    return this.#closeResult;
  }

  async #load(options: ResolvedPaceOptions) {
    const { name, redis, random, onSharing = () => {}, awayMs = 2_000 } = this.#dependencies;
    const clock = this.#clock;
    const { default: Bottleneck } = await import("bottleneck");
    const shared = redis && new SharedPlaces(Bottleneck, { redis, clock, random, awayMs, onSharing });
    this.#lines = new Lines({
      ...{ Bottleneck, options, shared, clock, random },
      name: `${redis?.prefix ?? ""}:pace:${name}`,
      longestWaitMs: () => this.#longestPatienceMs + allowanceMs,
      closed: this.#closed.signal,
    });
    return { lines: this.#lines, shared };
  }

  /** When to ask again, if the turn is farther away than the patience goes. */
  #farther({ lines, instanceName, chat, rank, patience }: Asking): Later | undefined {
    const { chatMs, instanceMs } = lines.estimate(instanceName, chat, rank);
    if (Math.max(chatMs, instanceMs) <= patience) return undefined;
    // Early for the instance, so that somebody stands there whenever a place is free; a chat's turn is its own.
    const waitMs = Math.ceil(Math.max(1, chatMs, 0.95 * instanceMs - patience / 2));
    return { waitMs, isForInstance: instanceMs > chatMs };
  }

  /** Waits for both places and begins. Answers when to ask again, if the patience is over before. */
  async #enter(asking: Asking, signal: AbortSignal | undefined): Promise<Later | undefined> {
    const { lines, instanceName, chat, rank, patience } = asking;
    const over = new AbortController();
    const forget = [
      onAbort(this.#closing.signal, () => over.abort(closedError())),
      signal ? onAbort(signal, () => over.abort(cancelledError(signal))) : () => {},
    ];
    let isOutOfPatience = false;
    const giveUp = () => {
      isOutOfPatience = true;
      over.abort();
    };
    this.#clock.sleep(patience + allowanceMs, over.signal).then(giveUp, () => {});
    let chatPlace: Place | undefined;
    try {
      chatPlace = await lines.chat(chat)?.enter(rank, over.signal);
      const instancePlace = await lines.instance(instanceName).line?.enter(rank, over.signal);
      chatPlace?.begin();
      instancePlace?.begin();
      return undefined;
    } catch (error) {
      const isForInstance = chatPlace !== undefined || !lines.chatPlaces;
      chatPlace?.giveBack();
      if (!isOutOfPatience) throw error;
      // Others took what was free, perhaps in other processes: the next may come at any time from now to then.
      const meanMs = (isForInstance ? lines.instancePlaces : lines.chatPlaces)?.meanMs ?? 0;
      return this.#farther(asking) ?? { waitMs: Math.ceil(meanMs / 2), isForInstance };
    } finally {
      over.abort();
      for (const each of forget) each();
    }
  }

  async #close(): Promise<void> {
    this.#closing.abort();
    const { lines, shared } = await this.#loading;
    const until = this.#clock.now() + closeMs;
    while (shared?.isShared && !lines.areIdle && this.#clock.now() < until) await this.#clock.sleep(50);
    this.#closed.abort();
    shared?.close();
    lines.clear();
  }
}

const closedError = () => new AbortError("The pace was closed before the send had its turn.");

function cancelledError(signal: AbortSignal): AbortError {
  return new AbortError("The wait for a turn was cancelled by the caller's signal.", { cause: signal.reason });
}
