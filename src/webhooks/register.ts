import * as z from "zod";
import { ApiError, InvalidArgumentError } from "../errors/index.js";
import { parseOptions } from "../errors/parse-options.js";
import { redact, redactUrls } from "../internal/redact.js";
import type { Subscription } from "../types/index.js";
import { headerName, headerValue } from "./auth/header.js";

/** The part of `client.instance(name)` that is needed. */
export interface RegistrationTarget {
  readonly instanceName: string;
  readonly events: {
    readonly webhook: {
      set(body: RegistrationBody, options?: { readonly signal?: AbortSignal }): Promise<unknown>;
      find(options?: { readonly signal?: AbortSignal }): Promise<StoredWebhook | null>;
    };
  };
}

export interface RegistrationBody {
  readonly enabled: true;
  readonly url: string;
  readonly events: readonly Subscription[];
  readonly headers: Readonly<Record<string, string>>;
  readonly byEvents: false;
  readonly base64: false;
}

/** What the gateway says it has stored. */
export interface StoredWebhook {
  readonly enabled: boolean;
  readonly url: string;
  readonly events: readonly string[];
  readonly headers: Readonly<Record<string, string>> | null;
  readonly webhookByEvents: boolean;
  readonly webhookBase64: boolean;
}

export interface RegistrationOptions {
  /** Where this webhook is reached, with `http://` or `https://`: the final address, because a redirect loses events. */
  readonly url: string;
  /** The events to post; `"all"` for all that the server has. The fewer the better: a slow answer to one may hold up others. */
  readonly events: readonly Subscription[] | "all";
  /** Further headers that the gateway is to send. @default none */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Holds no secret: safe to log. */
export interface Registration {
  readonly instanceName: string;
  readonly url: string;
  /** What the gateway posts from now on. */
  readonly events: readonly string[];
  /** What was asked for and this version of the gateway does not know. Look at it where each of them matters. */
  readonly missingEvents: readonly string[];
}

const urlText = "to be an address that begins with http:// or https://. Example: https://bot.example.com/webhook";
const eventsText = 'to be a list of subscriptions that is not empty, or "all". Example: ["MESSAGES_UPSERT"]';
const schema = z.object({
  url: z
    .string({ error: urlText })
    .regex(/^https?:\/\/[^\s#]+$/, { error: urlText })
    .refine((url) => URL.canParse(url), { error: urlText }),
  events: z.union(
    [
      z.literal("all"),
      z.array(z.custom<Subscription>((name) => typeof name === "string")).min(1, { error: eventsText }),
    ],
    {
      error: eventsText,
    },
  ),
  headers: z.record(headerName, headerValue).default({}),
  signal: z.custom<AbortSignal>().optional(),
});

/** Sets the webhook, reads it back, and compares. `authHeaders` are the secrets that the receiver asks for. */
export async function registerWebhook(
  instance: RegistrationTarget,
  options: RegistrationOptions,
  authHeaders: Readonly<Record<string, string>> = {},
): Promise<Registration> {
  const { url, events, headers, signal } = parseOptions(schema, options, ["headers", "url"]);
  assertDistinct(headers, authHeaders);
  const asked = events === "all" ? [] : events;
  const body = {
    enabled: true,
    url,
    events: asked,
    headers: { ...headers, ...authHeaders },
    byEvents: false,
    base64: false,
  } as const;
  const call = signal && { signal };
  await instance.events.webhook.set(body, call);
  const stored = await instance.events.webhook.find(call);
  const differences = differencesOf(body, stored);
  if (stored === null || differences.length > 0) {
    throw new ApiError(
      `Expected the gateway to have stored what was set, but it shows another ${differences.join(", ")}. Does another process set this webhook too?`,
      { status: 200, body: redact(stored), instanceName: instance.instanceName },
    );
  }
  return {
    instanceName: instance.instanceName,
    // What may be in it for the receiver alone is not shown.
    url: redactUrls(url),
    events: listOfEvents(stored),
    missingEvents: asked.filter((name) => !listOfEvents(stored).includes(name)),
  };
}

/** Some answer leaves it out. */
const listOfEvents = ({ events }: StoredWebhook): readonly string[] => (Array.isArray(events) ? events : []);

/** The names of the fields alone: what is in them may be secret. */
function differencesOf(body: RegistrationBody, stored: StoredWebhook | null): string[] {
  if (stored === null) return ["webhook"];
  const { headers } = stored;
  const events = listOfEvents(stored);
  const names = new Set([...Object.keys(body.headers), ...Object.keys(headers ?? {})]);
  const isSubset = body.events.length === 0 || events.every((name) => body.events.includes(name as Subscription));
  return [
    stored.enabled !== true && "enabled",
    stored.url !== body.url && "url",
    (events.length === 0 || !isSubset) && "events",
    stored.webhookByEvents !== false && "byEvents",
    stored.webhookBase64 !== false && "base64",
    ...[...names].map((name) => headers?.[name] !== body.headers[name] && `headers.${name}`),
  ].filter((field) => field !== false);
}

/** The secrets come from `auth`; a second value for one of them could only be refused later. */
function assertDistinct(headers: Readonly<Record<string, string>>, secrets: Readonly<Record<string, string>>): void {
  const taken = Object.keys(headers).find((name) => Object.hasOwn(secrets, name.toLowerCase()));
  if (taken === undefined) return;
  throw new InvalidArgumentError(
    `Expected \`headers\` without "${taken}", which \`auth\` sets. Leave it out: register sends the value that \`auth\` checks.`,
  );
}
