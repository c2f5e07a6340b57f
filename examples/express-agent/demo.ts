import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { styleText } from "node:util";
import { createSimulator } from "evolution-kit/simulator";
import { createFakeGateway } from "evolution-kit/testing";
import { main } from "./main.js";
import { startAgent } from "./server.js";

const script = ["hi", "my name is Ana", "what is on the menu?", "a coffee and a croissant please", "the bill"];

/** A fake gateway, the example agent, a conversation between it and a simulated phone, and a page to see and use both. */
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
  gateway.phone("5511999990002", { name: "Bia" });
  const simulator = await createSimulator({ gateway });
  console.log(`${simulator.url}
Open it to see this conversation as on a phone, and to join in.
Fake gateway ${gateway.url}   agent ${agent.webhookUrl}   health http://127.0.0.1:${agent.port}/health
`);

  const shown = new Set<string>();
  gateway.on("message", ({ phone: of, message }) => {
    // Ticks and reactions come as changes of the message.
    if (of !== phone || shown.has(message.key.id)) return;
    shown.add(message.key.id);
    if (message.key.fromMe) show("green", "Ana →", message.text);
    else show("cyan", "← bakery", message.text);
  });
  for (const text of script) {
    phone.send(text);
    await phone.waitFor();
    await pause(300);
  }

  console.log(`
Each line went phone → gateway → webhook → agent, and its answer back through the gateway.
Now you are Ana: type a message and press Enter, here or at ${simulator.url}. Ctrl+C ends.
With a real gateway: EVOLUTION_URL=… EVOLUTION_API_KEY=… EVOLUTION_INSTANCE=… WEBHOOK_URL=https://…/webhook npm run demo
`);
  const lines = createInterface({ input: process.stdin });
  lines.on("line", (text) => text.trim() !== "" && phone.send(text));
  const stop = async () => {
    lines.close();
    await simulator.close();
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
