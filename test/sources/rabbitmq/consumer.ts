// A consumer in a process of its own, for the test that kills it. Handles as many events as it is told, then hangs in the
// middle of the next ones: what a handler does is done, and the acknowledgement never comes.
import { rabbitmqSource } from "../../../src/sources/rabbitmq/index.js";
import { createWebhook } from "../../../src/webhooks/index.js";

const [url = "", queue = "", handles = ""] = process.argv.slice(2);
const tell = (word: string, text = "") =>
  new Promise<void>((resolve) => process.send?.([word, text], undefined, {}, () => resolve()));

let left = Number(handles);
const webhook = createWebhook({ auth: "none" });
webhook.onMessage("text", async ({ text }) => {
  const isLast = left-- <= 0;
  await tell("done", text);
  if (isLast) {
    await tell("hangs");
    await new Promise(() => {});
  }
});

await rabbitmqSource({ url, queues: [queue], handle: webhook.handle }).start();
