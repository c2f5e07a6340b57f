import type { Queue } from "../../queue/queue.js";
import { lanePrefixOf } from "./keys.js";

/** The part of a queue that is needed here. */
export type PausableQueue = Pick<Queue<unknown>, "pause" | "resume" | "pauses">;
/** What a queue answers. */
export type Pauses = Awaited<ReturnType<PausableQueue["pauses"]>>;

/** It ends by itself when nobody is left to renew it. */
const pauseMs = 30_000;

/**
 * Pauses the lanes of instances for a short while, again and again, beside a person who may pause and resume the same lanes.
 * There is one pause for a target: a pause whose end is not the one that we were told is the person's, and is left alone.
 */
export class LanePause {
  readonly #queue: PausableQueue;

  constructor(queue: PausableQueue) {
    this.#queue = queue;
  }

  /** All pauses there are. */
  list(): Promise<Pauses> {
    return this.#queue.pauses();
  }

  /** Whether ours is to be set, or renewed: half of it is over. */
  isDue(instanceName: string, ours: number | undefined, now: number, pauses: Pauses): boolean {
    const found = pauseOf(pauses, instanceName);
    return !found || (isOurs(found, ours) && found.until - now <= pauseMs / 2);
  }

  /**
   * Sets or renews ours, if that is due.
   *
   * @returns its end by the queue's clock; `undefined` when nothing was done
   */
  async hold(instanceName: string, ours: number | undefined, now: number): Promise<number | undefined> {
    if (!this.isDue(instanceName, ours, now, await this.list())) return undefined;
    await this.#queue.pause({ prefix: lanePrefixOf(instanceName) }, { forMs: pauseMs });
    return pauseOf(await this.list(), instanceName)?.until;
  }

  /** Takes ours back, if it is there. */
  async lift(instanceName: string, ours: number | undefined): Promise<void> {
    const found = pauseOf(await this.list(), instanceName);
    if (found && isOurs(found, ours)) await this.#queue.resume({ prefix: lanePrefixOf(instanceName) });
  }
}

type Pause = Pauses[number];

function pauseOf(pauses: Pauses, instanceName: string): Pause | undefined {
  const prefix = lanePrefixOf(instanceName);
  return pauses.find(({ target }) => "prefix" in target && target.prefix === prefix);
}

function isOurs(pause: Pause, ours: number | undefined): pause is Pause & { readonly until: number } {
  return pause.until !== undefined && pause.until === ours;
}
