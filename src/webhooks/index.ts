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
// Copies
export type { DedupeOptions } from "./dedupe.js";
// Events
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
// Subscribing
export type { MessageFilter } from "./filter.js";
export type { HeadersInput } from "./headers.js";
export type { KeyvLike } from "./known-keys.js";
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
export type { Middleware } from "./middleware.js";
// Parsing
export { parseWebhook } from "./parse.js";
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
