import { randomUUID } from "node:crypto";
import amqplib from "amqplib";
import { onTestFinished } from "vitest";

/**
 * Plays the gateway's part at a real broker: exchanges and queues as it makes them, under names of this test's own, which
 * are removed when it has finished.
 */
export async function rabbitmqGateway(url: string) {
  const connection = await amqplib.connect(url);
  const channel = await connection.createConfirmChannel();
  const instance = `kit-${randomUUID()}`;
  const queues = new Set<string>();
  onTestFinished(async () => {
    for (const queue of queues) await channel.deleteQueue(queue);
    await channel.deleteExchange(instance);
    await connection.close();
  });

  /** Its queue of an event: `<instance>.<event>`. */
  const makeQueue = async (event: string) => {
    const queue = `${instance}.${event}`;
    queues.add(queue);
    await channel.assertExchange(instance, "topic", { durable: true, autoDelete: false });
    await channel.assertQueue(queue, { durable: true, autoDelete: false, arguments: { "x-queue-type": "quorum" } });
    await channel.bindQueue(queue, instance, event);
    return queue;
  };

  return {
    channel,
    /** The name of the instance, and of its exchange. */
    instance,
    makeQueue,
    /** A name that is removed as well. */
    ownQueue(name: string): string {
      queues.add(`${instance}-${name}`);
      return `${instance}-${name}`;
    },
    /** Publishes events as text, and waits until the broker has them. */
    async publish(event: string, ...bodies: unknown[]) {
      for (const body of bodies) {
        const text = typeof body === "string" ? body : JSON.stringify(body);
        channel.publish(instance, event, Buffer.from(text));
      }
      await channel.waitForConfirms();
    },
    /** How many messages wait for a consumer. */
    waiting: async (queue: string) => (await channel.checkQueue(queue)).messageCount,
  };
}
