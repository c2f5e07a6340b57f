import { tell } from "../internal/tell.js";

/** Those who want to know when a number has grown. */
export class GrowthListeners {
  readonly #onError: (error: unknown) => void;
  readonly #listeners = new Set<{ readonly call: (value: number) => void; last: number }>();

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  get isEmpty(): boolean {
    return this.#listeners.size === 0;
  }

  /** @returns takes the listener back */
  add(call: (value: number) => void): () => void {
    const listener = { call, last: 0 };
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  clear(): void {
    this.#listeners.clear();
  }

  /** Tells each for which the value is larger than the last one. */
  tell(value: number): void {
    for (const listener of [...this.#listeners]) {
      const hasGrown = value > listener.last;
      listener.last = value;
      if (hasGrown) tell(listener.call, value, this.#onError);
    }
  }
}
