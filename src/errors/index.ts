// The root, and what is known about a failed send

// The gateway said no
export {
  ApiError,
  type ApiErrorFacts,
  AuthenticationError,
  InstanceNameInUseError,
  InstanceNotConnectedError,
  LicenseRequiredError,
  NotFoundError,
  RateLimitError,
  RecipientNotFoundError,
  ServerError,
  ValidationError,
} from "./api-error.js";
export {
  type ApiErrorCode,
  type Delivery,
  type ErrorCode,
  type ErrorFacts,
  EvolutionError,
} from "./evolution-error.js";
// One guard per class, safe over two copies of the package
export {
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
} from "./guards.js";
// The gateway was not reached, the caller cancelled, or we refused before sending
export {
  AbortError,
  ConnectionError,
  InvalidArgumentError,
  MediaError,
  TimeoutError,
  TurnFailedError,
} from "./local-error.js";
// A queue has no room, its store or its lease is lost, a job cannot be done, or a send of the outbox is over
export {
  LeaseLostError,
  QueueDriverError,
  QueueFullError,
  SendFailedError,
  UnrecoverableError,
} from "./queue-error.js";
// Records could not be read or written, or somebody else was faster
export { SessionConflictError, StateStoreError } from "./state-error.js";
// The webhook is not acceptable, or its handler failed
export { WebhookError, WebhookHandlerError, WebhookParseError } from "./webhook-error.js";
