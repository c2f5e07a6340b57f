import type { Clock } from "../../internal/clock.js";
import type { Emitter } from "../../internal/emitter.js";
import type { StateRecord, StateSpace } from "../../state/store.js";
import type { IdentityEvents, PersonMerge } from "./events.js";
import { Lease } from "./lease.js";
import type { Link } from "./links.js";
import { parsed, recordKey } from "./nodes.js";
import type { People } from "./people.js";

/**
 * Makes one of what two persons have: sessions, jobs that wait, notes of your own. Must be safe to repeat: it runs again
 * when it failed, or when its process died before it was noted that it had ended. `signal` fires when another process may
 * have begun with the same two: stop then.
 */
export type MergeHook = (merge: PersonMerge, context: { readonly signal: AbortSignal }) => unknown;

interface MergesSettings {
  readonly space: StateSpace;
  readonly clock: Clock;
  readonly leaseMs: number;
  readonly emitter: Emitter<IdentityEvents>;
  /** Those of a scope. */
  readonly people: (scope: string) => People;
}

/** A merge that is not over, as it is stored under the key that goes. */
interface Pending extends Link {
  readonly scope: string;
  readonly from: string;
  readonly instanceName: string;
}

const kind = "merge";
/** The gateway waits 30 s for an answer: what another process is at is left to it before that. */
const waitMs = 5_000;
const pageSize = 100;

/**
 * Merges that were begun and are not over. Each is stored before its persons become one, and stays until every hook is done:
 * whoever finds it later goes on.
 */
export class Merges {
  readonly #settings: MergesSettings;
  readonly #hooks = new Set<MergeHook>();
  /** Those that this process is at. */
  readonly #running = new Map<string, Promise<boolean>>();

  constructor(settings: MergesSettings) {
    this.#settings = settings;
  }

  on(hook: MergeHook): () => void {
    const own: MergeHook = (...given) => hook(...given);
    this.#hooks.add(own);
    return () => {
      this.#hooks.delete(own);
    };
  }

  async note(pending: Pending): Promise<void> {
    await this.#settings.space.set(recordKey(kind, pending.scope, pending.from), JSON.stringify(pending));
  }

  /** Runs the hooks for one that may be pending. @returns whether nothing is left of it */
  async run(scope: string, from: string): Promise<boolean> {
    const key = recordKey(kind, scope, from);
    const running = this.#running.get(key) ?? this.#run(key).finally(() => this.#running.delete(key));
    this.#running.set(key, running);
    return running;
  }

  /** Runs the hooks for all that are pending. */
  async resume(): Promise<{ readonly done: number; readonly pending: number }> {
    const count = { done: 0, pending: 0 };
    let cursor: string | undefined;
    do {
      const page = await this.#settings.space.list({ prefix: `${kind}:`, limit: pageSize, ...(cursor && { cursor }) });
      for (const record of page.records) {
        const pending = decode(record);
        if (pending && (await this.run(pending.scope, pending.from))) count.done++;
        else count.pending++;
      }
      cursor = page.cursor;
    } while (cursor !== undefined);
    return count;
  }

  async #run(key: string): Promise<boolean> {
    const { space, people } = this.#settings;
    const record = await space.get(key);
    if (!record) return true;
    const pending = decode(record);
    if (!pending || this.#hooks.size === 0) return false;
    const persons = people(pending.scope);
    const isMerged = async () => (await persons.of(pending.from)).key !== pending.from;
    // Its process died before the two became one, or is about to make them one.
    if (!(await isMerged())) await persons.unite(pending, (goes) => this.note({ ...pending, from: goes }));
    if (await isMerged()) return this.#runHooks(key, pending);
    // Another process may be at a merge whose note this one has replaced: now it has to begin again, and notes it again.
    await persons.touch(pending.from);
    return space.delete(key, record.version);
  }

  async #runHooks(key: string, { scope, from, instanceName }: Pending): Promise<boolean> {
    const { space, people, emitter } = this.#settings;
    for (;;) {
      const { key: into } = await people(scope).of(from);
      const locks = [from, into].map((person) => recordKey("lock", scope, person));
      const lease = await Lease.take(locks, waitMs, this.#settings);
      if (!lease) return false;
      try {
        const record = await space.get(key);
        if (!record) return true;
        if ((await people(scope).of(from)).key !== into) continue;
        const merge = { instanceName, from, into };
        for (const hook of [...this.#hooks]) await hook(merge, { signal: lease.signal });
        if (!lease.isHeld) return false;
        await space.delete(key, record.version);
        emitter.emit("merged", merge);
        return true;
      } catch (error) {
        emitter.emit("error", error);
        return false;
      } finally {
        await lease.release().catch((error: unknown) => emitter.emit("error", error));
      }
    }
  }
}

function decode({ value }: StateRecord): Pending | undefined {
  const { scope, from, instanceName, phone, other } = parsed(value) ?? {};
  for (const field of [scope, from, instanceName, phone, other]) if (typeof field !== "string") return undefined;
  return { scope, from, instanceName, phone, other } as Pending;
}
