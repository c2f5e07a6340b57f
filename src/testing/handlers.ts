import { baileysRoutes } from "./baileys-routes.js";
import * as business from "./business-routes.js";
import * as chats from "./chat-routes.js";
import * as chatbots from "./chatbot-routes.js";
import * as find from "./find-routes.js";
import { groupRoutes } from "./group-routes.js";
import * as inbound from "./inbound-routes.js";
import * as instances from "./instance-routes.js";
import * as labels from "./label-routes.js";
import * as later from "./later-routes.js";
import { getBase64 } from "./media-routes.js";
import * as outlets from "./outlet-routes.js";
import * as profile from "./profile-routes.js";
import type { EndpointName, Route } from "./routes.js";
import * as server from "./server-routes.js";
import * as settings from "./settings-routes.js";

/** Every route, but the sends. */
export const handlers: Readonly<Partial<Record<EndpointName, Route>>> = {
  info: server.info,
  verifyCreds: server.verifyCreds,
  metrics: server.metrics,
  manager: server.manager,
  assets: server.assets,
  licenseStatus: server.license,
  licenseRegister: server.license,
  licenseActivate: server.license,

  createInstance: instances.createInstance,
  fetchInstances: instances.fetchInstances,
  connect: instances.connect,
  connectionState: instances.connectionState,
  restart: instances.restart,
  setPresence: chats.setPresence,
  logout: instances.logout,
  deleteInstance: instances.deleteInstance,

  findMessages: find.findMessages,
  findContacts: find.findContacts,
  findChats: find.findChats,
  findStatusMessage: find.findStatusMessage,
  findChatByRemoteJid: find.findChatByRemoteJid,
  findChannels: later.findChannels,

  whatsappNumbers: chats.whatsappNumbers,
  sendPresence: chats.sendPresence,
  markMessageAsRead: chats.markMessageAsRead,
  markMessageAsPlayed: later.markMessageAsPlayed,
  archiveChat: chats.archiveChat,
  markChatUnread: chats.markChatUnread,
  deleteMessageForEveryone: chats.deleteMessage,
  updateMessage: chats.updateMessage,
  getBase64FromMediaMessage: getBase64,
  getPollVote: later.getPollVote,
  offerCall: chats.offerCall,

  fetchProfile: profile.fetchProfile,
  fetchBusinessProfile: profile.fetchBusinessProfile,
  fetchProfilePictureUrl: profile.fetchProfilePictureUrl,
  updateProfileName: profile.updateProfileName,
  updateProfileStatus: profile.updateProfileStatus,
  updateProfilePicture: profile.updateProfilePicture,
  removeProfilePicture: profile.removeProfilePicture,
  fetchPrivacySettings: profile.fetchPrivacySettings,
  updatePrivacySettings: profile.updatePrivacySettings,
  updateBlockStatus: profile.updateBlockStatus,

  ...groupRoutes,
  findLabels: labels.findLabels,
  handleLabel: labels.handleLabel,
  getCatalog: business.getCatalog,
  getCollections: business.getCollections,
  createTemplate: business.createTemplate,
  findTemplates: business.findTemplates,
  editTemplate: business.editTemplate,
  deleteTemplate: business.deleteTemplate,

  setSettings: settings.setSettings,
  findSettings: settings.findSettings,
  setProxy: settings.setProxy,
  findProxy: settings.findProxy,
  getMedia: settings.getMedia,
  getMediaUrl: settings.getMediaUrl,

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
  openaiGetModels: chatbots.findModels,

  setChatwoot: inbound.setChatwoot,
  findChatwoot: inbound.findChatwoot,
  chatwootWebhook: inbound.receiveChatwoot,
  receiveEvolution: inbound.receiveEvolution,
  verifyMeta: inbound.verifyMeta,
  receiveMeta: inbound.receiveMeta,

  ...baileysRoutes,
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
