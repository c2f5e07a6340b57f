import type { EvolutionClient } from "../client/client.js";
import type { ServerHealth } from "../client/resources/server.js";
import { isApiError, isLicenseRequiredError } from "../errors/index.js";
import { about, type Diagnosis } from "./diagnosis.js";

const gateway = about("gateway");

/** Whether the gateway can be used: one quick request, which asks nobody else. */
export async function checkHealth(
  client: EvolutionClient,
  signal?: AbortSignal,
): Promise<{ readonly diagnosis: Diagnosis; readonly health: ServerHealth }> {
  const health = await client.server.health({ signal });
  return { health, diagnosis: diagnosisOf(health) };
}

function diagnosisOf({ ok, error, latencyMs }: ServerHealth): Diagnosis {
  if (ok) return gateway.ok(`answers, in ${latencyMs} ms`);
  if (isLicenseRequiredError(error))
    return gateway.fail(
      "it waits for its licence, and refuses everything until then",
      "Activate it: open /manager of the gateway, or the register_url of its answers.",
    );
  if (isApiError(error))
    return gateway.fail(
      `it answers ${error.status} when asked about the key`,
      "Is this the gateway's own address, without /manager and without another server in front of it?",
    );
  // Its first sentence: what to do is said by the fix.
  const [reason = ""] = (error?.message ?? "it does not answer").split(". ");
  return gateway.fail(reason, "Is it running, and is its address right, with http or https and the port?");
}
