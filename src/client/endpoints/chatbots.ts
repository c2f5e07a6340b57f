import { act, all, ask, put, read, remove } from "./endpoint.js";

/** The ten routes that every chatbot has; `id` names the bot in the path. */
const bot = <const Name extends string, const Id extends string>(name: Name, id: Id) => ({
  create: act(`/${name}/create/:instanceName`, all),
  find: read(`/${name}/find/:instanceName`, all),
  fetch: read(`/${name}/fetch/:${id}/:instanceName`, all),
  update: put(`/${name}/update/:${id}/:instanceName`, all),
  delete: remove(`/${name}/delete/:${id}/:instanceName`, all),
  settings: ask(`/${name}/settings/:instanceName`, all),
  fetchSettings: read(`/${name}/fetchSettings/:instanceName`, all),
  changeStatus: ask(`/${name}/changeStatus/:instanceName`, all),
  fetchSessions: read(`/${name}/fetchSessions/:${id}/:instanceName`, all),
  ignoreJid: ask(`/${name}/ignoreJid/:instanceName`, all),
});

/** The routes of one bot, whichever it is. */
export type BotEndpoints = Record<keyof ReturnType<typeof bot>, import("./endpoint.js").Endpoint>;

export const typebot = { ...bot("typebot", "typebotId"), start: act("/typebot/start/:instanceName", all) };
export const openai = {
  ...bot("openai", "openaiBotId"),
  createCreds: act("/openai/creds/:instanceName", all),
  findCreds: read("/openai/creds/:instanceName", all),
  deleteCreds: remove("/openai/creds/:openaiCredsId/:instanceName", all),
  getModels: read("/openai/getModels/:instanceName", all),
};
export const dify = bot("dify", "difyId");
export const n8n = bot("n8n", "n8nId");
export const flowise = bot("flowise", "flowiseId");
export const evoai = bot("evoai", "evoaiId");
export const evolutionBot = bot("evolutionBot", "evolutionBotId");
