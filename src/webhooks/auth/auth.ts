import * as z from "zod";
import { InvalidArgumentError } from "../../errors/index.js";
import { equalsSecret } from "../../internal/constant-time.js";
import type { HeadersInput } from "../headers.js";

/** What an {@link Auth} sees of a request. */
export interface AuthRequest {
  readonly headers: HeadersInput;
  /** The address of the connection's other end, where it is known: the gateway, or the last proxy before us. */
  readonly remoteAddress?: string | undefined;
  /**
   * The decoded body, with the key that is taken out of the event. Read on the first call, within the body's limits: an
   * `Auth` that does without keeps strangers from making us read. Rejects where the body is too large, too slow or no JSON.
   */
  body(): Promise<unknown>;
}

/**
 * Decides whether a request is the gateway's. `false` is answered 401, which is final: the gateway never sends that event
 * again. An `Auth` that throws is answered 503, or with the status of the `WebhookError` that it throws.
 */
export interface Auth {
  (request: AuthRequest): boolean | Promise<boolean>;
  /** The headers that the gateway must be set to send for this to accept it: what `webhook.register` sets. Secrets. */
  gatewayHeaders?(): Readonly<Record<string, string>>;
}

/**
 * Accepts what any of the given accepts; they are asked in turn. Where one cannot answer and throws, the others still may
 * accept; where none does, its error stands.
 */
export function anyOf(...auths: readonly Auth[]): Auth {
  assertSome(auths);
  return withHeadersOf(auths, async (request) => {
    const errors: unknown[] = [];
    for (const auth of auths) {
      try {
        if ((await auth(request)) === true) return true;
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
    return false;
  });
}

/** Accepts only what all of the given accept; they are asked in turn. */
export function allOf(...auths: readonly Auth[]): Auth {
  assertSome(auths);
  return withHeadersOf(auths, async (request) => {
    for (const auth of auths) if ((await auth(request)) !== true) return false;
    return true;
  });
}

/** None at all would let everybody in, or nobody. */
function assertSome(auths: readonly Auth[]): void {
  if (auths.length > 0 && auths.every((auth) => typeof auth === "function")) return;
  throw new InvalidArgumentError("Expected at least one check, each a function such as headerAuth(…) or jwtAuth(…).");
}

/** Of two parts that want the same header, the first has it. */
function withHeadersOf(auths: readonly Auth[], auth: Auth): Auth {
  const merged = () => Object.assign({}, ...[...auths].reverse().map((part) => part.gatewayHeaders?.()));
  return Object.assign(auth, { gatewayHeaders: merged });
}

const secretText = "to be a text that is not empty. Generate one, e.g. with generateSecret()";
const text = z.string({ error: secretText }).min(1, { error: secretText });
/** One secret, or several while one is being replaced. */
export const secretSchema = z.union([text, z.array(text).min(1, { error: secretText })], { error: secretText });

export const listOf = (value: string | readonly string[]): readonly string[] =>
  typeof value === "string" ? [value] : value;

/** Compares with every secret, also after a match: the time does not tell which one it was. */
export function equalsAny(given: string, secrets: readonly string[]): boolean {
  let matches = false;
  for (const secret of secrets) matches = equalsSecret(given, secret) || matches;
  return matches;
}
