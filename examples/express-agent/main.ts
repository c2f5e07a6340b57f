import { randomBytes } from "node:crypto";
import { pathToFileURL } from "node:url";
import * as z from "zod";
import { startAgent } from "./server.js";

/** A variable that is set to nothing is not set. */
const optional = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());
const required = (hint: string) => z.string({ error: `is missing: ${hint}` }).min(1, { error: `is missing: ${hint}` });

const environment = z
  .object({
    EVOLUTION_URL: z.url({ error: "is missing or no URL: the gateway's address, e.g. https://evo.example.com" }),
    EVOLUTION_API_KEY: required("AUTHENTICATION_API_KEY of the gateway, or the instance's token"),
    EVOLUTION_INSTANCE: required("the name of a connected instance"),
    WEBHOOK_URL: optional(z.url({ error: "is no URL: where the gateway reaches /webhook of this server" })),
    WEBHOOK_SECRET: optional(z.string().min(16, { error: "is shorter than 16 characters" })),
    PORT: z.coerce
      .number({ error: "is no port" })
      .int()
      .min(1, { error: "is no port" })
      .max(65_535, { error: "is no port" })
      .default(3000),
  })
  .refine(
    ({ EVOLUTION_URL, WEBHOOK_URL }) =>
      WEBHOOK_URL !== undefined || /^https?:\/\/(localhost|127\.)/.test(EVOLUTION_URL),
    {
      error: "is missing: where the gateway, which runs elsewhere, reaches /webhook of this server",
      path: ["WEBHOOK_URL"],
    },
  );

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
  try {
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
  } catch (error) {
    console.error(`The agent could not start: ${error instanceof Error ? error.message : String(error)}`);
    console.error("Check EVOLUTION_URL, EVOLUTION_API_KEY, EVOLUTION_INSTANCE and PORT.");
    process.exit(1);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) await main();
