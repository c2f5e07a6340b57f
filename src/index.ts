// The client

export type { CallInput, RequestOptions } from "./client/call.js";
export type { Capabilities, EndpointName } from "./client/capabilities.js";
export { EvolutionClient } from "./client/client.js";
// How requests travel
export { undiciTransport } from "./client/default-transport.js";
export type { DownloadOptions } from "./client/download.js";
// The gateway's routes, as data
export { type Endpoint, endpoints, type HttpMethod, laterEndpoints } from "./client/endpoints/index.js";
export type { CallEvent, ClientHooks, RequestEvent, ResponseEvent, RetryEvent } from "./client/hooks.js";
export type { InstanceClient } from "./client/instance.js";
// Files to send
export { fromFile } from "./client/media/from-file.js";
export type { MediaKind, MediaLimits } from "./client/media/limits.js";
export type { MediaBlob, MediaFile, MediaSource, MediaStream } from "./client/media/source.js";
export type { EvolutionClientOptions } from "./client/options.js";
export type { PairOptions, WaitOptions } from "./client/pairing.js";
export type { RawRequest } from "./client/raw-request.js";
export type { OfferCallBody, OfferedCall } from "./client/resources/calls.js";
export type { ServerHealth, ServerInfo } from "./client/resources/server.js";
export {
  AnswerBroken,
  AnswerTooLong,
  type BodyStream,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from "./client/transport.js";
export { type FetchTransportOptions, fetchTransport } from "./client/transports/fetch.js";
export type { UndiciTransportOptions } from "./client/transports/undici.js";
// Bodies and answers, by resource
export type {
  BaileysAuthState,
  BaileysDevice,
  BaileysNode,
  BaileysPresence,
  CreateParticipantNodesBody,
  DecryptMessageBody,
  GetUSyncDevicesBody,
  ParticipantNodes,
  ProfilePictureUrlBody,
} from "./client/types/baileys.js";
export type {
  Catalog,
  CatalogProduct,
  Collection,
  Collections,
  GetCatalogBody,
  GetCollectionsBody,
} from "./client/types/business.js";
export type {
  ArchiveChatBody,
  ArchivedChat,
  ChatMessage,
  ChatRow,
  ContactRow,
  DeleteMessageBody,
  FindChatsBody,
  FindContactsBody,
  FindMessagesBody,
  FindStatusMessageBody,
  FoundChat,
  FoundMessages,
  GetBase64Body,
  LastMessage,
  MarkChatUnreadBody,
  MarkMessageAsReadBody,
  MediaBase64,
  MessageRef,
  MessageRow,
  MessageStatusRow,
  MessagesRead,
  ProfilePicture,
  ProtocolAnswer,
  SendPresenceBody,
  UnreadChat,
  UpdateBlockStatusBody,
  UpdateMessageBody,
  WhatsAppNumber,
  WhatsAppNumbersBody,
} from "./client/types/chat.js";
export type {
  BotBehaviour,
  BotBehaviourRow,
  BotBody,
  BotRow,
  BotSession,
  BotSessionStatus,
  BotSettings,
  BotSettingsBody,
  BotSettingsRow,
  BotStatusAnswer,
  BotTrigger,
  BotTriggerOperator,
  ChangeBotStatusBody,
  DifyBody,
  DifyRow,
  EvoaiBody,
  EvoaiRow,
  FlowiseSettingsBody,
  HttpBotBody,
  HttpBotRow,
  IgnoreJidBody,
  N8nBody,
  N8nRow,
  OpenaiBotBody,
  OpenaiBotRow,
  OpenaiCredsBody,
  OpenaiCredsRow,
  OpenaiModel,
  OpenaiSettingsBody,
  StartedTypebot,
  StartTypebotBody,
  TypebotBody,
  TypebotRow,
  TypebotSettingsBody,
} from "./client/types/chatbot.js";
export type {
  ChatwootAnswer,
  ChatwootRow,
  SetChatwootBody,
} from "./client/types/chatwoot.js";
export type {
  AcceptedInvite,
  CreateGroupBody,
  FetchAllGroupsQuery,
  GroupInfo,
  GroupListItem,
  GroupMember,
  GroupMetadata,
  GroupParticipant,
  GroupRef,
  InviteCode,
  InviteCodeRef,
  LeftGroup,
  RevokedInviteCode,
  SendInviteBody,
  SentInvite,
  ToggleEphemeralBody,
  UpdatedParticipants,
  UpdateGroupDescriptionBody,
  UpdateGroupPictureBody,
  UpdateGroupSubjectBody,
  UpdateMemberAddModeBody,
  UpdateParticipantBody,
  UpdateSettingBody,
} from "./client/types/group.js";
export type {
  ConnectionState,
  ConnectResult,
  CreatedInstance,
  CreateInstanceBody,
  FetchInstancesQuery,
  InstanceRow,
  InstanceState,
  OutletConfig,
  Presence,
  PusherConfig,
  QrCode,
  ServerAnswer,
  WebhookConfig,
} from "./client/types/instance.js";
export type {
  InboundReceipt,
  ReceiveEvolutionBody,
  ReceiveMetaBody,
  VerifyMetaQuery,
} from "./client/types/integration.js";
export type {
  HandledLabel,
  HandleLabelBody,
  LabelRow,
} from "./client/types/label.js";
export type {
  FindChannelsBody,
  FoundChannels,
  GetPollVoteBody,
  MarkMessageAsPlayedBody,
  MessagesPlayed,
  PollVotes,
} from "./client/types/later.js";
export type {
  OutletName,
  OutletRow,
  PusherRow,
  SetOutletBody,
  SetPusherBody,
} from "./client/types/outlet.js";
export type {
  Audience,
  BusinessProfile,
  FailedLookup,
  FailedProfile,
  NoBusinessProfile,
  PrivacySettings,
  Profile,
  ProfileQuery,
  Updated,
  UpdatedPrivacySettings,
} from "./client/types/profile.js";
export type {
  Button,
  CarouselCard,
  ChosenId,
  ContactCard,
  ListRow,
  Quoted,
  SendButtonsBody,
  SendCarouselBody,
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
export type {
  ProxyAnswer,
  ProxyRow,
  SetProxyBody,
  SetSettingsBody,
  SettingsAnswer,
  SettingsRow,
} from "./client/types/settings.js";
export type {
  GetMediaBody,
  GetMediaUrlBody,
  StoredMedia,
  StoredMediaUrl,
} from "./client/types/storage.js";
export type {
  CreateTemplateBody,
  DeleteTemplateBody,
  EditTemplateBody,
  MetaTemplate,
  TemplateCategory,
  TemplateComponent,
  TemplateRow,
} from "./client/types/template.js";
export type {
  SetWebhookBody,
  WebhookRow,
} from "./client/types/webhook.js";
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
  isLeaseLostError,
  isLicenseRequiredError,
  isMediaError,
  isNotFoundError,
  isQueueDriverError,
  isQueueFullError,
  isRateLimitError,
  isRecipientNotFoundError,
  isSendFailedError,
  isServerError,
  isSessionConflictError,
  isStateStoreError,
  isTimeoutError,
  isTurnFailedError,
  isUnrecoverableError,
  isValidationError,
  isWebhookError,
  isWebhookHandlerError,
  isWebhookParseError,
  LeaseLostError,
  LicenseRequiredError,
  MediaError,
  NotFoundError,
  QueueDriverError,
  QueueFullError,
  RateLimitError,
  RecipientNotFoundError,
  SendFailedError,
  ServerError,
  SessionConflictError,
  StateStoreError,
  TimeoutError,
  TurnFailedError,
  UnrecoverableError,
  ValidationError,
  WebhookError,
  WebhookHandlerError,
  WebhookParseError,
} from "./errors/index.js";
// Addresses
export { formatJid, type Jid, type JidKind, parseJid, toJid } from "./jid/index.js";
// What client and webhooks have in common
export {
  type DownloadedMedia,
  type Integration,
  type Logger,
  type MessageContent,
  type MessageKey,
  type MessageStatus,
  type SentMessage,
  type Subscription,
  subscriptions,
  type WhatsAppMessage,
} from "./types/index.js";
