import type { HeadersInput } from "../headers.js";
import { headerOf } from "../headers.js";
import { statusOf } from "../status.js";
import type { ReceiveResult } from "../webhook.js";

/** The webhook behind its adapters: `read` gives the body, and is called only if the request may come in. */
export type Accept = (headers: HeadersInput, read: () => unknown) => Promise<ReceiveResult>;

/** The answer to anything but a POST: probes are welcome and learn nothing, the rest is refused. */
export function answerWithoutBody(method: string): { status: number; headers: Record<string, string> } | undefined {
  if (method === "POST") return undefined;
  const isProbe = method === "GET" || method === "HEAD";
  return { status: statusOf(isProbe ? "probe" : "wrong-method"), headers: { allow: "POST, GET, HEAD" } };
}

/** What the gateway is told, for its log. Nobody without the secret learns more than that it is missing. */
export function answerBody({ status, error }: ReceiveResult): string {
  return JSON.stringify(error ? { status, error: error.message } : { status });
}

/** The announced length of the body, `undefined` when there is none to trust. */
export function contentLength(headers: HeadersInput): number | undefined {
  const value = headerOf(headers, "content-length");
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}
