import type { JsonObject } from "../internal/record.js";
import { created, missingFields, ok, type Reply, refusal, thrown } from "./reply.js";
import type { Route, RouteContext } from "./routes.js";
import { rowOf, type StoredBot } from "./world.js";

/** A chatbot of the server, as far as its rows go. All are turned on. */
interface Bot {
  /** The parameter that names one in a path. */
  readonly id: string;
  readonly label: string;
  readonly required: readonly string[];
  /** Its own fields, and what they hold when nothing is given. */
  readonly fields: JsonObject;
  /** What may not be the same twice in one instance. */
  readonly unique: readonly string[];
  readonly duplicate: string;
  readonly fallback: string;
  /** Where its behaviour begins otherwise than the others'. */
  readonly defaults: JsonObject;
  /** What its settings have beside the common ones. */
  readonly settings: JsonObject;
}

const bot = (
  label: string,
  id: string,
  fields: JsonObject,
  required: readonly string[],
  more: Partial<Bot> = {},
): Bot => ({
  id,
  label,
  fields,
  required: [...required, "triggerType"],
  unique: Object.keys(fields),
  duplicate: `${label} already exists`,
  fallback: `${id.replace(/Id$/, "")}IdFallback`,
  defaults: {},
  settings: {},
  ...more,
});

const openaiFields = {
  openaiCredsId: null,
  botType: null,
  assistantId: null,
  functionUrl: null,
  model: null,
  systemMessages: [],
  assistantMessages: [],
  userMessages: [],
  maxTokens: null,
};

export const bots = {
  typebot: bot("Typebot", "typebotId", { url: null, typebot: null }, ["url", "typebot"], {
    unique: ["triggerOperator", "triggerValue"],
    duplicate: "Trigger already exists",
  }),
  openai: bot("OpenAI", "openaiBotId", openaiFields, ["openaiCredsId", "botType"], {
    fallback: "openaiIdFallback",
    defaults: { timePerChar: 50 },
    settings: { openaiCredsId: null, speechToText: false },
  }),
  dify: bot("Dify", "difyId", { botType: null, apiUrl: null, apiKey: null }, ["botType"]),
  n8n: bot("N8n", "n8nId", { webhookUrl: null, basicAuthUser: null, basicAuthPass: null }, ["webhookUrl"]),
  flowise: bot("Flowise", "flowiseId", { apiUrl: null, apiKey: null }, ["apiUrl"]),
  evoai: bot("EvoAI", "evoaiId", { agentUrl: null, apiKey: null }, ["agentUrl"]),
  evolutionBot: bot("Evolution", "evolutionBotId", { apiUrl: null, apiKey: null }, ["apiUrl"], {
    fallback: "botIdFallback",
  }),
} as const satisfies Record<string, Bot>;

export type BotName = keyof typeof bots;

const behaviour = {
  expire: 300,
  keywordFinish: "bye",
  delayMessage: 1000,
  unknownMessage: "Sorry, I dont understand",
  listeningFromMe: true,
  stopBotFromMe: true,
  keepOpen: false,
  debounceTime: 1,
  ignoreJids: [],
  splitMessages: false,
  timePerChar: 0,
};
const trigger = { triggerType: null, triggerOperator: null, triggerValue: null };
const settingFields = ["expire", "keywordFinish", "delayMessage", "unknownMessage", "listeningFromMe", "stopBotFromMe"];

/** The fields of `of` as given, else as they were, else as `of` has them. */
const filled = (of: JsonObject, given: JsonObject, old: JsonObject = {}): JsonObject =>
  Object.fromEntries(Object.entries(of).map(([field, value]) => [field, given[field] ?? old[field] ?? value]));

/** The ten routes that every chatbot has. Business rules are broken with a 500. */
export function botRoutes(name: BotName): Readonly<Record<string, Route>> {
  const { id, label, fields, required, unique, duplicate, fallback, defaults, settings: own }: Bot = bots[name];
  const storedOf = ({ instance }: RouteContext): StoredBot => {
    const stored = instance.bots.get(name) ?? { settings: undefined, rows: [] };
    instance.bots.set(name, stored);
    return stored;
  };
  const foundIn = (stored: StoredBot, { params }: RouteContext) =>
    stored.rows.findIndex((row) => row.id === params[id]);
  const wanted = { enabled: false, description: null, ...fields, ...behaviour, ...defaults, ...trigger };
  const writeRow = ({ instance, body, state }: RouteContext, old?: JsonObject) =>
    rowOf(instance, filled(wanted, body, old), state.now(), old);
  const settingsRow = ({ instance, body, state }: RouteContext, old?: JsonObject) => {
    const given = filled({ ...behaviour, ...defaults, ...own }, body, old);
    return rowOf(instance, { ...given, [fallback]: body.fallbackId ?? null }, state.now(), old);
  };
  return {
    create(context) {
      const invalid = missingFields(context.body, ["enabled", ...required]);
      if (invalid) return invalid;
      const { rows } = storedOf(context);
      if (rows.some((row) => unique.every((field) => row[field] === context.body[field]))) return thrown(duplicate);
      const row = writeRow(context);
      rows.push(row);
      return created(row);
    },
    find: (context) => ok(storedOf(context).rows),
    fetch: (context) => {
      const stored = storedOf(context);
      return ok(stored.rows[foundIn(stored, context)] ?? null);
    },
    update(context) {
      const invalid = missingFields(context.body, ["enabled", ...required]);
      if (invalid) return invalid;
      const stored = storedOf(context);
      const index = foundIn(stored, context);
      if (index === -1) return thrown(`Error updating ${label}`);
      const row = writeRow(context, stored.rows[index]);
      stored.rows[index] = row;
      return ok(row);
    },
    delete(context) {
      const stored = storedOf(context);
      const index = foundIn(stored, context);
      if (index === -1) return thrown(`Error deleting ${label} bot`);
      stored.rows.splice(index, 1);
      return ok({ bot: { id: context.params[id] } });
    },
    settings(context) {
      const invalid = missingFields(context.body, settingFields);
      if (invalid) return invalid;
      const stored = storedOf(context);
      stored.settings = settingsRow(context, stored.settings);
      return ok({ ...stored.settings, fallbackId: stored.settings[fallback] });
    },
    fetchSettings(context) {
      const { settings } = storedOf(context);
      if (!settings) return ok({ ...behaviour, fallbackId: "", fallback: null });
      return ok({ ...settings, Fallback: null, fallbackId: settings[fallback], fallback: null });
    },
    changeStatus({ instance, body }) {
      const invalid = missingFields(body, ["remoteJid", "status"]);
      if (invalid) return invalid;
      const { remoteJid, status } = body;
      if (status === "delete") return ok({ bot: { remoteJid, status } });
      return ok({ bot: { instanceName: instance.name, bot: { remoteJid, status, session: { count: 0 } } } });
    },
    fetchSessions: () => ok([]),
    ignoreJid(context) {
      const invalid = missingFields(context.body, ["remoteJid", "action"]);
      if (invalid) return invalid;
      const stored = storedOf(context);
      if (!stored.settings) return thrown("Settings not found");
      const { remoteJid, action } = context.body;
      const others = (stored.settings.ignoreJids as readonly unknown[]).filter((jid) => jid !== remoteJid);
      const ignoreJids = action === "add" ? [...others, remoteJid] : others;
      stored.settings = { ...stored.settings, ignoreJids };
      return ok({ ignoreJids });
    },
  };
}

/** Names and keys are unique in the whole database. */
export function createCredentials({ body, instance, state }: RouteContext): Reply {
  const invalid = missingFields(body, ["name", "apiKey"]);
  if (invalid) return invalid;
  const { name, apiKey } = body;
  const all = [...state.instances.values()].flatMap(({ openaiCredentials }) => openaiCredentials);
  if (all.some((row) => row.apiKey === apiKey)) {
    return refusal(400, ["This API key is already registered. Please use a different API key."]);
  }
  if (all.some((row) => row.name === name)) {
    return refusal(400, ["This credential name is already in use. Please choose a different name."]);
  }
  const row = rowOf(instance, { name, apiKey }, state.now());
  instance.openaiCredentials.push(row);
  return created(row);
}

export const findCredentials = ({ instance }: RouteContext): Reply =>
  ok(instance.openaiCredentials.map((row) => ({ ...row, OpenaiAssistant: [] })));

export function deleteCredentials({ instance, params }: RouteContext): Reply {
  const index = instance.openaiCredentials.findIndex(({ id }) => id === params.openaiCredsId);
  if (index === -1) return thrown("Openai Creds not found");
  instance.openaiCredentials.splice(index, 1);
  return ok({ openaiCreds: { id: params.openaiCredsId } });
}

/** There is no Typebot behind the fake: unreachable answers nothing. */
export function startTypebot({ body, instance }: RouteContext): Reply {
  const invalid = missingFields(body, ["remoteJid", "url", "typebot"]);
  if (invalid) return invalid;
  if (!instance.bots.get("typebot")?.settings) return thrown("Cannot read properties of null (reading 'expire')");
  return ok(undefined);
}

/** There is no OpenAI behind the fake: its list is that of one model. */
export const findModels = ({ instance, query }: RouteContext): Reply => {
  const isKnown = instance.openaiCredentials.some(({ id }) => id === query.get("openaiCredsId"));
  if (!isKnown) return thrown("OpenAI credentials not found");
  return ok([{ id: "gpt-4o", object: "model", created: 1_715_367_049, owned_by: "system" }]);
};
