import type { EvolutionClient } from "../client/client.js";
import type { WebhookRow } from "../client/types/webhook.js";
import { redactUrls } from "../internal/redact.js";
import { about, type Diagnosis } from "./diagnosis.js";
import { isLocal, isPrivate } from "./hosts.js";

const register = (name: string) =>
  `Set it: webhook.register(client.instance("${name}"), { url: "https://…", events: ["MESSAGES_UPSERT"] })`;

/** What is looked at in a webhook's own settings. */
export interface WebhookCheck {
  readonly diagnoses: readonly Diagnosis[];
  /** The webhook, when it is there and on. */
  readonly row: WebhookRow | undefined;
}

/**
 * Whether an instance's webhook is set so that messages arrive. `baseUrl` is the gateway's address, for what its network may
 * reach.
 *
 * @throws {EvolutionError} the gateway could not say
 */
export async function checkWebhook(
  client: EvolutionClient,
  name: string,
  { baseUrl, signal }: { readonly baseUrl?: string; readonly signal?: AbortSignal | undefined } = {},
): Promise<WebhookCheck> {
  const webhook = about("webhook");
  const row = await client.instance(name).events.webhook.find({ signal });
  if (!row) {
    return { diagnoses: [webhook.fail("the instance has none of its own", register(name))], row: undefined };
  }
  if (!row.enabled) {
    return { diagnoses: [webhook.fail("it is switched off", register(name))], row: undefined };
  }
  return { diagnoses: [webhook.ok(redactUrls(row.url)), eventsOf(row), addressOf(row, baseUrl)], row };
}

function eventsOf({ events: stored }: WebhookRow): Diagnosis {
  // Some answer leaves them out.
  const events: readonly string[] = Array.isArray(stored) ? stored : [];
  const webhookEvents = about("webhook events");
  if (!events.includes("MESSAGES_UPSERT"))
    return webhookEvents.fail(
      "MESSAGES_UPSERT is not among them: no message comes",
      "Add MESSAGES_UPSERT to its events.",
    );
  if (events.includes("MESSAGES_EDITED"))
    return webhookEvents.warn(
      "MESSAGES_EDITED is among them: the gateway holds all messages of the instance back until it is answered",
      "Leave MESSAGES_EDITED out unless the bot needs edits, and answer deliveries at once.",
    );
  return webhookEvents.ok(events.length > 4 ? `MESSAGES_UPSERT and ${events.length - 1} more` : events.join(", "));
}

function addressOf({ url, webhookByEvents }: WebhookRow, baseUrl: string | undefined): Diagnosis {
  const address = about("webhook address");
  if (!URL.canParse(url) || !/^https?:/.test(url))
    return address.fail(
      "it is no http or https address, and the gateway posts nothing",
      "Register an address with https.",
    );
  const { protocol, hostname, search } = new URL(url);
  if (webhookByEvents && (search !== "" || url.includes("?")))
    return address.fail(
      "it has a query, and byEvents is on: the gateway adds the event's name after the query",
      "Switch byEvents off, or put what is in the query into `headers`.",
    );
  const gatewayHost = baseUrl === undefined ? undefined : new URL(baseUrl).hostname;
  if (gatewayHost !== undefined && !isLocal(gatewayHost) && isLocal(hostname))
    return address.fail(
      `${hostname} is the gateway's own machine, and the gateway is at ${gatewayHost}`,
      "Register an address that the gateway reaches: the bot's public one, or a tunnel's.",
    );
  if (gatewayHost !== undefined && isLocal(hostname))
    return address.ok(`${hostname}: right unless the gateway runs in a container, where it is the container itself`);
  if (gatewayHost !== undefined && !isPrivate(gatewayHost) && isPrivate(hostname))
    return address.warn(
      `${hostname} is on a private network, and the gateway at ${gatewayHost} may not be`,
      "Check from the gateway's machine that it is reached, or register the bot's public address.",
    );
  if (protocol === "http:" && !isPrivate(hostname))
    return address.warn(
      "http: secrets and messages go over the internet unencrypted",
      "Register an address with https.",
    );
  return address.ok(
    `${protocol.slice(0, -1)}, ${webhookByEvents ? "one path for each event" : "one path for all events"}`,
  );
}
