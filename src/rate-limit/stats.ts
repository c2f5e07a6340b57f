import type { Refusal } from "./events.js";

/** Who was refused most. */
export interface Offender {
  readonly rule: string;
  /** As in {@link Refusal}. */
  readonly subject: string;
  /** May be too high by what was counted for others, for one that came late: only the heaviest are kept apart. */
  readonly refused: number;
}

/** What this process's limiter has done since it was made. */
export interface RateLimitStats {
  /** Calls of `check` that were answered. */
  readonly checked: number;
  readonly allowed: number;
  readonly refused: number;
  /** How often the store or the insurance failed. */
  readonly storeErrors: number;
  /** By rule, in their order. Where several refuse one request, it counts for each. */
  readonly rules: readonly { readonly name: string; readonly refused: number }[];
  /** The heaviest first, 20 at most. */
  readonly offenders: readonly Offender[];
}

/** As many are watched, so that memory stays bounded: whoever comes on top takes the place of the lightest. */
const watched = 200;
const shown = 20;

/** @internal */
export class LimitStats {
  readonly #rules: Map<string, number>;
  readonly #offenders = new Map<string, { readonly rule: string; readonly subject: string; refused: number }>();
  #allowed = 0;
  #refused = 0;
  #storeErrors = 0;

  constructor(names: readonly string[]) {
    this.#rules = new Map(names.map((name) => [name, 0]));
  }

  decided(allowed: boolean): void {
    if (allowed) this.#allowed++;
    else this.#refused++;
  }

  storeFailed(): void {
    this.#storeErrors++;
  }

  refusedBy({ rule, subject }: Refusal): void {
    this.#rules.set(rule, (this.#rules.get(rule) ?? 0) + 1);
    const key = `${rule} ${subject}`;
    const known = this.#offenders.get(key);
    if (known) known.refused++;
    else this.#offenders.set(key, { rule, subject, refused: this.#makeRoom() + 1 });
  }

  snapshot(): RateLimitStats {
    const offenders = [...this.#offenders.values()].sort((a, b) => b.refused - a.refused).slice(0, shown);
    return {
      checked: this.#allowed + this.#refused,
      allowed: this.#allowed,
      refused: this.#refused,
      storeErrors: this.#storeErrors,
      rules: [...this.#rules].map(([name, refused]) => ({ name, refused })),
      offenders: offenders.map((offender) => ({ ...offender })),
    };
  }

  /** What the lightest had, if it had to go: the newcomer may have had as many before it was watched (Space-Saving). */
  #makeRoom(): number {
    if (this.#offenders.size < watched) return 0;
    const [lightest] = [...this.#offenders].sort(([, a], [, b]) => a.refused - b.refused);
    if (!lightest) return 0;
    this.#offenders.delete(lightest[0]);
    return lightest[1].refused;
  }
}
