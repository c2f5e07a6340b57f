import { isRecord } from "../internal/record.js";
import type { Integration } from "../types/index.js";
import { onePixelPng } from "./one-pixel.js";
import { storedEvents, storedWebhook } from "./outlet-routes.js";
import { created, missingFields, noSocket, ok, type Reply, refusal } from "./reply.js";
import type { RouteContext } from "./routes.js";
import { type FakeInstance, rowOf } from "./world.js";

const integrations: readonly unknown[] = ["WHATSAPP-BAILEYS", "WHATSAPP-BUSINESS", "EVOLUTION"] satisfies Integration[];

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
  const given = Object.keys(instance.settings).filter((name) => typeof body[name] === typeof instance.settings[name]);
  instance.settings = { ...instance.settings, ...Object.fromEntries(given.map((name) => [name, body[name]])) };
  const websocket = isRecord(body.websocket) ? storedEvents({ ...body.websocket, enabled: true }) : undefined;
  if (websocket) instance.outlets.set("websocket", rowOf(instance, websocket, state.now()));
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
    websocket: websocket ? { enabled: true } : {},
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
    base64: `data:image/png;base64,${onePixelPng}`,
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
  const invalid = missingFields(body, ["presence"]);
  if (invalid) return invalid;
  if (instance.state !== "open") return refusal(400, [`TypeError: ${noSocket("sendPresenceUpdate")}`]);
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
  return ok(rows.map(instanceRow));
}

function instanceRow(instance: FakeInstance) {
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
    Chatwoot: instance.chatwoot ?? null,
    Proxy: instance.proxy ?? null,
    Rabbitmq: null,
    Nats: null,
    Sqs: null,
    Websocket: instance.outlets.get("websocket") ?? null,
    Setting: { ...instance.settings, instanceId: instance.id },
    _count: { Message: instance.messages.length, Contact: 0, Chat: 0 },
  };
}
