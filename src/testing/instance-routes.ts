import { isRecord } from "../internal/record.js";
import { isAtLeast } from "../internal/version.js";
import type { Integration } from "../types/index.js";
import { contactsOf } from "./chats.js";
import { showQrCode } from "./connections.js";
import { storedEvents, storedWebhook } from "./outlet-routes.js";
import { type Pictures, pictureOf } from "./profiles.js";
import { created, ok, type Reply, refusal } from "./reply.js";
import type { RouteContext } from "./routes.js";
import { type FakeInstance, rowOf } from "./world.js";

const integrations: readonly unknown[] = ["WHATSAPP-BAILEYS", "WHATSAPP-BUSINESS", "EVOLUTION"] satisfies Integration[];

export function createInstance({ body, state, gateway }: RouteContext): Reply {
  if (typeof body.instanceName !== "string") {
    const text = "Invalid `this.prismaRepository.integrationSession.findFirst()` invocation";
    return refusal(500, [`PrismaClientValidationError: ${text}`]);
  }
  const name = isAtLeast(state.version, "2.4.0") ? body.instanceName.trim() : body.instanceName;
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
    ...(typeof body.businessId === "string" && { businessId: body.businessId }),
    state: integration !== "WHATSAPP-BAILEYS" ? "open" : body.qrcode === true ? "connecting" : "close",
  });
  if (webhook) instance.webhook = storedWebhook({ ...webhook, enabled: true }, undefined, state.now());
  const given = Object.keys(instance.settings).filter((name) => typeof body[name] === typeof instance.settings[name]);
  instance.settings = { ...instance.settings, ...Object.fromEntries(given.map((name) => [name, body[name]])) };
  const websocket = isRecord(body.websocket) ? storedEvents({ ...body.websocket, enabled: true }) : undefined;
  if (websocket) instance.outlets.set("websocket", rowOf(instance, websocket, state.now()));
  const qrcode =
    body.qrcode === true && integration === "WHATSAPP-BAILEYS"
      ? showQrCode(gateway.connections, instance, text(body.number))
      : undefined;
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

const text = (value: unknown) => (typeof value === "string" ? value : undefined);

const stateOf = (instance: FakeInstance) => ({ instance: { instanceName: instance.name, state: instance.state } });

export function connect({ instance, query, gateway }: RouteContext): Reply {
  if (instance.state !== "open" && instance.integration !== "WHATSAPP-BAILEYS") return ok({});
  if (instance.state === "open") return ok(stateOf(instance));
  // A code that is shown stays until its time is up; `number` counts only where there is none.
  if (instance.state === "connecting" && instance.qr) return ok(instance.qr);
  // It has begun, and WhatsApp's first code is still to come.
  const isEarly = instance.state === "connecting" && instance.qrCount === 0;
  const code = showQrCode(gateway.connections, instance, query.get("number") ?? undefined);
  return ok(isEarly ? { count: 0 } : code);
}

export const connectionState = ({ instance }: RouteContext): Reply => ok(stateOf(instance));

/** A paired one connects anew, with the webhook's `base64` as it is now. */
export function restart({ instance, gateway }: RouteContext): Reply {
  if (instance.state === "close") return ok({ error: true, message: "[object Object]" });
  if (instance.state === "open" && instance.integration === "WHATSAPP-BAILEYS") {
    gateway.loseConnection(instance.name);
    gateway.reconnect(instance.name);
  }
  return ok(stateOf(instance));
}

export function logout({ instance, gateway, state }: RouteContext): Reply {
  const isClosed = instance.state === "close";
  if (isClosed && !isAtLeast(state.version, "2.4.0"))
    return refusal(400, [`The "${instance.name}" instance is not connected`]);
  if (!isClosed) gateway.disconnect(instance.name);
  return ok({ status: "SUCCESS", error: false, response: { message: "Instance logged out" } });
}

export function deleteInstance({ instance, state, gateway }: RouteContext): Reply {
  gateway.emit(instance, "instance.delete", { instanceName: instance.name, instanceId: instance.id });
  gateway.emit(instance, "remove.instance", null);
  state.instances.delete(instance.name);
  instance.state = "close";
  instance.qr = undefined;
  gateway.connections.notify("instance", { instance });
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
  return ok(rows.map((instance) => instanceRow(instance, state)));
}

function instanceRow(instance: FakeInstance, pictures: Pictures) {
  const createdAt = Date.parse(instance.createdAt);
  const isPaired = instance.integration === "WHATSAPP-BAILEYS" && instance.wasOpen;
  return {
    id: instance.id,
    name: instance.name,
    connectionStatus: instance.state,
    ownerJid: isPaired ? `${instance.ownNumber}@s.whatsapp.net` : null,
    profileName: isPaired ? instance.profileName : null,
    profilePicUrl: isPaired ? pictureOf(pictures, `${instance.ownNumber}@s.whatsapp.net`) : null,
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
    Setting: rowOf(
      instance,
      { id: `cs${instance.id.replaceAll("-", "").slice(0, 23)}`, ...instance.settings },
      createdAt,
    ),
    _count: {
      Message: instance.messages.length,
      Contact: contactsOf(instance, pictures).length,
      Chat: instance.chats.size,
    },
  };
}
