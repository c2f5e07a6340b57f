import { type ErrorFacts, EvolutionError } from "./evolution-error.js";

/**
 * Where records are kept could not be reached, refused, or answered what it cannot have been given. `cause` is its own
 * error. A write that was asked for may have been done.
 */
export class StateStoreError extends EvolutionError {
  override readonly name = "StateStoreError";
  constructor(message: string, facts?: ErrorFacts) {
    super("STATE_STORE", message, facts);
  }
}
