import { errors, jwtVerify } from "jose";
import * as z from "zod";
import { InvalidArgumentError } from "../errors/index.js";
import { parseOptions } from "../errors/parse-options.js";
import { type Clock, systemClock } from "../internal/clock.js";
import { equalsSecret } from "../internal/constant-time.js";
import { type HeadersInput, headerOf } from "./headers.js";

/** What an {@link Auth} sees of a request. */
export interface AuthRequest {
  readonly headers: HeadersInput;
}

/**
 * Decides whether a request is the gateway's. `false` is answered 401, which is final: the gateway never sends that event
 * again. An `Auth` that throws is answered 503.
 */
export type Auth = (request: AuthRequest) => boolean | Promise<boolean>;

const secretText = "to be a text that is not empty. Generate one, e.g. with `openssl rand -hex 32`";
const secret = z.string({ error: secretText }).min(1, { error: secretText });
const nameText = "to be a header's name. Example: x-webhook-secret";
const valueText =
  "to be a text that a header can carry, without line breaks or spaces at its ends. Was it read from a file?";
const value = z.string({ error: valueText }).regex(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/, { error: valueText });
const headerSchema = z.object({
  name: z.string({ error: nameText }).regex(/^[!#$%&'*+.^_`|~\w-]+$/, { error: nameText }),
  value: z.union([value, z.array(value).min(1)], { error: valueText }),
});

export interface HeaderAuthOptions {
  readonly name: string;
  /** The secret, or several while one is being replaced. */
  readonly value: string | readonly string[];
}

/**
 * Accepts requests with a secret header, as set in the instance's webhook: `headers: { "x-webhook-secret": value }`.
 * Compared in constant time. The gateway's *global* webhook sends no headers of its own.
 */
export function headerAuth(options: HeaderAuthOptions): Auth {
  const { name, value } = parseOptions(headerSchema, options, ["value"]);
  const header = name.toLowerCase();
  const values = typeof value === "string" ? [value] : value;
  return ({ headers }) => {
    const given = headerOf(headers, header);
    if (given === undefined) return false;
    let matches = false;
    for (const each of values) matches = equalsSecret(given, each) || matches;
    return matches;
  };
}

export interface JwtAuthOptions {
  /** The webhook's `headers.jwt_key`. */
  readonly key: string;
  /** How long after its expiry a token is still good, in ms. @default 1_800_000 (30 min) */
  readonly leewayMs?: number;
  /** Time, for tests. @default the system's */
  readonly clock?: Clock;
}

const leewayText = "to be milliseconds of at least 0. The default is 1_800_000";
const jwtSchema = z.object({
  key: secret,
  leewayMs: z.number({ error: leewayText }).min(0, { error: leewayText }).default(1_800_000),
  clock: z.custom<Clock>().default(systemClock),
});

/**
 * Accepts requests with the token that the gateway signs with the webhook's `jwt_key`: HS256, claims `app: "evolution"`
 * and `action: "webhook"`.
 *
 * The token lives 10 minutes and is made once, before the retries, which go on for longer: without the leeway a 401 would
 * end them and lose the event. It proves knowledge of the key, not the body: a captured request can be sent again, which
 * de-duplication answers.
 */
export function jwtAuth(options: JwtAuthOptions): Auth {
  const { key, leewayMs, clock } = parseOptions(jwtSchema, options, ["key"]);
  const secretKey = new TextEncoder().encode(key);
  return async ({ headers }) => {
    const [scheme, token] = (headerOf(headers, "authorization") ?? "").split(" ");
    if (scheme?.toLowerCase() !== "bearer" || !token) return false;
    try {
      const { payload } = await jwtVerify(token, secretKey, {
        algorithms: ["HS256"],
        requiredClaims: ["iat", "exp"],
        clockTolerance: leewayMs / 1_000,
        currentDate: new Date(clock.now()),
      });
      return payload.app === "evolution" && payload.action === "webhook";
    } catch (error) {
      if (error instanceof errors.JOSEError) return false;
      throw error;
    }
  };
}

/** Accepts what any of the given accepts; they are asked in turn. */
export function anyOf(...auths: readonly Auth[]): Auth {
  assertSome(auths);
  return async (request) => {
    for (const auth of auths) if (await auth(request)) return true;
    return false;
  };
}

/** Accepts only what all of the given accept; they are asked in turn. */
export function allOf(...auths: readonly Auth[]): Auth {
  assertSome(auths);
  return async (request) => {
    for (const auth of auths) if (!(await auth(request))) return false;
    return true;
  };
}

/** None at all would let everybody in, or nobody. */
function assertSome(auths: readonly Auth[]): void {
  if (auths.length > 0 && auths.every((auth) => typeof auth === "function")) return;
  throw new InvalidArgumentError("Expected at least one check, each a function such as headerAuth(…) or jwtAuth(…).");
}
