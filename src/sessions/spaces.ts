import { isEvolutionError, StateStoreError } from "../errors/index.js";
import { describe, isRecord, messageOf } from "../internal/record.js";
import type { StatePage, StateRecord, StateSpace, StateStore } from "../state/index.js";

/** How long is kept what waits for a sweeper or for a person to look at: a week. */
export const keepMs = 604_800_000;

export interface Spaces {
  /** Sessions, and aliases that lead to them. */
  readonly records: StateSpace;
  /** Final states on their way to `onExpired`. */
  readonly handOvers: StateSpace;
  /** Records that could not be read. */
  readonly quarantine: StateSpace;
  /** Who sweeps. */
  readonly leader: StateSpace;
}

export function openSpaces(store: StateStore, name: string): Spaces {
  const open = (part: string, keepExpiredMs = 0) => sound(store, store.open(`${name}${part}`, { keepExpiredMs }));
  return {
    records: open("", keepMs),
    handOvers: open(":expired"),
    quarantine: open(":quarantine"),
    leader: open(":leader"),
  };
}

/** A space that says by `StateStoreError` when its store fails or answers garbage, whoever wrote the store. */
function sound({ name }: StateStore, space: StateSpace): StateSpace {
  const ask = async <T>(call: () => Promise<unknown>, fits: (answer: unknown) => answer is T): Promise<T> => {
    let answer: unknown;
    try {
      answer = await call();
    } catch (cause) {
      if (isEvolutionError(cause)) throw cause;
      throw new StateStoreError(`The store "${name}" failed: ${messageOf(cause)}`, { cause });
    }
    if (fits(answer)) return answer;
    throw new StateStoreError(
      `Expected the store "${name}" to answer as StateSpace promises, got ${describe(answer)}. Hold it to stateStoreSuite (evolution-kit/testing).`,
    );
  };
  return {
    get: (key, options) => ask(() => space.get(key, options), isRecordOrNone),
    set: (key, value, options) => ask(() => space.set(key, value, options), isVersionOrNone),
    delete: (key, version) => ask(() => space.delete(key, version), isBoolean),
    list: (options) => ask(() => space.list(options), isPage),
    expired: (options) => ask(() => space.expired(options), isPage),
    count: () => ask(() => space.count(), isNumber),
  };
}

const isBoolean = (answer: unknown): answer is boolean => typeof answer === "boolean";
const isNumber = (answer: unknown): answer is number => typeof answer === "number";
const isVersion = (answer: unknown): answer is number => isNumber(answer) && answer > 0;
const isVersionOrNone = (answer: unknown): answer is number | undefined => answer === undefined || isVersion(answer);
const isStateRecord = (answer: unknown): answer is StateRecord =>
  isRecord(answer) &&
  typeof answer.key === "string" &&
  typeof answer.value === "string" &&
  isVersion(answer.version) &&
  (answer.expiresAt === undefined || isNumber(answer.expiresAt));
const isRecordOrNone = (answer: unknown): answer is StateRecord | undefined =>
  answer === undefined || isStateRecord(answer);
const isPage = (answer: unknown): answer is StatePage =>
  isRecord(answer) &&
  Array.isArray(answer.records) &&
  answer.records.every(isStateRecord) &&
  (answer.cursor === undefined || typeof answer.cursor === "string");
