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

/**
 * Somebody else changed, ended or moved this session after it was opened, and nothing was written. Open it again, or let
 * `sessions.update(key, fn)` do that.
 */
export class SessionConflictError extends EvolutionError {
  override readonly name = "SessionConflictError";
  /** Whose session it is, within `instanceName`. */
  readonly person: string;
  constructor(message: string, facts: ErrorFacts & { readonly person: string }) {
    super("SESSION_CONFLICT", message, facts);
    this.person = facts.person;
  }
}
