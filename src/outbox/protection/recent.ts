import type { Clock } from "../../internal/clock.js";

/** Texts that are known for a while; of too many the oldest are forgotten. */
export class Recent {
  readonly #clock: Clock;
  readonly #forMs: number;
  readonly #max: number;
  readonly #until = new Map<string, number>();

  constructor(clock: Clock, forMs: number, max: number) {
    this.#clock = clock;
    this.#forMs = forMs;
    this.#max = max;
  }

  has(text: string): boolean {
    return (this.#until.get(text) ?? 0) > this.#clock.now();
  }

  add(text: string): void {
    this.#until.delete(text);
    this.#until.set(text, this.#clock.now() + this.#forMs);
    if (this.#until.size <= this.#max) return;
    const [oldest] = this.#until.keys();
    if (oldest !== undefined) this.#until.delete(oldest);
  }
}
