import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import { EvolutionClient } from "../../src/index.js";
import { createFakeGateway, type FakeGatewayOptions, type FakeInstanceOptions } from "../../src/testing/index.js";

export interface Posted {
  readonly event: string;
  readonly data: Record<string, never>;
}

/** A fake gateway with one instance, a client of it, and a webhook receiver that answers the listed statuses in turn. */
export async function startGateway(
  options: Omit<FakeGatewayOptions, "instances"> & {
    shop?: Partial<Omit<FakeInstanceOptions, "webhook">>;
    webhook?: Partial<NonNullable<FakeInstanceOptions["webhook"]>>;
    /** `undefined`: no answer. */
    statuses?: (number | undefined)[];
  } = {},
) {
  const { shop: given, webhook, statuses = [200], ...rest } = options;
  const posted: Posted[] = [];
  const headers: Record<string, unknown>[] = [];
  const receiver = createServer(async (request, response) => {
    let text = "";
    for await (const chunk of request) text += chunk;
    posted.push(JSON.parse(text));
    headers.push(request.headers);
    const status = statuses.length > 1 ? statuses.shift() : statuses[0];
    if (status !== undefined) response.writeHead(status).end();
  });
  receiver.listen(0, "127.0.0.1");
  await once(receiver, "listening");
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/webhook`;
  const gateway = await createFakeGateway({
    random: () => 0.5,
    ...rest,
    instances: [{ name: "shop", ...given, webhook: { url, ...webhook } }],
  });
  const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: gateway.apiKey, retries: 0 });
  onTestFinished(async () => {
    await client.close();
    await gateway.close();
    receiver.closeAllConnections();
    receiver.close();
  });
  return {
    gateway,
    client,
    shop: client.instance("shop"),
    maria: gateway.phone("5511999990001", { name: "Maria", lid: "190000000000007" }),
    posted,
    headers,
    /** The data of what was posted under a name, once everything was taken. */
    async events(name: string) {
      await gateway.settled();
      return posted.filter(({ event }) => event === name).map(({ data }) => data as never as Record<string, unknown>);
    },
  };
}
