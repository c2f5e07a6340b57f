import { about, type Diagnosis } from "../../checks/diagnosis.js";
import { checkHealth } from "../../checks/gateway.js";
import type { EvolutionClient } from "../../client/client.js";
import { isAuthenticationError, isConnectionError, isEvolutionError, isTimeoutError } from "../../errors/index.js";
import { own } from "../../internal/record.js";
import { namesOf } from "../gateway.js";
import { checkVersion } from "./version.js";

/** Keys that the gateway has when none is set: its code's, and its image's. */
const publicKeys: readonly string[] = ["BQYHJGJHJ", "429683C4C977415CAAFCCE10F7D57E11"];

export interface ServerCheck {
  readonly diagnoses: readonly Diagnosis[];
  /** Whether there is any use in asking for more. */
  readonly isUsable: boolean;
  readonly hasGlobalKey: boolean;
}

/** Whether there is a gateway, of which version, and whether it takes the key. */
export async function checkServer(
  client: EvolutionClient,
  { apiKey, instance, signal }: { apiKey: string; instance: string | undefined; signal: AbortSignal },
): Promise<ServerCheck> {
  const { diagnosis, health } = await checkHealth(client, signal);
  const isReached = health.ok || !(isConnectionError(health.error) || isTimeoutError(health.error));
  if (!isReached) return { diagnoses: [diagnosis], isUsable: false, hasGlobalKey: false };
  const version = await versionOf(client, signal);
  if (version === "another server")
    return { diagnoses: [about("gateway").fail(...anotherServer)], isUsable: false, hasGlobalKey: false };
  const versionDiagnosis =
    version === undefined
      ? about("version").warn(
          "the gateway does not say it: to do so it asks web.whatsapp.com first",
          "Let the gateway's machine reach https://web.whatsapp.com: without it no instance connects.",
        )
      : checkVersion(version);
  if (!health.ok) return { diagnoses: [diagnosis, versionDiagnosis], isUsable: false, hasGlobalKey: false };
  const hasGlobalKey = health.globalKey === true;
  const key = hasGlobalKey ? globalKey(apiKey) : await tokenOf(client, instance, signal);
  return {
    diagnoses: [diagnosis, versionDiagnosis, key],
    isUsable: key.status !== "fail" || hasGlobalKey,
    hasGlobalKey,
  };
}

const anotherServer = [
  "Something answers, and it is no Evolution API gateway",
  "Check the address: the gateway's own root, e.g. http://localhost:8080, without /manager.",
] as const;

/** Its root says it, slowly. `undefined`: it takes too long, or fails. */
async function versionOf(client: EvolutionClient, signal: AbortSignal): Promise<string | "another server" | undefined> {
  try {
    const version = own(await client.server.info({ signal, retry: false, timeoutMs: 10_000 }), "version");
    return typeof version === "string" ? version : "another server";
  } catch (error) {
    if (!isEvolutionError(error) || signal.aborted) throw error;
    if (isTimeoutError(error) || isConnectionError(error)) return undefined;
    // A gateway that waits for its licence answers its root with a 503, and one that cannot reach WhatsApp with a 500.
    return Number(own(error, "status")) >= 500 ? undefined : "another server";
  }
}

function globalKey(apiKey: string): Diagnosis {
  const key = about("key");
  return publicKeys.includes(apiKey)
    ? key.fail(
        "the global key is the one from the public sample: everybody knows it",
        "AUTHENTICATION_API_KEY=$(openssl rand -hex 32) in the gateway's environment, and EVOLUTION_API_KEY here.",
      )
    : key.ok("the global key");
}

async function tokenOf(client: EvolutionClient, instance: string | undefined, signal: AbortSignal): Promise<Diagnosis> {
  const key = about("key");
  try {
    if (instance === undefined) await namesOf(client, signal);
    else await client.instance(instance).settings.find({ signal });
    return key.ok(
      instance === undefined
        ? "an instance's token: it opens that one"
        : `the token of "${instance}": it opens that one`,
    );
  } catch (error) {
    if (!isAuthenticationError(error)) {
      if (!isEvolutionError(error)) throw error;
      return key.ok("not the global key; whether it is the instance's token shows below");
    }
    return key.fail(
      "refused: neither the global key nor the instance's token",
      "EVOLUTION_API_KEY must be the gateway's AUTHENTICATION_API_KEY, or the `hash` that creating the instance answered.",
    );
  }
}
