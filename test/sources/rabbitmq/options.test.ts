import { expect, it } from "vitest";
import { isInvalidArgumentError } from "../../../src/index.js";
import { type RabbitmqSourceOptions, rabbitmqSource } from "../../../src/sources/rabbitmq/index.js";

const url = "amqp://bot:s3cret-word@127.0.0.1";
const handle = async () => ({ status: 200 });
const queue = { name: "bot", exchange: "evolution_exchange", events: ["messages.upsert"] };

it.each<[string, object, RegExp]>([
  ["no address", { queues: ["q"], handle }, /^Expected `url` to be an address that begins amqp:\/\//],
  ["another scheme", { url: url.replace("amqp", "http"), queues: ["q"], handle }, /^Expected `url`.*not shown/],
  ["an address that is none", { url: ":s3cret-word", queues: ["q"], handle }, /^Expected `url`.*not shown/],
  ["a password with a bare %", { url: url.replace("word", "word%"), queues: ["q"], handle }, /Escape what is special/],
  ["an address that is no text", { url: ["s3cret-word"], queues: ["q"], handle }, /^Expected `url`/],
  ["no queue", { url, handle }, /^Expected either `queues` .* got neither/],
  ["both kinds of queue", { url, queues: ["q"], queue, handle }, /got both/],
  ["an empty list", { url, queues: [], handle }, /^Expected `queues` to name a queue/],
  ["no handler", { url, queues: ["q"] }, /^Expected `handle` to be a function.*Pass webhook\.handle/],
  ["a subscription's name", { url, queue: { ...queue, events: ["MESSAGES_UPSERT"] }, handle }, /`queue\.events/],
  ["no events", { url, queue: { ...queue, events: [] }, handle }, /^Expected `queue\.events`/],
  ["a prefetch without limit", { url, queues: ["q"], prefetch: 0, handle }, /^Expected `prefetch` .* got 0/],
  ["a hold of nothing", { url, queues: ["q"], holdMs: 0, handle }, /^Expected `holdMs` .* got 0/],
])("rabbitmqSource refuses %s, and shows no secret", (_what, options, message) => {
  try {
    rabbitmqSource(options as RabbitmqSourceOptions);
    expect.unreachable();
  } catch (error) {
    expect(isInvalidArgumentError(error)).toBe(true);
    expect((error as Error).message).toMatch(message);
    expect((error as Error).message).not.toContain("s3cret");
  }
});
