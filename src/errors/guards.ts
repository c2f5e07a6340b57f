import type {
  ApiError,
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
import { type ApiErrorCode, brand, type ErrorCode, type EvolutionError } from "./evolution-error.js";
import type {
  AbortError,
  ConnectionError,
  InvalidArgumentError,
  MediaError,
  TimeoutError,
  TurnFailedError,
} from "./local-error.js";
import type {
  LeaseLostError,
  QueueDriverError,
  QueueFullError,
  SendFailedError,
  UnrecoverableError,
} from "./queue-error.js";
import type { SessionConflictError, StateStoreError } from "./state-error.js";
import type { WebhookError, WebhookHandlerError, WebhookParseError } from "./webhook-error.js";

const apiErrorCodes: Record<ApiErrorCode, true> = {
  API: true,
  AUTHENTICATION: true,
  INSTANCE_NAME_IN_USE: true,
  INSTANCE_NOT_CONNECTED: true,
  LICENSE_REQUIRED: true,
  NOT_FOUND: true,
  RATE_LIMIT: true,
  RECIPIENT_NOT_FOUND: true,
  SERVER: true,
  VALIDATION: true,
};

/** True for every error of this package, also one thrown by another copy of it. */
export function isEvolutionError(error: unknown): error is EvolutionError {
  return typeof error === "object" && error !== null && brand in error;
}

/** Pure: a bundler drops the guards that a program does not use. */
/* @__NO_SIDE_EFFECTS__ */ const guard =
  <T extends EvolutionError>(...codes: readonly ErrorCode[]) =>
  (error: unknown): error is T =>
    isEvolutionError(error) && codes.includes(error.code);

/** True for {@link ApiError} and its subclasses. */
export const isApiError = (error: unknown): error is ApiError =>
  isEvolutionError(error) && Object.hasOwn(apiErrorCodes, error.code);
/** True for {@link AuthenticationError}. */
export const isAuthenticationError = guard<AuthenticationError>("AUTHENTICATION");
/** True for {@link InstanceNameInUseError}. */
export const isInstanceNameInUseError = guard<InstanceNameInUseError>("INSTANCE_NAME_IN_USE");
/** True for {@link InstanceNotConnectedError}. */
export const isInstanceNotConnectedError = guard<InstanceNotConnectedError>("INSTANCE_NOT_CONNECTED");
/** True for {@link LicenseRequiredError}. */
export const isLicenseRequiredError = guard<LicenseRequiredError>("LICENSE_REQUIRED");
/** True for {@link NotFoundError}. */
export const isNotFoundError = guard<NotFoundError>("NOT_FOUND");
/** True for {@link RateLimitError}. */
export const isRateLimitError = guard<RateLimitError>("RATE_LIMIT");
/** True for {@link RecipientNotFoundError}. */
export const isRecipientNotFoundError = guard<RecipientNotFoundError>("RECIPIENT_NOT_FOUND");
/** True for {@link ServerError}. */
export const isServerError = guard<ServerError>("SERVER");
/** True for {@link ValidationError}. */
export const isValidationError = guard<ValidationError>("VALIDATION");
/** True for {@link ConnectionError}. */
export const isConnectionError = guard<ConnectionError>("CONNECTION");
/** True for {@link TimeoutError}. */
export const isTimeoutError = guard<TimeoutError>("TIMEOUT");
/** True for {@link AbortError}. */
export const isAbortError = guard<AbortError>("ABORTED");
/** True for {@link InvalidArgumentError}. */
export const isInvalidArgumentError = guard<InvalidArgumentError>("INVALID_ARGUMENT");
/** True for {@link MediaError}. */
export const isMediaError = guard<MediaError>("MEDIA");
/** True for {@link WebhookError} and its subclasses. */
export const isWebhookError = guard<WebhookError>("WEBHOOK", "WEBHOOK_PARSE", "WEBHOOK_HANDLER");
/** True for {@link WebhookParseError}. */
export const isWebhookParseError = guard<WebhookParseError>("WEBHOOK_PARSE");
/** True for {@link WebhookHandlerError}. */
export const isWebhookHandlerError = guard<WebhookHandlerError>("WEBHOOK_HANDLER");
/** True for {@link TurnFailedError}. */
export const isTurnFailedError = guard<TurnFailedError>("TURN_FAILED");
/** True for {@link QueueFullError}. */
export const isQueueFullError = guard<QueueFullError>("QUEUE_FULL");
/** True for {@link QueueDriverError}. */
export const isQueueDriverError = guard<QueueDriverError>("QUEUE_DRIVER");
/** True for {@link LeaseLostError}. */
export const isLeaseLostError = guard<LeaseLostError>("LEASE_LOST");
/** True for {@link UnrecoverableError}. */
export const isUnrecoverableError = guard<UnrecoverableError>("UNRECOVERABLE");
/** True for {@link SendFailedError}. */
export const isSendFailedError = guard<SendFailedError>("SEND_FAILED");
/** True for {@link StateStoreError}. */
export const isStateStoreError = guard<StateStoreError>("STATE_STORE");
/** True for {@link SessionConflictError}. */
export const isSessionConflictError = guard<SessionConflictError>("SESSION_CONFLICT");
