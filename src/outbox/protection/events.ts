import type { Clock } from "../../internal/clock.js";
import { factLog } from "../../internal/fact-log.js";
import { tell } from "../../internal/tell.js";
import type { Logger } from "../../types/index.js";
import { type Circuit, type CircuitCause, isOut } from "./circuit.js";

/** What becomes of an instance's circuit. Between `opened` and `resumed` there are any number of `probed`. */
export type BreakerEvent =
  /** Nothing is sent from now on. */
  | {
      readonly name: "opened";
      readonly instanceName: string;
      readonly cause: CircuitCause;
      /** What the person said who did it. */
      readonly reason?: string;
      /** When it is probed; not set where a person opened it. */
      readonly probeAt?: number;
    }
  /** It was looked whether it is over, by reading the state, waiting, or one message. */
  | {
      readonly name: "probed";
      readonly instanceName: string;
      /** What stands in the way now: it may be something else than before. */
      readonly cause: CircuitCause;
      readonly isPassed: boolean;
      /** The next one, when it did not pass. */
      readonly probeAt?: number;
    }
  /** All goes on. `forMs` is how long it was stopped. */
  | {
      readonly name: "resumed";
      readonly instanceName: string;
      readonly cause: CircuitCause;
      readonly forMs: number;
    };

export interface BreakerStatus {
  readonly instanceName: string;
  readonly state: Circuit["phase"];
  /** Why it is not closed, and since when. */
  readonly cause?: CircuitCause;
  readonly reason?: string;
  readonly since?: number;
  /** How often it was opened for this cause without a quiet time in between. */
  readonly opens: number;
  readonly probeAt?: number;
}

export function statusOf(instanceName: string, circuit: Circuit | undefined): BreakerStatus {
  if (!isOut(circuit)) return { instanceName, state: "closed", opens: circuit?.opens ?? 0 };
  const { phase: state, cause, since, opens } = circuit;
  return { instanceName, state, cause, since, opens, ...more(circuit) };
}

const more = ({ reason, probeAt }: Circuit) => ({
  ...(reason !== undefined && { reason }),
  ...(probeAt !== undefined && { probeAt }),
});

/** For each cause: what is the matter, and what to do. */
const advice: Readonly<Record<CircuitCause, readonly [what: string, fix: string]>> = {
  "rate-limited": [
    "it is told to send more slowly",
    "One message is tried after a while. Lower its pace, and send less to people who did not write first.",
  ],
  restricted: [
    "WhatsApp refuses new conversations of this number (463)",
    "One message is tried after a while. Stop writing to people who did not write first; the phone may show for how long.",
  ],
  license: ["the gateway is not activated", "Activate it; it goes on by itself then."],
  closed: [
    "the instance is not connected to WhatsApp",
    "Connect it with `instances.connect` or `instances.pair`; it goes on by itself then.",
  ],
  unauthorized: [
    "the key or the token is refused",
    "Check `apiKey`; on the Business integration renew Meta's token. It is tried again by itself.",
  ],
  unreachable: ["the gateway does not answer", "Check that it runs, and `baseUrl`; it goes on by itself then."],
  manual: ["a person stopped it", "It goes on when it is closed by hand."],
};

/** Who is told. */
export interface Listeners {
  readonly clock: Clock;
  readonly logger?: Logger | undefined;
  /** Told once over all processes, by the one that did it; not at all when that one dies just then. */
  readonly onEvent?: ((event: BreakerEvent) => void) | undefined;
  /** What went wrong in the background: the store away, a listener that threw. It is tried again by itself. */
  readonly onError: (error: unknown) => void;
}

/** Tells listener and log what happened. */
export class Teller {
  readonly #listeners: Listeners;
  readonly #log: ReturnType<typeof factLog>;

  constructor(listeners: Listeners) {
    this.#listeners = listeners;
    this.#log = factLog(listeners.logger);
  }

  opened(circuit: Circuit): void {
    const { instanceName, cause } = circuit;
    const [what, fix] = advice[cause];
    this.#log.warn(`Nothing is sent any more: ${what}. ${fix}`, { instanceName, cause });
    this.#tell({ name: "opened", instanceName, cause, ...more(circuit) });
  }

  probed({ instanceName, cause, probeAt }: Circuit, isPassed: boolean): void {
    this.#tell({ name: "probed", instanceName, cause, isPassed, ...(probeAt !== undefined && { probeAt }) });
  }

  resumed({ instanceName, cause, since }: Circuit): void {
    const forMs = Math.max(0, this.#listeners.clock.now() - since);
    this.#log.info("Sending goes on.", { instanceName, cause, forMs });
    this.#tell({ name: "resumed", instanceName, cause, forMs });
  }

  #tell(event: BreakerEvent): void {
    const { onEvent, onError } = this.#listeners;
    if (onEvent) tell(onEvent, event, onError);
  }
}
