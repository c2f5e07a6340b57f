import * as z from "zod";
import { count, httpUrl, remoteJid } from "./fields.js";

const behaviour = {
  expire: count.describe("Minutes that a session lives without a message. Only Typebot enforces it."),
  keywordFinish: z.string().describe("A message with this text ends the session."),
  delayMessage: count.describe("Milliseconds that the bot types before an answer."),
  unknownMessage: z.string().describe("The answer to what the bot does not understand."),
  listeningFromMe: z.boolean().describe("Lets messages from the instance's own phone start the bot."),
  stopBotFromMe: z.boolean().describe("Stops the bot when the instance's own phone sends a message."),
  keepOpen: z.boolean().describe("Keeps the session open, so that the bot does not start anew for the same contact."),
  debounceTime: count.describe("Seconds within which messages are joined."),
  ignoreJids: z.array(z.string()).describe("JIDs that the bot ignores; @g.us stands for all groups."),
  splitMessages: z.boolean().describe("Sends the paragraphs of an answer as separate messages."),
  timePerChar: count.describe("Milliseconds that the bot types per character."),
};
const optionalBehaviour = z.strictObject(behaviour).partial().shape;

const triggerValue = z.string().min(1).describe("The text or the pattern that starts the bot.");

/** One shape per kind of trigger, each with the bot's own fields. */
const bot = <const Own extends z.core.$ZodLooseShape>(kind: string, own: Own) => {
  const base = z.strictObject({
    ...optionalBehaviour,
    enabled: z.boolean().describe("False keeps the bot from starting."),
    description: z.string().optional().describe("What the bot is for; for people only."),
    ...own,
  }).shape;
  return z
    .discriminatedUnion("triggerType", [
      z.strictObject({
        ...base,
        triggerType: z.enum(["all", "none"]).describe("all: any message starts the bot. none: no message does."),
        triggerOperator: z.string().nullish().describe("Not looked at; a stored bot may have one."),
        triggerValue: z.string().nullish().describe("Not looked at; a stored bot may have one."),
      }),
      z.strictObject({
        ...base,
        triggerType: z.literal("keyword"),
        triggerOperator: z
          .enum(["equals", "contains", "startsWith", "endsWith", "regex"])
          .describe("How a message is compared with triggerValue."),
        triggerValue,
      }),
      z.strictObject({ ...base, triggerType: z.literal("advanced"), triggerValue }),
    ])
    .describe(`A ${kind} bot, and which messages start it.`);
};

const apiKey = z.string().optional().describe("The key that the gateway sends along.");

const bots = {
  typebot: bot("Typebot", {
    url: httpUrl.describe("The Typebot viewer's address."),
    typebot: z.string().min(1).describe("The bot's public name."),
  }),
  openai: z
    .discriminatedUnion("botType", [
      bot("OpenAI assistant", {
        openaiCredsId: z.string().min(1).describe("The id of stored credentials."),
        botType: z.literal("assistant"),
        assistantId: z.string().min(1).describe("The assistant's id at OpenAI."),
        functionUrl: httpUrl.optional().describe("The address that the assistant's function calls go to."),
      }),
      bot("OpenAI chat", {
        openaiCredsId: z.string().min(1).describe("The id of stored credentials."),
        botType: z.literal("chatCompletion"),
        model: z.string().min(1).describe("The model's name."),
        maxTokens: z.int().min(1).describe("How many tokens an answer has at most."),
        systemMessages: z.array(z.string()).optional().describe("What the model is told to be."),
        assistantMessages: z.array(z.string()).optional().describe("Examples of its answers."),
        userMessages: z.array(z.string()).optional().describe("Examples of what it is asked."),
      }),
    ])
    .describe("An OpenAI bot, and which messages start it."),
  dify: bot("Dify", {
    botType: z.enum(["chatBot", "textGenerator", "agent", "workflow"]).describe("The kind of Dify app."),
    apiUrl: httpUrl.optional().describe("The address of Dify's API."),
    apiKey,
  }),
  n8n: bot("n8n", {
    webhookUrl: httpUrl.describe("The address of the workflow's webhook."),
    basicAuthUser: z.string().optional().describe("The name for basic authentication."),
    basicAuthPass: z.string().optional().describe("The password for basic authentication."),
  }),
  flowise: bot("Flowise", { apiUrl: httpUrl.describe("The address of Flowise."), apiKey }),
  evoai: bot("Evo AI", { agentUrl: httpUrl.describe("The address of the agent."), apiKey }),
  evolutionBot: bot("plain HTTP", { apiUrl: httpUrl.describe("The address that messages are posted to."), apiKey }),
};

const fallbackId = z
  .string()
  .optional()
  .describe("The id of an existing bot, which answers when no trigger matches; empty for none.");

const typebotSettings = z
  .strictObject({
    ...optionalBehaviour,
    expire: behaviour.expire,
    keywordFinish: behaviour.keywordFinish,
    delayMessage: behaviour.delayMessage,
    unknownMessage: behaviour.unknownMessage,
    listeningFromMe: behaviour.listeningFromMe,
    stopBotFromMe: behaviour.stopBotFromMe,
    fallbackId,
  })
  .describe("Sets how all bots of this kind behave in an instance.");

const flowiseSettings = typebotSettings
  .extend({ keepOpen: behaviour.keepOpen, debounceTime: behaviour.debounceTime, ignoreJids: behaviour.ignoreJids })
  .describe("Sets how all bots of this kind behave in an instance.");

const openaiSettings = flowiseSettings
  .extend({
    openaiCredsId: z.string().min(1).describe("The id of stored credentials."),
    speechToText: z.boolean().optional().describe("Turns voice notes into text."),
  })
  .describe("Sets how all bots of this kind behave in an instance.");

/** Of Dify, n8n, Evo AI and the gateway's own bot. */
const settings = z
  .strictObject({ ...behaviour, fallbackId })
  .describe("Sets how all bots of this kind behave in an instance.");

const changeStatus = z
  .strictObject({
    remoteJid,
    status: z
      .enum(["opened", "closed", "paused", "delete"])
      .describe("What becomes of the contact's session; closed and delete hit those of every instance."),
  })
  .describe("Opens, closes, pauses or deletes a contact's session with the bots of this kind.");

const ignoreJid = z
  .strictObject({
    remoteJid,
    action: z.enum(["add", "remove"]).describe("add: the bots ignore the chat. remove: they no longer do."),
  })
  .describe("Adds a chat to those that the bots of this kind ignore, or removes it.");

/** The bodies of `/<bot>/…`. */
export const chatbot = {
  typebotCreate: bots.typebot,
  typebotUpdate: bots.typebot,
  typebotSettings,
  typebotChangeStatus: changeStatus,
  typebotIgnoreJid: ignoreJid,
  typebotStart: z
    .strictObject({
      remoteJid,
      url: httpUrl.describe("The Typebot viewer's address."),
      typebot: z.string().min(1).describe("The bot's public name."),
      startSession: z.boolean().optional().describe("True keeps a session, so that answers go to the bot."),
      variables: z
        .array(
          z.strictObject({
            name: z.string().describe("The variable's name."),
            value: z.string().describe("Its value."),
          }),
        )
        .optional()
        .describe("Values that the bot starts with."),
    })
    .describe("Starts a Typebot in a chat."),

  openaiCreate: bots.openai,
  openaiUpdate: bots.openai,
  openaiSettings,
  openaiChangeStatus: changeStatus,
  openaiIgnoreJid: ignoreJid,
  openaiCreateCreds: z
    .strictObject({
      name: z.string().min(1).describe("Unique among all instances of the gateway."),
      apiKey: z.string().min(1).describe("The OpenAI key."),
    })
    .describe("Stores an OpenAI key."),

  difyCreate: bots.dify,
  difyUpdate: bots.dify,
  difySettings: settings,
  difyChangeStatus: changeStatus,
  difyIgnoreJid: ignoreJid,

  n8nCreate: bots.n8n,
  n8nUpdate: bots.n8n,
  n8nSettings: settings,
  n8nChangeStatus: changeStatus,
  n8nIgnoreJid: ignoreJid,

  flowiseCreate: bots.flowise,
  flowiseUpdate: bots.flowise,
  flowiseSettings,
  flowiseChangeStatus: changeStatus,
  flowiseIgnoreJid: ignoreJid,

  evoaiCreate: bots.evoai,
  evoaiUpdate: bots.evoai,
  evoaiSettings: settings,
  evoaiChangeStatus: changeStatus,
  evoaiIgnoreJid: ignoreJid,

  evolutionBotCreate: bots.evolutionBot,
  evolutionBotUpdate: bots.evolutionBot,
  evolutionBotSettings: settings,
  evolutionBotChangeStatus: changeStatus,
  evolutionBotIgnoreJid: ignoreJid,
};
