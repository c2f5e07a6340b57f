import { errors, type JWTPayload, jwtVerify } from "jose";
import * as z from "zod";
import { parseOptions } from "../../errors/parse-options.js";
import { type Clock, systemClock } from "../../internal/clock.js";
import { headerOf } from "../headers.js";
import { type Auth, listOf, secretSchema } from "./auth.js";

const leewayText = "to be milliseconds of at least 0. The default is 1_800_000";
const schema = z.object({
  key: secretSchema,
  leewayMs: z.number({ error: leewayText }).min(0, { error: leewayText }).default(1_800_000),
  clock: z.custom<Clock>().default(systemClock),
});

export interface JwtAuthOptions {
  /** The webhook's `headers.jwt_key`, or several while one is being replaced: the first is what `webhook.register` sets. */
  readonly key: string | readonly string[];
  /** How long after its expiry a token is still good, and how far ahead the gateway's clock may be, in ms. @default 1_800_000 (30 min) */
  readonly leewayMs?: number;
  /** Time, for tests. @default the system's */
  readonly clock?: Clock;
}

/**
 * Accepts requests with the token that the gateway signs with the webhook's `jwt_key`: HS256, claims `app: "evolution"`
 * and `action: "webhook"`, `iat` and `exp`. A token without one of them is not the gateway's.
 *
 * The token lives 10 minutes and is made once, before the retries, which go on for longer: without the leeway a 401 would
 * end them and lose the event. It proves knowledge of the key, not the body: a captured request can be sent again, which
 * de-duplication answers.
 */
export function jwtAuth(options: JwtAuthOptions): Auth {
  const { key, leewayMs, clock } = parseOptions(schema, options, ["key"]);
  const keys = listOf(key);
  const secretKeys = keys.map((each) => new TextEncoder().encode(each));
  const auth: Auth = async ({ headers }) => {
    const [scheme, token] = (headerOf(headers, "authorization") ?? "").split(" ");
    if (scheme?.toLowerCase() !== "bearer" || !token) return false;
    const now = clock.now();
    const passed = await Promise.all(secretKeys.map((secretKey) => verify(token, secretKey, now, leewayMs)));
    return passed.includes(true);
  };
  return Object.assign(auth, { gatewayHeaders: () => ({ jwt_key: keys[0] as string }) });
}

async function verify(token: string, secretKey: Uint8Array, now: number, leewayMs: number): Promise<boolean> {
  try {
    const { payload } = await jwtVerify(token, secretKey, {
      algorithms: ["HS256"],
      requiredClaims: ["iat", "exp"],
      clockTolerance: leewayMs / 1_000,
      currentDate: new Date(now),
    });
    return payload.app === "evolution" && payload.action === "webhook" && isTimely(payload, now + leewayMs);
  } catch (error) {
    if (error instanceof errors.JOSEError) return false;
    throw error;
  }
}

/** jose looks at `exp` only, and takes `1e999`, which JSON reads as infinite. */
function isTimely({ iat, exp }: JWTPayload, latest: number): boolean {
  return Number.isFinite(exp) && Number(iat) * 1_000 <= latest;
}
