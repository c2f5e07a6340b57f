import { MediaError } from "../../errors/index.js";
import { isNodeStream, type NodeStream, ofNodeStream } from "./node-stream.js";
import { end, type Pieces, quietly } from "./pieces.js";

/**
 * A file that is opened when it is sent, once per attempt, so that a retry can read it again. {@link fromFile} makes one;
 * so can a program, for a file that lies in a store of its own.
 */
export interface MediaFile {
  /** With its extension: people see it on documents. */
  readonly fileName: string;
  readonly mimetype?: string | undefined;
  /** `size` in bytes, if it is known. `stream` is read once, and cancelled if the send fails. */
  open(): Promise<{ readonly size?: number | undefined; readonly stream: MediaStream }>;
}

/**
 * Bytes that come in pieces: a Node `Readable` (without an encoding), a web stream, or any async iterable. The call that is
 * given one reads it to its end or stops it, also when it is refused.
 */
export type MediaStream = AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

/** What a `Blob` or `File` needs to have, whichever runtime or package made it. */
export interface MediaBlob {
  readonly size: number;
  readonly type: string;
  readonly name?: string;
  stream(): ReadableStream<Uint8Array>;
}

/**
 * What a file can be given as. A string is a URL that the gateway can fetch (its host has a TLD or is an IP, never
 * `localhost`), or base64, with or without a `data:` prefix.
 */
export type MediaSource = string | Uint8Array | MediaBlob | MediaStream | MediaFile;

/** The pieces of a stream of any kind. @throws {MediaError} it is none, or somebody else is reading it */
export function piecesOf(stream: MediaStream | NodeStream): Pieces {
  try {
    if ("getReader" in stream) return ofWebStream(stream);
    return isNodeStream(stream) ? ofNodeStream(stream) : ofIterable(stream);
  } catch (cause) {
    throw new MediaError(
      "The media stream cannot be read: it is none, or in use elsewhere. Pass a stream of its own.",
      {
        cause,
      },
    );
  }
}

function ofWebStream(stream: ReadableStream<Uint8Array>): Pieces {
  const reader = stream.getReader();
  return {
    async next() {
      const { done, value } = await reader.read();
      return done ? end : value;
    },
    cancel: () => quietly(() => reader.cancel()),
  };
}

function ofIterable(stream: AsyncIterable<Uint8Array>): Pieces {
  const iterator = stream[Symbol.asyncIterator]();
  if (typeof iterator?.next !== "function") throw new TypeError("it has no iterator");
  return {
    async next() {
      const { done, value } = await iterator.next();
      return done ? end : value;
    },
    // A generator that is waiting for something else ends once it has come.
    cancel: () => quietly(() => iterator.return?.()),
  };
}
/**
 * Makes a source ours from the moment it was handed over, before anything is waited for: a stream's error finds a listener.
 * The function it answers stops a source that nobody has begun to read.
 */
export function adopt(given: unknown): () => void {
  if (typeof given !== "object" || given === null) return () => {};
  if (isNodeStream(given)) {
    given.on("error", () => {});
    return () => quietly(() => given.readableEnded || given.destroy());
  }
  return "getReader" in given ? () => quietly(() => (given as ReadableStream).cancel()) : () => {};
}
