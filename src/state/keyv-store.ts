import type { Keyv } from "keyv";
import { InvalidArgumentError, StateStoreError } from "../errors/index.js";
import { type Clock, systemClock } from "../internal/clock.js";
import { describe, fieldOf } from "../internal/record.js";
import { checkTimeout, shown } from "./checks.js";
import { KeyvShelf } from "./keyv/keyv-shelf.js";
import { KeyvSpace, ToldErrors } from "./keyv/keyv-space.js";
import { reasonOf } from "./reason.js";
import { shelves } from "./shelf.js";
import type { StateStore } from "./store.js";

export interface KeyvStoreOptions {
  /** How long a call may take, in ms. Then it rejects, and a write may still be done. @default 5_000 */
  readonly timeoutMs?: number | undefined;
  /** Time, for tests. @default the system's */
  readonly clock?: Clock | undefined;
}

/** By Keyv, so that all stores over one of them in this process wait for one another. */
const known = new WeakMap<Keyv, { readonly spaces: Map<string, KeyvSpace>; readonly errors: ToldErrors }>();

/**
 * Keeps records in whatever a Keyv 5 keeps, **for one process**: Keyv cannot compare and set, so that writes of this process
 * wait for one another, and those of another would be lost. For several processes take `sqliteStore`, `redisStore` or
 * `postgresStore`.
 *
 * The Keyv must have `throwOnErrors: true`, and so must its adapter if that has such an option (`@keyv/redis`): by default
 * they answer "nothing there" when their server is away. `list`, `expired` and `count` read all that the Keyv has, and
 * reject with `InvalidArgumentError` where its adapter cannot. Keys may be shorter than elsewhere (`@keyv/postgres`: 255
 * characters by default, with the space's name and the namespace).
 *
 * @throws {InvalidArgumentError} the Keyv swallows errors, or an option is not usable
 * @example const store = keyvStore(new Keyv(new KeyvRedis(url, { throwOnErrors: true }), { throwOnErrors: true }));
 */
export function keyvStore(keyv: Keyv, { timeoutMs = 5_000, clock = systemClock }: KeyvStoreOptions = {}): StateStore {
  checkKeyv(keyv);
  checkTimeout(timeoutMs);
  const { spaces, errors } = known.get(keyv) ?? { spaces: new Map<string, KeyvSpace>(), errors: new ToldErrors(keyv) };
  known.set(keyv, { spaces, errors });
  return shelves({
    name: "keyv",
    isDurable: !(keyv.store instanceof Map),
    isShared: false,
    clock,
    timeoutMs,
    explain,
    open(name) {
      const space = spaces.get(name) ?? new KeyvSpace(keyv, errors, name);
      spaces.set(name, space);
      return new KeyvShelf(space, { clock, timeoutMs });
    },
  });
}

function checkKeyv(keyv: unknown): asserts keyv is Keyv {
  if (typeof fieldOf(keyv, "get") !== "function" || typeof fieldOf(keyv, "deserializeData") !== "function") {
    throw new InvalidArgumentError(`Expected a Keyv 5, got ${shown(keyv)}. Pass new Keyv({ throwOnErrors: true }).`);
  }
  const keyvThrows = fieldOf(keyv, "throwOnErrors");
  if (keyvThrows !== true) {
    throw new InvalidArgumentError(
      `Expected \`throwOnErrors\` of the Keyv to be true, got ${describe(keyvThrows)}: without it, a store that is away ` +
        "answers as if it were empty. Pass new Keyv(adapter, { throwOnErrors: true }).",
    );
  }
  const adapter = fieldOf(keyv, "store");
  const adapterThrows = fieldOf(adapter, "throwOnErrors");
  if (adapterThrows !== undefined && adapterThrows !== true) {
    throw new InvalidArgumentError(
      `Expected \`throwOnErrors\` of the Keyv's adapter to be true too, got ${describe(adapterThrows)}: without it, a store ` +
        "that is away answers as if it were empty. Pass e.g. new KeyvRedis(url, { throwOnErrors: true }).",
    );
  }
}

function explain(error: unknown): StateStoreError {
  return new StateStoreError(
    `Expected the Keyv to keep the records, got: ${reasonOf(error)}. A write may have been done. Check that the adapter's ` +
      "server runs and that its address is right.",
    { cause: error },
  );
}
