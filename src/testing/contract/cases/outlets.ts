import { type Answer, answer, type ContractCase, failed, invalid, missing } from "../case.js";
import { optional, tuple } from "../shape.js";
import { outletRow, webhookRow } from "../shapes.js";

/** Never called by the server: it posts to `http(s)://` only. */
const url = "evolution-kit-live:nowhere";

const webhook: readonly ContractCase[] = [
  {
    endpoint: "webhookFind",
    on: "EVOLUTION",
    title: "never set",
    answers: [answer(200, null)],
    recorded: ["webhook-find-never-set"],
  },
  {
    endpoint: "webhookSet",
    on: "EVOLUTION",
    title: "stored; no events means all",
    body: () => ({ webhook: { enabled: true, url, headers: { "x-tenant": "acme" }, events: [] } }),
    answers: [answer(201, { ...webhookRow, enabled: true, headers: { "x-tenant": "string" } })],
    recorded: ["webhook-set-empty-events-means-all"],
  },
  {
    endpoint: "webhookFind",
    on: "EVOLUTION",
    title: "as stored",
    answers: [answer(200, webhookRow)],
    recorded: ["webhook-find"],
  },
  {
    endpoint: "webhookSet",
    on: "EVOLUTION",
    title: "headers emptied",
    body: () => ({ webhook: { enabled: true, url, headers: {}, events: ["MESSAGES_UPSERT"] } }),
    answers: [answer(201, { ...webhookRow, events: tuple(/^MESSAGES_UPSERT$/) })],
    recorded: ["webhook-set-headers-cleared"],
  },
  {
    endpoint: "webhookSet",
    on: "EVOLUTION",
    title: "an unknown event",
    body: () => ({ webhook: { enabled: true, url, events: ["MESSAGE_RECEIVED"] } }),
    answers: [invalid(/^webhook\.events\[0\] is not one of enum values: /)],
    recorded: ["webhook-set-unknown-event"],
  },
  {
    endpoint: "webhookSet",
    on: "EVOLUTION",
    title: "not wrapped in its name",
    body: () => ({ enabled: true, url, events: [] }),
    answers: [missing("webhook")],
    recorded: ["webhook-set-unwrapped-body"],
  },
  {
    endpoint: "webhookSet",
    on: "EVOLUTION",
    title: "on without events",
    body: () => ({ webhook: { enabled: true, url } }),
    answers: [failed(/^Cannot read properties of undefined \(reading 'length'\)$/)],
  },
  {
    endpoint: "webhookSet",
    on: "EVOLUTION",
    title: "off: its events are emptied",
    body: () => ({ webhook: { enabled: false, url, events: ["CALL"] } }),
    answers: [answer(201, { ...webhookRow, enabled: false, events: tuple() })],
    recorded: ["webhook-set-disabled"],
  },
];

const nothing = (status: number): Answer => answer(status, undefined);

/**
 * The other outlets are kept off. Off on the server they answer nothing; some builds refuse every `set` with "Invalid URL",
 * which comes from the schema's id and not from the body.
 */
const outlet = (name: "websocket" | "rabbitmq" | "nats" | "sqs" | "kafka"): readonly ContractCase[] => [
  {
    endpoint: `${name}Set`,
    on: "EVOLUTION",
    title: "kept off",
    body: () => ({ [name]: { enabled: false, events: [] } }),
    answers: [answer(201, outletRow), nothing(201), failed("Invalid URL")],
    recorded: [name === "websocket" ? "websocket-set" : `${name}-set-when-disabled-on-server`],
  },
  {
    endpoint: `${name}Find`,
    on: "EVOLUTION",
    title: "a row, none, or off on the server",
    answers: [answer(200, optional(outletRow)), nothing(200)],
    recorded: [name === "websocket" ? "websocket-find" : `${name}-find-when-disabled-on-server`],
  },
];

/** Where the events of our own instance go: nowhere. */
export const outletCases: readonly ContractCase[] = [
  ...webhook,
  ...(["websocket", "rabbitmq", "nats", "sqs", "kafka"] as const).flatMap(outlet),
  {
    endpoint: "pusherSet",
    on: "EVOLUTION",
    title: "stored, also when off on the server",
    body: () => ({
      pusher: { enabled: false, appId: "1", key: "k", secret: "s", cluster: "us2", useTLS: true, events: [] },
    }),
    answers: [answer(201, { ...outletRow, appId: "string", cluster: "string", useTLS: "boolean" })],
    recorded: ["pusher-set-when-disabled-on-server"],
  },
  {
    endpoint: "pusherFind",
    on: "EVOLUTION",
    title: "a row, or off on the server",
    answers: [answer(200, optional(outletRow)), nothing(200)],
  },
];
