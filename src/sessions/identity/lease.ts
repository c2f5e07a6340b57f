import type { Clock } from "../../internal/clock.js";
import type { StateSpace } from "../../state/store.js";

export interface LeaseSettings {
  readonly space: StateSpace;
  readonly clock: Clock;
  readonly leaseMs: number;
}

const lookAgainMs = 100;

/** Records that one process holds at a time, until it releases them or gives no sign of life for `leaseMs`. */
export class Lease {
  readonly #settings: LeaseSettings;
  readonly #held = new Map<string, number>();
  readonly #lost = new AbortController();
  readonly #over = new AbortController();
  #validUntil: number;
  #keeping: Promise<void> = Promise.resolve();

  private constructor(settings: LeaseSettings) {
    this.#settings = settings;
    this.#validUntil = settings.clock.now() + settings.leaseMs;
  }

  /**
   * Takes all keys, one after another in sorted order, so that two who want the same ones never wait for each other.
   *
   * @returns `undefined` when `waitMs` were not enough
   */
  static async take(keys: readonly string[], waitMs: number, settings: LeaseSettings): Promise<Lease | undefined> {
    const lease = new Lease(settings);
    const until = settings.clock.now() + waitMs;
    try {
      for (const key of [...keys].sort()) {
        while (!(await lease.#take(key))) {
          if (settings.clock.now() >= until) return void (await lease.release());
          await settings.clock.sleep(lookAgainMs);
        }
      }
    } catch (error) {
      await lease.release().catch(() => {});
      throw error;
    }
    lease.#keeping = lease.#keep();
    return lease;
  }

  /** Fires when another process may have it. */
  get signal(): AbortSignal {
    return this.#lost.signal;
  }

  get isHeld(): boolean {
    return !this.#lost.signal.aborted && this.#settings.clock.now() < this.#validUntil;
  }

  async release(): Promise<void> {
    this.#over.abort();
    await this.#keeping;
    for (const [key, version] of this.#held) await this.#settings.space.delete(key, version);
    this.#held.clear();
  }

  async #take(key: string): Promise<boolean> {
    const { space, clock, leaseMs } = this.#settings;
    const version = await space.set(key, "held", { version: 0, expiresAt: clock.now() + leaseMs });
    if (version !== undefined) this.#held.set(key, version);
    return version !== undefined;
  }

  async #keep(): Promise<void> {
    const { clock, leaseMs } = this.#settings;
    const isOver = () => this.#over.signal.aborted || this.#lost.signal.aborted;
    while (!isOver()) {
      try {
        await clock.sleep(leaseMs / 3, this.#over.signal);
        if (!isOver() && !(await this.#renew())) this.#lost.abort();
      } catch {
        // While the store is away the lease runs out by itself.
        if (clock.now() >= this.#validUntil) this.#lost.abort();
      }
    }
  }

  async #renew(): Promise<boolean> {
    const { space, clock, leaseMs } = this.#settings;
    const expiresAt = clock.now() + leaseMs;
    for (const [key, version] of this.#held) {
      const renewed = await space.set(key, "held", { version, expiresAt });
      if (renewed === undefined) return false;
      this.#held.set(key, renewed);
    }
    this.#validUntil = expiresAt;
    return true;
  }
}
