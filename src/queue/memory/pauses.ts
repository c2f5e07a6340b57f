import type { PauseTarget } from "../driver.js";

interface Pause {
  readonly target: PauseTarget;
  readonly until: number;
}

/** What is paused: all, lanes, and lanes by the beginning of their names. */
export class Pauses {
  readonly #pauses = new Map<string, Pause>();

  /** When the next one is over by itself. */
  get nextEndAt(): number {
    let next = Number.POSITIVE_INFINITY;
    for (const { until } of this.#pauses.values()) next = Math.min(next, until);
    return next;
  }

  get isAll(): boolean {
    return this.#pauses.has("all");
  }

  has(lane: string): boolean {
    if (this.#pauses.size === 0) return false;
    if (this.isAll || this.#pauses.has(`lane:${lane}`)) return true;
    for (const { target } of this.#pauses.values()) {
      if ("prefix" in target && lane.startsWith(target.prefix)) return true;
    }
    return false;
  }

  set(target: PauseTarget, until: number): void {
    this.#pauses.set(keyOf(target), { target, until });
  }

  delete(target: PauseTarget): void {
    this.#pauses.delete(keyOf(target));
  }

  /** Forgets those that are over. */
  end(now: number): void {
    for (const [key, { until }] of this.#pauses) if (until <= now) this.#pauses.delete(key);
  }

  list(): { readonly target: PauseTarget; readonly until?: number }[] {
    return [...this.#pauses.values()].map(({ target, until }) =>
      until === Number.POSITIVE_INFINITY ? { target } : { target, until },
    );
  }
}

function keyOf(target: PauseTarget): string {
  if ("lane" in target) return `lane:${target.lane}`;
  return "prefix" in target ? `prefix:${target.prefix}` : "all";
}
