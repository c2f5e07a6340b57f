import * as z from "zod";
import { EvolutionClient } from "../client/client.js";
import { InvalidArgumentError } from "../errors/index.js";
import { parseOptions } from "../errors/parse-options.js";
import { type Clock, systemClock } from "../internal/clock.js";
import { whole } from "../internal/option-schemas.js";
import type { Logger } from "../types/index.js";
import { type Auth, secretAuth } from "../webhooks/index.js";

export interface ChannelOptions {
  /** The gateway, with `apiKey`; or a `client` of your own. */
  readonly baseUrl?: string | undefined;
  /** The gateway's global key, or the instance's token. */
  readonly apiKey?: string | undefined;
  /** A client to use; the channel does not close it. */
  readonly client?: EvolutionClient | undefined;
  /** The instance to answer for. */
  readonly instance?: string | undefined;
  /** Several instances, or `"*"` for every one that posts here. */
  readonly instances?: readonly string[] | "*" | undefined;
  /** The secret the webhook carries: as header `x-webhook-secret`, or as its `jwt_key`. */
  readonly webhookSecret?: string | undefined;
  /** Who may post, instead of `webhookSecret`. `"none"` must be written out. */
  readonly auth?: Auth | "none" | undefined;
  /** Older messages (a backlog after an outage) are not answered but given to `onStale`, in ms. @default 600_000 (10 min) */
  readonly maxAgeMs?: number | undefined;
  /** How often a failing handler is run in all. @default 3 */
  readonly attempts?: number | undefined;
  /** The longest an attempt may take, in ms. @default 120_000 */
  readonly turnTimeoutMs?: number | undefined;
  /** How many messages may wait or be worked on; further ones are answered 503, so the gateway delivers them again. @default 10_000 */
  readonly maxWaiting?: number | undefined;
  /** @default none: nothing is logged */
  readonly logger?: Logger | undefined;
  /** Time, for tests. @default the system's */
  readonly clock?: Clock | undefined;
  /** @default Math.random */
  readonly random?: (() => number) | undefined;
}

const schema = z.object({
  maxAgeMs: whole(1, "Pass milliseconds: 600_000").default(600_000),
  attempts: whole(1, "Pass 1 to run a handler once").default(3),
  turnTimeoutMs: whole(1, "Pass milliseconds: 120_000").default(120_000),
  maxWaiting: whole(1, "The default is 10_000").default(10_000),
  clock: z.custom<Clock>().default(systemClock),
  random: z.custom<() => number>().default(() => Math.random),
});

export type ResolvedChannelOptions = z.output<typeof schema> & {
  readonly client: EvolutionClient;
  readonly ownsClient: boolean;
  /** `undefined`: all. */
  readonly instances: readonly string[] | undefined;
  readonly auth: Auth | "none";
  readonly logger: Logger | undefined;
};

/** @throws {InvalidArgumentError} naming the option that is wrong or missing */
export function resolveChannelOptions(options: ChannelOptions): ResolvedChannelOptions {
  const { client, baseUrl, apiKey, logger } = options;
  const settings = parseOptions(schema, options);
  const instances = instancesOf(options);
  const auth = authOf(options, settings.clock);
  return {
    ...settings,
    instances,
    auth,
    logger,
    ownsClient: client === undefined,
    client: client ?? new EvolutionClient({ baseUrl: baseUrl as string, apiKey: apiKey as string }),
  };
}

function instancesOf({ instance, instances }: ChannelOptions): readonly string[] | undefined {
  if (instances === "*") return undefined;
  const names = instances ?? (instance === undefined ? [] : [instance]);
  if (names.length > 0 && names.every((name) => typeof name === "string" && name !== "")) return names;
  throw new InvalidArgumentError(
    'Expected `instance` to be an instance\'s name. Pass instance: "shop", or instances: "*".',
  );
}

function authOf({ auth, webhookSecret }: ChannelOptions, clock: Clock): Auth | "none" {
  if (auth !== undefined) return auth;
  if (typeof webhookSecret !== "string" || webhookSecret === "") {
    throw new InvalidArgumentError(
      "Expected `webhookSecret` to be a text that is not empty. Generate one and set it as the webhook's header x-webhook-secret.",
    );
  }
  return secretAuth({ secret: webhookSecret, clock });
}
