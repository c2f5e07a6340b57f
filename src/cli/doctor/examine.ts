import { about, type Diagnosis } from "../../checks/diagnosis.js";
import { checkInstance } from "../../checks/instance.js";
import { checkWebhook } from "../../checks/webhook.js";
import { isEvolutionError } from "../../errors/index.js";
import type { Clock } from "../../internal/clock.js";
import { type Gateway, listOf, namesOf } from "../gateway.js";
import { tryDelivery } from "./delivery.js";
import { checkByListening, type ListenTarget } from "./listener.js";
import { checkRedis } from "./redis.js";
import { checkServer } from "./server.js";
import { checkOneWebhook, checkTimeZone, type Settings, storesMessages } from "./settings.js";
import { checkBySending, checkStored } from "./stored.js";

export interface ExamineOptions extends Gateway {
  /** @default the only one there is */
  readonly instance: string | undefined;
  /** Whether trial events may be posted to the webhook. */
  readonly delivers: boolean;
  readonly listen: ListenTarget | undefined;
  readonly settings: Settings | undefined;
  /** The number that a test message may be sent to. */
  readonly sendTo: string | undefined;
  readonly redis: string | undefined;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/** Looks at everything, from the gateway inwards: what depends on something that is broken is skipped. */
export async function* examine(options: ExamineOptions): AsyncGenerator<Diagnosis> {
  const { client, settings } = options;
  const server = await checkServer(client, options);
  yield* server.diagnoses;
  if (server.isUsable) {
    const found = await findInstance(options);
    if (typeof found === "string") yield* examineInstance(options, found, server.hasGlobalKey);
    else yield found;
  } else {
    yield about("instance").skipped("the gateway cannot be used");
    if (settings) yield checkTimeZone(settings);
  }
  yield* await checkRedis(options.redis);
}

/** Its name, or why there is none to look at. */
async function findInstance({ client, instance, signal }: ExamineOptions): Promise<string | Diagnosis> {
  const diagnosis = about("instance");
  if (instance !== undefined) return instance;
  const names = await namesOf(client, signal);
  const [only] = names;
  if (only === undefined) return diagnosis.fail("The gateway has none yet", "npx evolution-kit pair shop --create");
  if (names.length === 1) return only;
  return diagnosis.skipped(`There are ${names.length}: ${listOf(names)}`, "Pass --instance NAME.");
}

async function* examineInstance(
  options: ExamineOptions,
  instance: string,
  isGlobalKey: boolean,
): AsyncGenerator<Diagnosis> {
  const { client, baseUrl, settings, sendTo, clock, signal } = options;
  const state = await attempt("instance", signal, async () => [await checkInstance(client, instance, signal)]);
  yield* state;
  if (state.some(({ seen }) => seen.startsWith("There is no"))) return;

  let row: Awaited<ReturnType<typeof checkWebhook>>["row"];
  yield* await attempt("webhook", signal, async () => {
    const webhook = await checkWebhook(client, instance, { baseUrl, signal });
    row = webhook.row;
    return webhook.diagnoses;
  });
  if (row && !options.delivers) yield about("webhook delivery").skipped("--no-deliver");
  else if (row && URL.canParse(row.url)) yield* tryDelivery({ row, instance, clock, signal });
  yield* await attempt("webhook from gateway", signal, () => fromGateway(options, row?.url, isGlobalKey));
  yield checkOneWebhook(settings, row?.url);
  const stored = { client, instance, isOn: storesMessages(settings), clock, signal };
  yield* await attempt("messages stored", signal, async () => [
    sendTo === undefined ? await checkStored(stored) : await checkBySending({ ...stored, number: sendTo }),
  ]);
}

async function fromGateway(
  { client, listen, settings, clock, signal }: ExamineOptions,
  botUrl: string | undefined,
  isGlobalKey: boolean,
): Promise<readonly Diagnosis[]> {
  const fromGateway = about("webhook from gateway");
  if (listen && isGlobalKey) return checkByListening({ client, ...listen, botUrl, clock, signal });
  const why = listen
    ? fromGateway.skipped("--listen creates an instance, which needs the global key")
    : fromGateway.skipped(
        "the gateway does not tell how its deliveries end",
        "Pass --listen http://HOST:8099, an address of this machine that the gateway reaches, or look for Webhook in its log.",
      );
  return [why, checkTimeZone(settings)];
}

/** A check that the gateway answers with an error is a problem by itself, and no reason to stop. */
async function attempt(
  name: string,
  signal: AbortSignal,
  check: () => Promise<readonly Diagnosis[]>,
): Promise<readonly Diagnosis[]> {
  try {
    return await check();
  } catch (error) {
    if (!isEvolutionError(error) || signal.aborted) throw error;
    return [about(name).fail(`could not be checked: ${error.message}`, "See the gateway's log.")];
  }
}
