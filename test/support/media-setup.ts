import { onTestFinished } from "vitest";
import { EvolutionClient, type EvolutionClientOptions, fetchTransport } from "../../src/index.js";
import { type Answer, sentText, stubGateway } from "./stub-gateway.js";

/** A client of a stub gateway that accepts everything, bound to the instance `shop`. */
export async function mediaSetup(
  transport: "undici" | "fetch" = "undici",
  options: Partial<EvolutionClientOptions> = {},
  ...answers: Answer[]
) {
  const gateway = await stubGateway(...(answers.length > 0 ? answers : [{ status: 201, body: sentText }]));
  const client = new EvolutionClient({
    baseUrl: gateway.url,
    apiKey: "key-of-the-test",
    ...(transport === "fetch" && { transport: fetchTransport() }),
    ...options,
  });
  onTestFinished(() => client.close());
  return { ...gateway, client, shop: client.instance("shop") };
}
