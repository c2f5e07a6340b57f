// The client

export type { CallInput, RequestOptions } from "./client/call.js";
export { EvolutionClient } from "./client/client.js";
// How requests travel
export { undiciTransport } from "./client/default-transport.js";
// The gateway's routes, as data
export { type Endpoint, endpoints, type HttpMethod } from "./client/endpoints/index.js";
export type { CallEvent, ClientHooks, RequestEvent, ResponseEvent, RetryEvent } from "./client/hooks.js";
export type { InstanceClient } from "./client/instance.js";
export type { EvolutionClientOptions } from "./client/options.js";
export type { PairOptions, WaitOptions } from "./client/pairing.js";
export type { RawRequest } from "./client/raw-request.js";
export type { ServerHealth, ServerInfo } from "./client/resources/server.js";
export type { Transport, TransportRequest, TransportResponse } from "./client/transport.js";
export { type FetchTransportOptions, fetchTransport } from "./client/transports/fetch.js";
export type { UndiciTransportOptions } from "./client/transports/undici.js";
// Bodies and answers
export type { FindMessagesBody, FoundMessages, MessageRow } from "./client/types/chat.js";
export type {
  ConnectionState,
  ConnectResult,
  CreatedInstance,
  CreateInstanceBody,
  FetchInstancesQuery,
  InstanceRow,
  InstanceState,
  Presence,
  QrCode,
  ServerAnswer,
  WebhookConfig,
} from "./client/types/instance.js";
export type {
  Button,
  ContactCard,
  ListRow,
  MediaSource,
  Quoted,
  SendButtonsBody,
  SendContactBody,
  SendListBody,
  SendLocationBody,
  SendMediaBody,
  SendOptions,
  SendPollBody,
  SendPtvBody,
  SendReactionBody,
  SendStatusBody,
  SendStickerBody,
  SendTemplateBody,
  SendTextBody,
  SendWhatsAppAudioBody,
} from "./client/types/send.js";
export type { SetWebhookBody, WebhookRow } from "./client/types/webhook.js";
// Errors and their guards
export {
  AbortError,
  ApiError,
  type ApiErrorCode,
  type ApiErrorFacts,
  AuthenticationError,
  ConnectionError,
  type Delivery,
  type ErrorCode,
  type ErrorFacts,
  EvolutionError,
  InstanceNameInUseError,
  InstanceNotConnectedError,
  InvalidArgumentError,
  isAbortError,
  isApiError,
  isAuthenticationError,
  isConnectionError,
  isEvolutionError,
  isInstanceNameInUseError,
  isInstanceNotConnectedError,
  isInvalidArgumentError,
  isLicenseRequiredError,
  isNotFoundError,
  isRateLimitError,
  isRecipientNotFoundError,
  isServerError,
  isTimeoutError,
  isTurnFailedError,
  isValidationError,
  isWebhookError,
  isWebhookHandlerError,
  isWebhookParseError,
  LicenseRequiredError,
  NotFoundError,
  RateLimitError,
  RecipientNotFoundError,
  ServerError,
  TimeoutError,
  TurnFailedError,
  ValidationError,
  WebhookError,
  WebhookHandlerError,
  WebhookParseError,
} from "./errors/index.js";
// Addresses
export { formatJid, type Jid, type JidKind, parseJid, toJid } from "./jid/index.js";
// What client and webhooks have in common
export {
  type Integration,
  type MessageContent,
  type MessageKey,
  type MessageStatus,
  type SentMessage,
  type Subscription,
  subscriptions,
  type WhatsAppMessage,
} from "./types/index.js";
