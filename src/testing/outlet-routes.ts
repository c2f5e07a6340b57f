import { isRecord, type JsonObject } from "../internal/record.js";
import { type Subscription, subscriptions } from "../types/index.js";
import { created, missingFields, ok, type Reply, refusal } from "./reply.js";
import type { Route, RouteContext } from "./routes.js";
import { type FakeInstance, newId, rowOf, type StoredWebhook } from "./world.js";

function unknownEvent(outlet: string, events: unknown): Reply | undefined {
  const index = (Array.isArray(events) ? events : []).findIndex((name) => !subscriptions.includes(name));
  if (index === -1) return undefined;
  return refusal(400, [[`${outlet}.events[${index}] is not one of enum values: ${subscriptions.join(",")}`]]);
}

export function setWebhook({ body, instance, state }: RouteContext): Reply {
  const webhook = body.webhook;
  if (!isRecord(webhook)) return refusal(400, [['instance requires property "webhook"']]);
  const unknown = unknownEvent("webhook", webhook.events);
  if (unknown) return unknown;
  if (webhook.enabled === true && !Array.isArray(webhook.events))
    return refusal(500, "Cannot read properties of undefined (reading 'length')");
  instance.webhook = storedWebhook(webhook, instance.webhook, state.now());
  return created(webhookRow(instance, instance.webhook));
}

export const findWebhook = ({ instance }: RouteContext): Reply =>
  ok(instance.webhook ? webhookRow(instance, instance.webhook) : null);

/** Left out, `headers`, `byEvents` and `base64` keep their old value; `events: []` means all; disabling empties them. */
export function storedWebhook(given: JsonObject, old: StoredWebhook | undefined, now: number): StoredWebhook {
  const events = given.events as readonly Subscription[] | undefined;
  const headers = (given.headers as Record<string, string> | undefined) ?? old?.headers;
  const stored = {
    id: old?.id ?? newId.row(),
    enabled: given.enabled === true,
    url: String(given.url),
    events: given.enabled !== true ? [] : events?.length ? events : subscriptions,
    byEvents: (given.byEvents ?? old?.byEvents ?? false) === true,
    base64: (given.base64 ?? old?.base64 ?? false) === true,
    createdAt: old?.createdAt ?? new Date(now).toISOString(),
    updatedAt: new Date(now).toISOString(),
  };
  return headers === undefined ? stored : { ...stored, headers };
}

function webhookRow(instance: FakeInstance, { byEvents, base64, headers, ...webhook }: StoredWebhook) {
  return {
    ...webhook,
    headers: headers ?? null,
    webhookByEvents: byEvents,
    webhookBase64: base64,
    instanceId: instance.id,
  };
}

/** As on the recorded server: its check of these bodies fails over the schema's own id, whatever they hold. */
export const setBroken: Route = () => refusal(500, "Invalid URL");

/** On that server the WebSocket is on; the other outlets are off, and answer nothing. */
export const findWebsocket: Route = ({ instance }) => ok(instance.outlets.get("websocket") ?? null);
export const findNothing: Route = () => ok(undefined);

const pusherFields = ["enabled", "appId", "key", "secret", "cluster", "useTLS"];

/** Stored although Pusher is off. */
export const setPusher: Route = ({ body, instance, state }) => {
  const pusher = body.pusher;
  if (!isRecord(pusher)) return refusal(400, [['instance requires property "pusher"']]);
  const invalid = missingFields(pusher, pusherFields) ?? unknownEvent("pusher", pusher.events);
  if (invalid) return invalid;
  const row = rowOf(instance, { ...pusher, ...storedEvents(pusher) }, state.now(), instance.outlets.get("pusher"));
  instance.outlets.set("pusher", row);
  return created(row);
};

/** `[]` means all; off means none. */
export function storedEvents({ enabled, events }: JsonObject): JsonObject {
  if (enabled !== true) return { enabled: false, events: [] };
  return { enabled: true, events: Array.isArray(events) && events.length > 0 ? events : subscriptions };
}
