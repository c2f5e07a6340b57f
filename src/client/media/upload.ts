import { type EvolutionError, MediaError } from "../../errors/index.js";
import type { BodyStream } from "../transport.js";
import { asMediaError, type MediaReader, type OpenedMedia } from "./opened.js";

/** A field of a form: the gateway's parser makes a list of several with the same name and `[]`. */
export type FormField = readonly [name: string, value: string];

/** `multipart/form-data` with texts and one file, written while it is sent. */
export class Upload implements BodyStream {
  readonly contentType: string;
  readonly length: number | undefined;
  readonly #media: OpenedMedia;
  readonly #before: Uint8Array;
  readonly #after: Uint8Array;
  #attempt: Attempt | undefined;

  constructor(fields: readonly FormField[], mimetype: string, fileName: string, media: OpenedMedia) {
    const boundary = `evolution-kit-${crypto.randomUUID()}`;
    const part = (head: string, text: string) =>
      `--${boundary}\r\nContent-Disposition: form-data; ${head}\r\n\r\n${text}`;
    const texts = fields.map(([name, value]) => part(`name="${name}"`, `${value}\r\n`));
    const file = part(`name="file"; filename="${asciiName(fileName)}"\r\nContent-Type: ${mimetype}`, "");
    const encoder = new TextEncoder();
    this.contentType = `multipart/form-data; boundary=${boundary}`;
    this.#before = encoder.encode(texts.join("") + file);
    this.#after = encoder.encode(`\r\n--${boundary}--\r\n`);
    this.length = media.size === undefined ? undefined : this.#before.length + media.size + this.#after.length;
    this.#media = media;
  }

  /** False once it has begun to read a stream that cannot be read again. */
  get canRepeat(): boolean {
    return this.#media.canRepeat || !this.#attempt;
  }

  /** Whether the last bytes of the latest attempt were handed over. Until then the gateway cannot have taken the message. */
  get isComplete(): boolean {
    return this.#attempt?.isComplete === true;
  }

  /** What the file failed with in the latest attempt, if it did. */
  get failure(): EvolutionError | undefined {
    return this.#attempt?.failure;
  }

  open(progress: () => void): AsyncIterable<Uint8Array> {
    this.#attempt?.stop();
    const attempt = new Attempt(this.#media, this.#before, this.#after, progress);
    this.#attempt = attempt;
    return { [Symbol.asyncIterator]: () => attempt };
  }

  /** Stops reading. Safe to repeat. */
  cancel(): void {
    this.#attempt?.stop();
    this.#media.cancel();
  }
}

/** One reading of the form. A former one that still waits for a piece changes nothing but itself. */
class Attempt implements AsyncIterator<Uint8Array> {
  isComplete = false;
  failure: EvolutionError | undefined;
  readonly #media: OpenedMedia;
  readonly #before: Uint8Array;
  readonly #after: Uint8Array;
  readonly #progress: () => void;
  #reader: MediaReader | undefined;
  #isStopped = false;

  constructor(media: OpenedMedia, before: Uint8Array, after: Uint8Array, progress: () => void) {
    this.#media = media;
    this.#before = before;
    this.#after = after;
    this.#progress = progress;
  }

  async next(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.#progress();
    if (this.isComplete || this.#isStopped) return { done: true, value: undefined };
    try {
      return { done: false, value: await (this.#reader ? this.#piece(this.#reader) : this.#begin()) };
    } catch (cause) {
      this.failure = asMediaError(cause);
      throw this.failure;
    }
  }

  async return(): Promise<IteratorResult<Uint8Array, undefined>> {
    this.stop();
    return { done: true, value: undefined };
  }

  stop(): void {
    this.#isStopped = true;
    this.#reader?.cancel();
  }

  async #begin(): Promise<Uint8Array> {
    this.#reader = await this.#media.read();
    if (this.#isStopped) this.#reader.cancel();
    return this.#before;
  }

  async #piece(reader: MediaReader): Promise<Uint8Array> {
    const piece = await reader.next();
    if (piece) return piece;
    if (this.#isStopped) throw new MediaError("The upload was stopped before its end.");
    this.isComplete = true;
    return this.#after;
  }
}

/** The gateway's parser reads other letters wrong in this place; the name that people see goes in a field of its own. */
const asciiName = (name: string): string => name.slice(-100).replace(/[^\w.-]/g, "_");
