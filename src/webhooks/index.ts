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
export type { FetchHandler } from "./adapters/fetch.js";
export type { FastifyReplyLike, FastifyRequestLike, NodeHandler, NodeRequest, NodeResponse } from "./adapters/node.js";
export { type ApiKeyAuthOptions, apiKeyAuth } from "./auth/api-key.js";
// Who may post
export { type Auth, type AuthRequest, allOf, anyOf } from "./auth/auth.js";
export { type HeaderAuthOptions, headerAuth } from "./auth/header.js";
export { type IpAllowListOptions, ipAllowList } from "./auth/ip-allow-list.js";
export { type JwtAuthOptions, jwtAuth } from "./auth/jwt.js";
export { generateSecret, type SecretAuthOptions, secretAuth } from "./auth/secret.js";
export {
  type ConnectionUpdate,
  type EventName,
  type EventOf,
  type EventPayloads,
  events,
  isKnownEvent,
  isUnknownEvent,
  type KnownEvent,
  type MessageUpdate,
  type QrCodeUpdate,
  type UnknownEvent,
  type UnknownEventName,
  type WebhookEvent,
} from "./events.js";
export type { HeadersInput } from "./headers.js";
// Messages
export { toInboundMessage } from "./message/inbound.js";
export type {
  AudioMessage,
  Chat,
  Contact,
  ContactsMessage,
  DocumentMessage,
  ImageMessage,
  InboundMessage,
  Location,
  LocationMessage,
  Media,
  MessageKind,
  MessageOf,
  Person,
  QuotedMessage,
  Reaction,
  ReactionMessage,
  Selection,
  SelectionMessage,
  Sender,
  TextMessage,
  UnknownMessage,
  VideoMessage,
} from "./message/types.js";
// Events
export { parseWebhook } from "./parse.js";
export type {
  Registration,
  RegistrationBody,
  RegistrationOptions,
  RegistrationTarget,
  StoredWebhook,
} from "./register.js";
export type { EventNamed, Handler, MessageNamed, SubscribeOptions } from "./router.js";
export { type DeliveryOutcome, statusOf } from "./status.js";
export {
  createWebhook,
  type ReceiveResult,
  type Webhook,
  type WebhookOptions,
  type WebhookRequest,
} from "./webhook.js";
