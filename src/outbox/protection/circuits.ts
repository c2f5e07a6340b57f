import type { StateSpace } from "../../state/store.js";
import { type Circuit, readCircuit } from "./circuit.js";
import { keyOf } from "./keys.js";
import { updateRecord } from "./update-record.js";

/** A step that was taken. */
export interface Change {
  readonly before: Circuit | undefined;
  readonly after: Circuit;
}

const kind = "breaker";
const pageSize = 1_000;

/** The circuits of all instances as records, and what this process last saw of them. */
export class Circuits {
  readonly #state: StateSpace;
  readonly #keepClosedUntil: () => number;
  #seen = new Map<string, Circuit>();
  /** Of which instances this process learned while a list was under way, which may be older. */
  #noted: Set<string> | undefined;

  /** @param keepClosedUntil until when a closed circuit is remembered */
  constructor(state: StateSpace, keepClosedUntil: () => number) {
    this.#state = state;
    this.#keepClosedUntil = keepClosedUntil;
  }

  /** All that were seen last. */
  get all(): readonly Circuit[] {
    return [...this.#seen.values()];
  }

  /** As last seen, without asking the store. */
  seen(instanceName: string): Circuit | undefined {
    return this.#seen.get(instanceName);
  }

  async get(instanceName: string): Promise<Circuit | undefined> {
    const key = keyOf(kind, instanceName);
    return this.#note(instanceName, circuitOf(key, (await this.#state.get(key))?.value));
  }

  /** Sees all of them anew. One call at a time. */
  async refresh(): Promise<void> {
    const noted = new Set<string>();
    this.#noted = noted;
    const found = new Map((await this.list()).map((circuit) => [circuit.instanceName, circuit]));
    this.#noted = undefined;
    for (const name of noted) {
      const circuit = this.#seen.get(name);
      if (circuit) found.set(name, circuit);
      else found.delete(name);
    }
    this.#seen = found;
  }

  /** All of them, those that closed lately too. */
  async list(): Promise<readonly Circuit[]> {
    const found: Circuit[] = [];
    for (let cursor: string | undefined; ; ) {
      const page = await this.#state.list({
        prefix: `${kind}/`,
        limit: pageSize,
        ...(cursor !== undefined && { cursor }),
      });
      for (const { key, value } of page.records) {
        const circuit = circuitOf(key, value);
        if (circuit) found.push(circuit);
      }
      cursor = page.cursor;
      if (cursor === undefined) return found;
    }
  }

  /**
   * Takes a step by compare-and-set: `step` may be asked several times, with what others have made of it meanwhile.
   *
   * @returns `undefined` when `step` wanted none
   */
  async change(
    instanceName: string,
    step: (circuit: Circuit | undefined) => Circuit | undefined,
  ): Promise<Change | undefined> {
    const key = keyOf(kind, instanceName);
    const change = await updateRecord<Change | undefined>(this.#state, key, (value) => {
      const before = circuitOf(key, value);
      const after = step(before);
      if (!after) {
        this.#note(instanceName, before);
        return { result: undefined };
      }
      const expiresAt = after.phase === "closed" ? this.#keepClosedUntil() : undefined;
      return { value: JSON.stringify(after), expiresAt, result: { before, after } };
    });
    if (change) this.#note(instanceName, change.after);
    return change;
  }

  /** As `change`, for a step that only a circuit takes that is there. */
  step(instanceName: string, step: (circuit: Circuit) => Circuit | undefined): Promise<Change | undefined> {
    return this.change(instanceName, (circuit) => circuit && step(circuit));
  }

  #note(instanceName: string, circuit: Circuit | undefined): Circuit | undefined {
    this.#noted?.add(instanceName);
    if (circuit) this.#seen.set(instanceName, circuit);
    else this.#seen.delete(instanceName);
    return circuit;
  }
}

/** What something else has written under this key is no circuit. */
function circuitOf(key: string, value: string | undefined): Circuit | undefined {
  const circuit = value === undefined ? undefined : readCircuit(value);
  return circuit && keyOf(kind, circuit.instanceName) === key ? circuit : undefined;
}
