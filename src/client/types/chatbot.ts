/** Fields that a bot and its kind's settings share. */
export interface BotBehaviour {
  /** How long a session lives without a message, in **minutes**. Only typebot enforces it. */
  readonly expire?: number | undefined;
  /** A message with this text ends the session. */
  readonly keywordFinish?: string | undefined;
  /** How long the bot "types" before an answer, in ms. */
  readonly delayMessage?: number | undefined;
  /** The answer to what the bot does not understand. */
  readonly unknownMessage?: string | undefined;
  /** Lets messages sent from the instance's own phone start the bot. */
  readonly listeningFromMe?: boolean | undefined;
  /** Stops the bot when a message is sent from the instance's own phone. */
  readonly stopBotFromMe?: boolean | undefined;
  /** Keeps the session open, so that the bot does not start anew for the same contact. */
  readonly keepOpen?: boolean | undefined;
  /**
   * Joins messages that arrive within so many **seconds**. One buffer per contact for all instances: do not use it when
   * two instances talk to the same person.
   */
  readonly debounceTime?: number | undefined;
  readonly ignoreJids?: readonly string[] | undefined;
  /** Sends the paragraphs of an answer as separate messages. */
  readonly splitMessages?: boolean | undefined;
  /** How long the bot "types" per character, in ms. */
  readonly timePerChar?: number | undefined;
}

export type BotTriggerOperator = "equals" | "contains" | "startsWith" | "endsWith" | "regex";

/** Which messages start a bot. An instance can have one enabled bot of a kind with `all`. */
export type BotTrigger =
  | { readonly triggerType: "all" | "none" }
  | {
      readonly triggerType: "keyword";
      readonly triggerOperator: BotTriggerOperator;
      readonly triggerValue: string;
    }
  | { readonly triggerType: "advanced"; readonly triggerValue: string };

/** Fields that every bot is created with. */
export type BotBody = BotBehaviour &
  BotTrigger & { readonly enabled: boolean; readonly description?: string | undefined };

export type TypebotBody = BotBody & {
  /** The Typebot viewer's address. */
  readonly url: string;
  /** The bot's public name. */
  readonly typebot: string;
};

/** An OpenAI bot: an assistant kept at OpenAI, or chat completion with its messages kept here. */
export type OpenaiBotBody = BotBody & { readonly openaiCredsId: string } & (
    | {
        readonly botType: "assistant";
        readonly assistantId: string;
        readonly functionUrl?: string | undefined;
      }
    | {
        readonly botType: "chatCompletion";
        readonly model: string;
        readonly maxTokens: number;
        readonly systemMessages?: readonly string[] | undefined;
        readonly assistantMessages?: readonly string[] | undefined;
        readonly userMessages?: readonly string[] | undefined;
      }
  );

export type DifyBody = BotBody & {
  readonly botType: "chatBot" | "textGenerator" | "agent" | "workflow";
  readonly apiUrl?: string | undefined;
  readonly apiKey?: string | undefined;
};

export type N8nBody = BotBody & {
  readonly webhookUrl: string;
  readonly basicAuthUser?: string | undefined;
  /** Spelled so: the `basicAuthPassword` of the gateway's schema is ignored. */
  readonly basicAuthPass?: string | undefined;
};

/** A bot behind an HTTP address: Flowise, or the gateway's own kind. */
export type HttpBotBody = BotBody & { readonly apiUrl: string; readonly apiKey?: string | undefined };

export type EvoaiBody = BotBody & { readonly agentUrl: string; readonly apiKey?: string | undefined };

/** A stored {@link BotBehaviour}: every field is there. */
export type BotBehaviourRow = {
  readonly [Field in keyof BotBehaviour]-?: NonNullable<BotBehaviour[Field]> | null;
};

/** A stored bot: what all kinds have. */
export interface BotRow extends BotBehaviourRow {
  readonly id: string;
  readonly enabled: boolean;
  readonly description: string | null;
  readonly triggerType: BotTrigger["triggerType"];
  readonly triggerOperator: BotTriggerOperator | null;
  readonly triggerValue: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly instanceId: string;
}

export interface TypebotRow extends BotRow {
  readonly url: string;
  readonly typebot: string;
}

export interface OpenaiBotRow extends BotRow {
  readonly botType: "assistant" | "chatCompletion";
  readonly openaiCredsId: string;
  readonly assistantId: string | null;
  readonly functionUrl: string | null;
  readonly model: string | null;
  readonly systemMessages: readonly string[] | null;
  readonly assistantMessages: readonly string[] | null;
  readonly userMessages: readonly string[] | null;
  readonly maxTokens: number | null;
}

export interface DifyRow extends BotRow {
  readonly botType: "chatBot" | "textGenerator" | "agent" | "workflow";
  readonly apiUrl: string | null;
  /** A secret. */
  readonly apiKey: string | null;
}

export interface N8nRow extends BotRow {
  readonly webhookUrl: string;
  readonly basicAuthUser: string | null;
  /** A secret. */
  readonly basicAuthPass: string | null;
}

export interface HttpBotRow extends BotRow {
  readonly apiUrl: string;
  /** A secret. */
  readonly apiKey: string | null;
}

export interface EvoaiRow extends BotRow {
  readonly agentUrl: string;
  /** A secret. */
  readonly apiKey: string | null;
}

/** The behaviour of every Typebot bot of an instance. Other kinds need more of it, see {@link BotSettingsBody}. */
export interface TypebotSettingsBody extends BotBehaviour {
  readonly expire: number;
  readonly keywordFinish: string;
  readonly delayMessage: number;
  readonly unknownMessage: string;
  readonly listeningFromMe: boolean;
  readonly stopBotFromMe: boolean;
  /**
   * The id of an existing bot that answers when no trigger matches. Spelled so for every kind: the names of the gateway's
   * schema (`typebotIdFallback`, `openaiIdFallback`, `botIdFallback`, …) are ignored.
   */
  readonly fallbackId?: string | undefined;
}

export interface FlowiseSettingsBody extends TypebotSettingsBody {
  readonly keepOpen: boolean;
  readonly debounceTime: number;
  readonly ignoreJids: readonly string[];
}

export interface OpenaiSettingsBody extends FlowiseSettingsBody {
  readonly openaiCredsId: string;
  /** Turns voice notes into text. */
  readonly speechToText?: boolean | undefined;
}

/** Of Dify, n8n, Evo AI and the gateway's own bot. */
export interface BotSettingsBody extends FlowiseSettingsBody {
  readonly splitMessages: boolean;
  readonly timePerChar: number;
}

/** Stored settings. Contains the fallback's id under the kind's own name as well, e.g. `difyIdFallback`. */
export interface BotSettingsRow extends BotBehaviourRow {
  readonly id: string;
  readonly fallbackId: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly instanceId: string;
  readonly [field: string]: unknown;
}

/** Stored settings with the fallback bot, or the gateway's defaults (without `id`) when none were ever saved. */
export interface BotSettings<Row> extends BotBehaviourRow {
  readonly id?: string;
  /** `""` or `null` when there is none. */
  readonly fallbackId: string | null;
  readonly fallback: Row | null;
  readonly [field: string]: unknown;
}

export type BotSessionStatus = "opened" | "closed" | "paused";

export interface ChangeBotStatusBody {
  readonly remoteJid: string;
  /** `closed` and `delete` hit the contact's sessions in **every** instance of the gateway. */
  readonly status: BotSessionStatus | "delete";
}

/** After `delete` there is one level less. */
export type BotStatusAnswer =
  | {
      readonly bot: {
        readonly instanceName: string;
        readonly bot: {
          readonly remoteJid: string;
          readonly status: BotSessionStatus;
          /** How many sessions were changed. */
          readonly session?: { readonly count: number };
        };
      };
    }
  | { readonly bot: { readonly remoteJid: string; readonly status: "delete" } };

export interface BotSession {
  readonly id: string;
  readonly sessionId: string;
  readonly remoteJid: string;
  readonly pushName: string | null;
  readonly status: BotSessionStatus;
  readonly awaitUser: boolean;
  readonly context: unknown;
  readonly type: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly instanceId: string;
  readonly parameters: unknown;
  readonly botId: string | null;
}

export interface IgnoreJidBody {
  readonly remoteJid: string;
  readonly action: "add" | "remove";
}

export interface StartTypebotBody {
  readonly remoteJid: string;
  /** The Typebot viewer's address. */
  readonly url: string;
  readonly typebot: string;
  readonly startSession?: boolean | undefined;
  readonly variables?: readonly { readonly name: string; readonly value: string }[] | undefined;
}

export interface StartedTypebot {
  readonly typebot: {
    readonly instanceName: string;
    readonly typebot: {
      readonly url: string;
      readonly remoteJid: string;
      readonly typebot: string;
      readonly prefilledVariables: unknown;
    };
  };
}

export interface OpenaiCredsBody {
  /** Unique among all instances of the gateway. */
  readonly name: string;
  readonly apiKey: string;
}

export interface OpenaiCredsRow {
  readonly id: string;
  readonly name: string;
  /** The key itself, in full: a secret. */
  readonly apiKey: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly instanceId: string;
}

/** A model, as OpenAI describes it. */
export interface OpenaiModel {
  readonly id: string;
  readonly [field: string]: unknown;
}
