import { onTestFinished } from "vitest";
import { type RabbitmqSourceOptions, rabbitmqSource } from "../../../src/sources/rabbitmq/index.js";
import { createWebhook } from "../../../src/webhooks/index.js";
import { upsert } from "../../fixtures/webhooks.js";
import { collector } from "../../support/collector.js";
import { findService } from "../../support/services.js";

/** The broker of these tests; who imports it closes it. */
export const broker = await findService("RabbitMQ");

export const message = (text: string) => upsert({ key: { id: text }, message: { conversation: text } });

/** A source whose errors and log lines are kept; it is stopped at the end of the test. */
export function source(options: Partial<RabbitmqSourceOptions> & Pick<RabbitmqSourceOptions, "handle">) {
  const errors = collector<Error>();
  const lines: string[] = [];
  const keep = (line: string) => void lines.push(line);
  const made = rabbitmqSource({
    ...(options.connect === undefined && { url: broker.url }),
    onError: errors.add,
    logger: { info: keep, warn: keep, error: keep },
    random: () => 1,
    ...options,
  });
  onTestFinished(() => made.stop());
  return { ...made, errors, lines };
}

/** A handler that keeps the texts of the messages it is given, and answers 200 after `work`. */
export function texts(work: (text: string) => Promise<void> | void = () => {}) {
  const seen = collector<string>();
  const webhook = createWebhook({ auth: "none" });
  webhook.onMessage("text", async ({ text }) => {
    await work(text);
    seen.add(text);
  });
  return { ...seen, handle: webhook.handle };
}
