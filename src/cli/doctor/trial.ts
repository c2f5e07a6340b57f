import { SignJWT } from "jose";
import type { WebhookRow } from "../../client/types/webhook.js";
import type { Clock } from "../../internal/clock.js";
import { messageOf, own } from "../../internal/record.js";

/** What a receiver answered to a trial delivery. */
export interface Trial {
  /** `undefined`: it was not reached, or gave no answer in time. */
  readonly status: number | undefined;
  readonly ms: number;
  /** Where it redirects to. */
  readonly location: string | undefined;
  /** Why there is no status: the system's code, such as `ECONNREFUSED`, or a text. */
  readonly failure: string | undefined;
}

/** What proves to a receiver that the gateway is posting. */
export interface Proof {
  readonly headers: Readonly<Record<string, string>>;
  readonly token?: string | undefined;
}

export interface TrialOptions {
  readonly row: WebhookRow;
  readonly instance: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** The gateway waits 30 or 60 s; nobody here should. */
const longestMs = 15_000;

/**
 * Posts an event to a webhook as the gateway would. The event is one that gateways list and never send, so that no bot
 * answers it, and its data are empty.
 */
export async function post({ row, instance, clock, signal }: TrialOptions, { headers, token }: Proof): Promise<Trial> {
  const at = clock.now();
  const body = {
    event: "application.startup",
    instance,
    data: {},
    destination: row.url,
    date_time: new Date(at).toISOString(),
  };
  const done = (status: number | undefined, location?: string | null, failure?: string): Trial => ({
    status,
    ms: clock.now() - at,
    location: location ?? undefined,
    failure,
  });
  try {
    const response = await fetch(row.webhookByEvents ? `${row.url}/application-startup` : row.url, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": "evolution-kit doctor",
        ...headers,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
      redirect: "manual",
      signal: AbortSignal.any([signal, AbortSignal.timeout(longestMs)]),
    });
    await response.body?.cancel();
    return done(response.status, response.headers.get("location"));
  } catch (error) {
    signal.throwIfAborted();
    // What `fetch` throws says only that it failed: the reason is its cause.
    const reason = (error instanceof Error && error.cause) || error;
    const code = own(reason, "code");
    return done(undefined, undefined, typeof code === "string" ? code : messageOf(reason));
  }
}

export const isTaken = ({ status }: Trial): boolean => status !== undefined && status >= 200 && status < 300;

/** A token as the gateway signs it, at an instant: it lives ten minutes. */
export function sign(key: string, at: number): Promise<string> {
  const iat = Math.floor(at / 1_000);
  return new SignJWT({ iat, exp: iat + 600, app: "evolution", action: "webhook" })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .sign(new TextEncoder().encode(key));
}
