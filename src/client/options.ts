import * as z from "zod";
import { parseOptions } from "../errors/parse-options.js";
import { type Clock, systemClock } from "../internal/clock.js";
import type { Logger } from "../types/index.js";
import { type ClientHooks, type ClientLog, clientLog } from "./hooks.js";
import { defaultMediaLimits, type MediaLimits } from "./media/limits.js";
import type { Transport } from "./transport.js";

export interface EvolutionClientOptions extends ClientHooks {
  /** The gateway's address, e.g. `https://evo.example.com`. A path prefix is kept. */
  readonly baseUrl: string;
  /** The global key, or an instance's token (which opens only that instance). */
  readonly apiKey: string;
  /** How long to wait for an answer, in ms; a message's `delay` is added. Media sends wait 60 s unless this is set. @default 30_000 */
  readonly timeoutMs?: number | undefined;
  /** How often a read or an idempotent write is tried again, 0.5 to 10 s apart. Sends: only if proven not to have left. @default 3 */
  readonly retries?: number | undefined;
  /** Connections kept to the gateway. @default 50 */
  readonly connections?: number | undefined;
  /**
   * The largest file of each kind in bytes, `Infinity` for none. A larger one is refused before it is sent.
   * @default image 5 MB, video and audio 16 MB, document 100 MB, sticker 500 kB: what Meta documents. Baileys takes more
   */
  readonly mediaLimits?: Partial<MediaLimits> | undefined;
  /** How requests travel. @default undici on Node, `fetch` elsewhere */
  readonly transport?: Transport | undefined;
  /**
   * Compares every body with its schema (`evolution-kit/schemas`) before it is sent, so that a misspelt field is an
   * {@link InvalidArgumentError} and not ignored by the gateway. Costs time for each call. @default false
   */
  readonly validate?: boolean | undefined;
  /** Gets a line per attempt and per retry: routes, ids and times, no bodies. @default none: nothing is logged */
  readonly logger?: Logger | undefined;
  /** Time, for tests. @default the system's */
  readonly clock?: Clock | undefined;
  /** Random numbers from 0 to 1 for the jitter, for tests. @default Math.random */
  readonly random?: (() => number) | undefined;
}

const isFunction = (value: unknown) => typeof value === "function";
const transport = z.custom<Transport>((value) => isFunction((value as Transport | undefined)?.request), {
  error: "to be a transport. Use undiciTransport() or fetchTransport()",
});
const clock = z.custom<Clock>(
  (value) => isFunction((value as Clock | undefined)?.now) && isFunction((value as Clock | undefined)?.sleep),
  {
    error: "to be a clock with now() and sleep()",
  },
);

const levelOf = (logger: unknown, level: string): unknown =>
  (logger as Readonly<Record<string, unknown>> | null | undefined)?.[level];

const hook = <T>() => z.custom<T>(isFunction, { error: "to be a function" });

const wholeNumber = (least: number, hint: string) => {
  const error = `to be a whole number of at least ${least}. ${hint}`;
  return z
    .int({ error })
    .min(least, { error })
    .max(2 ** 31 - 1, { error });
};

/** zod's numbers are finite, and no limit is Infinity. */
const bytes = (usual: number) =>
  z
    .custom<number>((value) => typeof value === "number" && value >= 1, {
      error: "to be a number of bytes above 0. Pass e.g. 16 * 1024 ** 2, or Infinity for no limit",
    })
    .default(usual);

const httpUrl =
  "to be an http or https URL without user name, password, query or fragment. Example: https://evo.example.com";
const headerSafe =
  "to be a key without spaces or line breaks. Use AUTHENTICATION_API_KEY of the gateway, or an instance's token";

const schema = z.object({
  baseUrl: z.string({ error: httpUrl }).refine(isPlainHttpUrl, { error: httpUrl }),
  apiKey: z.string({ error: headerSafe }).regex(/^[\x21-\x7e]+$/, { error: headerSafe }),
  timeoutMs: wholeNumber(1, "Pass milliseconds: 30_000").optional(),
  retries: wholeNumber(0, "Pass 0 for none").default(3),
  connections: wholeNumber(1, "Pass how many requests may run at once").default(50),
  mediaLimits: z
    .strictObject(
      {
        image: bytes(defaultMediaLimits.image),
        video: bytes(defaultMediaLimits.video),
        audio: bytes(defaultMediaLimits.audio),
        document: bytes(defaultMediaLimits.document),
        sticker: bytes(defaultMediaLimits.sticker),
      },
      { error: "to be an object with image, video, audio, document or sticker" },
    )
    .default(defaultMediaLimits),
  transport: transport.optional(),
  validate: z.boolean({ error: "to be true or false" }).default(false),
  logger: z
    .custom<Logger>((value) => ["info", "warn", "error"].every((level) => isFunction(levelOf(value, level))), {
      error: "to be a logger with info(), warn() and error(). Pass console, or pino()",
    })
    .optional(),
  onRequest: hook<NonNullable<ClientHooks["onRequest"]>>().optional(),
  onResponse: hook<NonNullable<ClientHooks["onResponse"]>>().optional(),
  onRetry: hook<NonNullable<ClientHooks["onRetry"]>>().optional(),
  clock: clock.default(systemClock),
  random: z.custom<() => number>(isFunction, { error: "to be a function" }).default(() => Math.random),
});

function isPlainHttpUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, search, hash } = new URL(text);
  return (protocol === "http:" || protocol === "https:") && username + password + search + hash === "";
}

export type ResolvedOptions = z.output<typeof schema> & { readonly log: ClientLog | undefined };

/** @throws {InvalidArgumentError} naming the option that is wrong; the key itself is never shown */
export function resolveOptions(options: EvolutionClientOptions): ResolvedOptions {
  const mayHoldSecrets = /[@?#]/.test(String(options?.baseUrl));
  const resolved = parseOptions(schema, options, mayHoldSecrets ? ["apiKey", "baseUrl"] : ["apiKey"]);
  return { ...resolved, log: resolved.logger && clientLog(resolved.logger) };
}
