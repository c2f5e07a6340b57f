import * as z from "zod";
import { type Endpoint, endpoints, laterEndpoints } from "../../client/endpoints/index.js";
import { bytesOf } from "../../client/media/check.js";
import { pathOf } from "../../client/media/from-file.js";
import { openMedia } from "../../client/media/opened.js";
import { base64In, bodyByUrl, type MediaRule } from "../../client/media/prepare.js";
import { adopt, type MediaFile, type MediaSource } from "../../client/media/source.js";
import { withFacts } from "../../client/read-media.js";
import { AbortError, InvalidArgumentError } from "../../errors/index.js";
import { parseOptions } from "../../errors/parse-options.js";
import { onAbort } from "../../internal/abort.js";
import { fromBase64 } from "../../internal/base64.js";
import { type Clock, systemClock } from "../../internal/clock.js";
import { describe, entry, isRecord, own } from "../../internal/record.js";
import { checkNumber, mostMs } from "../../queue/checks.js";
import type { StateSpace } from "../../state/store.js";
import { checkUrls, withoutQuotedFile } from "./by-url.js";
import { describeFile, openFile } from "./file-reference.js";
import {
  lostMedia,
  type MediaReference,
  type PackedSend,
  readReference,
  type StoredReference,
  saidOf,
} from "./packed.js";
import { StoredBytes } from "./stored-bytes.js";

export interface MediaStoreOptions {
  /** A space of its own. */
  readonly state: StateSpace;
  /** The largest file that is stored beside a job. @default 5_000_000 */
  readonly maxBytes?: number | undefined;
  /** How long it is kept after it was packed, last renewed, or would have been sent at the earliest. @default 7 days */
  readonly keepMs?: number | undefined;
  /** Time, for tests. @default the system's */
  readonly clock?: Clock | undefined;
}

export interface PackOptions {
  /** How long the job is delayed, in ms: its file is kept for so much longer. @default 0 */
  readonly delayMs?: number | undefined;
  /** Stops reading the file. */
  readonly signal?: AbortSignal | undefined;
}

const wholeNumber = (most: number, unit: string) => {
  const error = `to be a whole number of ${unit} from 1 to ${most}`;
  return z.int({ error }).min(1, { error }).max(most, { error });
};

const schema = z.object({
  state: z.custom<StateSpace>((value) => typeof (value as StateSpace | undefined)?.set === "function", {
    error: "to be a space of a state store",
  }),
  maxBytes: wholeNumber(1_000_000_000, "bytes").default(5_000_000),
  keepMs: wholeNumber(mostMs, "milliseconds").default(7 * 24 * 3_600_000),
  clock: z.custom<Clock>().default(systemClock),
});

const routes: Readonly<Record<string, Endpoint>> = { ...endpoints, ...laterEndpoints };

type Body = Readonly<Record<string, unknown>>;

/**
 * The files of sends that wait: by URL, by the path of a file, or stored beside the job, so that no job holds one.
 *
 * Every send stores its own bytes, also when several send the same: then each is removed with its job, and nobody counts
 * who still needs them. For one file to many chats pass a URL or `fromFile(path)`, which store nothing.
 */
export class MediaStore {
  readonly #stored: StoredBytes;
  readonly #maxBytes: number;
  readonly #keepMs: number;
  readonly #clock: Clock;

  /** @throws {InvalidArgumentError} an option is wrong */
  constructor(options: MediaStoreOptions) {
    const { state, maxBytes, keepMs, clock } = parseOptions(schema, options);
    this.#stored = new StoredBytes(state);
    this.#maxBytes = maxBytes;
    this.#keepMs = keepMs;
    this.#clock = clock;
  }

  /**
   * A send as plain data. A URL stays in the body; of a `fromFile` the absolute path is noted, and the file is read once for
   * its hash; all else is read to its end and stored, before this resolves. What a crash leaves behind expires.
   *
   * @throws {InvalidArgumentError} no media, a URL that the gateway would refuse, or more than `maxBytes`
   * @throws {MediaError} the stream or file cannot be read to its end
   * @throws {AbortError} the signal fired
   * @throws {StateStoreError} it cannot be stored
   */
  async pack(method: string, given: object, { delayMs = 0, signal }: PackOptions = {}): Promise<PackedSend> {
    if (!isRecord(given)) throw new InvalidArgumentError(`Expected the body to be an object, got ${describe(given)}.`);
    const endpoint = entry(routes, method);
    const body = withoutQuotedFile(given);
    const rule = endpoint?.media;
    const facts = { delivery: "not-sent", endpoint: endpoint && `${endpoint.method} ${endpoint.path}` } as const;
    const stop = rule ? adopt(own(body, rule.field)) : () => {};
    try {
      checkNumber("delayMs", delayMs, 0, mostMs);
      checkUrls(method, body);
      if (!rule || bodyByUrl(rule, body)) return { method, body };
      const { [rule.field]: file, ...rest } = body;
      const expiresAt = this.#clock.now() + delayMs + this.#keepMs;
      const media = await whileNotAborted(signal, (inner) =>
        this.#take(rule, file as MediaSource | undefined, expiresAt, inner),
      );
      return { method, body: rest, media };
    } catch (error) {
      stop();
      throw withFacts(error, facts);
    }
  }

  /**
   * The body with its file, for one attempt or several. A stored file is read from the store as it is sent, piece by piece;
   * when less than half of `keepMs` is left it is renewed first.
   *
   * @throws {MediaError} with `delivery: "not-sent"`: the file is gone, was changed or is damaged. Trying again is useless.
   * What only reading shows fails the send in the same way, before it is complete
   * @throws {StateStoreError} the store cannot be reached; from the send with `delivery: "not-sent"`
   */
  async load({ method, body, media }: PackedSend): Promise<Body> {
    if (media === undefined) return { ...body };
    const [rule, reference] = [entry(routes, method)?.media, readReference(media)];
    if (!rule || !reference) throw lostMedia("What the job says of its file is nothing that was packed.");
    const file = reference.kind === "file" ? await openFile(reference) : await this.#open(reference);
    return { ...body, [rule.field]: file };
  }

  /**
   * Keeps a stored file for another `keepMs` from now. For jobs that wait for a person, or longer than they were delayed.
   * Safe to repeat, and beside `load` and `drop`.
   *
   * @returns false: it is gone
   */
  async renew({ media }: PackedSend): Promise<boolean> {
    if (media === undefined) return true;
    const reference = readReference(media);
    if (reference?.kind !== "stored") return reference !== undefined;
    return this.#stored.renew(reference, this.#clock.now() + this.#keepMs);
  }

  /** Removes a stored file. Safe to repeat. Files of the machine are left alone. */
  async drop({ media }: PackedSend): Promise<void> {
    const reference = readReference(media);
    if (reference?.kind === "stored") await this.#stored.drop(reference);
  }

  async #take(
    { field }: MediaRule,
    given: MediaSource | undefined,
    expiresAt: number,
    signal: AbortSignal,
  ): Promise<MediaReference> {
    const path = pathOf(given);
    if (path !== undefined) return describeFile(given as MediaFile, path, field, signal);
    const { source, said: saidInText } = this.#bytesOfText(field, given);
    const media = await openMedia(source, { field, limit: this.#maxBytes, signal, tooLarge: this.#tooLarge(field) });
    try {
      const stored = await this.#stored.write(await media.read(), expiresAt, signal);
      const { name, said = saidInText } = media;
      return { kind: "stored", ...saidOf(name, said), ...stored };
    } finally {
      media.cancel();
    }
  }

  #bytesOfText(field: string, given: MediaSource | undefined) {
    if (typeof given !== "string") return { source: given as Exclude<MediaSource, string>, said: undefined };
    const { base64, said } = base64In(field, given);
    const size = bytesOf(base64);
    if (size > this.#maxBytes) throw this.#tooLarge(field)(size);
    return { source: fromBase64(base64), said };
  }

  #tooLarge(field: string) {
    return (size: number | undefined) => {
      const got = size === undefined ? "more than that" : `${size}`;
      return new InvalidArgumentError(
        `Expected \`${field}\` to have at most ${this.#maxBytes} bytes, the limit (maxBytes) of what is stored beside a job, got ${got}. Pass a URL or fromFile(path): those are not stored.`,
      );
    };
  }

  async #open(reference: StoredReference): Promise<MediaFile> {
    const { expiresAt = Number.POSITIVE_INFINITY } = await this.#stored.check(reference);
    const now = this.#clock.now();
    if (expiresAt - now < this.#keepMs / 2) await this.#stored.renew(reference, now + this.#keepMs);
    const { fileName = "", mimetype, bytes } = reference;
    return { fileName, mimetype, open: async () => ({ size: bytes, stream: this.#stored.read(reference) }) };
  }
}

/** Rejects as soon as the signal fires, whatever `work` is waiting for. */
async function whileNotAborted<T>(
  signal: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  if (!signal) return work(controller.signal);
  const aborted = () => {
    const text = "The send was cancelled by the caller's signal while its media was read. Nothing was added.";
    return new AbortError(text, { cause: signal.reason, delivery: "not-sent" });
  };
  if (signal.aborted) throw aborted();
  return new Promise<T>((resolve, reject) => {
    const forget = onAbort(signal, () => {
      reject(aborted());
      controller.abort(signal.reason);
    });
    work(controller.signal).then(resolve, reject).finally(forget);
  });
}
