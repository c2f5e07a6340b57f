import {
  ApiError,
  type ApiErrorFacts,
  AuthenticationError,
  type Delivery,
  InstanceNameInUseError,
  InstanceNotConnectedError,
  LicenseRequiredError,
  NotFoundError,
  RateLimitError,
  RecipientNotFoundError,
  ServerError,
  ValidationError,
} from "../errors/index.js";
import { describe, isRecord, own } from "../internal/record.js";
import type { AnswerContext } from "./answer.js";
import { envelopeMessage, isMetaError } from "./delivery.js";

interface Refusal {
  readonly status: number;
  readonly body: unknown;
  readonly retryAfterMs: number | undefined;
  readonly delivery: Delivery | undefined;
}

/** Meta's error codes: https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes */
const metaAuthentication = new Set([0, 3, 10, 190, 200, 294]);
const metaRateLimit = new Set([4, 80007, 130429, 131048, 131056]);
const metaRecipient = new Set([131026]);

/** The socket is closed, or has never been made: then its methods are read from nothing. */
const notConnected =
  /^((Type)?Error: )?Connection Closed$|Cannot read properties of undefined \(reading '(onWhatsApp|waUploadToServer|sendMessage|relayMessage|sendPresenceUpdate|readMessages|chatModify|profilePictureUrl|(fetch|update|remove|group|getBusiness)\w+)'\)|instance is not connected$/;
const nameInUse = /^This name ".*" is already in use\.$/;
/** An exception's text rather than a sentence for the caller. */
const exceptionText = /^(\w*Error\b|\[object Object\]|Cannot read propert)/;

/** Turns an answer that is no success into the error class that says who can act on it. */
export function refusalOf({ endpoint, instanceName }: AnswerContext, refusal: Refusal): ApiError {
  const { status, body } = refusal;
  const details = detailsOf(body);
  const route = `${endpoint.method} ${endpoint.path}`;
  const facts = { ...refusal, details, instanceName, endpoint: route };
  const { create, fix } = classify(status, body, details, endpoint.path);
  const on = instanceName === undefined ? "" : ` for instance "${instanceName}"`;
  const said = details.length > 0 ? short(details.join("; ")) : body === undefined ? "an empty body" : "no reason";
  const look = refusal.delivery === "unknown" ? " The message may have been sent: look before sending it again." : "";
  return create(`${route} answered ${status}${on}: ${said}.${look} ${fix}`.trim(), facts);
}

type Create = (message: string, facts: ApiErrorFacts) => ApiError;
type Class = new (message: string, facts: ApiErrorFacts) => ApiError;
const as =
  (Class: Class): Create =>
  (message, facts) =>
    new Class(message, facts);

function classify(
  status: number,
  body: unknown,
  details: readonly string[],
  path: string,
): { create: Create; fix: string } {
  const says = (pattern: RegExp) => details.some((text) => pattern.test(text));

  if (status === 503 && own(body, "code") === "LICENSE_REQUIRED") {
    const register = own(body, "register_url");
    return {
      create: as(LicenseRequiredError),
      fix: `Activate the gateway${typeof register === "string" ? ` at ${register}` : ""}; until then every call is refused.`,
    };
  }
  if (status < 300 && isMetaError(body)) return classifyMeta(body.code);
  const missing = status === 400 ? missingNumbers(body) : [];
  if (missing.length > 0) {
    return {
      create: (message, facts) => new RecipientNotFoundError(message, { ...facts, numbers: missing }),
      fix: "Give the number in international form, digits only.",
    };
  }
  if (says(notConnected) || (status < 300 && path.startsWith("/instance/restart"))) {
    return {
      create: as(InstanceNotConnectedError),
      fix: "Connect it with `instances.connect` and wait until it is open.",
    };
  }
  if (status === 403 && says(nameInUse)) {
    return {
      create: as(InstanceNameInUseError),
      fix: "Use another name, or `instances.fetchInstances` to read the one that exists.",
    };
  }
  if (status === 401 || status === 403) {
    return {
      create: as(AuthenticationError),
      fix: "Check `apiKey`: the global key opens everything, a token only its own instance.",
    };
  }
  if (status === 404)
    return { create: as(NotFoundError), fix: "Check the name, and that `baseUrl` is the gateway's own address." };
  if (status === 413) return { create: as(ValidationError), fix: "Send less in one request, or media by URL." };
  if (status === 400 && details.length === 0) {
    return { create: as(ApiError), fix: "Is the instance connected, and is the body complete?" };
  }
  if (status === 422 || (status === 400 && !says(exceptionText))) return { create: as(ValidationError), fix: "" };
  if (status === 429) return { create: as(RateLimitError), fix: "Wait, then send more slowly." };
  if (status >= 500) return { create: as(ServerError), fix: "The gateway's log has the cause." };
  if (status >= 300 && status < 400) {
    return {
      create: as(ApiError),
      fix: "Redirects are not followed: set `baseUrl` to the final address, with its scheme.",
    };
  }
  return { create: as(ApiError), fix: "" };
}

function classifyMeta(code: number): { create: Create; fix: string } {
  if (metaAuthentication.has(code)) return { create: as(AuthenticationError), fix: "Renew the instance's Meta token." };
  if (metaRateLimit.has(code)) return { create: as(RateLimitError), fix: "Meta limits this number: send more slowly." };
  if (metaRecipient.has(code)) {
    return { create: (message, facts) => new RecipientNotFoundError(message, { ...facts, numbers: [] }), fix: "" };
  }
  return { create: as(ApiError), fix: `Meta's error ${code}: see its list of error codes.` };
}

/** One line, not endless, and without the full stop that ours follows. */
const short = (text: string): string => {
  const line = text.replace(/\s+/g, " ").replace(/\.$/, "");
  return line.length > 500 ? `${line.slice(0, 500)}…` : line;
};

const textOf = (value: unknown): string => (typeof value === "string" ? value : describe(value));

function missingNumbers(body: unknown): string[] {
  const message = envelopeMessage(body);
  if (!Array.isArray(message)) return [];
  return message
    .filter((item) => own(item, "exists") === false)
    .map((item) => textOf(own(item, "number") ?? own(item, "jid")));
}

/** The texts of an answer, in any of the shapes the gateway has for them (it uses eight). */
export function detailsOf(body: unknown): string[] {
  if (typeof body === "string") return [short(body)];
  return textsOf(envelopeMessage(body) ?? own(body, "message") ?? own(body, "error"));
}

function textsOf(message: unknown): string[] {
  if (typeof message === "string") return [message];
  if (Array.isArray(message)) return message.flatMap(textsOf);
  if (!isRecord(message)) return [];
  if (message.exists === false) return [`${textOf(message.number ?? message.jid)} is not on WhatsApp`];
  const texts = textsOf(message.message);
  const property = message.property;
  return typeof property === "string" ? texts.map((text) => `${property}: ${text}`) : texts;
}
