import type { Clock } from "../../internal/clock.js";
import type { Emitter } from "../../internal/emitter.js";
import type { StateSpace } from "../../state/store.js";
import type { Contradiction, IdentityEvents } from "./events.js";
import type { Link } from "./links.js";
import { parsed, recordKey } from "./nodes.js";
import type { People } from "./people.js";

const kind = "contradiction";
/** After that a pair that is still seen is told again. */
const keptForMs = 30 * 86_400_000;

export interface ContradictionPage {
  readonly contradictions: readonly Contradiction[];
  /** Where the next page begins; not set on the last one. */
  readonly cursor?: string;
}

/** Pairs that contradict what is known. */
export class Contradictions {
  readonly #space: StateSpace;
  readonly #clock: Clock;
  readonly #emitter: Emitter<IdentityEvents>;

  constructor(space: StateSpace, clock: Clock, emitter: Emitter<IdentityEvents>) {
    this.#space = space;
    this.#clock = clock;
    this.#emitter = emitter;
  }

  /** Records and tells one that is not recorded, and marks the persons whose own pair it contradicts. */
  async note(scope: string, people: People, seen: Omit<Contradiction, "seenAt">): Promise<void> {
    const key = keyOf(scope, seen);
    if (await this.#space.get(key)) return;
    for (const person of seen.persons) {
      await people.change(person, (node) =>
        node.lid !== undefined && node.phones.length > 0 && !node.isDisputed
          ? { ...node, isDisputed: true }
          : undefined,
      );
    }
    const { instanceName, phone, other, persons, source } = seen;
    const contradiction = { instanceName, phone, other, persons, source, seenAt: this.#clock.now() };
    const expiresAt = this.#clock.now() + keptForMs;
    const isFirst = await this.#space.set(key, JSON.stringify({ ...contradiction, scope }), { version: 0, expiresAt });
    if (isFirst !== undefined) this.#emitter.emit("contradiction", contradiction);
  }

  /** Somebody has decided: `right` is true, and the pairs that it replaces are not worth a word any more. */
  async settle(scope: string, right: Link, wrong: readonly Link[]): Promise<void> {
    for (const link of wrong) await this.#space.set(keyOf(scope, link), JSON.stringify({ isSettled: true }));
    await this.#space.delete(keyOf(scope, right));
  }

  async list(
    scope: string,
    { limit, cursor }: { limit: number; cursor?: string | undefined },
  ): Promise<ContradictionPage> {
    const prefix = recordKey(kind, scope, "");
    const page = await this.#space.list({ prefix, limit, ...(cursor !== undefined && { cursor }) });
    const contradictions = page.records.map(({ value }) => decode(value)).filter((each) => each !== undefined);
    return { contradictions, ...(page.cursor !== undefined && { cursor: page.cursor }) };
  }
}

const keyOf = (scope: string, { phone, other }: Link) => recordKey(kind, scope, `${other}:${phone}`);

function decode(value: string): Contradiction | undefined {
  const { scope: _, isSettled, ...contradiction } = parsed(value) ?? { isSettled: true };
  return isSettled === true ? undefined : (contradiction as unknown as Contradiction);
}
