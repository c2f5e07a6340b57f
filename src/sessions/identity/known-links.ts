import type { Clock } from "../../internal/clock.js";
import type { Link } from "./links.js";

/** So that a store that was emptied meanwhile learns again. */
const trustedForMs = 3_600_000;

/** Links that the store is known to have; those that were longest not asked for are forgotten first. */
export class KnownLinks {
  readonly #clock: Clock;
  readonly #most: number;
  readonly #seenAt = new Map<string, number>();

  constructor(clock: Clock, most: number) {
    this.#clock = clock;
    this.#most = most;
  }

  has(scope: string, link: Link): boolean {
    const key = keyOf(scope, link);
    const at = this.#seenAt.get(key);
    if (at === undefined) return false;
    this.#seenAt.delete(key);
    if (this.#clock.now() - at >= trustedForMs) return false;
    this.#seenAt.set(key, at);
    return true;
  }

  add(scope: string, link: Link): void {
    if (this.#most === 0) return;
    const oldest = this.#seenAt.size >= this.#most ? this.#seenAt.keys().next().value : undefined;
    if (oldest !== undefined) this.#seenAt.delete(oldest);
    this.#seenAt.set(keyOf(scope, link), this.#clock.now());
  }
}

const keyOf = (scope: string, { phone, other }: Link) => `${phone} ${other} ${scope}`;
