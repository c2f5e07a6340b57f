import { toJid } from "../jid/index.js";
import * as chats from "./chat-routes.js";
import * as chatbots from "./chatbot-routes.js";
import { findLabels, groupRoutes } from "./group-routes.js";
import * as inbound from "./inbound-routes.js";
import * as instances from "./instance-routes.js";
import { findMessages } from "./message-routes.js";
import * as outlets from "./outlet-routes.js";
import { businessRoute, createTemplate, onPhone, phoneRoutes } from "./phone-routes.js";
import { noSocket, ok, refusal, thrown } from "./reply.js";
import type { EndpointName, Route } from "./routes.js";
import * as stored from "./stored-routes.js";
import { isOnWhatsApp } from "./world.js";

const info: Route = ({ state }) =>
  ok({
    status: 200,
    message: "Welcome to the Evolution API, it is working!",
    version: state.version,
    clientName: "evolution_exchange",
    documentation: "https://doc.evolution-api.com",
  });

/** What Baileys has itself is no function on another channel, and needs WhatsApp on its own. */
const raw =
  (name: string, open: Route = () => refusal(404, ["There is no WhatsApp behind the fake gateway"])): Route =>
  (context) => {
    const { instance } = context;
    if (instance.integration !== "WHATSAPP-BAILEYS") return thrown(`instance.${name} is not a function`);
    return instance.state === "open" ? open(context) : thrown(noSocket(name));
  };

/** Every route that is answered, but the sends. What is missing is a 404, as an unknown path is. */
export const handlers: Readonly<Partial<Record<EndpointName, Route>>> = {
  info,
  verifyCreds: () => ok({ status: 200, message: "Credentials are valid" }),
  createInstance: instances.createInstance,
  fetchInstances: instances.fetchInstances,
  connect: instances.connect,
  connectionState: instances.connectionState,
  restart: instances.restart,
  setPresence: instances.setPresence,
  logout: instances.logout,
  deleteInstance: instances.deleteInstance,

  findMessages,
  findContacts: stored.findContacts,
  findChats: stored.findChats,
  findStatusMessage: stored.findStatusMessage,
  findChatByRemoteJid: stored.findChatByRemoteJid,
  fetchProfilePictureUrl: stored.fetchProfilePictureUrl,
  getMedia: stored.getMedia,
  getMediaUrl: stored.getMediaUrl,
  setSettings: stored.setSettings,
  findSettings: stored.findSettings,
  setProxy: stored.setProxy,
  findProxy: stored.findProxy,

  whatsappNumbers: chats.whatsappNumbers,
  sendPresence: chats.sendPresence,
  deleteMessageForEveryone: chats.deleteMessage,
  updateMessage: chats.updateMessage,
  getBase64FromMediaMessage: chats.getBase64,
  offerCall: chats.offerCall,
  ...Object.fromEntries(Object.entries(phoneRoutes).map(([name, route]) => [name, onPhone(route)])),
  ...groupRoutes,
  findLabels,
  getCatalog: businessRoute("business_catalog"),
  getCollections: businessRoute("business_collections"),
  createTemplate,

  webhookSet: outlets.setWebhook,
  webhookFind: outlets.findWebhook,
  websocketSet: outlets.setBroken,
  websocketFind: outlets.findWebsocket,
  rabbitmqSet: outlets.setBroken,
  rabbitmqFind: outlets.findNothing,
  natsSet: outlets.setBroken,
  natsFind: outlets.findNothing,
  sqsSet: outlets.setBroken,
  sqsFind: outlets.findNothing,
  kafkaSet: outlets.setBroken,
  kafkaFind: outlets.findNothing,
  pusherSet: outlets.setPusher,
  pusherFind: outlets.findNothing,

  ...botHandlers(),
  typebotStart: chatbots.startTypebot,
  openaiCreateCreds: chatbots.createCredentials,
  openaiFindCreds: chatbots.findCredentials,
  openaiDeleteCreds: chatbots.deleteCredentials,

  setChatwoot: inbound.setChatwoot,
  findChatwoot: inbound.findChatwoot,
  receiveEvolution: inbound.receiveEvolution,
  verifyMeta: inbound.verifyMeta,
  receiveMeta: inbound.receiveMeta,

  onWhatsapp: raw("onWhatsApp", ({ body }) => {
    const jid = toJid(String(body.jid)) ?? "";
    return ok([{ jid, exists: isOnWhatsApp(jid) }]);
  }),
  profilePictureUrl: raw("profilePictureUrl"),
  assertSessions: raw("assertSessions"),
  createParticipantNodes: raw("createParticipantNodes"),
  getUSyncDevices: raw("getUSyncDevices"),
  generateMessageTag: raw("generateMessageTag"),
  sendNode: raw("sendNode"),
  signalRepositoryDecryptMessage: raw("signalRepository"),
  getAuthState: raw("authState"),
};

function botHandlers(): Readonly<Record<string, Route>> {
  const names = Object.keys(chatbots.bots) as chatbots.BotName[];
  return Object.fromEntries(
    names.flatMap((name) =>
      Object.entries(chatbots.botRoutes(name)).map(([action, route]) => [
        `${name}${action.charAt(0).toUpperCase()}${action.slice(1)}`,
        route,
      ]),
    ),
  );
}
