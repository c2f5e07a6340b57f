import type { RequestOptions } from "../call.js";
import { type BotEndpoints, dify, evoai, evolutionBot, flowise, n8n, openai, typebot } from "../endpoints/chatbots.js";
import type { InstanceCall } from "../instance.js";
import type {
  BotRow,
  BotSession,
  BotSettings,
  BotSettingsBody,
  BotSettingsRow,
  BotStatusAnswer,
  ChangeBotStatusBody,
  DifyBody,
  DifyRow,
  EvoaiBody,
  EvoaiRow,
  FlowiseSettingsBody,
  HttpBotBody,
  HttpBotRow,
  IgnoreJidBody,
  N8nBody,
  N8nRow,
  OpenaiBotBody,
  OpenaiBotRow,
  OpenaiCredsBody,
  OpenaiCredsRow,
  OpenaiModel,
  OpenaiSettingsBody,
  StartedTypebot,
  StartTypebotBody,
  TypebotBody,
  TypebotRow,
  TypebotSettingsBody,
} from "../types/chatbot.js";

/** The chatbots that the gateway runs itself, by kind. All integrations. */
export class ChatbotsResource {
  readonly typebot: TypebotResource;
  readonly openai: OpenaiResource;
  readonly dify: BotResource<DifyBody, DifyRow>;
  readonly n8n: BotResource<N8nBody, N8nRow>;
  readonly flowise: BotResource<HttpBotBody, HttpBotRow, FlowiseSettingsBody>;
  readonly evoai: BotResource<EvoaiBody, EvoaiRow>;
  /** A bot behind an HTTP address of yours. Always enabled on the server. */
  readonly evolutionBot: BotResource<HttpBotBody, HttpBotRow>;

  constructor(call: InstanceCall) {
    this.typebot = new TypebotResource(call);
    this.openai = new OpenaiResource(call);
    this.dify = new BotResource(call, dify);
    this.n8n = new BotResource(call, n8n);
    this.flowise = new BotResource(call, flowise);
    this.evoai = new BotResource(call, evoai);
    this.evolutionBot = new BotResource(call, evolutionBot);
  }
}

/**
 * The bots of one kind.
 *
 * Every call throws a {@link ValidationError} when the kind is disabled on the server ("… is disabled"). The gateway's
 * other refusals, such as a bot that exists already or does not exist, are a {@link ServerError} (500) with its text.
 */
export class BotResource<Body extends object, Row extends BotRow, SettingsBody extends object = BotSettingsBody> {
  readonly #call: InstanceCall;
  readonly #endpoints: BotEndpoints;

  constructor(call: InstanceCall, endpoints: BotEndpoints) {
    this.#call = call;
    this.#endpoints = endpoints;
  }

  /**
   * Creates a bot. Not safe to repeat: after a timeout look with {@link find}.
   *
   * @throws {ValidationError} a required field is missing
   * @throws {ServerError} a bot with the same target or the same trigger exists, or a second enabled bot wants `all`
   */
  create(body: Body, options?: RequestOptions): Promise<Row> {
    return this.#call(this.#endpoints.create, body, options);
  }

  /** The instance's bots of this kind; `[]` when there are none. Safe to repeat. */
  find(options?: RequestOptions): Promise<readonly Row[]> {
    return this.#call(this.#endpoints.find, undefined, options);
  }

  /** One bot, `null` when there is none. Safe to repeat. Not limited to the instance: compare `instanceId`. */
  fetch(id: string, options?: RequestOptions): Promise<Row | null> {
    return this.#call(this.#endpoints.fetch, undefined, options, this.#path(id));
  }

  /**
   * Replaces a bot: pass all of it, not only what changes. Safe to repeat.
   *
   * @throws {ServerError} there is no such bot, or the change is refused; the text may be no more than "Error updating …"
   */
  update(id: string, body: Body, options?: RequestOptions): Promise<Row> {
    return this.#call(this.#endpoints.update, body, options, this.#path(id));
  }

  /**
   * Removes a bot. Safe to repeat: then expect the error.
   *
   * @throws {ServerError} "Error deleting … bot": there is no such bot (any more)
   */
  delete(id: string, options?: RequestOptions): Promise<{ readonly bot: { readonly id: string } }> {
    return this.#call(this.#endpoints.delete, undefined, options, this.#path(id));
  }

  /**
   * Sets how all bots of this kind behave. Safe to repeat.
   *
   * @throws {ServerError} `fallbackId` is not the id of an existing bot
   */
  settings(body: SettingsBody, options?: RequestOptions): Promise<BotSettingsRow> {
    return this.#call(this.#endpoints.settings, body, options);
  }

  /** The stored settings and the fallback bot; the gateway's defaults when none were saved. Safe to repeat. */
  fetchSettings(options?: RequestOptions): Promise<BotSettings<Row>> {
    return this.#call(this.#endpoints.fetchSettings, undefined, options);
  }

  /**
   * Pauses, resumes or ends the bot's conversation with a contact. Safe to repeat.
   *
   * `closed` and `delete` hit that contact's sessions in **every** instance of the gateway, not only in this one.
   *
   * @example await shop.chatbots.typebot.changeStatus({ remoteJid: "5511999990001@s.whatsapp.net", status: "paused" });
   */
  changeStatus(body: ChangeBotStatusBody, options?: RequestOptions): Promise<BotStatusAnswer> {
    return this.#call(this.#endpoints.changeStatus, body, options);
  }

  /** The sessions of a bot. Safe to repeat. For an unknown `id` they are those of all bots of this kind: compare `botId`. */
  fetchSessions(id: string, options?: RequestOptions): Promise<readonly BotSession[]> {
    return this.#call(this.#endpoints.fetchSessions, undefined, options, this.#path(id));
  }

  /**
   * Makes all bots of this kind ignore a chat, or answer it again. Safe to repeat.
   *
   * @throws {ServerError} no {@link settings} were ever saved
   */
  ignoreJid(body: IgnoreJidBody, options?: RequestOptions): Promise<{ readonly ignoreJids: readonly string[] }> {
    return this.#call(this.#endpoints.ignoreJid, body, options);
  }

  /** The id under the name that this kind gives it in its paths: `:typebotId`, `:openaiBotId`, … */
  #path(id: string): { readonly params: Record<string, string> } {
    return { params: idParam(this.#endpoints.fetch.path, id) };
  }
}

/** Bots of a Typebot server. */
export class TypebotResource extends BotResource<TypebotBody, TypebotRow, TypebotSettingsBody> {
  readonly #call: InstanceCall;

  constructor(call: InstanceCall) {
    super(call, typebot);
    this.#call = call;
  }

  /**
   * Starts a flow with a contact. Not safe to repeat: the flow writes to the contact.
   *
   * @throws {ServerError} no settings were ever saved: call `settings` first
   * @throws {ApiError} the Typebot server was not reached: the gateway answers 200 and nothing
   */
  start(body: StartTypebotBody, options?: RequestOptions): Promise<StartedTypebot> {
    return this.#call(typebot.start, body, options);
  }
}

/** Bots that OpenAI answers for. They need credentials first. */
export class OpenaiResource extends BotResource<OpenaiBotBody, OpenaiBotRow, OpenaiSettingsBody> {
  readonly #call: InstanceCall;

  constructor(call: InstanceCall) {
    super(call, openai);
    this.#call = call;
  }

  /**
   * Stores an OpenAI key. Not safe to repeat. The answer contains the key in full: do not log it.
   *
   * @throws {ValidationError} the key is registered already; names are unique among all instances
   */
  createCreds(body: OpenaiCredsBody, options?: RequestOptions): Promise<OpenaiCredsRow> {
    return this.#call(openai.createCreds, body, options);
  }

  /** The stored keys, in full: do not log them. Safe to repeat. */
  findCreds(options?: RequestOptions): Promise<readonly OpenaiCredsRow[]> {
    return this.#call(openai.findCreds, undefined, options);
  }

  /** Removes a stored key. Safe to repeat: then expect an error. */
  deleteCreds(id: string, options?: RequestOptions): Promise<{ readonly openaiCreds: { readonly id: string } }> {
    return this.#call(openai.deleteCreds, undefined, options, { params: idParam(openai.deleteCreds.path, id) });
  }

  /** The models that a stored key may use, asked of OpenAI. Safe to repeat. */
  getModels(query: { readonly openaiCredsId: string }, options?: RequestOptions): Promise<readonly OpenaiModel[]> {
    return this.#call(openai.getModels, undefined, options, { query: { openaiCredsId: query.openaiCredsId } });
  }
}

/** `{ typebotId: id }` for `/typebot/fetch/:typebotId/:instanceName`: the parameter before the instance's name. */
function idParam(path: string, id: string): Record<string, string> {
  const name = /:(\w+)/.exec(path)?.[1] ?? "id";
  return { [name]: id };
}
