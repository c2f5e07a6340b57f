// Receiving

// Errors
export {
  isWebhookError,
  isWebhookHandlerError,
  isWebhookParseError,
  WebhookError,
  WebhookHandlerError,
  WebhookParseError,
} from "../errors/index.js";
export type { DownloadedMedia } from "../types/index.js";
export type { FetchHandler } from "./adapters/fetch.js";
export type { FastifyReplyLike, FastifyRequestLike, NodeHandler, NodeRequest, NodeResponse } from "./adapters/node.js";
export { type ApiKeyAuthOptions, apiKeyAuth } from "./auth/api-key.js";
// Who may post
export { type Auth, type AuthRequest, allOf, anyOf } from "./auth/auth.js";
export { type HeaderAuthOptions, headerAuth } from "./auth/header.js";
export { type IpAllowListOptions, ipAllowList } from "./auth/ip-allow-list.js";
export { type JwtAuthOptions, jwtAuth } from "./auth/jwt.js";
export { generateSecret, type SecretAuthOptions, secretAuth } from "./auth/secret.js";
// Copies
export type { DedupeOptions } from "./dedupe.js";
// Events
export {
  type EventName,
  type EventOf,
  type EventPayloads,
  type EventRow,
  events,
  isKnownEvent,
  isUnknownEvent,
  type KnownEvent,
  toEventName,
  type UnknownEvent,
  type UnknownEventName,
  type WebhookEvent,
} from "./events.js";
// Subscribing
export type { MessageFilter } from "./filter.js";
export type { HeadersInput } from "./headers.js";
export type { KeyvLike } from "./known-keys.js";
// Messages
export {
  type DownloadMessageOptions,
  downloadMedia,
  type MediaGateway,
  type MessageWithFile,
} from "./message/download.js";
export { toInboundMessage } from "./message/inbound.js";
export type {
  Ad,
  Album,
  Appointment,
  Contact,
  Deletion,
  Edit,
  GroupInvite,
  Location,
  Media,
  MessageReference,
  Order,
  Pin,
  Poll,
  PollVote,
  Product,
  Reaction,
  Selection,
  Template,
} from "./message/parts.js";
export type {
  AlbumMessage,
  AudioMessage,
  Chat,
  ContactsMessage,
  DeletedMessage,
  DocumentMessage,
  EditedMessage,
  EventMessage,
  FileMessage,
  GroupInviteMessage,
  ImageMessage,
  InboundMessage,
  LocationMessage,
  MessageBase,
  MessageKind,
  MessageOf,
  OrderMessage,
  Person,
  PinMessage,
  PollMessage,
  PollVoteMessage,
  ProductMessage,
  ProtocolMessage,
  QuotedMessage,
  ReactionMessage,
  SelectionMessage,
  Sender,
  StickerMessage,
  TemplateMessage,
  TextMessage,
  UnknownMessage,
  VideoMessage,
} from "./message/types.js";
export { isWrongChat } from "./message/wrong-chat.js";
export type { Middleware } from "./middleware.js";
// Events
export { parseWebhook } from "./parse.js";
// What events carry
export type {
  Call,
  ChatRecord,
  ContactRecord,
  LabelAssociation,
  LabelEdit,
  PersonPresence,
  PresenceUpdate,
} from "./payloads/chats.js";
export type { GroupParticipant, GroupParticipantsUpdate, GroupRecord, GroupUpdate } from "./payloads/groups.js";
export type {
  ConnectionUpdate,
  GatewayErrorReport,
  InstanceLifecycle,
  InstanceStatus,
  NoPayload,
  QrCodeUpdate,
  TypebotStart,
  TypebotStatusChange,
} from "./payloads/instances.js";
export type {
  HistoryProgress,
  MessageChange,
  MessageDeletion,
  MessageEdit,
  MessageHistory,
  MessageRevocation,
  MessageUpdate,
  OtherMessageChange,
  OtherProtocolType,
  ProtocolType,
} from "./payloads/messages.js";
export type {
  Registration,
  RegistrationBody,
  RegistrationOptions,
  RegistrationTarget,
  StoredWebhook,
} from "./register.js";
export type { EventNamed, MessageNamed } from "./router.js";
export { type DeliveryOutcome, statusOf } from "./status.js";
export type { Handler, SubscribeOptions } from "./subscription.js";
export {
  createWebhook,
  type ReceiveResult,
  type Webhook,
  type WebhookOptions,
  type WebhookRequest,
} from "./webhook.js";
