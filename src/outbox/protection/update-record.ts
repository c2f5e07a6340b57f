import { StateStoreError } from "../../errors/index.js";
import type { StateSpace } from "../../state/store.js";

/** What becomes of a record; without `value` it stays as it is. */
export interface Update<Result> {
  readonly value?: string;
  readonly expiresAt?: number | undefined;
  readonly result: Result;
}

/** Somebody else was quicker so often: no store does that. */
const mostTries = 1_000;

/**
 * Changes a record by compare-and-set: `step` is asked again with what others have made of it meanwhile.
 *
 * @throws {StateStoreError} the store is away, or never takes the version that it answered
 */
export async function updateRecord<Result>(
  state: StateSpace,
  key: string,
  step: (value: string | undefined) => Update<Result>,
): Promise<Result> {
  for (let tries = 0; tries < mostTries; tries++) {
    const record = await state.get(key);
    const { value, expiresAt, result } = step(record?.value);
    if (value === undefined) return result;
    const version = await state.set(key, value, { version: record?.version ?? 0, expiresAt });
    if (version !== undefined) return result;
  }
  throw new StateStoreError(`The record "${key}" had another version than was just read, ${mostTries} times in a row.`);
}
