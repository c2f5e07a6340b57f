import type { StateSpace } from "../../state/store.js";
import {
  type Circuit,
  type CircuitContext,
  closedByHand,
  isOut,
  isProbeDue,
  isQuiet,
  onTrial,
  openedByHand,
  succeeded,
  trialOver,
  tripped,
} from "./circuit.js";
import { Circuits } from "./circuits.js";
import { type BreakerStatus, type Listeners, statusOf, Teller } from "./events.js";
import { checkName } from "./keys.js";
import { LanePause, type PausableQueue, type Pauses } from "./lane-pause.js";
import type { BreakerSettings } from "./options.js";
import { Prober, type StateReader } from "./prober.js";
import { type Trip, tripOf } from "./trip.js";

export interface BreakersOptions extends Listeners {
  /** Where the circuits are kept, in records whose keys begin with `breaker/`. */
  readonly state: StateSpace;
  /** Its lanes are named by {@link lanePrefixOf} and the chat. */
  readonly queue: PausableQueue;
  readonly client: StateReader;
  readonly settings: BreakerSettings;
  readonly random: () => number;
}

/** How often a process looks at all circuits. Shorter than any circuit stays open, so that every process has seen it. */
const lookMs = 2_000;

/**
 * A circuit breaker for each instance, shared by all processes. A failure that says something of the whole instance opens
 * its circuit: the lanes are paused, nothing is sent. When a probe passes, it is half-open: the lanes go on, and
 * {@link admit} lets one message through at a time. The first that goes out closes it; one more failure of the kind opens
 * it for longer. A minute without anything to send closes it too.
 *
 * The record says what is so; the pause only spares the workers. It ends by itself after 30 s unless it is renewed, which
 * every process does, so no death leaves lanes paused, and `admit` holds messages back where the pause has ended.
 */
export class Breakers {
  readonly #circuits: Circuits;
  readonly #pause: LanePause;
  readonly #options: BreakersOptions;
  readonly #teller: Teller;
  readonly #closing = new AbortController();
  readonly #prober: Prober;
  #looked = 0;
  #started: Promise<void> | undefined;
  #loop: Promise<void> | undefined;

  constructor(options: BreakersOptions) {
    const { state, queue, clock, settings } = options;
    this.#options = options;
    this.#circuits = new Circuits(state, () => clock.now() + settings.coolDown.maxMs);
    this.#pause = new LanePause(queue);
    this.#teller = new Teller(options);
    this.#prober = new Prober({
      circuits: this.#circuits,
      client: options.client,
      context: () => this.#context(),
      signal: this.#closing.signal,
      onConcluded: (circuit, isPassed) => this.#concluded(circuit, isPassed),
    });
  }

  /** Looks at all circuits now, takes up what dead processes have left, and goes on doing so. Safe to repeat. */
  async start(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#started ??= this.#look();
    this.#loop ??= this.#started.then(() => this.#run());
    return this.#started;
  }

  /** Ends timers and probes. What is open stays open. Safe to repeat. */
  async stop(): Promise<void> {
    this.#closing.abort();
    await this.#loop;
    await this.#prober.idle();
  }

  /**
   * To be asked right before a send: may it go? Costs nothing while the circuit is closed. One that is let through while it
   * is half-open keeps the others waiting until it is reported, for two minutes at most.
   *
   * @returns how long to wait before asking again; 0: send
   * @throws {StateStoreError} the store is away
   */
  async admit(instanceName: string): Promise<{ readonly waitMs: number }> {
    checkName("instanceName", instanceName);
    if (this.#isFresh && !isOut(this.#circuits.seen(instanceName))) return { waitMs: 0 };
    const { now } = this.#context();
    const circuit = await this.#circuits.get(instanceName);
    if (!isOut(circuit)) return { waitMs: 0 };
    const trial = circuit.phase === "half-open" && (await this.#circuits.step(instanceName, (c) => onTrial(c, now)));
    if (trial || !isOut(this.#circuits.seen(instanceName))) return { waitMs: 0 };
    return { waitMs: lookMs + Math.floor(this.#options.random() * lookMs) };
  }

  /**
   * To be told of every send: its error, or `undefined` when it went out. Costs nothing when all is well. Never rejects: a
   * store that is away goes to `onError`, and the next failure is reported like the first one. A message that was let
   * through and then not sent is reported by any error that is about that message alone.
   */
  async report(instanceName: string, error: unknown): Promise<void> {
    const trip = error === undefined ? undefined : tripOf(error);
    if (!trip && this.#circuits.seen(instanceName)?.phase !== "half-open") return;
    await this.#safely(async () => {
      if (trip) return this.trip(instanceName, trip);
      const { now } = this.#context();
      const step = error === undefined ? succeeded : (circuit: Circuit) => trialOver(circuit, now);
      const change = await this.#circuits.step(instanceName, step);
      if (change?.after.phase === "closed") this.#teller.resumed(change.after);
    });
  }

  /**
   * Opens the circuit for a cause learned elsewhere, from an event for example. Nothing happens while it is open.
   *
   * @throws {StateStoreError} the store is away
   * @throws {QueueDriverError} the queue's is; the pause is made up for at the next look
   */
  async trip(instanceName: string, trip: Trip): Promise<void> {
    checkName("instanceName", instanceName);
    if (this.#isFresh && this.#circuits.seen(instanceName)?.phase === "open") return;
    const context = this.#context();
    const change = await this.#circuits.change(instanceName, (before) => tripped(before, instanceName, trip, context));
    if (!change) return;
    if (isOut(change.before)) this.#teller.probed(change.after, false);
    else this.#teller.opened(change.after);
    await this.#hold(change.after);
  }

  /** Stops an instance until {@link close} is called. Safe to repeat. @throws as `trip` does */
  async open(instanceName: string, reason?: string): Promise<void> {
    checkName("instanceName", instanceName);
    if (reason !== undefined) checkName("reason", reason);
    const context = this.#context();
    const change = await this.#circuits.change(instanceName, (before) =>
      openedByHand(before, instanceName, reason, context),
    );
    if (!change) return;
    if (!isOut(change.before)) this.#teller.opened(change.after);
    await this.#hold(change.after);
  }

  /** Lets an instance send again at once, whatever stopped it. Safe to repeat. @throws as `trip` does */
  async close(instanceName: string): Promise<void> {
    checkName("instanceName", instanceName);
    const change = await this.#circuits.change(instanceName, closedByHand);
    if (!change) return;
    this.#teller.resumed(change.after);
    await this.#pause.lift(instanceName, change.after.pausedUntil);
  }

  /** Probes an open circuit now: its instance was heard of. Nothing happens where only time helps. @throws as `trip` does */
  async probe(instanceName: string): Promise<void> {
    checkName("instanceName", instanceName);
    const circuit = await this.#circuits.get(instanceName);
    if (circuit?.phase !== "open" || circuit.cause === "manual" || circuit.probe !== "read") return;
    await this.#prober.read(circuit, () => true);
  }

  /** How an instance is. @throws {StateStoreError} the store is away */
  async status(instanceName: string): Promise<BreakerStatus> {
    checkName("instanceName", instanceName);
    return statusOf(instanceName, await this.#circuits.get(instanceName));
  }

  /** Those whose circuits are not closed. @throws {StateStoreError} the store is away */
  async list(): Promise<readonly BreakerStatus[]> {
    return (await this.#circuits.list()).filter(isOut).map((circuit) => statusOf(circuit.instanceName, circuit));
  }

  /** Whether what was seen last is recent: only then is no news good news. */
  get #isFresh(): boolean {
    return this.#options.clock.now() - this.#looked < 5 * lookMs;
  }

  #context(): CircuitContext {
    const { clock, random, settings } = this.#options;
    return { now: clock.now(), random, settings };
  }

  async #run(): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await clock.sleep(lookMs, signal).catch(() => {});
      if (!signal.aborted) await this.#look();
    }
  }

  async #look(): Promise<void> {
    const at = this.#options.clock.now();
    await this.#safely(async () => {
      await this.#circuits.refresh();
      this.#looked = at;
    });
    const { all } = this.#circuits;
    if (all.length === 0) return;
    await this.#safely(async () => {
      const pauses = await this.#pause.list();
      for (const circuit of all) await this.#safely(() => this.#tend(circuit, pauses));
    });
  }

  async #tend(circuit: Circuit, pauses: Pauses): Promise<void> {
    const { instanceName, phase, pausedUntil } = circuit;
    const { now } = this.#context();
    if (phase !== "open") {
      if ((pausedUntil ?? 0) > now) await this.#pause.lift(instanceName, pausedUntil);
      if (isQuiet(circuit, now)) await this.#endQuiet(instanceName, now);
      return;
    }
    if (this.#pause.isDue(instanceName, pausedUntil, now, pauses)) await this.#hold(circuit);
    if (!isProbeDue(circuit, now)) return;
    if (circuit.probe === "read") this.#prober.read(circuit, (c) => isProbeDue(c, now)).catch(this.#options.onError);
    else await this.#prober.conclude(instanceName, { isPassed: true }, (c) => isProbeDue(c, now));
  }

  async #endQuiet(instanceName: string, now: number): Promise<void> {
    const change = await this.#circuits.step(instanceName, (c) => (isQuiet(c, now) ? succeeded(c) : undefined));
    if (change) this.#teller.resumed(change.after);
  }

  async #concluded(circuit: Circuit, isPassed: boolean): Promise<void> {
    this.#teller.probed(circuit, isPassed);
    if (isPassed) await this.#pause.lift(circuit.instanceName, circuit.pausedUntil);
  }

  async #hold({ instanceName, pausedUntil }: Circuit): Promise<void> {
    const until = await this.#pause.hold(instanceName, pausedUntil, this.#options.clock.now());
    if (until === undefined) return;
    const change = await this.#circuits.step(instanceName, (circuit) =>
      circuit.phase === "open" ? { ...circuit, pausedUntil: until } : undefined,
    );
    // It was closed meanwhile: nobody else knows this pause.
    if (!change) await this.#pause.lift(instanceName, until);
  }

  async #safely(action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (error) {
      this.#options.onError(error);
    }
  }
}
