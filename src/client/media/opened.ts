import { type EvolutionError, InvalidArgumentError, isEvolutionError, MediaError } from "../../errors/index.js";
import { describe, isRecord, messageOf } from "../../internal/record.js";
import { redactUrls } from "../../internal/redact.js";
import { inPieces } from "../../internal/web-stream.js";
import { headBytes } from "./detect.js";
import { baseName } from "./mime.js";
import { isNodeStream } from "./node-stream.js";
import { end, type Pieces } from "./pieces.js";
import { type MediaSource, type MediaStream, piecesOf } from "./source.js";

/** A source that has been opened, and whose first bytes are known. */
export interface OpenedMedia {
  readonly name: string | undefined;
  /** The MIME type that its giver says it has. */
  readonly said: string | undefined;
  /** In bytes; `undefined` when only its end will tell. */
  readonly size: number | undefined;
  readonly head: Uint8Array;
  /** Whether it can be read a second time. */
  readonly canRepeat: boolean;
  /** Begins with the first byte. @throws {MediaError} it cannot be opened a second time */
  read(): Promise<MediaReader>;
  /** Stops reading, also where it is waiting for a piece. */
  cancel(): void;
}

/** Reads a file piece by piece. A plain object: generators around generators cost memory with every piece. */
export interface MediaReader {
  /** `undefined` at the end. @throws {MediaError} or {@link InvalidArgumentError} it broke, or is larger than it may be */
  next(): Promise<Uint8Array | undefined>;
  cancel(): void;
}

interface Source {
  readonly name?: string | undefined;
  readonly said?: string | undefined;
  readonly canRepeat: boolean;
  open(): Promise<{ readonly size?: number | undefined; readonly stream: MediaStream }>;
}

/** @throws {InvalidArgumentError} for what is no media */
function sourceOf(given: Exclude<MediaSource, string>, field: string): Source {
  // Of any realm: `instanceof` knows only its own.
  if (ArrayBuffer.isView(given)) {
    const bytes = new Uint8Array(given.buffer, given.byteOffset, given.byteLength);
    return { canRepeat: true, open: async () => ({ size: bytes.length, stream: inPieces(bytes) }) };
  }
  if (typeof given === "object" && given !== null) {
    if ("getReader" in given || Symbol.asyncIterator in given || isNodeStream(given)) {
      // A file stream of Node's knows its path. It has an `open` too, which is not ours.
      const path = "path" in given && typeof given.path === "string" ? baseName(given.path) : undefined;
      return { name: path || undefined, canRepeat: false, open: async () => ({ stream: given as MediaStream }) };
    }
    if ("stream" in given && "size" in given) {
      const open = async () => ({ size: given.size, stream: given.stream() });
      return { name: given.name, said: given.type, canRepeat: true, open };
    }
    if (typeof given.open === "function") {
      const { fileName: name, mimetype: said } = given;
      return { name, said, canRepeat: true, open: async () => given.open() };
    }
  }
  throw new InvalidArgumentError(
    `Expected \`${field}\` to be a URL, base64, bytes, a Blob, a stream or fromFile(path), got ${describe(given)}.`,
  );
}

interface OpenOptions {
  /** The body's field, for messages. */
  readonly field: string;
  /** In bytes. */
  readonly limit: number;
  /** What a larger file is refused with; of a stream nobody knows how large it is. */
  tooLarge(size: number | undefined): EvolutionError;
  /** Stops the reading that waits for a piece. */
  readonly signal: AbortSignal;
}

/**
 * Opens a source and reads its first bytes.
 *
 * @throws {InvalidArgumentError} it is no media, empty, or larger than `limit` (which only its end may tell)
 * @throws {MediaError} it cannot be read
 */
export async function openMedia(
  given: Exclude<MediaSource, string>,
  { field, limit, tooLarge, signal }: OpenOptions,
): Promise<OpenedMedia> {
  const source = await reading((async () => sourceOf(given, field))());
  const { size, pieces: first } = await start(source);
  let current: Pieces = first;
  signal.addEventListener("abort", () => current.cancel(), { once: true });
  if (signal.aborted) first.cancel();

  const begun: Uint8Array[] = [];
  try {
    if (size !== undefined && size > limit) throw tooLarge(size);
    for (let have = 0; have < headBytes; ) {
      const piece = await next(first);
      if (!piece) break;
      have += piece.length;
      // A source may fill the same buffer again for its next piece.
      begun.push(have < headBytes ? new Uint8Array(piece) : piece);
    }
    if (begun.every(({ length }) => length === 0)) {
      throw new InvalidArgumentError(`Expected \`${field}\` to hold a file, got 0 bytes. Was the stream read before?`);
    }
  } catch (error) {
    first.cancel();
    throw error;
  }

  const head = joined(begun);
  let isFresh = true;
  const read = async (): Promise<MediaReader> => {
    const waiting = isFresh ? begun : [];
    if (!isFresh) current = (await start(source)).pieces;
    isFresh = false;
    const pieces = current;
    let total = 0;
    return {
      async next() {
        const piece = waiting.shift() ?? (await next(pieces));
        total += piece?.length ?? 0;
        if (total > limit) throw tooLarge(undefined);
        if (size !== undefined && (piece ? total > size : total !== size)) {
          throw new MediaError(
            `The file had ${size} bytes when it was opened, and no longer has. Send it when it is complete.`,
          );
        }
        return piece;
      },
      cancel: () => pieces.cancel(),
    };
  };
  const { name, said, canRepeat } = source;
  return { name, said, size, head, canRepeat, read, cancel: () => current.cancel() };
}

/** @throws {InvalidArgumentError} for a piece that is not bytes */
async function next(pieces: Pieces): Promise<Uint8Array | undefined> {
  let piece: unknown;
  try {
    piece = await pieces.next();
  } catch (cause) {
    throw asMediaError(cause);
  }
  if (piece === end) return undefined;
  if (piece instanceof Uint8Array) return piece;
  const got = describe(piece);
  throw new InvalidArgumentError(`Expected the stream to give bytes, got ${got}. Do not set an encoding on it.`);
}

/** @throws {MediaError} there is nothing to read */
async function start(source: Source): Promise<{ readonly size: number | undefined; readonly pieces: Pieces }> {
  const opened: unknown = await reading(source.open());
  if (!isRecord(opened) || typeof opened.stream !== "object" || opened.stream === null) {
    throw new MediaError("The media's open() gave no stream. Answer { stream, size }.");
  }
  const { size } = opened;
  const known = typeof size === "number" && Number.isSafeInteger(size) && size >= 0;
  return { size: known ? size : undefined, pieces: piecesOf(opened.stream as MediaStream) };
}

/** What somebody else's stream or file failed with, as our error. */
async function reading<T>(step: Promise<T>): Promise<T> {
  try {
    return await step;
  } catch (cause) {
    throw asMediaError(cause);
  }
}

/** What a source failed with: our own refusal as it is, anything else as a {@link MediaError}. */
export function asMediaError(cause: unknown): EvolutionError {
  if (isEvolutionError(cause)) return cause;
  return new MediaError(`The media could not be read to its end: ${redactUrls(messageOf(cause))}`, { cause });
}

/** Parts as one. */
export function joined(parts: readonly Uint8Array[]): Uint8Array {
  if (parts.length === 1 && parts[0]) return parts[0];
  const whole = new Uint8Array(parts.reduce((bytes, { length }) => bytes + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
