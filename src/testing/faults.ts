import type { endpoints, laterEndpoints } from "../client/endpoints/index.js";
import { checkFault } from "./fault-check.js";

/** Which instance a fault is for, and how often it strikes. */
export interface FaultScope {
  /** @default every one */
  readonly instance?: string;
  /** How often it strikes before it is gone. @default for ever */
  readonly times?: number;
  /** From 0 to 1, drawn from the gateway's `seed`. @default 1 */
  readonly probability?: number;
}

/** Which calls a fault is for: those of a route, or the messages sent by it. */
export interface RouteScope extends FaultScope {
  /** The route by its name in `endpoints`, e.g. `"sendText"`. @default every one */
  readonly route?: keyof typeof endpoints | keyof typeof laterEndpoints | "*";
  readonly event?: undefined;
}

/** Which events a fault is for. */
export interface EventScope extends FaultScope {
  /** The event's dotted name. @default every one */
  readonly event?: string;
  readonly route?: undefined;
}

/** What can go wrong with a call of the REST API. */
export type RouteFault =
  /** Refused before anything happened, in the gateway's envelope. `status` is from 400 to 599. */
  | {
      readonly kind: "status";
      readonly status: number;
      readonly message?: unknown;
      readonly retryAfterSeconds?: number;
    }
  /** 503 `LICENSE_REQUIRED`, as 2.4 answers until it is activated. */
  | { readonly kind: "license" }
  /** The answer comes `delayMs` later; `"before"` keeps the effect waiting too. @default when: "after" */
  | { readonly kind: "delay"; readonly delayMs: number; readonly when?: "before" | "after" }
  /** The connection is cut without an answer, before or after the effect. */
  | { readonly kind: "drop"; readonly when: "before" | "after" }
  /** An error that comes after the message went out; a call that fails by itself is passed over. @default 400 `["Error: Connection Closed"]` */
  | { readonly kind: "error-after"; readonly status?: number; readonly message?: unknown };

/** What can go wrong with a message that was sent. */
export type MessageFault =
  /** Its row is stored `lateMs` later (@default 5_000), never, or, on Baileys, under the LID of the chat. */
  | { readonly kind: "row"; readonly row: "late" | "never" | "lid"; readonly lateMs?: number }
  /** WhatsApp drops it: no phone gets it, no status follows. */
  | { readonly kind: "pending" }
  /** WhatsApp refuses it: no phone gets it, and the status is `ERROR` (`FAILED` on Business). */
  | { readonly kind: "refused" };

/** What can go wrong with an event on its way to the webhook. */
export type DeliveryFault =
  /** Posted `copies` times more, each with retries of its own. @default 1 */
  | { readonly kind: "duplicate"; readonly copies?: number }
  /** Posted `delayMs` later. */
  | { readonly kind: "late"; readonly delayMs: number }
  /** Kept until `count` events of its scope wait, then posted last one first; `settled` and `clock.advance` post fewer. @default 2 */
  | { readonly kind: "reorder"; readonly count?: number }
  /** Never posted. */
  | { readonly kind: "lose" }
  /** Signed with a token that ran out twenty minutes ago. */
  | { readonly kind: "expired-jwt" };

/** One thing that goes wrong. Faults of different kinds go together; of one kind the oldest that fits strikes. */
export type Fault = (RouteScope & (RouteFault | MessageFault)) | (EventScope & DeliveryFault);
export type FaultKind = Fault["kind"];
type Of<Kind extends FaultKind> = Extract<Fault, { readonly kind: Kind }>;

/** What a fault is held against: a call of a route, or an event. */
export interface Occasion {
  readonly route?: string | undefined;
  readonly event?: string | undefined;
  readonly instance?: string | undefined;
}

/** The faults that are switched on. Each strikes at the most once for a call, a message, or an event's post. */
export class Faults {
  readonly #active: { readonly fault: Fault; left: number }[] = [];
  readonly #random: () => number;
  readonly #onChange: () => void;

  constructor(seed: number, onChange: () => void) {
    this.#random = seededRandom(seed);
    this.#onChange = onChange;
  }

  /**
   * Switches a fault on; answers a function that switches it off.
   *
   * @throws {RangeError} it is of no known kind, has a field or a scope that its kind does not have, or a value out of range
   * @example gateway.faults.add({ kind: "drop", when: "after", route: "sendText", times: 1 });
   */
  add(fault: Fault): () => void {
    checkFault(fault);
    const entry = { fault, left: fault.times ?? Number.POSITIVE_INFINITY };
    this.#active.push(entry);
    this.#onChange();
    return () => this.#remove(entry);
  }

  /** Those that may still strike, oldest first. */
  list(): readonly Fault[] {
    return this.#active.map(({ fault }) => fault);
  }

  /** Switches all off. */
  clear(): void {
    this.#active.length = 0;
    this.#onChange();
  }

  /** @internal The oldest fault of these kinds that strikes here, of those that `fits` lets pass. */
  strike<Kind extends FaultKind>(
    kinds: readonly Kind[],
    occasion: Occasion,
    fits: (fault: Of<Kind>) => boolean = () => true,
  ): Of<Kind> | undefined {
    const isOneOf = (fault: Fault): fault is Of<Kind> => kinds.some((kind) => kind === fault.kind);
    const entry = this.#active.find(
      ({ fault }) =>
        isOneOf(fault) && isFor(fault, occasion) && fits(fault) && this.#random() < (fault.probability ?? 1),
    );
    if (!entry) return undefined;
    entry.left--;
    if (entry.left <= 0) this.#remove(entry);
    return entry.fault as Of<Kind>;
  }

  #remove(entry: { readonly fault: Fault; left: number }): void {
    const index = this.#active.indexOf(entry);
    if (index === -1) return;
    this.#active.splice(index, 1);
    this.#onChange();
  }
}

/** Whether the occasion is in the fault's scope. */
export const isFor = ({ route = "*", event, instance }: Fault, occasion: Occasion): boolean =>
  (route === "*" || route === occasion.route) &&
  (event === undefined || event === occasion.event) &&
  (instance === undefined || instance === occasion.instance);

/** The same numbers for the same seed, and others for the seed beside it: a counter whose bits are mixed. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e37_79b9) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 16), 0x85eb_ca6b);
    const again = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
    return ((again ^ (again >>> 16)) >>> 0) / 2 ** 32;
  };
}
