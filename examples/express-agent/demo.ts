import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { styleText } from "node:util";
import { createFakeGateway, type PhoneMessage } from "evolution-kit/testing";
import { main } from "./main.js";
import { startAgent } from "./server.js";

const script = ["hi", "my name is Ana", "what is on the menu?", "a coffee and a croissant please", "the bill"];

/** A fake gateway, the example agent, and a conversation between it and a simulated phone. */
async function demo(): Promise<void> {
  const gateway = await createFakeGateway({ instances: [{ name: "bakery" }] });
  const agent = await startAgent({
    baseUrl: gateway.url,
    apiKey: gateway.apiKey,
    instance: "bakery",
    webhookSecret: "only-for-the-demo",
    port: 0,
    logger: { info: () => {}, warn: () => {}, error: console.error },
  });
  const phone = gateway.phone("5511999990001", { name: "Ana" });
  console.log(
    `Fake gateway ${gateway.url}   agent ${agent.webhookUrl}   health http://127.0.0.1:${agent.port}/health\n`,
  );

  const say = async (text: string) => {
    phone.send(text);
    show("green", "Ana →", text);
    const reply: PhoneMessage = await phone.waitFor();
    show("cyan", "← bakery", reply.text);
  };
  for (const text of script) {
    await say(text);
    await pause(300);
  }

  console.log(`
Each line went phone → gateway → webhook → agent, and its answer back through the gateway.
Now you are Ana: type a message and press Enter. Ctrl+C ends.
With a real gateway: EVOLUTION_URL=… EVOLUTION_API_KEY=… EVOLUTION_INSTANCE=… WEBHOOK_URL=https://…/webhook npm run demo
`);
  const lines = createInterface({ input: process.stdin });
  lines.on("line", (text) => text.trim() !== "" && say(text));
  const stop = async () => {
    lines.close();
    await agent.stop();
    await gateway.close();
    process.exit();
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

function show(color: "green" | "cyan", who: string, text: string): void {
  const [first, ...rest] = text.split("\n");
  console.log(`${styleText(color, who.padStart(9))}  ${first}`);
  for (const line of rest) console.log(`${" ".repeat(11)}${line}`);
}

await (process.env.EVOLUTION_URL === undefined ? demo() : main());
