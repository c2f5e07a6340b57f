import { expect, it, onTestFinished } from "vitest";
import { checkInstance } from "../../src/checks/instance.js";
import { EvolutionClient } from "../../src/index.js";
import { createFakeGateway } from "../../src/testing/index.js";
import { envelope, stubGateway } from "../support/stub-gateway.js";

function clientOf(baseUrl: string, apiKey = "key") {
  const client = new EvolutionClient({ baseUrl, apiKey, retries: 0 });
  onTestFinished(() => client.close());
  return client;
}

it.each([
  ["open", "ok", /"shop" is open/, undefined],
  ["connecting", "warn", /"shop" is connecting/, /Scan the code: npx evolution-kit pair shop\. .*restart/],
  ["close", "fail", /"shop" is closed$/, /npx evolution-kit pair shop$/],
] as const)("an instance that is %s: %s", async (state, status, seen, fix) => {
  const gateway = await createFakeGateway({ instances: [{ name: "shop", state }] });
  onTestFinished(() => gateway.close());
  const diagnosis = await checkInstance(clientOf(gateway.url, gateway.apiKey), "shop");
  expect(diagnosis).toMatchObject({ name: "instance", status, seen: expect.stringMatching(seen) });
  if (fix) expect(diagnosis.fix).toMatch(fix);
});

it("says why WhatsApp has closed it", async () => {
  const { url } = await stubGateway((response, { url }) =>
    response.end(
      JSON.stringify(
        url.includes("fetchInstances")
          ? [{ name: "shop", disconnectionReasonCode: 401 }]
          : { instance: { state: "close" } },
      ),
    ),
  );
  expect(await checkInstance(clientOf(url), "shop")).toMatchObject({
    status: "fail",
    seen: '"shop" is closed: the phone has unlinked it (401)',
  });
});

it("tells an instance that is not there from one that is not loaded", async () => {
  const missing = await stubGateway(envelope(404, "Not Found", ['The "shop" instance does not exist']));
  expect(await checkInstance(clientOf(missing.url), "shop")).toMatchObject({
    status: "fail",
    seen: 'There is no instance "shop"',
    fix: expect.stringContaining("pair shop --create"),
  });
  const unloaded = await stubGateway({ status: 200, body: { instance: { instanceName: "shop" } } });
  expect(await checkInstance(clientOf(unloaded.url), "shop")).toMatchObject({
    status: "fail",
    seen: expect.stringContaining("not loaded"),
    fix: expect.stringContaining("DATABASE_CONNECTION_CLIENT_NAME"),
  });
});
