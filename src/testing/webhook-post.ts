import { SignJWT } from "jose";
import type { FakeInstance } from "./world.js";

export interface WebhookRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** One event as the gateway posts it. */
export interface Envelope {
  readonly event: string;
  readonly instance: string;
  readonly data: unknown;
  /** The webhook's address, with what is secret in it. */
  readonly destination: string;
  readonly apikey: string;
}

/**
 * What an event's post carries. `jwt_key` is not sent: it signs one token, before the first attempt, that all attempts carry.
 * `named` is what the server itself adds, and the webhook's own headers replace. An empty `jwt_key` throws, as on the real
 * server: the event is lost.
 */
export async function webhookHeaders(
  { jwt_key, ...headers }: Readonly<Record<string, string>>,
  now: number,
  named: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const plain = { "content-type": "application/json", "user-agent": "axios/1.12.2", ...named, ...headers };
  if (jwt_key === undefined) return plain;
  const iat = Math.floor(now / 1_000);
  const token = await new SignJWT({ iat, exp: iat + 600, app: "evolution", action: "webhook" })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .sign(new TextEncoder().encode(jwt_key));
  return { ...plain, authorization: `Bearer ${token}` };
}

/** From 2.4 on, the headers that name the instance and the event; the global webhook does not have them. */
export function eventHeaders(instance: FakeInstance, event: string, now: number): Record<string, string> {
  return {
    "x-instance-id": instance.id,
    "x-instance-name": instance.name,
    "x-event-type": event,
    "x-timestamp": new Date(now).toISOString(),
    "user-agent": "EvolutionAPI-Webhook/2.3.7",
  };
}

/** Posts once; `undefined` when there was no answer. */
export async function post(request: WebhookRequest, signal: AbortSignal): Promise<number | undefined> {
  const { url, headers, body } = request;
  try {
    const response = await fetch(url, { method: "POST", headers, body, signal });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}
