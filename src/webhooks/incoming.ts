import type { AuthRequest } from "./auth/auth.js";
import type { HeadersInput } from "./headers.js";
import { decodeJson } from "./parse.js";

/** A request on its way in, as an auth sees it. Its body is read once, and only when somebody asks. */
export class Incoming implements AuthRequest {
  readonly headers: HeadersInput;
  readonly remoteAddress: string | undefined;
  readonly #read: () => unknown;
  #decoded: Promise<unknown> | undefined;

  constructor(headers: HeadersInput, remoteAddress: string | undefined, read: () => unknown) {
    this.headers = headers;
    this.remoteAddress = remoteAddress;
    this.#read = read;
  }

  body(): Promise<unknown> {
    this.#decoded ??= this.#decode();
    return this.#decoded;
  }

  /** What is to be parsed: as an auth has had it decoded, or as it came. Without a promise where none is needed. */
  content(): unknown {
    return this.#decoded ?? this.#read();
  }

  async #decode(): Promise<unknown> {
    const body = await this.#read();
    return typeof body === "string" ? decodeJson(body) : body;
  }
}
