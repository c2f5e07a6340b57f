import { randomBytes } from "node:crypto";
import * as z from "zod";
import { startAgent } from "./server.js";

const environment = z.object({
  EVOLUTION_URL: z.url({ error: "is missing: the gateway's address, e.g. https://evo.example.com" }),
  EVOLUTION_API_KEY: z.string({ error: "is missing: AUTHENTICATION_API_KEY of the gateway, or the instance's token" }),
  EVOLUTION_INSTANCE: z.string({ error: "is missing: the name of a connected instance" }),
  WEBHOOK_URL: z.url({ error: "is no URL: where the gateway reaches /webhook of this server" }).optional(),
  WEBHOOK_SECRET: z.string().min(16, { error: "is shorter than 16 characters" }).optional(),
  PORT: z.coerce.number().default(3000),
});

/** One JSON line per message, for a log collector. */
const log = (level: string) => (message: string) =>
  process.stdout.write(`${JSON.stringify({ level, time: new Date().toISOString(), message })}\n`);

/** Runs the agent on a real gateway, as the environment says, until it is told to stop. */
export async function main(): Promise<void> {
  const checked = environment.safeParse(process.env);
  if (!checked.success) {
    for (const { path, message } of checked.error.issues) console.error(`${path.join(".")} ${message}`);
    process.exitCode = 1;
    return;
  }
  const env = checked.data;
  const agent = await startAgent({
    baseUrl: env.EVOLUTION_URL,
    apiKey: env.EVOLUTION_API_KEY,
    instance: env.EVOLUTION_INSTANCE,
    webhookUrl: env.WEBHOOK_URL,
    webhookSecret: env.WEBHOOK_SECRET ?? randomBytes(32).toString("hex"),
    port: env.PORT,
    logger: { info: log("info"), warn: log("warn"), error: log("error") },
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => agent.stop());
}

if (import.meta.url === `file://${process.argv[1]}`) await main();
