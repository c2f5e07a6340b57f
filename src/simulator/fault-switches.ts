import type { FakeGateway, Fault } from "../testing/index.js";
import type { FaultsView } from "./snapshot.js";

/** The gateway's faults as switches: those added here can be taken back one by one. */
export class FaultSwitches {
  readonly #gateway: FakeGateway;
  readonly #removers = new Map<Fault, { readonly id: string; readonly remove: () => void }>();
  #count = 0;

  constructor(gateway: FakeGateway) {
    this.#gateway = gateway;
  }

  add(fault: Fault): void {
    const id = String(++this.#count);
    // Known before it is added: adding it tells of the change.
    const entry = { id, remove: () => {} };
    this.#removers.set(fault, entry);
    try {
      entry.remove = this.#gateway.faults.add(fault);
    } catch (error) {
      this.#removers.delete(fault);
      throw error;
    }
  }

  /** Answers whether there was one. */
  remove(id: string): boolean {
    const found = [...this.#removers].find(([, entry]) => entry.id === id);
    if (!found) return false;
    const [fault, { remove }] = found;
    this.#removers.delete(fault);
    remove();
    return true;
  }

  /** Every event is posted twice, or once again. */
  setEverythingTwice(on: boolean): void {
    const active = this.#gateway.faults.list().filter(isEverythingTwice);
    if (on && active.length === 0) this.add({ kind: "duplicate" });
    if (on) return;
    for (const fault of active) this.remove(this.#removers.get(fault)?.id ?? "");
  }

  view(): FaultsView {
    const active = this.#gateway.faults.list();
    for (const fault of this.#removers.keys()) if (!active.includes(fault)) this.#removers.delete(fault);
    return {
      active: active.map((fault) => ({ id: this.#removers.get(fault)?.id, fault })),
      isEverythingTwice: active.some(isEverythingTwice),
    };
  }
}

const isEverythingTwice = ({ kind, ...scope }: Fault): boolean =>
  kind === "duplicate" && Object.values(scope).every((value) => value === undefined);
