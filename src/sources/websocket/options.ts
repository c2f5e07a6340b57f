import * as z from "zod";
import { InvalidArgumentError } from "../../errors/index.js";
import { parseOptions } from "../../errors/parse-options.js";
import { type Clock, systemClock } from "../../internal/clock.js";
import type { Logger } from "../../types/index.js";
import { defaultStopTimeoutMs, type Handle } from "../source.js";

export interface WebsocketSourceOptions {
  /** The gateway, as for the client. */
  readonly baseUrl: string;
  /** The gateway's global key, or any instance's token. */
  readonly apiKey: string;
  /** The instance whose events to hear. */
  readonly instance?: string | undefined;
  /** Instead of `instance`: the events of all, where the gateway has `WEBSOCKET_GLOBAL_EVENTS=true`. */
  readonly global?: true | undefined;
  /** Takes each event: `webhook.handle`. */
  readonly handle: Handle;
  /** How many events may be worked on or wait for another attempt; what comes beyond that is lost. @default 1000 */
  readonly maxWaiting?: number | undefined;
  /** How often an event is given to `handle` in all, 0.5 to 10 s apart, before it is lost. @default 5 */
  readonly attempts?: number | undefined;
  /** Hears of every event that is refused or lost (`WebhookError`) and every connection that fails (`ConnectionError`). */
  readonly onError?: ((error: Error) => unknown) | undefined;
  /** @default none: nothing is logged */
  readonly logger?: Logger | undefined;
  /** How long `stop()` waits for handlers that run, in ms. @default 8_000 */
  readonly stopTimeoutMs?: number | undefined;
  /** Stops the source, as `stop()` does. */
  readonly signal?: AbortSignal | undefined;
  /** Time, for tests. @default the system's */
  readonly clock?: Clock | undefined;
  /** @default Math.random */
  readonly random?: (() => number) | undefined;
}

const text = (error: string) => z.string({ error }).min(1, { error });
const whole = (error: string) => z.int({ error }).min(1, { error });
const urlText = "to be the gateway's address. Write https://evo.example.com";
const schema = z.object({
  baseUrl: z.url({ protocol: /^https?$/, error: urlText }),
  apiKey: text("to be the gateway's key, or an instance's token"),
  instance: text('to be an instance\'s name. Pass instance: "shop", or global: true').optional(),
  global: z.literal(true, { error: "to be true, or left out" }).optional(),
  handle: z.custom<Handle>((value) => typeof value === "function", {
    error: "to be a function that takes an event. Pass webhook.handle",
  }),
  maxWaiting: whole("to be a whole number of events from 1. The default is 1000").default(1_000),
  attempts: whole("to be a whole number from 1. The default is 5").default(5),
  stopTimeoutMs: whole("to be a whole number of ms from 1. The default is 8000").default(defaultStopTimeoutMs),
  clock: z.custom<Clock>().default(systemClock),
  random: z.custom<() => number>().default(() => Math.random),
});

export type ResolvedOptions = z.output<typeof schema> & Pick<WebsocketSourceOptions, "onError" | "logger">;

/** @throws {InvalidArgumentError} naming the option that is wrong or missing */
export function resolveOptions(options: WebsocketSourceOptions): ResolvedOptions {
  const settings = parseOptions(schema, options, ["apiKey"]);
  if ((settings.instance === undefined) === (settings.global === undefined)) {
    throw new InvalidArgumentError(
      `Expected either \`instance\` or \`global: true\`, got ${settings.global ? "both" : "neither"}.`,
    );
  }
  return { ...settings, onError: options.onError, logger: options.logger };
}
