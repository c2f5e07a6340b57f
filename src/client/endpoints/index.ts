import * as chatbots from "./chatbots.js";
import {
  act,
  all,
  ask,
  baileys,
  business,
  type Endpoint,
  prefixed,
  read,
  remove,
  send,
  sendFile,
  whatsApp,
} from "./endpoint.js";
import * as outlets from "./outlets.js";

export type { Endpoint, HttpMethod } from "./endpoint.js";
export { laterEndpoints } from "./later.js";

/** Every route of Evolution API 2.3.6. `idempotent` follows what the server does, not the HTTP method. */
export const endpoints = {
  // server
  info: { ...read("/", all), key: "none" },
  verifyCreds: { ...ask("/verify-creds", all), key: "global" },
  metrics: { ...read("/metrics", all), key: "none", answer: "text" },
  manager: { ...read("/manager*", all), key: "none", answer: "text" },
  assets: { ...read("/assets/*", all), key: "none", answer: "text" },

  // instances
  createInstance: { ...act("/instance/create", all), key: "global" },
  fetchInstances: read("/instance/fetchInstances", all),
  connect: read("/instance/connect/:instanceName", baileys),
  connectionState: read("/instance/connectionState/:instanceName", all),
  restart: act("/instance/restart/:instanceName", baileys),
  setPresence: ask("/instance/setPresence/:instanceName", baileys),
  logout: remove("/instance/logout/:instanceName", all),
  deleteInstance: remove("/instance/delete/:instanceName", all),

  // messages
  sendText: send("/message/sendText/:instanceName", all),
  sendMedia: {
    ...sendFile("/message/sendMedia/:instanceName", all),
    mediaFailure: "list",
    media: { field: "media", kind: "mediatype", upload: true, named: true },
  },
  sendPtv: {
    ...sendFile("/message/sendPtv/:instanceName", baileys),
    mediaFailure: "list",
    media: { field: "video", kind: "video", upload: true, named: false },
  },
  sendWhatsAppAudio: {
    ...sendFile("/message/sendWhatsAppAudio/:instanceName", all),
    mediaFailure: "text",
    media: { field: "audio", kind: "audio", upload: true, named: false },
  },
  sendSticker: {
    ...sendFile("/message/sendSticker/:instanceName", baileys),
    mediaFailure: "text",
    // An uploaded sticker fails with "Invalid URL" in 2.3.6.
    media: { field: "sticker", kind: "sticker", upload: false, named: false },
  },
  sendStatus: sendFile("/message/sendStatus/:instanceName", baileys),
  sendLocation: send("/message/sendLocation/:instanceName", whatsApp),
  sendContact: send("/message/sendContact/:instanceName", whatsApp),
  sendReaction: send("/message/sendReaction/:instanceName", whatsApp),
  sendPoll: send("/message/sendPoll/:instanceName", baileys),
  sendList: send("/message/sendList/:instanceName", whatsApp),
  sendButtons: sendFile("/message/sendButtons/:instanceName", all),
  sendTemplate: send("/message/sendTemplate/:instanceName", business),

  // chats
  whatsappNumbers: ask("/chat/whatsappNumbers/:instanceName", baileys),
  markMessageAsRead: ask("/chat/markMessageAsRead/:instanceName", baileys),
  archiveChat: ask("/chat/archiveChat/:instanceName", baileys),
  markChatUnread: ask("/chat/markChatUnread/:instanceName", baileys),
  deleteMessageForEveryone: {
    ...remove("/chat/deleteMessageForEveryone/:instanceName", baileys),
    idempotent: false,
  },
  fetchProfilePictureUrl: ask("/chat/fetchProfilePictureUrl/:instanceName", all),
  getBase64FromMediaMessage: {
    ...ask("/chat/getBase64FromMediaMessage/:instanceName", whatsApp),
    timeoutMs: 60_000,
  },
  updateMessage: act("/chat/updateMessage/:instanceName", baileys),
  sendPresence: act("/chat/sendPresence/:instanceName", baileys),
  updateBlockStatus: ask("/chat/updateBlockStatus/:instanceName", baileys),
  findContacts: ask("/chat/findContacts/:instanceName", all),
  findMessages: ask("/chat/findMessages/:instanceName", all),
  findStatusMessage: ask("/chat/findStatusMessage/:instanceName", all),
  findChats: ask("/chat/findChats/:instanceName", all),
  findChatByRemoteJid: read("/chat/findChatByRemoteJid/:instanceName", all),

  // profile
  fetchBusinessProfile: ask("/chat/fetchBusinessProfile/:instanceName", baileys),
  fetchProfile: ask("/chat/fetchProfile/:instanceName", baileys),
  updateProfileName: ask("/chat/updateProfileName/:instanceName", baileys),
  updateProfileStatus: ask("/chat/updateProfileStatus/:instanceName", baileys),
  updateProfilePicture: {
    ...ask("/chat/updateProfilePicture/:instanceName", baileys),
    media: { field: "picture", kind: "image", upload: false, named: false },
  },
  removeProfilePicture: remove("/chat/removeProfilePicture/:instanceName", baileys),
  fetchPrivacySettings: read("/chat/fetchPrivacySettings/:instanceName", baileys),
  updatePrivacySettings: ask("/chat/updatePrivacySettings/:instanceName", baileys),

  // groups
  createGroup: act("/group/create/:instanceName", baileys),
  updateGroupSubject: ask("/group/updateGroupSubject/:instanceName", baileys),
  updateGroupPicture: {
    ...ask("/group/updateGroupPicture/:instanceName", baileys),
    media: { field: "image", kind: "image", upload: false, named: false },
  },
  updateGroupDescription: ask("/group/updateGroupDescription/:instanceName", baileys),
  findGroupInfos: read("/group/findGroupInfos/:instanceName", baileys),
  fetchAllGroups: { ...read("/group/fetchAllGroups/:instanceName", baileys), timeoutMs: 180_000 },
  participants: read("/group/participants/:instanceName", baileys),
  inviteCode: read("/group/inviteCode/:instanceName", baileys),
  inviteInfo: read("/group/inviteInfo/:instanceName", baileys),
  acceptInviteCode: { ...read("/group/acceptInviteCode/:instanceName", baileys), idempotent: false },
  sendInvite: act("/group/sendInvite/:instanceName", baileys),
  revokeInviteCode: act("/group/revokeInviteCode/:instanceName", baileys),
  updateParticipant: ask("/group/updateParticipant/:instanceName", baileys),
  updateSetting: ask("/group/updateSetting/:instanceName", baileys),
  toggleEphemeral: ask("/group/toggleEphemeral/:instanceName", baileys),
  leaveGroup: { ...remove("/group/leaveGroup/:instanceName", baileys), idempotent: false },

  // labels, calls, business, templates
  findLabels: read("/label/findLabels/:instanceName", baileys),
  handleLabel: ask("/label/handleLabel/:instanceName", baileys),
  offerCall: act("/call/offer/:instanceName", baileys),
  getCatalog: ask("/business/getCatalog/:instanceName", baileys),
  getCollections: ask("/business/getCollections/:instanceName", baileys),
  createTemplate: act("/template/create/:instanceName", business),
  findTemplates: read("/template/find/:instanceName", business),

  // settings, proxy
  setSettings: ask("/settings/set/:instanceName", all),
  findSettings: read("/settings/find/:instanceName", all),
  setProxy: ask("/proxy/set/:instanceName", all),
  findProxy: read("/proxy/find/:instanceName", all),

  // where events go
  ...prefixed("webhook", outlets.webhook),
  ...prefixed("websocket", outlets.websocket),
  ...prefixed("rabbitmq", outlets.rabbitmq),
  ...prefixed("nats", outlets.nats),
  ...prefixed("pusher", outlets.pusher),
  ...prefixed("sqs", outlets.sqs),
  ...prefixed("kafka", outlets.kafka),

  // chatbots
  ...prefixed("typebot", chatbots.typebot),
  ...prefixed("openai", chatbots.openai),
  ...prefixed("dify", chatbots.dify),
  ...prefixed("n8n", chatbots.n8n),
  ...prefixed("flowise", chatbots.flowise),
  ...prefixed("evoai", chatbots.evoai),
  ...prefixed("evolutionBot", chatbots.evolutionBot),

  // Chatwoot, stored media
  setChatwoot: ask("/chatwoot/set/:instanceName", all),
  findChatwoot: read("/chatwoot/find/:instanceName", all),
  chatwootWebhook: { ...act("/chatwoot/webhook/:instanceName", all), key: "none", answer: "optional" },
  getMedia: ask("/s3/getMedia/:instanceName", all),
  getMediaUrl: ask("/s3/getMediaUrl/:instanceName", all),

  // Baileys itself
  onWhatsapp: ask("/baileys/onWhatsapp/:instanceName", baileys),
  profilePictureUrl: ask("/baileys/profilePictureUrl/:instanceName", baileys),
  assertSessions: ask("/baileys/assertSessions/:instanceName", baileys),
  createParticipantNodes: act("/baileys/createParticipantNodes/:instanceName", baileys),
  getUSyncDevices: ask("/baileys/getUSyncDevices/:instanceName", baileys),
  generateMessageTag: ask("/baileys/generateMessageTag/:instanceName", baileys),
  sendNode: { ...act("/baileys/sendNode/:instanceName", baileys), answer: "optional" },
  signalRepositoryDecryptMessage: act("/baileys/signalRepositoryDecryptMessage/:instanceName", baileys),
  getAuthState: ask("/baileys/getAuthState/:instanceName", baileys),

  // what the integrations' own webhooks post to the gateway
  receiveEvolution: {
    ...act("/webhook/evolution", ["EVOLUTION"] as const),
    key: "none",
    answer: "optional",
  },
  verifyMeta: { ...read("/webhook/meta", business), key: "none", answer: "text" },
  receiveMeta: { ...act("/webhook/meta", business), key: "none", answer: "optional" },
} as const satisfies Record<string, Endpoint>;
