import { type EvolutionError, InvalidArgumentError, isEvolutionError, TurnFailedError } from "../errors/index.js";
import { factLog } from "../internal/fact-log.js";
import { messageOf } from "../internal/record.js";
import { parseJid } from "../jid/index.js";
import {
  createWebhook,
  type Handler,
  type InboundMessage,
  isWrongChat,
  type MessageKind,
  type Webhook,
} from "../webhooks/index.js";
import { findProblems } from "./checks.js";
import { Inbox } from "./inbox.js";
import { type ChannelOptions, resolveChannelOptions } from "./options.js";
import { runTurn, type TurnHandler, withinTime } from "./run-turn.js";

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
   * Sets the function that answers. One turn at a time per chat, all chats beside each other, so limit what you call. When
   * it throws, it is run again with the same messages, later; replies that were sent are not sent again. Change what you
   * keep about a chat only after your replies have left.
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
   * @throws {InvalidArgumentError} `onTurn` was not called, or the channel was stopped
   */
  start(): Promise<{ readonly problems: readonly string[] }>;
  /** Takes no more messages, lets every turn that was accepted end, and closes its own client. A second call waits too. */
  stop(): Promise<void>;
}

/**
 * An agent on WhatsApp. In memory: what waits for its turn is lost when the process dies, which `start()` logs.
 *
 * Answers people in one-to-one chats. Groups, broadcasts, reactions, edits, deletions, pins, albums (their pictures follow),
 * unknown kinds and messages typed on the instance's own phone begin no turn: see them with `channel.webhook.onMessage("*", …)`. A message is known again for
 * 24 hours, or until 200,000 later ones came. A chat that shows its LID but not its phone is a chat of its own.
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
  const log = factLog(logger);
  const webhook = createWebhook({ auth, clock });
  const inbox = new Inbox<Received>({ clock, rememberMs, maxWaiting, work });
  const errorHandlers = new Set<Handler<EvolutionError>>();
  const staleHandlers = new Set<Handler<InboundMessage>>();
  let turnHandler: TurnHandler | undefined;
  let state: "new" | "running" | "stopped" = "new";

  webhook.onError(report);
  webhook.onMessage("*", (message) => {
    if (!isForTurn(message) || (instances && !instances.includes(message.instanceName))) return;
    if (state !== "running") throw new Error("The channel is not running: call start(), and not after stop().");
    const ageMs = clock.now() - message.sentAt;
    inbox.append(keyOf(message), laneOf(message), { message, ageMs });
  });

  async function work(received: Received): Promise<void> {
    try {
      const problems = received.ageMs > maxAgeMs ? await passStale(received) : await answer(received);
      for (const problem of problems) report(asError(problem, received.message));
    } catch (error) {
      report(asError(error, received.message));
    }
  }

  async function answer({ message }: Received): Promise<unknown[]> {
    const { id, instanceName, kind } = message;
    const startedAt = clock.now();
    const { messages } = client.instance(instanceName);
    const number = addressOf(message);
    const send = (text: string) => messages.sendText({ number, text, linkPreview: false });
    // start() has made sure that there is a handler, and nothing is received before it.
    const problems = await runTurn(message, turnHandler as TurnHandler, send, {
      ...policy,
      clock,
      onLateReply: report,
    });
    log.info("turn answered", { instanceName, id, kind, ms: clock.now() - startedAt });
    return problems;
  }

  async function passStale({ message, ageMs }: Received): Promise<unknown[]> {
    const { id, instanceName } = message;
    log.warn("message too old to be answered", { instanceName, id, ageMs });
    const tasks = [...staleHandlers].map((handler) => withinTime({ ...policy, clock }, () => handler(message)));
    const results = await Promise.allSettled(tasks);
    return results.flatMap((result) => (result.status === "rejected" ? [result.reason] : []));
  }

  /** Tells everybody and waits for nobody. The log gets the facts; texts, which may quote a message, go to `onError`. */
  function report(error: EvolutionError): void {
    const { name, code, delivery, endpoint, instanceName } = error;
    const turnId = error instanceof TurnFailedError ? error.turnId : undefined;
    log.error("failed", { name, code, delivery, endpoint, instanceName, turnId });
    for (const handler of errorHandlers) {
      Promise.resolve(error)
        .then(handler)
        .catch(() => log.error("a handler of onError threw", {}));
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
      if (state === "stopped")
        throw new InvalidArgumentError("This channel was stopped. Create a new one to start again.");
      if (!turnHandler)
        throw new InvalidArgumentError("Expected a turn handler. Call channel.onTurn(…) before start().");
      state = "running";
      log.warn("the inbox is in memory: messages that wait are lost when this process dies", {});
      const problems = await findProblems(client, instances ?? []);
      for (const problem of problems) log.warn(problem, {});
      return { problems };
    },
    async stop() {
      state = "stopped";
      await inbox.drained();
      if (ownsClient) await client.close();
    },
  };
}

function asError(error: unknown, { id, instanceName }: InboundMessage): EvolutionError {
  if (isEvolutionError(error)) return error;
  return new TurnFailedError(`Message ${id} of ${instanceName}: ${messageOf(error)}`, {
    cause: error,
    turnId: id,
    attempts: 1,
    instanceName,
  });
}

/** Kinds that say nothing to answer: about other messages, or announcing them, or of no known content. */
const silent: ReadonlySet<MessageKind> = new Set([
  "reaction",
  "album",
  "pin",
  "edited",
  "deleted",
  "protocol",
  "unknown",
]);

/** Nothing that says nothing: a vote that was taken back has no text. Nothing in another customer's chat: the webhook tells `onError`. */
function isForTurn(message: InboundMessage): boolean {
  const { fromMe, chat, kind, text } = message;
  if (fromMe || chat.kind !== "user" || silent.has(kind) || isWrongChat(message)) return false;
  return text !== "" && !(kind === "poll-vote" && text === undefined);
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
