import type { EvolutionClient } from "../client/client.js";
import { isEvolutionError } from "../errors/index.js";
import { own } from "../internal/record.js";

/**
 * Looks for what would keep messages from arriving or answers from leaving, and says how to fix it. Never throws for a
 * gateway that is down: it may come back.
 */
export async function findProblems(client: EvolutionClient, instances: readonly string[]): Promise<string[]> {
  const health = await client.server.health();
  if (!health.ok) return [`The gateway cannot be used: ${health.error?.message ?? "it does not answer"}`];
  const problems = await Promise.all(instances.map((name) => instanceProblems(client, name)));
  return problems.flat();
}

async function instanceProblems(client: EvolutionClient, name: string): Promise<string[]> {
  try {
    const problems: string[] = [];
    const state = own(own(await client.instances.connectionState(name), "instance"), "state");
    if (state !== "open") {
      problems.push(
        `Instance "${name}" is ${typeof state === "string" ? state : "not loaded"}: connect it with instances.connect("${name}").`,
      );
    }
    const webhook = await client.instance(name).events.webhook.find();
    if (!webhook?.enabled) {
      problems.push(
        `Instance "${name}" has no webhook of its own: set it with instance("${name}").events.webhook.set.`,
      );
    } else if (!webhook.events.includes("MESSAGES_UPSERT")) {
      problems.push(`The webhook of instance "${name}" does not ask for MESSAGES_UPSERT: add it to its events.`);
    }
    return problems;
  } catch (error) {
    if (!isEvolutionError(error)) throw error;
    return [`Instance "${name}" could not be checked: ${error.message}`];
  }
}
