import * as z from "zod";
import { parseOptions } from "../../errors/parse-options.js";
import type { Clock } from "../../internal/clock.js";
import { type Auth, anyOf } from "./auth.js";
import { headerAuth, headerValues } from "./header.js";
import { jwtAuth } from "./jwt.js";

const schema = z.object({ secret: headerValues, clock: z.custom<Clock>().optional() });

export interface SecretAuthOptions {
  /** The secret, or several while one is being replaced: the first is what `webhook.register` sets. */
  readonly secret: string | readonly string[];
  /** Time, for tests. @default the system's */
  readonly clock?: Clock;
}

/**
 * Accepts what `webhook.register` sets up: the header `x-webhook-secret`, or a token signed with the secret as `jwt_key`.
 * Either is enough, so a proxy that strips one of them does no harm.
 *
 * @example const webhook = createWebhook({ auth: secretAuth({ secret: process.env.WEBHOOK_SECRET ?? "" }) });
 */
export function secretAuth(options: SecretAuthOptions): Auth {
  const { secret, clock } = parseOptions(schema, options, ["secret"]);
  return anyOf(
    headerAuth({ name: "x-webhook-secret", value: secret }),
    jwtAuth({ key: secret, ...(clock && { clock }) }),
  );
}

/**
 * A new secret of 256 random bits, in hex. Generate one, keep it where all processes find it, and use it from then on: an
 * event that carries another is answered 401 and lost.
 */
export function generateSecret(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
