import { Deque } from "./deque.js";

interface Known {
  readonly key: string;
  readonly until: number;
}

/** The ids that are known apart from their jobs, for a while; the oldest go first. */
export class Keys {
  readonly #known = new Map<string, Known>();
  /** By age: a `Map` that is emptied from its front keeps the holes, and its first entry becomes hard to find. */
  readonly #byAge = new Deque<Known>();
  readonly #rememberMs: number;
  readonly #max: number;

  constructor(rememberMs: number, max: number) {
    this.#rememberMs = rememberMs;
    this.#max = max;
  }

  has(key: string, now: number): boolean {
    const known = this.#known.get(key);
    return known !== undefined && known.until > now;
  }

  add(key: string, now: number): void {
    const known = { key, until: now + this.#rememberMs };
    this.#known.set(key, known);
    this.#byAge.push(known);
    for (let oldest = this.#byAge.peek(); oldest; oldest = this.#byAge.peek()) {
      if (oldest.until > now && this.#known.size <= this.#max) return;
      this.#byAge.shift();
      if (this.#known.get(oldest.key) === oldest) this.#known.delete(oldest.key);
    }
  }
}
