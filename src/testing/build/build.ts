import type { MessageKey, WhatsAppMessage } from "../../types/index.js";
import type { EventName, EventOf } from "../../webhooks/events.js";
import { checkInput } from "./checks.js";
import { beforeOpen, type EventData, eventData } from "./events.js";
import { chatKey } from "./keys.js";
import { type Facts, kinds } from "./kinds.js";
import { messageOf, personOf } from "./message.js";
import { type BuildOptions, type MessageInput, type Settings, withDefaults } from "./options.js";
import { type EventInput, Ids, type Scene, sceneOf } from "./scene.js";
import { phoneJid } from "./wire.js";

/** A webhook's body as the gateway posts it, before `parseWebhook`. */
export type BuiltEvent<Name extends EventName, Data> = EventOf<Name, Data> & { apikey?: string | null };

/** A message's body: an event that `toInboundMessage` takes as it is. */
export type BuiltMessage = BuiltEvent<"messages.upsert", WhatsAppMessage>;

type Kinds = typeof kinds;

/** A builder for each kind of message. */
type MessageBuilders = {
  readonly [Kind in keyof Kinds]: (
    input?: MessageInput & { readonly base64?: boolean } & Parameters<Kinds[Kind]>[0],
  ) => BuiltMessage;
};

export interface Build extends MessageBuilders {
  /**
   * The body of any event by its dotted name. Its data is in the gateway's own form: `parseWebhook` makes it the one that
   * handlers get.
   *
   * @example build.event("messages.update", { id: sent.key.id, status: "READ" })
   */
  event<Name extends EventName>(
    name: Name,
    input?: EventInput & Parameters<EventData[Name]>[0],
  ): BuiltEvent<Name, ReturnType<EventData[Name]>>;
  /** Begins with the first id again. */
  reset(): void;
}

/**
 * Makes webhook bodies as Evolution API posts them. All that is left out has a value; ids are counted, so that they are the
 * same in every run, and the time is the clock's: a bot may not answer old messages.
 *
 * @example
 * const build = createBuild({ integration: "WHATSAPP-BUSINESS", instance: "cloud" });
 * const response = await webhook.fetch(request(build.textMessage({ text: "oi", from: "5511999990001" })));
 */
export function createBuild(options: BuildOptions = {}): Build {
  const settings = withDefaults(options);
  const ids = new Ids(settings.seed);
  const event: Build["event"] = (name, input) => {
    const given: EventInput = input ?? {};
    checkInput(name, given);
    const scene = sceneOf(given, settings, ids);
    // Which input belongs to which event is said by the signature above.
    const make = eventData[name] as (input: object, scene: Scene) => ReturnType<EventData[typeof name]>;
    return bodyOf(name, make(given, scene), scene);
  };
  const builders = Object.entries(kinds).map(([name, make]) => {
    const contentOf = make as (input: object, facts: Facts) => ReturnType<typeof make>;
    const builder = (input: MessageInput = {}): BuiltMessage => {
      checkInput(name, input);
      const scene = sceneOf(input, settings, ids);
      const id = input.id ?? scene.newId();
      const content = contentOf(input, { id, at: scene.at, keyOf: (message) => referenceTo(message, input, settings) });
      const bytes = (input as { readonly bytes?: Uint8Array }).bytes;
      const whole = { ...input, id, at: scene.at, content, ...(bytes && { file: { bytes } }) };
      return bodyOf("messages.upsert", messageOf(whole, settings, scene.newId), scene);
    };
    return [name, builder];
  });
  return { ...(Object.fromEntries(builders) as MessageBuilders), event, reset: () => ids.reset() };
}

/** A build for an instance "shop" of a 2.3.6 gateway. */
export const build: Build = createBuild();

/** What is known only by its id is a message of the instance. */
function referenceTo(message: string | MessageKey, { group, ...input }: MessageInput, settings: Settings): MessageKey {
  if (typeof message !== "string") return message;
  const { remoteJid } = chatKey(personOf(input, settings), settings.integration, settings.version);
  return { remoteJid: group ?? remoteJid, fromMe: true, id: message, participant: "" };
}

function bodyOf<Name extends EventName, Data>(name: Name, data: Data, { settings, instance, at }: Scene) {
  const { integration, apikey, destination, serverUrl, ownNumber } = settings;
  const date_time = new Date(at).toISOString();
  if (name === "error") {
    return { event: name, instance: "", data, date_time, api_key: apikey, server_url: serverUrl };
  }
  const sender = integration === "WHATSAPP-BAILEYS" && !beforeOpen.has(name) ? { sender: phoneJid(ownNumber) } : {};
  return { event: name, instance, data, destination, date_time, ...sender, server_url: serverUrl, apikey };
}
