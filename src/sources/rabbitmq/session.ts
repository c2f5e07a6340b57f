import { forAtMost } from "../source.js";
import type { AmqpChannel, AmqpConnection } from "./amqp.js";
import { Deliveries } from "./deliveries.js";
import type { ResolvedOptions } from "./options.js";

/** One connection with its channel and consumers, from its opening to its end. */
export class Session {
  /** Resolves with the reason once the broker has ended it. */
  readonly lost: Promise<unknown>;
  readonly #connection: AmqpConnection;
  readonly #options: ResolvedOptions;
  readonly #leaving = new AbortController();
  readonly #consumers: string[] = [];
  #end: (reason: unknown) => void = () => {};
  #channel: AmqpChannel | undefined;
  #deliveries: Deliveries | undefined;

  /** Connects, makes what has to be there, and consumes. Leaves nothing open when it fails. */
  static async open(options: ResolvedOptions): Promise<Session> {
    const session = new Session(await options.connect(), options);
    try {
      await session.#consume(options);
      return session;
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  private constructor(connection: AmqpConnection, options: ResolvedOptions) {
    this.#connection = connection;
    this.#options = options;
    this.lost = new Promise((resolve) => {
      this.#end = (reason) => {
        resolve(reason);
        this.#leaving.abort();
      };
    });
    this.#watch(connection, "the connection was closed");
  }

  /** Takes nothing new, waits for the handlers that run, acknowledges and closes. Never rejects. */
  async close(): Promise<void> {
    this.#leaving.abort();
    const channel = this.#channel;
    await Promise.allSettled(this.#consumers.map(async (tag) => channel?.cancel(tag)));
    // What still runs then is not acknowledged, so the broker gives it to somebody else.
    const { clock, stopTimeoutMs } = this.#options;
    if (this.#deliveries) await forAtMost(stopTimeoutMs, clock, this.#deliveries.settled());
    // Each fails where the broker was quicker. The channel's own close follows its last acknowledgement.
    await Promise.allSettled([channel?.close()]);
    await Promise.allSettled([this.#connection.close()]);
  }

  async #consume(options: ResolvedOptions): Promise<void> {
    const channel = await this.#connection.createChannel();
    this.#channel = channel;
    this.#watch(channel, "the channel was closed");
    await channel.prefetch(options.prefetch);
    const deliveries = new Deliveries(options, channel, this.#leaving.signal);
    this.#deliveries = deliveries;
    for (const queue of await queuesOf(options, channel)) {
      const { consumerTag } = await channel.consume(queue, (message) => {
        if (message) deliveries.take(queue, message);
        else this.#end(new Error(`queue ${queue} was deleted, or has moved`));
      });
      this.#consumers.push(consumerTag);
    }
  }

  #watch(part: AmqpConnection | AmqpChannel, closed: string): void {
    part.on("error", (error) => this.#end(error));
    part.on("close", (error) => this.#end(error ?? new Error(closed)));
  }
}

/** The names to consume, once each is there. */
async function queuesOf({ queue, queues = [] }: ResolvedOptions, channel: AmqpChannel): Promise<readonly string[]> {
  for (const name of queues) await channel.checkQueue(name);
  if (!queue) return queues;
  // As the gateway makes it, so that either may be the first.
  await channel.assertExchange(queue.exchange, "topic", { durable: true, autoDelete: false });
  await channel.assertQueue(queue.name, {
    durable: true,
    arguments: { "x-queue-type": "quorum", ...queue.arguments },
  });
  const patterns = queue.events === "*" ? ["#"] : queue.events;
  for (const pattern of patterns) await channel.bindQueue(queue.name, queue.exchange, pattern);
  return [queue.name];
}
