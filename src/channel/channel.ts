import { type EvolutionError, InvalidArgumentError, isEvolutionError, TurnFailedError } from "../errors/index.js";
import { parseJid } from "../jid/index.js";
import { createWebhook, type Handler, type InboundMessage, type Webhook } from "../webhooks/index.js";
import { findProblems } from "./checks.js";
import { Inbox } from "./inbox.js";
import { type ChannelOptions, resolveChannelOptions } from "./options.js";
import { runTurn, type TurnHandler } from "./run-turn.js";

/** How long a message's key is remembered, so that a late redelivery is no second turn. */
const rememberMs = 24 * 60 * 60_000;

interface Received {
  readonly message: InboundMessage;
  /** How old it was when it came. */
  readonly ageMs: number;
}

/** From a user's turn to an answer: receives, keeps order per chat, answers once. */
export interface Channel extends Pick<Webhook, "fetch" | "node" | "receive"> {
  /** The webhook behind the channel, for other events and raw messages. */
  readonly webhook: Webhook;
  /**
   * Sets the function that answers. One turn at a time per chat, chats beside each other. When it throws, it is run again
   * with the same messages, later; replies that were sent are not sent again.
   *
   * @throws {InvalidArgumentError} a handler is set already
   */
  onTurn(handler: TurnHandler): void;
  /** Calls `handler` with messages that are too old to be answered (`maxAgeMs`). */
  onStale(handler: Handler<InboundMessage>): void;
  /** Calls `handler` with refused requests, failed handlers and turns that have no answer. */
  onError(handler: Handler<EvolutionError>): void;
  /**
   * Begins to answer; until then the gateway is answered 503 and delivers again. Checks gateway, instances and webhook, and
   * answers (and logs) what to fix. A second call checks again.
   *
   * @throws {InvalidArgumentError} `onTurn` was not called
   */
  start(): Promise<{ readonly problems: readonly string[] }>;
  /** Takes no more messages, lets every turn that was accepted end, and closes its own client. A second call waits too. */
  stop(): Promise<void>;
}

/**
 * An agent on WhatsApp. In memory: what waits for its turn is lost when the process dies, which `start()` logs.
 *
 * Answers people in one-to-one chats. Groups, broadcasts, reactions, kinds that are not normalised yet and messages typed
 * on the instance's own phone begin no turn: see them with `channel.webhook.onMessage("*", …)`.
 *
 * @throws {InvalidArgumentError} naming the option that is wrong or missing
 * @example
 * const channel = createChannel({ baseUrl, apiKey, instance: "shop", webhookSecret });
 * channel.onTurn(async (turn) => turn.reply(await agent(turn.text)));
 * app.use("/webhook", channel.node);
 * await channel.start();
 */
export function createChannel(options: ChannelOptions): Channel {
  const { client, ownsClient, instances, auth, logger, clock, maxAgeMs, maxWaiting, ...policy } =
    resolveChannelOptions(options);
  const webhook = createWebhook({ auth, clock });
  const inbox = new Inbox<Received>({ clock, rememberMs, maxWaiting, work });
  const errorHandlers = new Set<Handler<EvolutionError>>();
  const staleHandlers = new Set<Handler<InboundMessage>>();
  let turnHandler: TurnHandler | undefined;
  let isRunning = false;

  webhook.onError(report);
  webhook.onMessage("*", (message) => {
    if (!isForTurn(message) || (instances && !instances.includes(message.instanceName))) return;
    if (!isRunning) throw new Error("The channel is not running: call start(), and not after stop().");
    const ageMs = clock.now() - message.sentAt;
    inbox.append(keyOf(message), laneOf(message), { message, ageMs });
  });

  async function work(received: Received): Promise<void> {
    try {
      const problems = received.ageMs > maxAgeMs ? await passStale(received) : await answer(received);
      for (const problem of problems) await report(asError(problem, received.message));
    } catch (error) {
      await report(asError(error, received.message));
    }
  }

  async function answer({ message }: Received): Promise<unknown[]> {
    const { id, instanceName, kind } = message;
    const startedAt = clock.now();
    const { messages } = client.instance(instanceName);
    const number = addressOf(message);
    const send = (text: string) => messages.sendText({ number, text, linkPreview: false });
    // start() has made sure that there is a handler, and nothing is received before it.
    const problems = await runTurn(message, turnHandler as TurnHandler, send, { ...policy, clock });
    logger?.info(`${instanceName} ${id}: answered a turn of kind ${kind} in ${clock.now() - startedAt} ms`);
    return problems;
  }

  async function passStale({ message, ageMs }: Received): Promise<unknown[]> {
    logger?.warn(`${message.instanceName} ${message.id}: not answered, it is ${Math.round(ageMs / 1_000)} s old`);
    const results = await Promise.allSettled([...staleHandlers].map(async (handler) => handler(message)));
    return results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  }

  async function report(error: EvolutionError): Promise<void> {
    logger?.error(`${error.name}: ${error.message}`);
    for (const handler of errorHandlers) {
      try {
        await handler(error);
      } catch {
        logger?.error("A handler of channel.onError threw; its error is dropped.");
      }
    }
  }

  return {
    webhook,
    node: webhook.node,
    fetch: webhook.fetch,
    receive: webhook.receive,
    onTurn(handler) {
      if (turnHandler) throw new InvalidArgumentError("onTurn was called already: a channel has one turn handler.");
      turnHandler = handler;
    },
    onStale: (handler) => void staleHandlers.add(handler),
    onError: (handler) => void errorHandlers.add(handler),
    async start() {
      if (!turnHandler)
        throw new InvalidArgumentError("Expected a turn handler. Call channel.onTurn(…) before start().");
      isRunning = true;
      logger?.warn("The channel keeps its inbox in memory: messages that wait are lost when this process dies.");
      const problems = await findProblems(client, instances ?? []);
      for (const problem of problems) logger?.warn(problem);
      return { problems };
    },
    async stop() {
      isRunning = false;
      await inbox.drained();
      if (ownsClient) await client.close();
    },
  };
}

function asError(error: unknown, { id, instanceName }: InboundMessage): EvolutionError {
  if (isEvolutionError(error)) return error;
  const said = error instanceof Error ? error.message : String(error);
  return new TurnFailedError(`Message ${id} of ${instanceName}: ${said}`, {
    cause: error,
    turnId: id,
    attempts: 1,
    instanceName,
  });
}

function isForTurn({ fromMe, chat, kind }: InboundMessage): boolean {
  return !fromMe && chat.kind === "user" && kind !== "reaction" && kind !== "unknown";
}

/** Not the chat: it may be a LID in one delivery and a phone in the next. */
function keyOf({ instanceName, id, fromMe }: InboundMessage): string {
  return JSON.stringify([instanceName, id, fromMe]);
}

function laneOf({ instanceName, chat }: InboundMessage): string {
  return JSON.stringify([instanceName, chat.phone ?? chat.lid ?? chat.jid]);
}

/** The chat as it came, so that no number is rewritten; the phone where the chat came as a LID, which 2.3 refuses to send to. */
function addressOf({ chat }: InboundMessage): string {
  const isLid = parseJid(chat.jid)?.kind === "lid";
  return isLid && chat.phone !== undefined ? `${chat.phone}@s.whatsapp.net` : chat.jid;
}
