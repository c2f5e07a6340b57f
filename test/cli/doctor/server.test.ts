import { describe, expect, it } from "vitest";
import { checkVersion } from "../../../src/cli/doctor/version.js";
import { envelope, stubGateway } from "../../support/stub-gateway.js";
import { diagnose, gatewayWith } from "./diagnose.js";

const welcome = { status: 200, message: "Welcome to the Evolution API, it is working!", version: "2.3.6" };

/** A gateway that answers by path; what it does not list is a 404. */
const byPath = (answers: Readonly<Record<string, { status: number; body: unknown }>>) =>
  stubGateway((response, { url }) => {
    const { status, body } = answers[url.split("?")[0] ?? ""] ?? envelope(404, "Not Found", ["Cannot GET"]);
    response.writeHead(status, { "content-type": "application/json" });
    response.end(typeof body === "string" ? body : JSON.stringify(body));
  });

describe("gateway", () => {
  it("answers, and is of a version that is known", async () => {
    const found = await diagnose(await gatewayWith([{ name: "shop" }]));
    expect(found.of("gateway")).toMatchObject({ status: "ok", seen: expect.stringMatching(/^answers, in \d+ ms$/) });
    expect(found.of("version")).toMatchObject({ status: "ok", seen: expect.stringMatching(/^2\.3\.6/) });
    expect(found.of("key")).toMatchObject({ status: "ok", seen: "the global key" });
  });

  it("is not there: nothing else is looked at", async () => {
    const found = await diagnose({ url: "http://127.0.0.1:1", apiKey: "key" });
    expect(found.code).toBe(1);
    expect(found.of("gateway")).toMatchObject({
      status: "fail",
      seen: "http://127.0.0.1:1 cannot be reached (ECONNREFUSED)",
      fix: expect.stringContaining("Is it running"),
    });
    expect(found.of("instance")).toMatchObject({ status: "skipped" });
    expect(found.names).toEqual(["gateway", "instance", "redis"]);
  });

  it.each([
    ["a page", { status: 200, body: "<html>Welcome to nginx</html>" }],
    ["JSON of its own", { status: 200, body: { hello: "world" } }],
    ["a 404 for all", envelope(404, "Not Found", ["Cannot GET"])],
  ])("is another server, which answers %s", async (_, answer) => {
    const { url } = await stubGateway(answer);
    const found = await diagnose({ url, apiKey: "key" });
    expect(found.of("gateway")).toMatchObject({
      status: "fail",
      seen: "Something answers, and it is no Evolution API gateway",
      fix: expect.stringContaining("without /manager"),
    });
    expect(found.names).toEqual(["gateway", "instance", "redis"]);
  });

  it("waits for its licence", async () => {
    const body = { error: "service not activated", code: "LICENSE_REQUIRED", message: "activate" };
    const { url } = await byPath({ "/": { status: 503, body }, "/verify-creds": { status: 503, body } });
    expect((await diagnose({ url, apiKey: "key" })).of("gateway")).toMatchObject({
      status: "fail",
      seen: expect.stringContaining("waits for its licence"),
      fix: expect.stringContaining("Activate it"),
    });
  });

  it("does not say its version while WhatsApp is out of its reach", async () => {
    const { url } = await byPath({
      "/": envelope(500, "Internal Server Error", "fetch failed"),
      "/verify-creds": { status: 200, body: { status: 200, message: "Credentials are valid" } },
      "/instance/fetchInstances": { status: 200, body: [] },
    });
    const found = await diagnose({ url, apiKey: "key" });
    expect(found.of("gateway")).toMatchObject({ status: "ok" });
    expect(found.of("version")).toMatchObject({ status: "warn", fix: expect.stringContaining("web.whatsapp.com") });
  });
});

describe("version", () => {
  it.each([
    ["2.1.1", "fail", /another form/],
    ["2.2.3", "warn", /without jwt_key/],
    ["2.3.0", "warn", /LID/],
    ["2.3.4", "warn", /LID/],
    ["2.3.6", "ok", /After a logout/],
    ["2.3.7", "ok", /sends to @lid are refused/],
    ["2.4.0-rc2", "ok", /licence.*LID/],
    ["2.5.0", "warn", /newer than/],
    ["3.0.0", "warn", /newer than/],
    ["homolog", "warn", /no version/],
  ])("%s: %s", (version, status, seen) => {
    const diagnosis = checkVersion(version);
    expect(diagnosis).toMatchObject({ status, seen: expect.stringMatching(seen) });
    expect(diagnosis.fix === undefined).toBe(status === "ok");
  });
});

describe("key", () => {
  it("is refused: neither the global one nor the instance's", async () => {
    const { url } = await gatewayWith([{ name: "shop" }]);
    for (const args of [[], ["--instance", "shop"]]) {
      const found = await diagnose({ url, apiKey: "wrong-key-of-mine" }, args);
      expect(found.code).toBe(1);
      expect(found.of("key")).toMatchObject({
        status: "fail",
        seen: expect.stringContaining("refused"),
        fix: expect.stringContaining("AUTHENTICATION_API_KEY"),
      });
      expect(found.out).not.toContain("wrong-key-of-mine");
      expect(found.of("webhook")).toBeUndefined();
    }
  });

  it.each(["429683C4C977415CAAFCCE10F7D57E11", "BQYHJGJHJ"])("is the public %s", async (apiKey) => {
    const found = await diagnose(await gatewayWith([{ name: "shop" }], { apiKey }));
    expect(found.of("key")).toMatchObject({ status: "fail", fix: expect.stringContaining("openssl rand") });
    expect(found.of("instance")).toMatchObject({ status: "ok" });
    expect(found.out).not.toContain(apiKey);
  });

  it("is an instance's token", async () => {
    const gateway = await gatewayWith([{ name: "shop", token: "TOKEN-OF-SHOP" }, { name: "support" }]);
    const found = await diagnose({ url: gateway.url, apiKey: "TOKEN-OF-SHOP" });
    expect(found.of("key")).toMatchObject({ status: "ok", seen: expect.stringContaining("an instance's token") });
    expect(found.of("instance")).toMatchObject({ status: "ok", seen: '"shop" is open' });
    expect(
      (await diagnose({ url: gateway.url, apiKey: "TOKEN-OF-SHOP" }, ["--instance", "shop"])).of("key"),
    ).toMatchObject({
      status: "ok",
      seen: expect.stringContaining('the token of "shop"'),
    });
    expect(found.out).not.toContain("TOKEN-OF-SHOP");
  });
});

describe("instance", () => {
  it("is the one that is named, or the only one", async () => {
    const gateway = await gatewayWith([{ name: "shop" }, { name: "support", state: "close" }]);
    expect((await diagnose(gateway)).of("instance")).toEqual({
      name: "instance",
      status: "skipped",
      seen: "There are 2: shop, support",
      fix: "Pass --instance NAME.",
    });
    expect((await diagnose(gateway, ["--instance", "shop"])).of("instance")).toMatchObject({ status: "ok" });
    const named = { env: { EVOLUTION_INSTANCE: "support" } };
    expect((await diagnose(gateway, [], named)).of("instance")).toMatchObject({
      status: "fail",
      fix: "Pair it: npx evolution-kit pair support",
    });
  });

  it("is not there: its webhook is not looked at", async () => {
    const gateway = await gatewayWith([]);
    expect((await diagnose(gateway)).of("instance")).toMatchObject({
      status: "fail",
      fix: "npx evolution-kit pair shop --create",
    });
    const found = await diagnose(gateway, ["--instance", "shp"]);
    expect(found.of("instance")).toMatchObject({ status: "fail", seen: 'There is no instance "shp"' });
    expect(found.names).toEqual(["gateway", "version", "key", "instance", "redis"]);
  });

  it("a question that the gateway answers with an error is a problem, and the others are asked all the same", async () => {
    const { url } = await byPath({
      "/": { status: 200, body: welcome },
      "/verify-creds": { status: 200, body: {} },
      "/instance/connectionState/shop": { status: 200, body: { instance: { state: "open" } } },
      "/webhook/find/shop": envelope(400, "Bad Request", ["relation does not exist"]),
      "/chat/findMessages/shop": { status: 200, body: { messages: { total: 1, records: [] } } },
    });
    const found = await diagnose({ url, apiKey: "key" }, ["--instance", "shop"]);
    expect(found.of("webhook")).toMatchObject({
      status: "fail",
      seen: expect.stringMatching(/^could not be checked: .*relation does not exist/),
    });
    expect(found.of("messages stored")).toMatchObject({ status: "ok" });
  });
});
