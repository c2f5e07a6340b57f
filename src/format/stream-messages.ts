import { AbortError, InvalidArgumentError } from "../errors/local-error.js";
import { onAbort } from "../internal/abort.js";
import { type Clock, systemClock } from "../internal/clock.js";
import { MarkdownBuffer } from "./markdown-buffer.js";
import type { ToWhatsAppOptions } from "./options.js";

/** When a message of a stream is sent, how long it may be, and how its Markdown is laid out. */
export interface StreamOptions extends ToWhatsAppOptions {
  /** A message is held back until it is this long, unless the stream ends or falls silent. @default 300 */
  readonly minChars?: number;
  /** No message is longer, in UTF-16 units; a longer block is split as `splitMessage` does. At least 20. @default 1600 */
  readonly maxChars?: number;
  /** After so many ms without text, what is complete goes out however short it is. `Infinity` for never. @default 2000 */
  readonly idleMs?: number;
  /** Ends the stream with an `AbortError`. What was not asked for by then is dropped. */
  readonly signal?: AbortSignal | undefined;
  /** Time, for tests. @default the system's */
  readonly clock?: Clock | undefined;
}

/**
 * Turns the Markdown a model writes, token by token, into whole WhatsApp messages, ready to send one after the other.
 *
 * A message ends between blocks or list items: it never holds half a table, list item, link or emphasis, and half a
 * code block only if that is longer than `maxChars`; it is closed and reopened then. When the source is silent for
 * `idleMs`, as during a tool call, whole blocks and whole sentences go out; a list item or a table waits for its end.
 *
 * The source is read only while a message is being asked for. One read may then still be under way, after a silence: at
 * most one chunk is held. The time a caller takes between two messages is no silence.
 *
 * `return()` (a `break`) and `signal` end the source. When the source fails, what was complete is still given, then its
 * error is thrown. The text decides where messages end, not its chunks; silences do too, so a second run may differ.
 *
 * @throws {AbortError} `signal` fired
 * @throws {InvalidArgumentError} `maxChars` is below 20
 * @example for await (const text of streamMessages(model.textStream)) await send(text);
 */
export function streamMessages(
  chunks: AsyncIterable<string> | ReadableStream<string>,
  options: StreamOptions = {},
): AsyncGenerator<string, void, undefined> {
  const { maxChars = 1600, minChars = 300 } = options;
  if (!(maxChars >= 20))
    throw new InvalidArgumentError(`Expected \`maxChars\` of 20 or more, got ${maxChars}. Raise it.`);
  const source = new Source(chunks, options);
  const messages = messagesOf(source, new MarkdownBuffer({ ...options, maxChars, minChars }), options);
  const end = messages.return.bind(messages);
  // A generator's own `return` would wait for the read that is under way, perhaps for ever.
  return Object.assign(messages, {
    async return(): Promise<IteratorResult<string, void>> {
      await source.stop();
      return end();
    },
  });
}

async function* messagesOf(
  source: Source,
  buffer: MarkdownBuffer,
  { signal }: StreamOptions,
): AsyncGenerator<string, void, undefined> {
  const forget = signal && onAbort(signal, () => void source.stop());
  try {
    for (;;) {
      if (signal?.aborted) await source.stop();
      const event = await source.next();
      for (const message of messagesWith(event, buffer)) {
        if (signal?.aborted) break;
        yield message;
      }
      if (signal?.aborted)
        throw new AbortError("The stream was cancelled by the caller's signal.", { cause: signal.reason });
      if (event.kind === "failure") throw event.error;
      if (event.kind === "end" || event.kind === "stopped") return;
    }
  } finally {
    forget?.();
    await source.stop();
  }
}

function messagesWith(event: SourceEvent, buffer: MarkdownBuffer): readonly string[] {
  if (event.kind === "text") return buffer.add(event.text);
  if (event.kind === "end") return buffer.takeRest();
  return event.kind === "stopped" ? [] : buffer.takeComplete();
}

type SourceEvent =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "failure"; readonly error: unknown }
  | { readonly kind: "silence" | "end" | "stopped" };

/** Where the chunks come from: one read at a time, and what comes first of a chunk, a silence and the end. */
class Source {
  readonly #iterator: AsyncIterator<string>;
  readonly #idleMs: number;
  readonly #clock: Clock;
  readonly #timers = new AbortController();
  #isReading = false;
  #isTiming = false;
  #arrived: SourceEvent | undefined;
  #isOver = false;
  #lastAt = 0;
  /** There was text since the last silence. */
  #isLively = false;
  #wake: () => void = () => {};

  constructor(chunks: AsyncIterable<string> | ReadableStream<string>, { idleMs = 2000, clock }: StreamOptions) {
    this.#iterator = "getReader" in chunks ? iterate(chunks) : chunks[Symbol.asyncIterator]();
    this.#idleMs = idleMs;
    this.#clock = clock ?? systemClock;
  }

  async next(): Promise<SourceEvent> {
    this.#lastAt = this.#clock.now();
    for (;;) {
      if (this.#isOver) return { kind: "stopped" };
      const arrived = this.#arrived;
      this.#arrived = undefined;
      if (arrived?.kind === "end" || arrived?.kind === "failure") this.#isOver = true;
      this.#isLively ||= arrived?.kind === "text";
      if (arrived !== undefined) return arrived;
      if (this.#isLively && this.#clock.now() - this.#lastAt >= this.#idleMs) {
        this.#isLively = false;
        return { kind: "silence" };
      }
      this.#read();
      this.#time();
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Ends the source. Waits for it, unless a read is under way: that may never end. */
  async stop(): Promise<void> {
    this.#timers.abort();
    if (this.#isOver) return;
    this.#isOver = true;
    this.#wake();
    const ended = (async () => this.#iterator.return?.())().catch(() => {});
    if (!this.#isReading) await ended;
  }

  #read(): void {
    if (this.#isReading) return;
    this.#isReading = true;
    this.#nextChunk().then((event) => {
      this.#isReading = false;
      if (event.kind !== "text" || event.text !== "") this.#arrived = event;
      this.#wake();
    });
  }

  async #nextChunk(): Promise<SourceEvent> {
    try {
      const { done, value } = await this.#iterator.next();
      return done ? { kind: "end" } : { kind: "text", text: value };
    } catch (error) {
      return { kind: "failure", error };
    }
  }

  /** One timer for many chunks: it looks how long ago the last one came. */
  #time(): void {
    // Timers fire at once when they are longer than 24 days.
    if (this.#isTiming || !this.#isLively || this.#idleMs > 2e9) return;
    this.#isTiming = true;
    const left = this.#lastAt + this.#idleMs - this.#clock.now();
    this.#clock.sleep(left, this.#timers.signal).then(
      () => {
        this.#isTiming = false;
        this.#wake();
      },
      () => {},
    );
  }
}

/** A stream's own iterator would wait for its last read before it ends, and is not in every browser. */
function iterate(stream: ReadableStream<string>): AsyncIterator<string> {
  const reader = stream.getReader();
  return {
    next: () => reader.read() as Promise<IteratorResult<string>>,
    return: () => reader.cancel() as Promise<never>,
  };
}
