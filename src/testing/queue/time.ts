import { setTimeout as sleep } from "node:timers/promises";
import { type Clock, systemClock } from "../../internal/clock.js";
import { GatewayClock, stoppedClock } from "../clock.js";

/** For what must happen. A machine that is busy may need much of it; one that is not, next to nothing. */
const patienceMs = 20_000;

/** Longer than any test lasts. */
export const longMs = 3_600_000;

/** What is looked at before the time is over, and after. */
export interface Timed {
  readonly before?: () => Promise<void>;
  readonly after?: () => Promise<void>;
}

/**
 * How a test lets time pass: a virtual clock is moved, a real one is waited for. No test asks that something be quick: what
 * must not happen yet is checked beside a time that is far too long, what must happen is waited for with patience.
 */
export class SuiteTime {
  readonly isVirtual: boolean;
  readonly clock: Clock;
  readonly #virtual: GatewayClock | undefined;

  constructor(kind: "injected" | "real") {
    this.isVirtual = kind === "injected";
    this.#virtual = this.isVirtual ? new GatewayClock(stoppedClock()) : undefined;
    this.clock = this.#virtual ?? systemClock;
  }

  pass(ms: number): Promise<void> {
    return this.#virtual ? this.#virtual.advance(ms) : sleep(ms);
  }

  /** What came before this is older than what comes after. */
  tick(): Promise<void> {
    return this.pass(5);
  }

  /** `setup` is given a time, and answers what holds before it is over and after it. A real clock has it set up twice. */
  async timed(setup: (ms: number) => Promise<Timed>): Promise<void> {
    if (this.isVirtual) {
      const { before, after } = await setup(10_000);
      await this.pass(9_000);
      await before?.();
      await this.pass(2_000);
      await after?.();
      return;
    }
    await (await setup(longMs)).before?.();
    const { after } = await setup(100);
    await this.pass(200);
    await after?.();
  }

  /** Repeats a check until it passes. */
  async eventually(check: () => Promise<void>): Promise<void> {
    for (const start = Date.now(); ; ) {
      try {
        return await check();
      } catch (error) {
        if (Date.now() - start > patienceMs) throw error;
        await this.#moment();
      }
    }
  }

  /** What a promise comes to, moving a virtual clock on meanwhile: a driver may look for news of others now and then. */
  async outcome<T>(promise: Promise<T>): Promise<T> {
    let isOver = false;
    const over = promise.finally(() => {
      isOver = true;
    });
    over.catch(() => {});
    for (const start = Date.now(); !isOver; ) {
      if (Date.now() - start > patienceMs) throw new Error("Expected the call to end, but it is still waiting.");
      await this.#moment();
    }
    return over;
  }

  /** 20 s of these are less than an hour of virtual time. */
  #moment(): Promise<void> {
    return this.#virtual ? sleep(2).then(() => this.pass(200)) : sleep(10);
  }
}
