/** The ids that are known apart from their jobs, for a while; the oldest go first. */
export class Keys {
  readonly #until = new Map<string, number>();
  readonly #rememberMs: number;
  readonly #max: number;

  constructor(rememberMs: number, max: number) {
    this.#rememberMs = rememberMs;
    this.#max = max;
  }

  has(key: string, now: number): boolean {
    const until = this.#until.get(key);
    return until !== undefined && until > now;
  }

  add(key: string, now: number): void {
    this.#until.delete(key);
    this.#until.set(key, now + this.#rememberMs);
    for (const [oldest, until] of this.#until) {
      if (until > now && this.#until.size <= this.#max) return;
      this.#until.delete(oldest);
    }
  }
}
