import * as z from "zod";
import { type Clock, systemClock } from "../internal/clock.js";
import { fn, whole } from "../internal/option-schemas.js";
import type { QueueDriver } from "../queue/driver.js";
import type { Logger } from "../types/index.js";
import type { OutboxClient } from "./attempt.js";
import { type PaceOptions, paceOption } from "./pace/index.js";
import {
  type BreakerOptions,
  breakerOptions,
  type FirstContactsOptions,
  firstContactsOptions,
} from "./protection/index.js";

export interface OutboxOptions {
  /** An `EvolutionClient`; the outbox does not close it. */
  readonly client: OutboxClient;
  /** Where sends are kept: `memoryDriver()`, `sqliteDriver({ file })`, `bullmqDriver({ connection })`. */
  readonly driver: QueueDriver;
  /** Outboxes of one name on one driver are the same outbox. @default "outbox" */
  readonly name?: string | undefined;
  /** How many chats are sent to beside each other in this process. @default 50 */
  readonly concurrency?: number | undefined;
  /** How often a send is tried in all that was proven not to have left. Waits: 1 to 60 s, full jitter. @default 5 */
  readonly attempts?: number | undefined;
  /** How long a send in doubt is looked for before `onUncertain` decides; its chat waits meanwhile. @default 30_000 */
  readonly settleMs?: number | undefined;
  /**
   * What becomes of a send of which nobody knows whether it went out: a dead letter that waits for a person
   * (`outbox.uncertain`), or sent again, **which may double it**. @default "dead-letter"
   */
  readonly onUncertain?: "dead-letter" | "resend" | undefined;
  /**
   * How fast it sends, by instance and by chat; shared over processes where the driver is in Redis. No pace makes sending
   * safe. `false`: as fast as it can. @default 5 a second by instance, 1 a second by chat, ±20 %
   */
  readonly pace?: PaceOptions | false | undefined;
  /** How long an instance is stopped that says that nothing can be sent now. See `outbox.circuits`. */
  readonly breaker?: BreakerOptions | undefined;
  /**
   * How many people may be written to for the first time, by instance: others wait. It is no promise that WhatsApp accepts
   * the pace. @default no limit
   */
  readonly firstContacts?: FirstContactsOptions | undefined;
  /**
   * A message that no server has taken after so long is read again from the gateway, and `stuck` tells if it says so too.
   * Only once a webhook is attached. `false`: never. @default 60_000
   */
  readonly stuckAfterMs?: number | false | undefined;
  /** The largest file, in bytes, that is stored beside its job; larger ones are given by URL or `fromFile(path)`. @default 5_000_000 */
  readonly maxMediaBytes?: number | undefined;
  /** How long outcomes, idempotency keys and our own message ids are known. @default 86_400_000 (24 h) */
  readonly rememberMs?: number | undefined;
  /** Other addresses (LID, phone) of the person at a JID, where they are known: `identityMap.addressesOf` fits. @default none */
  readonly addressesOf?:
    | ((chat: { readonly instanceName: string; readonly jid: string }) => Promise<readonly string[]>)
    | undefined;
  /** How long a chat stays with a process that gives no sign of life. @default 30_000 */
  readonly leaseMs?: number | undefined;
  /** `false`: this process only adds, until `start()`. @default true */
  readonly autorun?: boolean | undefined;
  /** @default none: nothing is logged */
  readonly logger?: Logger | undefined;
  /** Time, for tests. @default the system's */
  readonly clock?: Clock | undefined;
  /** @default Math.random */
  readonly random?: (() => number) | undefined;
}

const ms = (least: number) => whole(least, "Pass milliseconds: 30_000");

export const outboxOptions = z.object({
  client: z.custom<OutboxClient>((value) => typeof (value as OutboxClient | undefined)?.instance === "function", {
    error: "to be a client. Pass new EvolutionClient({ baseUrl, apiKey })",
  }),
  driver: z.custom<QueueDriver>((value) => typeof (value as QueueDriver | undefined)?.state?.open === "function", {
    error: "to be a driver. Pass memoryDriver(), sqliteDriver({ file }) or bullmqDriver({ connection })",
  }),
  name: z.string({ error: "to be a text" }).min(1, { error: "to be a text that is not empty" }).default("outbox"),
  concurrency: whole(1, "The default is 50").default(50),
  attempts: whole(1, "Pass 1 to try once").default(5),
  settleMs: ms(0).default(30_000),
  onUncertain: z.enum(["dead-letter", "resend"], { error: 'to be "dead-letter" or "resend"' }).default("dead-letter"),
  pace: paceOption,
  breaker: breakerOptions,
  firstContacts: firstContactsOptions,
  stuckAfterMs: z.union([z.literal(false), ms(1)], { error: "to be milliseconds, or false" }).default(60_000),
  maxMediaBytes: whole(1, "Pass bytes: 5_000_000").default(5_000_000),
  rememberMs: ms(1).default(86_400_000),
  addressesOf: fn.optional(),
  leaseMs: ms(10).default(30_000),
  autorun: z.boolean({ error: "to be true or false" }).default(true),
  logger: z.custom<Logger>().optional(),
  clock: z
    .custom<Clock>((value) => typeof (value as Clock | undefined)?.sleep === "function", {
      error: "to be a clock with now and sleep",
    })
    .default(() => systemClock),
  random: z
    .custom<() => number>((value) => typeof value === "function", { error: "to be a function" })
    .default(() => Math.random),
});

export type ResolvedOutboxOptions = Omit<z.output<typeof outboxOptions>, "addressesOf"> &
  Pick<OutboxOptions, "addressesOf">;
