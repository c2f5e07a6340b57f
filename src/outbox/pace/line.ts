import type Bottleneck from "bottleneck";
import { onAbort } from "../../internal/abort.js";
import type { Clock } from "../../internal/clock.js";
import type { Places } from "./options.js";
import { type GiveBack, takePlace } from "./places.js";
import { type Rank, Ranking } from "./ranking.js";

interface Waiter extends Rank {
  readonly admit: (place: Place) => void;
}

/** A place in which a send may begin. */
export interface Place {
  /** The send begins now: the place is free again when the pace says so. */
  begin(): void;
  /** It does not begin: the place is free at once. */
  giveBack(): void;
}

export interface LineSettings {
  readonly limiter: Bottleneck;
  readonly places: Places;
  readonly clock: Clock;
  readonly random: () => number;
  /** Fires when the pace is closed: no place is given back any more, those in Redis by their expiration. */
  readonly closed: AbortSignal;
  /** A place among all processes; `undefined`: there is nothing to share it with now. Never rejects. */
  readonly share: () => Promise<GiveBack | undefined>;
  /** Nobody waits, and no place is taken. */
  readonly onIdle: () => void;
}

/** What looks like more is something else, such as a machine that stood still. */
const mostProcesses = 50;

/** Those who wait for the places of one chat, or of one instance. */
export class Line {
  readonly #settings: LineSettings;
  readonly #waiting = new Ranking<Waiter>();
  /** Of each taken place, when it will be free; not before the send has begun, which may take its mean more. */
  readonly #taken = new Set<{ freeAt: number }>();
  /** Places that were asked for and not yet given. */
  #asked = 0;
  /** How many processes seem to send here. */
  #processes = 1;
  #lastAt: number | undefined;

  constructor(settings: LineSettings) {
    this.#settings = settings;
  }

  get isIdle(): boolean {
    return this.#waiting.size === 0 && this.#asked === 0 && this.#taken.size === 0;
  }

  /** How many who wait stand before it. */
  before(rank: Rank): number {
    return this.#waiting.before(rank);
  }

  /** How long somebody with so many before them will wait, by what this process knows. */
  estimateMs(before: number): number {
    const { places, clock } = this.#settings;
    const roundsMs = Math.floor(before / places.burst) * places.meanMs * Math.max(1, Math.round(this.#processes));
    const free = places.burst - this.#taken.size;
    const place = before % places.burst;
    if (place < free) return roundsMs;
    const ends = [...this.#taken].map(({ freeAt }) => freeAt).sort((a, b) => a - b);
    const freeAt = ends[place - free] ?? 0;
    return Math.max(0, freeAt - clock.now()) + roundsMs;
  }

  /** Waits for a place. Rejects with the signal's reason. */
  enter(rank: Rank, signal: AbortSignal): Promise<Place> {
    return new Promise((resolve, reject) => {
      if (signal.aborted) return reject(signal.reason);
      const { priority, since, number } = rank;
      const waiter = {
        ...{ priority, since, number },
        admit: (place: Place) => {
          forget();
          resolve(place);
        },
      };
      const forget = onAbort(signal, () => {
        this.#waiting.remove(waiter);
        if (this.#waiting.size === 0) this.#lastAt = undefined;
        reject(signal.reason);
      });
      this.#waiting.add(waiter);
      this.#ask();
    });
  }

  /** Asks for as many places as can be used: who stands first when one is given has it. */
  #ask(): void {
    while (this.#asked < Math.min(this.#waiting.size, this.#settings.places.burst)) {
      this.#asked++;
      void this.#take();
    }
  }

  async #take(): Promise<void> {
    const { limiter, share } = this.#settings;
    const own = await takePlace(limiter);
    const shared = this.#waiting.size > 0 ? await share() : undefined;
    const giveBack = () => {
      shared?.();
      own();
    };
    this.#asked--;
    const first = this.#waiting.takeFirst();
    if (first) {
      this.#measure();
      first.admit(this.#place(giveBack));
      this.#ask();
    } else {
      giveBack();
      this.#tellIfIdle();
    }
  }

  #place(giveBack: GiveBack): Place {
    const { places, clock, random, closed } = this.#settings;
    const taken = { freeAt: clock.now() + places.meanMs };
    this.#taken.add(taken);
    const free = () => {
      this.#taken.delete(taken);
      giveBack();
      this.#tellIfIdle();
    };
    return {
      begin: () => {
        const holdMs = Math.ceil(places.leastMs + random() * (places.mostMs - places.leastMs));
        taken.freeAt = clock.now() + holdMs;
        clock.sleep(holdMs, closed).then(free, () => {});
      },
      giveBack: free,
    };
  }

  /** Where others send too, each waits as many times as long for its turn, while somebody always waits. */
  #measure(): void {
    const { clock, places } = this.#settings;
    const now = clock.now();
    if (this.#lastAt !== undefined) {
      const processes = ((now - this.#lastAt) * places.burst) / places.meanMs;
      this.#processes += 0.1 * (Math.min(processes, mostProcesses) - this.#processes);
    }
    this.#lastAt = this.#waiting.size > 0 ? now : undefined;
  }

  #tellIfIdle(): void {
    if (this.isIdle) this.#settings.onIdle();
  }
}
