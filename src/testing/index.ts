// A gateway without WhatsApp

export type { DeliveryAttempt } from "./deliveries.js";
export type {
  DeliveryFault,
  EventScope,
  Fault,
  FaultKind,
  FaultScope,
  Faults,
  MessageFault,
  RouteFault,
  RouteScope,
} from "./faults.js";
export { createFakeGateway, type FakeGateway } from "./gateway.js";
export type { GatewayEvents, RestCall } from "./gateway-events.js";
export type { FakeGatewayOptions, GroupOptions } from "./gateway-options.js";
export type { FakeGroup } from "./groups.js";
export type { StoredMedia } from "./media.js";
export type { FakeInstanceOptions } from "./new-instance.js";
export type { FakeInstance } from "./world.js";

// The other side of the chat

export type { PhoneContent } from "./build/phone-content.js";
export type { FakePhone, OwnPhoneOptions, PhoneOptions, PhoneSendOptions } from "./phone.js";
export type { MessageRef } from "./phone-chats.js";
export type { ChatPresence, PhoneChat, PhoneMessage, QuotedMessage } from "./phone-message.js";
export type { FakeProfile } from "./profiles.js";
export { type Choice, choicesOf, pollOf } from "./selections.js";

// What a test expects of it

export {
  Conversation,
  ConversationError,
  type ConversationOptions,
  conversation,
  type ScriptedPhone,
} from "./conversation.js";
export type { Expected } from "./expected.js";
export {
  type MatchedPhone,
  type MatcherResult,
  matchers,
  type PhoneMatchers,
  type ToReceiveOptions,
} from "./matchers.js";
export type { ShownMessage, ShownPhone } from "./transcript.js";

// Webhook bodies without a gateway

export { type Build, type BuiltEvent, type BuiltMessage, build, createBuild } from "./build/build.js";
export type { GatewayVersion } from "./build/frame.js";
export type { Addressing, BuildOptions, MessageInput } from "./build/options.js";

// Is it a limiter's store as we know it?
export { type RateLimitStoreSuiteOptions, rateLimitStoreSuite } from "./rate-limit/suite.js";
// Is it a gateway as we know it?

export { type ContractOptions, type ContractResult, runContract } from "./contract/index.js";

// Is it a queue driver as we know it?

export {
  type QueueDriverCapabilities,
  type QueueDriverContext,
  type QueueDriverProcesses,
  type QueueDriverSuiteOptions,
  queueDriverSuite,
} from "./queue/suite.js";

// Is it a store of records as we know it?

export {
  type StateStoreCapabilities,
  type StateStoreContext,
  type StateStoreProcesses,
  type StateStoreSuiteOptions,
  sessionStoreSuite,
  stateStoreSuite,
} from "./state/suite.js";
