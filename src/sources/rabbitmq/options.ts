import * as z from "zod";
import { InvalidArgumentError } from "../../errors/index.js";
import { parseOptions } from "../../errors/parse-options.js";
import { type Clock, systemClock } from "../../internal/clock.js";
import type { Logger } from "../../types/index.js";
import { defaultStopTimeoutMs, type Handle } from "../source.js";
import { type AmqpConnection, connectTo } from "./amqp.js";

/** A queue of your own, made where it is not there: durable and replicated (a quorum queue). Consumers that name it share it. */
export interface OwnQueue {
  readonly name: string;
  /** The gateway's exchange: the instance's name, or that of `RABBITMQ_EXCHANGE_NAME` (`evolution_exchange`) for all instances. */
  readonly exchange: string;
  /** Dotted names, such as `messages.upsert`; `"*"` for every event. */
  readonly events: readonly string[] | "*";
  /** Further arguments of the queue, such as `x-dead-letter-exchange` or `x-delivery-limit`. A queue keeps those it was made with. */
  readonly arguments?: Readonly<Record<string, unknown>> | undefined;
}

export interface RabbitmqSourceOptions {
  /** `amqp://user:password@host:5672/vhost`, or `amqps:`. */
  readonly url?: string | undefined;
  /** Instead of `url`: opens a connection, for certificates and the like. Called again after each loss. */
  readonly connect?: (() => Promise<AmqpConnection>) | undefined;
  /** Queues that somebody else makes, such as the gateway's `shop.messages.upsert`. Waited for until they are there. */
  readonly queues?: readonly string[] | undefined;
  /** Instead of `queues`: one of your own. */
  readonly queue?: OwnQueue | undefined;
  /** Takes each event: `webhook.handle`. */
  readonly handle: Handle;
  /** How many events of a queue may be worked on at once; 1 keeps their order. @default 10 */
  readonly prefetch?: number | undefined;
  /** How long an event that could not be handled is tried again here before it goes back to the queue, in ms. @default 600_000 (10 min) */
  readonly holdMs?: number | undefined;
  /** Hears of every event that is refused for good (`WebhookError`) and every loss of the connection (`ConnectionError`). */
  readonly onError?: ((error: Error) => unknown) | undefined;
  /** @default none: nothing is logged */
  readonly logger?: Logger | undefined;
  /** How long `stop()` waits for handlers that run, in ms; RabbitMQ then gives their events to somebody else. @default 8_000 */
  readonly stopTimeoutMs?: number | undefined;
  /** Stops the source, as `stop()` does. */
  readonly signal?: AbortSignal | undefined;
  /** Time, for tests. @default the system's */
  readonly clock?: Clock | undefined;
  /** @default Math.random */
  readonly random?: (() => number) | undefined;
}

const text = (error: string) => z.string({ error }).min(1, { error });
const whole = (least: number, error: string) =>
  z
    .int({ error })
    .min(least, { error })
    .max(65_535 * 1_000, { error });
const fn = <T>(error: string) => z.custom<T>((value) => typeof value === "function", { error });

const eventText = 'to be a dotted event name. Write "messages.upsert", not "MESSAGES_UPSERT"';
const eventsText = 'to be a list of events. Write ["messages.upsert"], or "*" for all';
const schema = z.object({
  url: z.string().optional(),
  queues: z
    .array(text('to be the name of a queue. Write queues: ["shop.messages.upsert"]'), {
      error: 'to be a list of names. Write queues: ["shop.messages.upsert"]',
    })
    .min(1, { error: 'to name a queue. Write queues: ["shop.messages.upsert"]' })
    .optional(),
  queue: z
    .object(
      {
        name: text("to be the queue's name. Choose one for your bot"),
        exchange: text("to be the gateway's exchange. It is the instance's name, or evolution_exchange"),
        events: z.union(
          [
            z.literal("*"),
            z.array(z.string().regex(/^[a-z]+([.-][a-z]+)*$/, { error: eventText })).min(1, { error: eventsText }),
          ],
          { error: eventsText },
        ),
        arguments: z.record(z.string(), z.unknown()).optional(),
      },
      { error: "to be { name, exchange, events }. Pass a list of names as `queues`" },
    )
    .optional(),
  handle: fn<Handle>("to be a function that takes an event. Pass webhook.handle"),
  prefetch: whole(1, "to be a whole number of events from 1. The default is 10").default(10),
  holdMs: whole(1_000, "to be a number of ms from 1000. Stay below the broker's consumer_timeout of 30 min").default(
    600_000,
  ),
  stopTimeoutMs: whole(1, "to be a number of ms from 1. The default is 8000").default(defaultStopTimeoutMs),
  clock: z.custom<Clock>().default(systemClock),
  random: z.custom<() => number>().default(() => Math.random),
});

export type ResolvedOptions = Omit<z.output<typeof schema>, "url"> & {
  readonly connect: () => Promise<AmqpConnection>;
  /** Texts that must not be shown: the address, and the password in it. */
  readonly secrets: readonly string[];
  readonly onError: RabbitmqSourceOptions["onError"];
  readonly logger: Logger | undefined;
};

/** @throws {InvalidArgumentError} naming the option that is wrong or missing */
export function resolveOptions(options: RabbitmqSourceOptions): ResolvedOptions {
  const { url, ...settings } = parseOptions(schema, options, ["url"]);
  const { connect, onError, logger } = options;
  if ((settings.queue === undefined) === (settings.queues === undefined)) {
    throw new InvalidArgumentError(
      'Expected either `queues` (the gateway\'s: ["shop.messages.upsert"]) or `queue` (your own), got ' +
        `${settings.queue ? "both" : "neither"}.`,
    );
  }
  if (connect !== undefined) return { ...settings, connect, secrets: [], onError, logger };
  const password = passwordOf(url);
  const secrets = [url ?? "", password, decodeURIComponent(password)];
  return { ...settings, connect: connectTo(url ?? ""), secrets, onError, logger };
}

function passwordOf(url: string | undefined): string {
  try {
    const { protocol, password } = new URL(url ?? "");
    decodeURIComponent(password);
    if (protocol === "amqp:" || protocol === "amqps:") return password;
  } catch {}
  throw new InvalidArgumentError(
    "Expected `url` to be an address that begins amqp:// or amqps://, got one that is not shown. Escape what is special in its password.",
  );
}
