import { describe } from "../../internal/record.js";

/** Longer addresses the gateway does not take for a URL. */
const longestUrl = 2083;

const scheme = /^[a-z][a-z0-9+.-]*:\/\//i;

/** True for what is meant as a URL, whether or not the gateway would fetch it. */
export const looksLikeUrl = (text: string): boolean => scheme.test(text);

/**
 * Why the gateway would not fetch a URL, as the end of "got …": `undefined` if it would. It wants http or https, a host with
 * a TLD or an IP, no spaces, and at most 2,083 characters (its own test, class-validator's `isURL`).
 */
export function urlFault(text: string): string | undefined {
  if (text.length > longestUrl) return `${text.length} characters, of which it takes ${longestUrl}`;
  if (/[\s<>]/.test(text) || !URL.canParse(text)) return "a text that is no URL";
  const { protocol, hostname } = new URL(text);
  if (protocol !== "http:" && protocol !== "https:") return `one that begins with ${protocol}`;
  const isHost = hostname.startsWith("[") || /^\d+(\.\d+){3}$/.test(hostname) || hasTld(hostname);
  return isHost ? undefined : `one to the host ${describe(hostname)}`;
}

/** As the gateway asks: labels without underscores, and a last one of letters. */
function hasTld(hostname: string): boolean {
  const labels = hostname.split(".");
  const tld = labels.at(-1) ?? "";
  return (
    labels.length > 1 &&
    /^([a-z\u00a1-\uffff]{2,}|xn[a-z0-9-]{2,})$/i.test(tld) &&
    labels.every((label) =>
      /^[a-z0-9\u00a1-\uffff](?:[a-z0-9\u00a1-\uffff-]{0,61}[a-z0-9\u00a1-\uffff])?$/i.test(label),
    )
  );
}

/** Longer beginnings are no `data:` URL. */
const longestPrefix = 1_000;

/** Base64 as it may be given: bare, in lines, or as a `data:` URL. `undefined` for anything else. */
export function readBase64(text: string): { readonly base64: string; readonly said: string | undefined } | undefined {
  const prefix = /^data:([^,;]*)[^,]*;base64,/i.exec(text.slice(0, longestPrefix));
  const given = prefix ? text.slice(prefix[0].length) : text;
  const base64 = /\s/.test(given) ? given.replace(/\s+/g, "") : given;
  const isBase64 = base64.length > 0 && base64.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(base64);
  return isBase64 ? { base64, said: prefix?.[1] || undefined } : undefined;
}

/** How many bytes a base64 text stands for. */
export function bytesOf(base64: string): number {
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}
