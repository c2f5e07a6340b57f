import { MediaError } from "../errors/index.js";
import { fromBase64 } from "../internal/base64.js";
import { isRecord, own } from "../internal/record.js";
import { inPieces, toWebStream } from "../internal/web-stream.js";
import type { DownloadedMedia } from "../types/index.js";
import type { RequestOptions } from "./call.js";
import { bytesOf, readBase64 } from "./media/check.js";
import { defaultMediaLimits, inWords } from "./media/limits.js";
import type { GetBase64Body, MediaBase64 } from "./types/chat.js";

export interface DownloadOptions extends RequestOptions {
  /** Larger files are refused: before they are fetched where the message says its size, and while they arrive. In bytes. @default 100 MB */
  readonly maxBytes?: number | undefined;
}

/** What the answer holds beside the file: names, a caption, a thumbnail. */
const besideTheFile = 256 * 1024;

/** How long an answer may be that holds a file of `maxBytes` as base64. */
export const longestAnswer = (maxBytes: number): number => Math.ceil(maxBytes / 3) * 4 + besideTheFile;

export const defaultMaxBytes = defaultMediaLimits.document;

/** @throws {MediaError} the message says that its file is larger than `maxBytes` */
export function checkAnnounced({ message }: GetBase64Body, maxBytes: number): void {
  const size = announced(own(message, "message"), 0);
  if (size !== undefined && size > maxBytes) throw tooLarge(inWords(size), maxBytes);
}

/** The size of a message's file, through what it is wrapped in. */
function announced(content: unknown, depth: number): number | undefined {
  if (!isRecord(content) || depth > 8) return undefined;
  for (const part of Object.values(content)) {
    const size = numberOf(own(part, "fileLength")) ?? announced(own(part, "message"), depth + 1);
    if (size !== undefined) return size;
  }
  return undefined;
}

export function tooLarge(got: string, maxBytes: number): MediaError {
  return new MediaError(
    `Expected the message's file to have at most ${inWords(maxBytes)}, got ${got}. Raise \`maxBytes\` to take it.`,
  );
}

/** @throws {MediaError} the gateway has no file, it is larger than `maxBytes`, or it cannot be read */
export function decodeMedia(answer: MediaBase64 | null, maxBytes: number): DownloadedMedia {
  const read = typeof answer?.base64 === "string" ? readBase64(answer.base64) : undefined;
  if (!answer || !read) {
    throw new MediaError(
      "The gateway has no file for this message: it may have expired. Ask sooner after its arrival.",
    );
  }
  const size = bytesOf(read.base64);
  if (size > maxBytes) throw tooLarge(inWords(size), maxBytes);
  const bytes = fromBase64(read.base64);
  const { mimetype, fileName, caption, mediaType } = answer;
  return {
    bytes,
    size,
    mimetype: textOr(mimetype, "application/octet-stream"),
    fileName: textOr(fileName, "file"),
    caption: typeof caption === "string" ? caption : undefined,
    mediaType: textOr(mediaType, ""),
    stream: () => toWebStream(inPieces(bytes)),
  };
}

const textOr = (value: unknown, otherwise: string): string => (typeof value === "string" ? value : otherwise);

/** A length in any form of the gateway's: number, digits, or a long of which only files above 4 GB need `high`. */
function numberOf(value: unknown): number | undefined {
  const long = own(value, "low");
  if (typeof long === "number") return (Number(own(value, "high")) || 0) * 2 ** 32 + (long >>> 0);
  const number = typeof value === "string" && value !== "" ? Number(value) : value;
  return typeof number === "number" && Number.isFinite(number) ? number : undefined;
}
