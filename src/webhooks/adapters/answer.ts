import { type HeadersInput, headerOf } from "../headers.js";
import { refused } from "../refusal.js";
import { statusOf } from "../status.js";
import type { ReceiveResult } from "../webhook.js";

/** The webhook behind its adapters: `read` gives the body, and is called once at most: if the request may come in, or to find out. */
export type Accept = (headers: HeadersInput, read: () => unknown, remoteAddress?: string) => Promise<ReceiveResult>;

export interface EarlyAnswer {
  readonly status: number;
  readonly headers: Record<string, string>;
}

const headers = { allow: "POST, GET, HEAD" };

/**
 * The answer to anything but a POST: probes are welcome and learn nothing, the rest is refused.
 *
 * A GET of the gateway's own HTTP library is no probe but a delivery that a redirect (301, 302, 303) has turned into a GET
 * without its body. A 200 would lose the event in silence: it is refused, and `onError` is told.
 */
export async function answerWithoutBody(
  method: string,
  given: HeadersInput,
  accept: Accept,
  remoteAddress?: string,
): Promise<EarlyAnswer | undefined> {
  if (method === "POST") return undefined;
  if (method === "GET" && isDelivery(given)) {
    const { status } = await accept(
      given,
      () => {
        throw refused(
          "wrong-method",
          "A redirect has turned the gateway's POST into a GET, which loses the event. Set the webhook's URL to the final address.",
        );
      },
      remoteAddress,
    );
    return { status, headers };
  }
  const isProbe = method === "GET" || method === "HEAD";
  return { status: statusOf(isProbe ? "probe" : "wrong-method"), headers };
}

/** A probe sends none of these. From 2.4 on the gateway names itself and the event. */
function isDelivery(given: HeadersInput): boolean {
  if (/^(axios\/|EvolutionAPI)/i.test(headerOf(given, "user-agent") ?? "")) return true;
  const type = headerOf(given, "content-type") ?? "";
  return headerOf(given, "x-event-type") !== undefined || type.startsWith("application/json");
}

/** What the gateway is told, for its log: nothing of what a handler or a check has thrown, which may hold secrets. */
export function answerBody({ status, error }: ReceiveResult): string {
  if (error === undefined) return JSON.stringify({ status });
  const isOurs = error.code !== "WEBHOOK_HANDLER" && error.cause === undefined;
  return JSON.stringify({
    status,
    error:
      isOurs || error.code === "WEBHOOK_PARSE"
        ? error.message
        : "The event could not be handled; see the receiver's log.",
  });
}
