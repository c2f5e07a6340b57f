import { readFileSync } from "node:fs";
import { describe, expect, it, onTestFinished } from "vitest";
import { type Endpoint, EvolutionClient, endpoints, laterEndpoints } from "../../src/index.js";
import { createFakeGateway } from "../../src/testing/index.js";
import { stubGateway } from "../support/stub-gateway.js";

async function start() {
  const gateway = await createFakeGateway({
    instances: [
      { name: "phone" },
      { name: "cloud", integration: "WHATSAPP-BUSINESS" },
      { name: "own", integration: "EVOLUTION", token: "own-token" },
    ],
  });
  const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: gateway.apiKey });
  onTestFinished(async () => {
    await client.close();
    await gateway.close();
  });
  return { gateway, client };
}

it("knows what each integration can do, and the server's version", async () => {
  const { client } = await start();
  const names = ["sendText", "sendPoll", "sendTemplate", "createGroup"] as const;
  const found = await Promise.all(["phone", "cloud", "own"].map((name) => client.capabilities(name)));
  expect(found.map(({ integration, version }) => [integration, version])).toEqual([
    ["WHATSAPP-BAILEYS", "2.3.6"],
    ["WHATSAPP-BUSINESS", "2.3.6"],
    ["EVOLUTION", "2.3.6"],
  ]);
  expect(found.map(({ can }) => names.filter(can))).toEqual([
    ["sendText", "sendPoll", "createGroup"],
    ["sendText", "sendTemplate"],
    ["sendText"],
  ]);
});

it("agrees with what the gateway then does", async () => {
  const { client } = await start();
  const { can } = await client.capabilities("cloud");
  const poll = { number: "5511999990001", name: "?", selectableCount: 1, values: ["a", "b"] };
  const sending = client.instance("cloud").messages.sendPoll(poll);
  expect(can("sendPoll")).toBe(false);
  expect(can("toString" as "sendPoll")).toBe(false);
  await expect(sending).rejects.toMatchObject({ details: ["Method not available on WhatsApp Business API"] });
});

it("fails clearly for an instance that is not there, or not open to the key", async () => {
  const { gateway, client } = await start();
  await expect(client.capabilities("nope")).rejects.toMatchObject({ name: "NotFoundError" });
  await using own = new EvolutionClient({ baseUrl: gateway.url, apiKey: "own-token" });
  expect((await own.capabilities("own")).can("sendButtons")).toBe(true);
  await expect(own.capabilities("phone")).rejects.toMatchObject({ name: "AuthenticationError" });
});

describe("a version", () => {
  /** A gateway of some version, with an instance of some integration. */
  async function asked(version: unknown, integration = "WHATSAPP-BAILEYS") {
    const rows = { status: 200, body: [{ name: "shop", integration }] };
    const gateway = await stubGateway((response, { url }) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(url === "/" ? { status: 200, version } : rows.body));
    });
    await using client = new EvolutionClient({ baseUrl: gateway.url, apiKey: "k" });
    return await client.capabilities("shop");
  }
  const later = Object.keys(laterEndpoints) as (keyof typeof laterEndpoints)[];

  it.each([
    ["2.3.6", "WHATSAPP-BAILEYS", [], { choosesMessageId: false, sendsToLid: false, receivesPollVotes: false }],
    ["2.3.7", "WHATSAPP-BAILEYS", [], { choosesMessageId: false, sendsToLid: false, receivesPollVotes: true }],
    [
      "2.4.0-rc2",
      "WHATSAPP-BAILEYS",
      ["sendCarousel", "markMessageAsPlayed", "getPollVote", "findChannels", "updateMemberAddMode"],
      { choosesMessageId: true, sendsToLid: true, receivesPollVotes: true },
    ],
    ["2.3.6", "WHATSAPP-BUSINESS", [], { choosesMessageId: false, sendsToLid: false, receivesPollVotes: false }],
    [
      "2.4.0",
      "WHATSAPP-BUSINESS",
      ["editTemplate", "deleteTemplate"],
      { choosesMessageId: false, sendsToLid: false, receivesPollVotes: false },
    ],
  ] as const)("%s of %s brings what it brings", async (version, integration, names, flags) => {
    const found = await asked(version, integration);
    expect(found).toMatchObject({ version, ...flags });
    expect(later.filter(found.can)).toEqual(names);
  });

  it.each([undefined, null, 2])("%s is no answer of a gateway", async (version) => {
    await expect(asked(version)).rejects.toMatchObject({
      name: "ApiError",
      message: expect.stringContaining("version"),
    });
  });
});

it("the table of the documentation says what the code does", () => {
  const file = readFileSync(new URL("../../docs/reference/capabilities.md", import.meta.url), "utf8");
  const letters = { "WHATSAPP-BAILEYS": "Baileys", "WHATSAPP-BUSINESS": "Business", EVOLUTION: "Evolution" } as const;
  const rows = Object.entries({ ...endpoints, ...laterEndpoints } as Record<string, Endpoint>)
    .filter(([, { integrations, since }]) => integrations.length < 3 || since !== undefined)
    .map(
      ([name, { integrations, since }]) =>
        `| \`${name}\` | ${integrations.map((each) => letters[each]).join(", ")} | ${since ?? ""} |`,
    );
  const shown = file.split("\n").filter((line) => line.startsWith("| `"));
  expect(shown.map((line) => line.replace(/ +/g, " "))).toEqual(rows.map((line) => line.replace(/ +/g, " ")));
});
