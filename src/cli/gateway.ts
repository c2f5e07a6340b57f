import { EvolutionClient } from "../client/client.js";
import { isInvalidArgumentError, isNotFoundError } from "../errors/index.js";
import { type Call, type Options, UsageError } from "./command.js";

/** Of every command that calls a gateway. */
export const gatewayOptions = {
  url: { type: "string", value: "URL", env: "EVOLUTION_URL", help: "The gateway's address" },
  "api-key": {
    type: "string",
    value: "KEY",
    env: "EVOLUTION_API_KEY",
    help: "Its global key, or the instance's token; others on this machine can read arguments",
  },
  instance: {
    type: "string",
    value: "NAME",
    env: "EVOLUTION_INSTANCE",
    help: "The instance; may be left out where there is only one",
  },
} as const satisfies Options<string>;

export type GatewayOption = keyof typeof gatewayOptions;

export interface Gateway {
  readonly client: EvolutionClient;
  readonly baseUrl: string;
  readonly apiKey: string;
}

/**
 * Lends a client of the gateway that the options or the environment name, and closes it.
 *
 * @throws {UsageError} they name none
 */
export async function withGateway<T>(call: Call<GatewayOption>, use: (gateway: Gateway) => Promise<T>): Promise<T> {
  const baseUrl = call.text("url");
  const apiKey = call.text("api-key");
  if (baseUrl === undefined)
    throw new UsageError("Which gateway? Set EVOLUTION_URL, or pass --url https://evo.example.com.");
  if (apiKey === undefined) throw new UsageError("Which key? Set EVOLUTION_API_KEY, or pass --api-key.");
  const client = clientOf(call, baseUrl, apiKey);
  try {
    return await use({ client, baseUrl, apiKey });
  } finally {
    await client.close();
  }
}

/** An error's message with the client's options by the names that they have here. */
export const inWordsOfCommands = (message: string): string =>
  message.replace("`baseUrl`", "EVOLUTION_URL").replace("`apiKey`", "EVOLUTION_API_KEY");

function clientOf({ clock }: Call<GatewayOption>, baseUrl: string, apiKey: string): EvolutionClient {
  try {
    return new EvolutionClient({ baseUrl, apiKey, clock });
  } catch (error) {
    if (!isInvalidArgumentError(error)) throw error;
    throw new UsageError(error.message.replace("`baseUrl`", "the gateway's address").replace("`apiKey`", "its key"));
  }
}

/**
 * The instance that was named, or else the only one that the key opens.
 *
 * @throws {UsageError} none was named, and there are several or none
 */
export async function instanceOf(call: Call<GatewayOption>, client: EvolutionClient): Promise<string> {
  const given = call.text("instance");
  if (given !== undefined) return given;
  const names = await namesOf(client, call.signal);
  const [only] = names;
  if (only !== undefined && names.length === 1) return only;
  throw new UsageError(
    only === undefined
      ? "The gateway has no instance yet. Pair one: npx evolution-kit pair NAME --create"
      : `Which instance? Set EVOLUTION_INSTANCE, or pass --instance. There are: ${listOf(names)}.`,
  );
}

/** The instances that the key opens. */
export async function namesOf(client: EvolutionClient, signal: AbortSignal): Promise<string[]> {
  try {
    const rows = await client.instances.fetchInstances({}, { signal });
    return rows.map(({ name }) => name);
  } catch (error) {
    if (isNotFoundError(error)) return [];
    throw error;
  }
}

/** The first twenty: a gateway may have hundreds. */
export const listOf = (names: readonly string[]): string =>
  names.length > 20 ? `${names.slice(0, 20).join(", ")} and ${names.length - 20} more` : names.join(", ");
