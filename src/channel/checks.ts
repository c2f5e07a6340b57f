import type { Diagnosis } from "../checks/diagnosis.js";
import { checkHealth } from "../checks/gateway.js";
import { checkInstance } from "../checks/instance.js";
import { checkWebhook } from "../checks/webhook.js";
import type { EvolutionClient } from "../client/client.js";
import { isEvolutionError } from "../errors/index.js";

/**
 * Looks for what would keep messages from arriving or answers from leaving, and says how to fix it. Never throws for a
 * gateway that is down: it may come back.
 */
export async function findProblems(client: EvolutionClient, instances: readonly string[]): Promise<string[]> {
  const { diagnosis, health } = await checkHealth(client);
  if (!health.ok) return [`The gateway cannot be used: ${textOf(diagnosis)}`];
  const problems = await Promise.all(instances.map((name) => instanceProblems(client, name)));
  return problems.flat();
}

async function instanceProblems(client: EvolutionClient, name: string): Promise<string[]> {
  try {
    const [instance, webhook] = await Promise.all([checkInstance(client, name), checkWebhook(client, name)]);
    const ofWebhook = webhook.diagnoses.filter(isProblem).map((each) => `"${name}", ${each.name}: ${textOf(each)}`);
    return isProblem(instance) ? [textOf(instance), ...ofWebhook] : ofWebhook;
  } catch (error) {
    if (!isEvolutionError(error)) throw error;
    return [`Instance "${name}" could not be checked: ${error.message}`];
  }
}

const isProblem = ({ status }: Diagnosis): boolean => status === "fail" || status === "warn";

const textOf = ({ seen, fix }: Diagnosis): string => (fix === undefined ? seen : `${seen}. ${fix}`);
