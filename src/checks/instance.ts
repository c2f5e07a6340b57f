import type { EvolutionClient } from "../client/client.js";
import { isNotFoundError } from "../errors/index.js";
import { own } from "../internal/record.js";
import { about, type Diagnosis } from "./diagnosis.js";

const instance = about("instance");

/** Why WhatsApp ended a connection for good. */
const reasons: Readonly<Record<number, string>> = {
  401: "the phone has unlinked it",
  402: "WhatsApp has locked the account for a while",
  403: "WhatsApp has banned the number",
  406: "WhatsApp refuses it",
  428: "the connection was closed",
  440: "another server has opened the same session",
};

/**
 * Whether an instance is there and connected.
 *
 * @throws {EvolutionError} the gateway could not say
 */
export async function checkInstance(client: EvolutionClient, name: string, signal?: AbortSignal): Promise<Diagnosis> {
  const state = await stateOf(client, name, signal);
  const pair = `npx evolution-kit pair ${name}`;
  switch (state) {
    case "open":
      return instance.ok(`"${name}" is open`);
    case "connecting":
      return instance.warn(
        `"${name}" is connecting: it shows a QR code, or has lost WhatsApp`,
        `Scan the code: ${pair}. If it stays so for more than a minute, restart it: client.instances.restart("${name}").`,
      );
    case "close":
      return instance.fail(`"${name}" is closed${await reasonOf(client, name, signal)}`, `Pair it: ${pair}`);
    case "missing":
      return instance.fail(`There is no instance "${name}"`, `Check the name, or create it: ${pair} --create`);
    default:
      return instance.fail(
        `"${name}" is in the database and not loaded`,
        "Restart the gateway; DATABASE_CONNECTION_CLIENT_NAME must be the one it was created under.",
      );
  }
}

/** Its connection's state as the gateway says it; `"missing"` when there is no such instance. */
export async function stateOf(client: EvolutionClient, name: string, signal?: AbortSignal): Promise<unknown> {
  try {
    return own(own(await client.instances.connectionState(name, { signal }), "instance"), "state");
  } catch (error) {
    if (isNotFoundError(error)) return "missing";
    throw error;
  }
}

async function reasonOf(client: EvolutionClient, name: string, signal?: AbortSignal): Promise<string> {
  const rows = await client.instances.fetchInstances({ instanceName: name }, { signal }).catch(() => []);
  const code = rows[0]?.disconnectionReasonCode;
  return typeof code === "number" ? `: ${reasons[code] ?? "WhatsApp ended the connection"} (${code})` : "";
}
