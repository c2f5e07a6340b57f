import type { EvolutionError } from "../../errors/index.js";
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
  #failure: EvolutionError | undefined;
  #isStarted = false;
  #isComplete = false;

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
    return this.#media.canRepeat || !this.#isStarted;
  }

  /** Whether its last bytes were handed over. Until then the gateway cannot have taken the message. */
  get isComplete(): boolean {
    return this.#isComplete;
  }

  /** What the file failed with while it was read, if it did. */
  get failure(): EvolutionError | undefined {
    return this.#failure;
  }

  open(progress: () => void): AsyncIterable<Uint8Array> {
    return { [Symbol.asyncIterator]: () => this.#pieces(progress) };
  }

  #pieces(progress: () => void): AsyncIterator<Uint8Array> {
    let reader: MediaReader | undefined;
    const begin = async () => {
      this.#isStarted = true;
      reader = await this.#media.read();
      return this.#before;
    };
    const next = async (from: MediaReader) => {
      const piece = await from.next();
      if (piece) return piece;
      this.#isComplete = true;
      return this.#after;
    };
    return {
      next: async () => {
        progress();
        if (this.#isComplete) return { done: true, value: undefined };
        try {
          return { done: false, value: await (reader ? next(reader) : begin()) };
        } catch (cause) {
          this.#failure = asMediaError(cause);
          throw this.#failure;
        }
      },
      return: async () => {
        reader?.cancel();
        return { done: true, value: undefined };
      },
    };
  }

  /** Stops reading. Safe to repeat. */
  cancel(): void {
    this.#media.cancel();
  }
}

/** The gateway's parser reads other letters wrong in this place; the name that people see goes in a field of its own. */
const asciiName = (name: string): string => name.replace(/[^\w.-]/g, "_");
