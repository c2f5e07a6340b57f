import { InvalidArgumentError, isInvalidArgumentError } from "../errors/index.js";

/** What the board asked for cannot be done. The board answers with `statusCode` and shows the message. */
export class Refusal extends InvalidArgumentError {
  readonly statusCode: 400 | 403 | 409;
  constructor(statusCode: 400 | 403 | 409, message: string, cause?: unknown) {
    super(message, { cause });
    this.statusCode = statusCode;
  }
}

/** Bull and BullMQ have it, and a queue of ours does not. */
export function unsupported(what: string, instead: string): Refusal {
  return new Refusal(400, `Queues of evolution-kit have no ${what}. ${instead}`);
}

/** Without this the board would answer 500 for what was only typed wrongly. */
export function asRefusal(error: unknown): unknown {
  return isInvalidArgumentError(error) ? new Refusal(400, error.message, error) : error;
}
