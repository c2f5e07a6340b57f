import { HttpResponse, http } from "msw";
import { setupServer } from "msw/node";
import { afterAll, beforeAll, expect, it } from "vitest";
import { EvolutionClient, fetchTransport } from "../../src/index.js";
import { sentText } from "../support/stub-gateway.js";

const server = setupServer();
beforeAll(() => server.listen({ onUnhandledRequest: "error" }));
afterAll(() => server.close());

it("a client on fetch can be tested with msw, also when it was made before msw listened", async () => {
  server.close();
  const client = new EvolutionClient({ baseUrl: "https://evo.example.com", apiKey: "k", transport: fetchTransport() });
  server.listen({ onUnhandledRequest: "error" });
  server.use(
    http.post("https://evo.example.com/message/sendText/:instanceName", async ({ request, params }) => {
      const body = await request.json();
      return HttpResponse.json({ ...sentText, instanceId: params.instanceName, message: body }, { status: 201 });
    }),
  );
  const sent = await client.instance("shop").messages.sendText({ number: "5511999990001", text: "oi" });
  expect(sent).toMatchObject({ instanceId: "shop", message: { text: "oi" } });
});
