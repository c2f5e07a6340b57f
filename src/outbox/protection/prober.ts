import { isAbortError } from "../../errors/index.js";
import { type Circuit, type CircuitContext, type Finding, givenBack, leased, probed } from "./circuit.js";
import type { Circuits } from "./circuits.js";
import { tripOf } from "./trip.js";

/** The part of the client that tells how an instance is. */
export interface StateReader {
  readonly instances: {
    connectionState(
      instanceName: string,
      options: { readonly signal: AbortSignal; readonly timeoutMs: number; readonly retry: boolean },
    ): Promise<{ readonly instance: { readonly state?: string } }>;
  };
}

export interface ProberOptions {
  readonly circuits: Circuits;
  readonly client: StateReader;
  readonly context: () => CircuitContext;
  /** Cancels what is under way. */
  readonly signal: AbortSignal;
  readonly onConcluded: (circuit: Circuit, isPassed: boolean) => Promise<void>;
}

/** Shorter than the lease of a probe. */
const timeoutMs = 10_000;

/** Finds out whether instances may send again, in one process at a time. */
export class Prober {
  readonly #options: ProberOptions;
  readonly #running = new Map<string, Promise<void>>();

  constructor(options: ProberOptions) {
    this.#options = options;
  }

  /** Reads the instance's state, if the circuit still wants it. One that is under way here is waited for instead. */
  async read({ instanceName }: Circuit, isWanted: (circuit: Circuit) => boolean): Promise<void> {
    const running = this.#running.get(instanceName);
    if (running || this.#options.signal.aborted) return running;
    const reading = this.#read(instanceName, isWanted).finally(() => this.#running.delete(instanceName));
    this.#running.set(instanceName, reading);
    return reading;
  }

  /** Records what was found, unless the circuit is another one by now. */
  async conclude(instanceName: string, finding: Finding, isStill: (circuit: Circuit) => boolean): Promise<void> {
    const { circuits, context, onConcluded } = this.#options;
    const change = await circuits.step(instanceName, (circuit) =>
      isStill(circuit) ? probed(circuit, finding, context()) : undefined,
    );
    if (change) await onConcluded(change.after, finding.isPassed);
  }

  /** Resolves once nothing is under way. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.#running.values());
  }

  async #read(instanceName: string, isWanted: (circuit: Circuit) => boolean): Promise<void> {
    const { circuits, context } = this.#options;
    const { now } = context();
    const lease = await circuits.step(instanceName, (circuit) =>
      circuit.phase === "open" && circuit.probe === "read" && isWanted(circuit) ? leased(circuit, now) : undefined,
    );
    if (!lease) return;
    const isStill = ({ probeAt }: Circuit) => probeAt === lease.after.probeAt;
    const finding = await this.#find(instanceName);
    if (finding) return this.conclude(instanceName, finding, isStill);
    await circuits.step(instanceName, (circuit) => (isStill(circuit) ? givenBack(circuit, context().now) : undefined));
  }

  /** @returns `undefined`: it was cancelled, and nothing was found out */
  async #find(instanceName: string): Promise<Finding | undefined> {
    const { client, signal } = this.#options;
    try {
      const { instance } = await client.instances.connectionState(instanceName, { signal, timeoutMs, retry: false });
      if (instance.state === "open") return { isPassed: true };
      return { isPassed: false, trip: { cause: "closed", probe: "read" } };
    } catch (error) {
      if (signal.aborted || isAbortError(error)) return undefined;
      return { isPassed: false, trip: tripOf(error) };
    }
  }
}
