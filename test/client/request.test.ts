import { describe, expect, it } from "vitest";
import { EvolutionClient, endpoints, type RawRequest } from "../../src/index.js";
import { sentText, stubGateway } from "../support/stub-gateway.js";

const caught = (promise: Promise<unknown>) => promise.catch((error: unknown) => error);

async function setup(...answers: Parameters<typeof stubGateway>) {
  const gateway = await stubGateway(...answers);
  return { gateway, client: new EvolutionClient({ baseUrl: gateway.url, apiKey: "k", retries: 0 }) };
}

describe("client.request", () => {
  it("calls a row of the table, with its parameters encoded", async () => {
    const { gateway, client } = await setup({ status: 200, body: { id: "1" } });
    const input = { instanceName: "loja/1", params: { typebotId: "a b" }, query: { x: "1", y: undefined } };
    expect(await client.request(endpoints.typebotFetch, input)).toEqual({ id: "1" });
    expect(gateway.requests).toMatchObject([{ method: "GET", url: "/typebot/fetch/a%20b/loja%2F1?x=1" }]);
  });

  it("calls a route nobody knows yet", async () => {
    const { gateway, client } = await setup({ status: 201, body: [] });
    expect(await client.request({ method: "POST", path: "/chat/findChannels/shop", body: { a: 1 } })).toEqual([]);
    expect(gateway.requests).toMatchObject([{ method: "POST", url: "/chat/findChannels/shop", body: { a: 1 } }]);
  });

  it("knows a send by its path", async () => {
    const { client } = await setup({ status: 201, body: "" }, { status: 201, body: sentText });
    const request: RawRequest = { method: "POST", path: "/message/sendCarousel/shop", body: { number: "1" } };
    expect(await caught(client.request(request))).toMatchObject({ name: "ApiError", delivery: "unknown" });
    expect(await client.request(request)).toMatchObject({ key: { id: sentText.key.id } });
  });

  it("refuses a parameter that is missing", async () => {
    const { gateway, client } = await setup();
    expect(await caught(client.request(endpoints.typebotFetch, { instanceName: "shop" }))).toMatchObject({
      name: "InvalidArgumentError",
      message: expect.stringContaining("Expected `typebotId` to be a text"),
    });
    expect(gateway.requests).toHaveLength(0);
  });

  it.each<[string, RawRequest]>([
    ["a path without a slash", { method: "GET", path: "chat" }],
    ["a query in the path", { method: "GET", path: "/chat/x?instanceName=other" }],
    ["a path that climbs", { method: "DELETE", path: "/instance/delete/../x" }],
    ["a path that climbs in disguise", { method: "DELETE", path: "/instance/delete/%2E%2e/x" }],
    ["a path that climbs behind encoded slashes", { method: "GET", path: "/..%2f..%5Cadmin" }],
    ["a backslash, which fetch takes for a slash", { method: "POST", path: "/chat\\..\\message/sendText/shop" }],
    ["a path that is not encoded", { method: "GET", path: "/chat/ação" }],
    ["a method that is none", { method: "post" as "POST", path: "/message/sendText/shop" }],
    ["a nested name for the instance", { method: "GET", path: "/chat/x/a", query: { "[instanceName]": "b" } }],
    ["a line break", { method: "GET", path: "/a\r\nx: y" }],
    [
      "a query that would replace the instance",
      { method: "POST", path: "/message/sendText/a", query: { instanceName: "b" } },
    ],
    ["the same in other letters", { method: "POST", path: "/message/sendText/a", query: { INSTANCENAME: "b" } }],
  ])("refuses %s", async (_what, request) => {
    const { gateway, client } = await setup();
    expect(await caught(client.request(request))).toMatchObject({ name: "InvalidArgumentError" });
    expect(gateway.requests).toHaveLength(0);
  });

  it("refuses an instance in the query of a row too, except where the route takes one", async () => {
    const { gateway, client } = await setup({ status: 200, body: [] });
    const input = { instanceName: "a", body: {}, query: { instanceName: "b" } };
    expect(await caught(client.request(endpoints.findChats, input))).toMatchObject({ name: "InvalidArgumentError" });
    expect(gateway.requests).toHaveLength(0);
    expect(await client.request(endpoints.fetchInstances, { query: { instanceName: "b" } })).toEqual([]);
  });

  it("keeps what follows a question mark out of its error: it may be a key", async () => {
    const { client } = await setup();
    const error = await caught(client.request({ method: "GET", path: "/x?apikey=SECRETKEY" }));
    expect(error).toMatchObject({ message: expect.not.stringContaining("SECRETKEY") });
  });

  it("refuses a path with the key in it: paths are shown", async () => {
    const gateway = await stubGateway({ status: 200, body: {} });
    await using client = new EvolutionClient({ baseUrl: gateway.url, apiKey: "key-of-the-test" });
    const error = (await caught(client.request({ method: "GET", path: "/x/key-of-the-test/y" }))) as Error;
    expect(error).toMatchObject({
      name: "InvalidArgumentError",
      message: expect.not.stringContaining("key-of-the-test"),
    });
    expect(gateway.requests).toEqual([]);
  });

  it("reads text where a route answers text, and nothing where it answers nothing", async () => {
    const { client } = await setup(
      { status: 200, body: "# HELP x" },
      { status: 200, body: "" },
      { status: 200, body: "" },
    );
    expect(await client.request(endpoints.metrics, {})).toBe("# HELP x");
    expect(await client.request(endpoints.receiveEvolution, { body: {} })).toBeUndefined();
    expect(await caught(client.request(endpoints.kafkaFind, { instanceName: "shop" }))).toMatchObject({
      name: "ApiError",
    });
  });
});
