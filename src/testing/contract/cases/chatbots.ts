import { type Answer, answer, type ContractCase, type Known, missing, refused } from "../case.js";
import { anyOf, type Shape, tuple } from "../shape.js";
import { bot as botRow, botSettings } from "../shapes.js";

const on = "EVOLUTION";

/** A chatbot as the suite makes it: it would answer one word on the suite's own instance, where nobody writes. */
interface Bot {
  /** As in the endpoints' names. */
  readonly name: "typebot" | "openai" | "dify" | "n8n" | "flowise" | "evoai" | "evolutionBot";
  readonly id: string;
  /** What the error texts call it; `undefined` when no setting turns it off. */
  readonly label?: RegExp;
  /** In the names of the recordings. */
  readonly recorded: string;
  readonly required: readonly string[];
  readonly fields: Readonly<Record<string, unknown>>;
}

const bots: readonly Bot[] = [
  {
    name: "evolutionBot",
    id: "evolutionBotId",
    recorded: "evolutionbot",
    required: ["apiUrl", "triggerType"],
    fields: { apiUrl: "https://bots.example.com/bot", apiKey: "none" },
  },
  {
    name: "typebot",
    id: "typebotId",
    label: /^Typebot is disabled$/i,
    recorded: "typebot",
    required: ["url", "typebot", "triggerType"],
    fields: { url: "https://bots.example.com", typebot: "my-bot" },
  },
  {
    name: "openai",
    id: "openaiBotId",
    label: /^Openai is disabled$/i,
    recorded: "openai",
    required: ["openaiCredsId", "botType", "triggerType"],
    fields: {
      botType: "chatCompletion",
      model: "gpt-4o",
      systemMessages: ["You help"],
      assistantMessages: ["Hi"],
      userMessages: ["Hello"],
      maxTokens: 300,
    },
  },
  {
    name: "dify",
    id: "difyId",
    label: /^Dify is disabled$/i,
    recorded: "dify",
    required: ["botType", "triggerType"],
    fields: { botType: "chatBot", apiUrl: "https://bots.example.com/v1", apiKey: "none" },
  },
  {
    name: "n8n",
    id: "n8nId",
    label: /^n8n is disabled$/i,
    recorded: "n8n",
    required: ["webhookUrl", "triggerType"],
    fields: { webhookUrl: "https://bots.example.com/hook", basicAuthUser: "none", basicAuthPass: "none" },
  },
  {
    name: "flowise",
    id: "flowiseId",
    label: /^Flowise is disabled$/i,
    recorded: "flowise",
    required: ["apiUrl", "triggerType"],
    fields: { apiUrl: "https://bots.example.com", apiKey: "none" },
  },
  {
    name: "evoai",
    id: "evoaiId",
    label: /^Evoai is disabled$/i,
    recorded: "evoai",
    required: ["agentUrl", "triggerType"],
    fields: { agentUrl: "https://bots.example.com/a2a", apiKey: "none" },
  },
];

const behaviour = {
  expire: 20,
  keywordFinish: "#SAIR",
  delayMessage: 1000,
  unknownMessage: "Sorry?",
  listeningFromMe: false,
  stopBotFromMe: false,
  keepOpen: false,
  debounceTime: 1,
  ignoreJids: [],
  splitMessages: false,
  timePerChar: 0,
};
const jid = "999000000000@s.whatsapp.net";

/** OpenAI's bots name stored credentials; the other bots have theirs in their own fields. */
const credentials = (bot: Bot, id: unknown) => (bot.name === "openai" ? { openaiCredsId: id ?? "none" } : {});

type Action =
  | "Create"
  | "Find"
  | "Fetch"
  | "Update"
  | "Delete"
  | "Settings"
  | "FetchSettings"
  | "ChangeStatus"
  | "FetchSessions"
  | "IgnoreJid";

function casesOf(bot: Bot): readonly ContractCase[] {
  const { name, fields, required, label } = bot;
  const disabled: readonly Answer[] = label ? [refused(400, label)] : [];
  const kept = `${name}.id`;
  const row = { ...botRow, ...shapesOf(fields) };
  const full = (value: string, creds: unknown) => ({
    enabled: true,
    description: "evolution-kit-live",
    triggerType: "keyword",
    triggerOperator: "equals",
    triggerValue: value,
    ...fields,
    ...credentials(bot, creds),
    ...behaviour,
  });
  const route = (
    action: Action,
    title: string,
    answers: readonly Answer[],
    more: Partial<ContractCase> = {},
  ): ContractCase => ({ endpoint: `${name}${action}`, on, title, answers: [...answers, ...disabled], ...more });
  const params: NonNullable<ContractCase["params"]> = (known) => ({ [bot.id]: String(known.kept(kept) ?? "none") });
  const recorded = (...names: readonly string[]) => ({ recorded: names.map((each) => `${bot.recorded}-${each}`) });

  return [
    route("Find", "none yet", [answer(200, tuple())], recorded("find-empty")),
    route("Create", "missing fields", [missing(...required)], {
      body: () => ({ enabled: true }),
      ...recorded("create-missing-fields"),
    }),
    route("Settings", "stored", [answer(200, { ...botSettings, id: "string", fallbackId: null })], {
      body: (known) => ({ ...behaviour, ...credentials(bot, known.kept("creds.id")) }),
      ...recorded("settings-set"),
    }),
    route("FetchSettings", "as stored", [answer(200, { ...botSettings, fallbackId: null, fallback: null })], {
      ...recorded("settings-fetch"),
    }),
    route("Create", "stored", [answer(201, { ...row, triggerValue: "string" })], {
      body: (known) => full("evolution-kit-live-one", known.kept("creds.id")),
      keep: name,
      ...recorded("create"),
    }),
    route("Find", "the one", [answer(200, tuple(row))], recorded("find")),
    route("Fetch", "by id", [answer(200, row)], { params, ...recorded("fetch") }),
    route("Fetch", "an unknown id", [answer(200, null)], {
      params: () => ({ [bot.id]: "none" }),
      recorded: ["typebot-fetch-unknown", "n8n-fetch-unknown"],
    }),
    route("Update", "another word", [answer(200, row)], {
      params,
      body: (known) => full("evolution-kit-live-two", known.kept("creds.id")),
      ...recorded("update"),
    }),
    route(
      "ChangeStatus",
      "paused for one contact",
      [
        answer(200, {
          bot: { instanceName: "string", bot: { remoteJid: "string", status: /^paused$/, session: { count: 0 } } },
        }),
      ],
      { body: () => ({ remoteJid: jid, status: "paused" }), ...recorded("change-status") },
    ),
    route("FetchSessions", "none", [answer(200, tuple())], { params, ...recorded("fetch-sessions") }),
    route("IgnoreJid", "one more", [answer(200, { ignoreJids: ["string"] })], {
      body: () => ({ remoteJid: jid, action: "add" }),
      ...recorded("ignore-jid"),
    }),
    route("Delete", "gone", [answer(200, { bot: { id: "string" } })], { params, ...recorded("delete") }),
    route("Delete", "a second time", [gone], {
      params,
      recorded: ["typebot-delete-unknown", "n8n-delete-unknown"],
    }),
  ];
}

/** Which words it uses differs from bot to bot. */
const gone: Answer = answer(500, {
  status: 500,
  error: /^Internal Server Error$/,
  response: { message: anyOf(/^Error deleting .+ bot$/i, /not found/i) },
});

const shapesOf = (fields: Bot["fields"]): Readonly<Record<string, Shape>> =>
  Object.fromEntries(
    Object.entries(fields).map(([field, value]) => [
      field,
      Array.isArray(value) ? ["string"] : (typeof value as Shape),
    ]),
  );

const openaiIsOff = refused(400, /^Openai is disabled$/i);
const credentialRow = { id: "string", name: "string", apiKey: "string", instanceId: "string" } as const;
const credential = ({ prefix }: Known, more = "") => ({ name: `${prefix}${more}`, apiKey: `${prefix}-none${more}` });

const openaiCredentials: readonly ContractCase[] = [
  {
    endpoint: "openaiCreateCreds",
    on,
    title: "stored",
    body: (known) => credential(known),
    keep: "creds",
    answers: [answer(201, credentialRow), openaiIsOff],
    recorded: ["openai-creds-create"],
  },
  {
    endpoint: "openaiCreateCreds",
    on,
    title: "the same key again",
    body: (known) => credential(known),
    answers: [refused(400, /^This API key is already registered/), openaiIsOff],
    recorded: ["openai-creds-create-duplicate"],
  },
  {
    endpoint: "openaiFindCreds",
    on,
    title: "the one",
    answers: [answer(200, tuple(credentialRow)), openaiIsOff],
    recorded: ["openai-creds-find"],
  },
];

const afterwards: readonly ContractCase[] = [
  {
    endpoint: "openaiCreateCreds",
    on,
    title: "others, that no bot names",
    body: (known) => credential(known, "-2"),
    keep: "creds-2",
    answers: [answer(201, credentialRow), openaiIsOff],
    recorded: ["openai-creds-create"],
  },
  {
    endpoint: "openaiDeleteCreds",
    on,
    title: "gone",
    params: ({ kept }) => ({ openaiCredsId: String(kept("creds-2.id") ?? "none") }),
    answers: [answer(200, { openaiCreds: { id: "string" } }), openaiIsOff],
    recorded: ["openai-creds-delete"],
  },
  {
    endpoint: "typebotStart",
    on,
    title: "missing fields",
    body: () => ({ remoteJid: jid }),
    answers: [missing("url", "typebot"), refused(400, /^Typebot is disabled$/i)],
    recorded: ["typebot-start-missing-fields"],
  },
];

/** The seven chatbots. All but one may be turned off on the server, which is then the answer of all their routes. */
export const chatbotCases: readonly ContractCase[] = [...openaiCredentials, ...bots.flatMap(casesOf), ...afterwards];
