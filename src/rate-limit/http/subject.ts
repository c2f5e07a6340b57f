import { senderOf } from "../../internal/forwarded.js";
import type { Ip } from "../../internal/ip.js";
import type { ResolvedOptions } from "../options.js";
import { type LimitSubject, unknownIp } from "../subject.js";

/** What rules see of an HTTP request. */
export interface HttpSubject extends LimitSubject {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  /** By its lower-case name; `undefined` where the request has none. */
  header(name: string): string | undefined;
}

/** A request, whichever framework brought it. */
export interface RawRequest {
  readonly method: string;
  readonly url: string;
  readonly remoteAddress: string | undefined;
  header(name: string): string | undefined;
}

type Options = ResolvedOptions<never>["http"];

/** A client whose address is not known is counted with all others of whom that is so. */
export async function httpSubject(
  { trustProxy, apiKeyHeaders, subject }: Options,
  request: RawRequest,
): Promise<HttpSubject> {
  const { method, url, remoteAddress = "", header } = request;
  const forwarded = header("x-forwarded-for")?.split(",") ?? [];
  const ip = senderOf(
    remoteAddress,
    forwarded.map((entry) => entry.trim()),
    trustProxy,
  );
  const apiKey = apiKeyHeaders.map((name) => keyIn(header(name.toLowerCase()))).find((key) => key !== undefined);
  const found: HttpSubject = {
    method,
    path: pathOf(url),
    header,
    ip: ip === undefined ? unknownIp : textOf(ip),
    ...(apiKey !== undefined && { apiKey }),
  };
  return subject ? subject(found) : found;
}

function keyIn(header: string | undefined): string | undefined {
  const key = header?.replace(/^bearer\s+/i, "").trim();
  return key === "" ? undefined : key;
}

/** Of a whole URL or of a request line. */
function pathOf(url: string): string {
  const path = url.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?#]*/i, "").replace(/[?#].*$/s, "");
  return path === "" ? "/" : path;
}

function textOf(ip: Ip): string {
  if (ip >> 32n === 0xffffn) return [24n, 16n, 8n, 0n].map((bits) => (ip >> bits) & 0xffn).join(".");
  return Array.from({ length: 8 }, (_, i) => ((ip >> BigInt(112 - 16 * i)) & 0xffffn).toString(16)).join(":");
}
