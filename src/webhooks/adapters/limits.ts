import type { Clock } from "../../internal/clock.js";
import { type HeadersInput, headerOf } from "../headers.js";
import { refused, tooLarge } from "../refusal.js";

/** What bounds the reading of a body. */
export interface BodyLimits {
  readonly bodyLimit: number;
  readonly bodyTimeoutMs: number;
  readonly clock: Clock;
}

/** Refuses what need not be read: a body that says it is too large, or one that is packed. */
export function assertReadable(headers: HeadersInput, { bodyLimit }: BodyLimits): void {
  const encoding = headerOf(headers, "content-encoding") ?? "identity";
  if (encoding !== "identity") {
    throw refused("wrong-type", `Expected a body without content-encoding, got "${encoding.slice(0, 80)}".`);
  }
  if ((announcedLength(headers) ?? 0) > bodyLimit) throw tooLarge(bodyLimit);
}

/** The announced length of the body, `undefined` when there is none to trust. */
export function announcedLength(headers: HeadersInput): number | undefined {
  const length = headerOf(headers, "content-length");
  return length !== undefined && /^\d{1,15}$/.test(length) ? Number(length) : undefined;
}

/** Rejects when `body` takes too long. */
export async function inTime<T>(body: Promise<T>, { bodyTimeoutMs, clock }: BodyLimits): Promise<T> {
  const ended = new AbortController();
  const late = clock.sleep(bodyTimeoutMs, ended.signal).then(() => {
    throw refused(
      "too-slow",
      `The body was not complete after ${bodyTimeoutMs} ms. Raise \`bodyTimeoutMs\` if the way from the gateway is that slow.`,
    );
  });
  try {
    return await Promise.race([body, late]);
  } finally {
    ended.abort();
  }
}
