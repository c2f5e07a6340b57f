import type Bottleneck from "bottleneck";
import type { Clock } from "../../internal/clock.js";
import { Line } from "./line.js";
import { type Places, placesOf, type ResolvedPaceOptions } from "./options.js";
import type { Rank } from "./ranking.js";
import type { SharedPlaces } from "./shared-places.js";
import { Tickets } from "./tickets.js";

export interface LinesSettings {
  readonly Bottleneck: typeof Bottleneck;
  /** What the names of shared limiters begin with. */
  readonly name: string;
  readonly shared: SharedPlaces | undefined;
  readonly options: ResolvedPaceOptions;
  readonly clock: Clock;
  readonly random: () => number;
  /** The longest that a send which has a place of its chat waits for one of its instance, so far. */
  readonly longestWaitMs: () => number;
  readonly closed: AbortSignal;
}

/** What is known of an instance: its line, and who was told to come back to it. */
interface Instance {
  readonly line: Line | undefined;
  readonly tickets: Tickets;
}

const tidyEveryMs = 10_000;

/** The lines of all chats and instances. One that nobody uses is forgotten. */
export class Lines {
  readonly chatPlaces: Places | undefined;
  readonly instancePlaces: Places | undefined;
  readonly #settings: LinesSettings;
  readonly #chats = new Map<string, Line>();
  readonly #instances = new Map<string, Instance>();
  #tidyAt = 0;

  constructor(settings: LinesSettings) {
    const { perChat, perInstance, jitter } = settings.options;
    this.#settings = settings;
    this.chatPlaces = perChat ? placesOf(perChat, jitter) : undefined;
    this.instancePlaces = perInstance ? placesOf(perInstance, jitter) : undefined;
  }

  get size(): number {
    return this.#chats.size + this.#instances.size;
  }

  /** Everybody has left, and what was begun no longer counts. */
  get areIdle(): boolean {
    return this.#chats.size === 0 && [...this.#instances.values()].every(({ line }) => line?.isIdle ?? true);
  }

  /** To enter at once: one that nobody enters is not forgotten, one that is idle may be. */
  chat(key: string): Line | undefined {
    if (!this.chatPlaces) return undefined;
    const line = this.#chats.get(key) ?? this.#open(key, this.chatPlaces, () => this.#chats.delete(key));
    this.#chats.set(key, line);
    return line;
  }

  instance(name: string): Instance {
    this.#tidy();
    const known = this.#instances.get(name);
    if (known) return known;
    const forget = () => instance.tickets.size === 0 && this.#instances.delete(name);
    const places = this.instancePlaces;
    const instance: Instance = {
      line: places && this.#open(JSON.stringify([name]), places, forget),
      tickets: new Tickets(),
    };
    this.#instances.set(name, instance);
    return instance;
  }

  /** How long a send would wait for its chat, and for its instance, by what this process knows. */
  estimate(instanceName: string, chat: string, rank: Rank): { readonly chatMs: number; readonly instanceMs: number } {
    const { line, tickets } = this.instance(instanceName);
    const chatLine = this.#chats.get(chat);
    return {
      chatMs: chatLine?.estimateMs(chatLine.before(rank)) ?? 0,
      instanceMs: line?.estimateMs(line.before(rank) + tickets.before(rank)) ?? 0,
    };
  }

  clear(): void {
    this.#chats.clear();
    this.#instances.clear();
  }

  #open(key: string, places: Places, forget: () => void): Line {
    const { Bottleneck, name, shared, clock, random, closed, longestWaitMs } = this.#settings;
    // The braces keep all keys of a limiter on one node of a Redis Cluster; another number of places is another limiter.
    const limiter = { name: `{${name}:${key}:${places.burst}}`, maxConcurrent: places.burst };
    return new Line({
      ...{ places, clock, random, closed },
      limiter: new Bottleneck({ maxConcurrent: places.burst }),
      share: async () => shared?.take({ ...limiter, longestMs: longestWaitMs() + places.mostMs }),
      onIdle: () => {
        shared?.drop(limiter.name);
        forget();
      },
    });
  }

  /** Who never came back does not keep an instance in memory. */
  #tidy(): void {
    const now = this.#settings.clock.now();
    if (now < this.#tidyAt) return;
    this.#tidyAt = now + tidyEveryMs;
    for (const [name, { line, tickets }] of this.#instances) {
      tickets.forgetLate(now);
      if (tickets.size === 0 && (line?.isIdle ?? true)) this.#instances.delete(name);
    }
  }
}
