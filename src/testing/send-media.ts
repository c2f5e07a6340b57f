import { isIPv4 } from "node:net";
import type { MediaStore, StoredMedia } from "./media.js";
import { onePixelPng } from "./one-pixel.js";
import type { UploadedFile } from "./request-body.js";

/** What the gateway says when it could not get a file. */
export class MediaFailure {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

/** The server takes a URL only with a dotted host or an IP: not `localhost`. */
export function isUrl(value: unknown): value is string {
  const host = typeof value === "string" ? /^https?:\/\/([^/:?#]+)/.exec(value)?.[1] : undefined;
  return host?.includes(".") === true;
}

export const isBase64 = (value: unknown): value is string =>
  typeof value === "string" && /^[A-Za-z0-9+/]+={0,2}$/.test(value);

const fetchTimeoutMs = 10_000;

/**
 * The bytes of an uploaded file, of base64, or behind a URL. Only this computer is asked: what lies on another host is
 * one pixel, so that no test depends on the network.
 */
export async function bytesOf(given: unknown, file?: UploadedFile): Promise<Uint8Array | MediaFailure> {
  if (file) return file.bytes;
  if (!isUrl(given)) return Buffer.from(String(given), "base64");
  if (!isHere(new URL(given).hostname)) return Buffer.from(onePixelPng, "base64");
  try {
    const response = await fetch(given, { redirect: "error", signal: AbortSignal.timeout(fetchTimeoutMs) });
    if (!response.ok) return new MediaFailure(`Request failed with status code ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  } catch {
    return new MediaFailure(`connect ECONNREFUSED ${new URL(given).host}`);
  }
}

/** Addresses only: a name may lead anywhere. */
const isHere = (host: string): boolean => host === "[::1]" || (isIPv4(host) && host.startsWith("127."));

/** Keeps a file and answers it as it is kept. */
export function stored(media: MediaStore, file: Omit<StoredMedia, "id">): StoredMedia {
  return { ...file, id: media.put(file) };
}
