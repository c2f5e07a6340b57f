import { isRecord, type JsonObject } from "../internal/record.js";
import type { Integration, Subscription } from "../types/index.js";
import { subscriptions } from "../types/index.js";
import { created, ok, type Reply, refusal } from "./reply.js";
import type { RouteContext } from "./routes.js";
import { type FakeInstance, newId, type StoredWebhook } from "./world.js";

const integrations: readonly unknown[] = ["WHATSAPP-BAILEYS", "WHATSAPP-BUSINESS", "EVOLUTION"] satisfies Integration[];
const onePixel =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=";

export function createInstance({ body, state, gateway }: RouteContext): Reply {
  const name = String(body.instanceName);
  if (!integrations.includes(body.integration)) return refusal(400, ["Invalid integration"]);
  const integration = body.integration as Integration;
  const isBusiness = integration === "WHATSAPP-BUSINESS";
  if (isBusiness && !body.token) return refusal(400, ["token is required"]);
  if (isBusiness && !body.number) return refusal(400, ["number is required"]);
  const webhook = isRecord(body.webhook) ? body.webhook : undefined;
  if (webhook && !Array.isArray(webhook.events)) {
    return refusal(400, ["Cannot read properties of undefined (reading 'length')"]);
  }
  const instance = gateway.addInstance({
    name,
    integration,
    ...(typeof body.token === "string" && { token: body.token }),
    ...(typeof body.number === "string" && { number: body.number }),
    state: integration !== "WHATSAPP-BAILEYS" ? "open" : body.qrcode === true ? "connecting" : "close",
  });
  if (webhook) instance.webhook = storedWebhook({ ...webhook, enabled: true }, undefined, state.now());
  const qrcode = body.qrcode === true && integration === "WHATSAPP-BAILEYS" ? qrCode(instance, body.number) : undefined;
  gateway.emit(instance, "instance.create", { instanceName: name, instanceId: instance.id });
  return created({
    instance: {
      instanceName: name,
      instanceId: instance.id,
      integration,
      webhookWaBusiness: isBusiness ? `${gateway.url}/webhook/meta` : null,
      accessTokenWaBusiness: isBusiness ? "evolution" : "",
      status: instance.state,
    },
    hash: instance.token,
    webhook: webhook
      ? {
          webhookUrl: webhook.url,
          webhookHeaders: webhook.headers,
          webhookByEvents: webhook.byEvents,
          webhookBase64: webhook.base64,
        }
      : {},
    websocket: {},
    rabbitmq: {},
    nats: {},
    sqs: {},
    settings: instance.settings,
    ...(qrcode && { qrcode }),
  });
}

function qrCode(instance: FakeInstance, number: unknown) {
  instance.qrCount++;
  return {
    pairingCode: typeof number === "string" ? "WZYEH1YY" : null,
    code: `2@fake-${instance.name}-${instance.qrCount}`,
    base64: onePixel,
    count: instance.qrCount,
  };
}

const stateOf = (instance: FakeInstance) => ({ instance: { instanceName: instance.name, state: instance.state } });

export function connect({ instance, query, gateway }: RouteContext): Reply {
  if (instance.state === "open" || instance.integration !== "WHATSAPP-BAILEYS") return ok(stateOf(instance));
  instance.state = "connecting";
  const code = qrCode(instance, query.get("number") ?? undefined);
  gateway.emit(instance, "connection.update", { instance: instance.name, state: "connecting", statusReason: 200 });
  gateway.emit(instance, "qrcode.updated", { qrcode: { instance: instance.name, ...code, count: undefined } });
  return ok(code);
}

export const connectionState = ({ instance }: RouteContext): Reply => ok(stateOf(instance));

export function restart({ instance }: RouteContext): Reply {
  return instance.state === "close" ? ok({ error: true, message: "[object Object]" }) : ok(stateOf(instance));
}

export function setPresence({ instance, body }: RouteContext): Reply {
  if (instance.integration !== "WHATSAPP-BAILEYS")
    return refusal(400, ["Method not available on WhatsApp Business API"]);
  if (instance.state !== "open") {
    return refusal(400, ["TypeError: Cannot read properties of undefined (reading 'sendPresenceUpdate')"]);
  }
  return created({ presence: body.presence });
}

export function logout({ instance, gateway }: RouteContext): Reply {
  if (instance.state === "close") return refusal(400, [`The "${instance.name}" instance is not connected`]);
  gateway.disconnect(instance.name);
  return ok({ status: "SUCCESS", error: false, response: { message: "Instance logged out" } });
}

export function deleteInstance({ instance, state, gateway }: RouteContext): Reply {
  gateway.emit(instance, "instance.delete", { instanceName: instance.name, instanceId: instance.id });
  gateway.emit(instance, "remove.instance", null);
  state.instances.delete(instance.name);
  return ok({ status: "SUCCESS", error: false, response: { message: "Instance deleted" } });
}

export function fetchInstances({ query, state, token }: RouteContext): Reply {
  const [id, number, name] = [query.get("instanceId"), query.get("number"), query.get("instanceName")];
  const rows = [...state.instances.values()].filter(
    (instance) =>
      (token === undefined || instance.token === token) &&
      (id ? instance.id === id : number ? instance.number === number : name ? instance.name === name : true),
  );
  if (token !== undefined && rows.length === 0) return refusal(401, "Unauthorized");
  const filter = id ?? number ?? name;
  if (filter !== null && rows.length === 0) return refusal(404, [`Instance "${filter}" not found`]);
  return ok(rows.map(rowOf));
}

function rowOf(instance: FakeInstance) {
  const isPaired = instance.integration === "WHATSAPP-BAILEYS" && instance.wasOpen;
  return {
    id: instance.id,
    name: instance.name,
    connectionStatus: instance.state,
    ownerJid: isPaired ? `${instance.ownNumber}@s.whatsapp.net` : null,
    profileName: isPaired ? instance.name : null,
    profilePicUrl: null,
    integration: instance.integration,
    number: instance.number,
    businessId: instance.businessId,
    token: instance.token,
    clientName: "evolution_exchange",
    disconnectionReasonCode: null,
    disconnectionObject: null,
    disconnectionAt: null,
    createdAt: instance.createdAt,
    updatedAt: instance.createdAt,
    Setting: { ...instance.settings, instanceId: instance.id },
    _count: { Message: instance.messages.length, Contact: 0, Chat: 0 },
  };
}

export function setWebhook({ body, instance, state }: RouteContext): Reply {
  const webhook = body.webhook;
  if (!isRecord(webhook)) return refusal(400, [['instance requires property "webhook"']]);
  const { enabled, events } = webhook;
  if (enabled === true && !Array.isArray(events))
    return refusal(500, "Cannot read properties of undefined (reading 'length')");
  const unknown = (Array.isArray(events) ? events : []).findIndex(
    (name) => !subscriptions.includes(name as Subscription),
  );
  if (unknown !== -1)
    return refusal(400, [[`webhook.events[${unknown}] is not one of enum values: ${subscriptions.join(",")}`]]);
  instance.webhook = storedWebhook(webhook, instance.webhook, state.now());
  return created(webhookRow(instance, instance.webhook));
}

export const findWebhook = ({ instance }: RouteContext): Reply =>
  ok(instance.webhook ? webhookRow(instance, instance.webhook) : null);

/** Left out, `headers`, `byEvents` and `base64` keep their old value; `events: []` means all; disabling empties them. */
function storedWebhook(given: JsonObject, old: StoredWebhook | undefined, now: number): StoredWebhook {
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
