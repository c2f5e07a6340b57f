import { describe, expect, it } from "vitest";
import * as kit from "../../src/index.js";
import { type Answer, envelope, sentText, stubGateway } from "../support/stub-gateway.js";

/** What the gateway (2.3.6, where not said otherwise) answers to sendText, and what that proves. */
const refusals: [what: string, answer: Answer, error: string, delivery: kit.Delivery][] = [
  ["no key", envelope(401, "Unauthorized", "Unauthorized"), "AuthenticationError", "not-sent"],
  ["a forbidden call", envelope(403, "Forbidden", ["no"]), "AuthenticationError", "not-sent"],
  ["an unknown instance", envelope(404, "Not Found", ['The "x" instance does not exist']), "NotFoundError", "not-sent"],
  [
    "a body that is too large",
    envelope(413, "Internal Server Error", "request entity too large"),
    "ValidationError",
    "not-sent",
  ],
  ["422 from a proxy", { status: 422, body: "no" }, "ValidationError", "not-sent"],
  [
    "a missing field",
    envelope(400, "Bad Request", [['instance requires property "text"']]),
    "ValidationError",
    "not-sent",
  ],
  [
    "a number that is not on WhatsApp",
    envelope(400, "Bad Request", [{ jid: "1@s.whatsapp.net", exists: false, number: "1" }]),
    "RecipientNotFoundError",
    "not-sent",
  ],
  [
    "a refused medium",
    envelope(400, "Bad Request", ["Owned media must be a url or base64"]),
    "ValidationError",
    "unknown",
  ],
  [
    "a socket that closed around the write",
    envelope(400, "Bad Request", ["Error: Connection Closed"]),
    "InstanceNotConnectedError",
    "unknown",
  ],
  [
    "an exception after the write",
    envelope(400, "Bad Request", ["PrismaClientKnownRequestError: …"]),
    "ApiError",
    "unknown",
  ],
  ["an unknown group", envelope(400, "Bad Request", ["[object Object]"]), "ApiError", "unknown"],
  ["an error text that is no list", envelope(400, "Bad Request", "Error: boom"), "ApiError", "unknown"],
  [
    "malformed JSON",
    envelope(400, "Internal Server Error", "Unexpected end of JSON input"),
    "ValidationError",
    "unknown",
  ],
  [
    "an instance that never connected",
    envelope(500, "Internal Server Error", "Cannot read properties of undefined (reading 'onWhatsApp')"),
    "InstanceNotConnectedError",
    "not-sent",
  ],
  [
    "a closed socket at the number check",
    envelope(500, "Internal Server Error", "Connection Closed"),
    "InstanceNotConnectedError",
    "not-sent",
  ],
  ["a number check that timed out", envelope(500, "Internal Server Error", "Timed Out"), "ServerError", "not-sent"],
  [
    "a route of another integration",
    envelope(500, "Internal Server Error", "this.waMonitor.waInstances[s].x is not a function"),
    "ServerError",
    "unknown",
  ],
  [
    "a media failure on a route without media",
    envelope(500, "Internal Server Error", ["AxiosError: Request failed with status code 404"]),
    "ServerError",
    "unknown",
  ],
  ["a proxy's 500", { status: 500, body: "<h1>Oops</h1>" }, "ServerError", "unknown"],
  ["a proxy's 502", { status: 502, body: "" }, "ServerError", "unknown"],
  ["503 without a reason", { status: 503, body: {} }, "ServerError", "unknown"],
  [
    "a gateway without license (2.4)",
    {
      status: 503,
      body: { error: "service not activated", code: "LICENSE_REQUIRED", register_url: "https://license.example.com" },
    },
    "LicenseRequiredError",
    "not-sent",
  ],
  ["429", envelope(429, "Too Many Requests", ["slow down"]), "RateLimitError", "unknown"],
  [
    "a redirect",
    { status: 301, body: "", headers: { location: "https://elsewhere.example.com" } },
    "ApiError",
    "unknown",
  ],
  ["an empty 201", { status: 201, body: "" }, "ApiError", "unknown"],
  ["a 201 that is no JSON", { status: 201, body: "<html>" }, "ApiError", "unknown"],
  ["a 201 without an id", { status: 201, body: { key: { remoteJid: "x" } } }, "ApiError", "unknown"],
  ["a 201 whose id is a number", { status: 201, body: { key: { id: 7 } } }, "ApiError", "unknown"],
  [
    "Meta's rate limit inside a 201",
    {
      status: 201,
      body: { message: "(#130429) Rate limit hit", type: "OAuthException", code: 130429, fbtrace_id: "A" },
    },
    "RateLimitError",
    "not-sent",
  ],
  [
    "Meta's expired token inside a 201",
    { status: 201, body: { message: "Session has expired", type: "OAuthException", code: 190, error_subcode: 463 } },
    "AuthenticationError",
    "not-sent",
  ],
  [
    "another refusal of Meta inside a 201",
    { status: 201, body: { message: "(#131030) not in allowed list", type: "OAuthException", code: 131030 } },
    "ApiError",
    "not-sent",
  ],
];

describe("a send that the gateway refuses", () => {
  it.each(refusals)("%s", async (_what, answer, name, delivery) => {
    const gateway = await stubGateway(answer);
    await using client = new kit.EvolutionClient({ baseUrl: gateway.url, apiKey: "test-key" });
    const error = await client
      .instance("shop")
      .messages.sendText({ number: "1", text: "x" })
      .catch((e: unknown) => e);
    expect(error).toMatchObject({
      name,
      delivery,
      endpoint: "POST /message/sendText/:instanceName",
      instanceName: "shop",
    });
    expect(kit.isApiError(error)).toBe(true);
    expect(gateway.requests).toHaveLength(1);
  });
});

describe("a 500 of a media route", () => {
  const send = async (answer: Answer, call: (shop: kit.InstanceClient) => Promise<unknown>) => {
    const gateway = await stubGateway(answer);
    await using client = new kit.EvolutionClient({ baseUrl: gateway.url, apiKey: "test-key" });
    return call(client.instance("shop")).catch((e: unknown) => e);
  };
  const media = { number: "1", mediatype: "image", media: "https://example.com/a.png" } as const;
  const failed = (message: unknown) => envelope(500, "Internal Server Error", message);

  it("proves that nothing was sent when the file could not be fetched or converted", async () => {
    for (const text of [
      "AxiosError: Request failed with status code 404",
      "Error: Input buffer contains unsupported image format",
    ]) {
      expect(await send(failed([text]), (shop) => shop.messages.sendMedia(media))).toMatchObject({
        name: "ServerError",
        delivery: "not-sent",
      });
    }
    expect(
      await send(failed("Invalid URL"), (shop) => shop.messages.sendSticker({ number: "1", sticker: "x" })),
    ).toMatchObject({ delivery: "not-sent" });
  });

  it("proves nothing in any other form", async () => {
    expect(await send(failed("something else"), (shop) => shop.messages.sendMedia(media))).toMatchObject({
      delivery: "unknown",
    });
    expect(await send(failed(["a", "b"]), (shop) => shop.messages.sendMedia(media))).toMatchObject({
      delivery: "unknown",
    });
    expect(
      await send(failed(["PrismaClientKnownRequestError: …"]), (shop) => shop.messages.sendMedia(media)),
    ).toMatchObject({ delivery: "unknown" });
  });
});

it("says which fields are wrong, for which instance, and never shows the key", async () => {
  const gateway = await stubGateway({
    status: 400,
    body: {
      status: 400,
      error: "Bad Request",
      response: { message: [['"text" is wrong', "key test-key refused"]] },
      apikey: "test-key",
      hash: "T0KEN",
    },
  });
  await using client = new kit.EvolutionClient({ baseUrl: gateway.url, apiKey: "test-key" });
  const error = (await client
    .instance("shop")
    .messages.sendText({ number: "1", text: "x" })
    .catch((e: unknown) => e)) as kit.ApiError;
  expect(error.details).toEqual(['"text" is wrong', "key [redacted] refused"]);
  expect(error.message).toContain(
    'POST /message/sendText/:instanceName answered 400 for instance "shop": "text" is wrong',
  );
  expect(`${error.message}${error.stack}${JSON.stringify(error)}${JSON.stringify(error.body)}`).not.toMatch(
    /test-key|T0KEN/,
  );
});

it("names the numbers that are not on WhatsApp", async () => {
  const gateway = await stubGateway(
    envelope(400, "Bad Request", [{ jid: "551@s.whatsapp.net", exists: false, number: "551" }]),
  );
  await using client = new kit.EvolutionClient({ baseUrl: gateway.url, apiKey: "test-key" });
  const error = await client
    .instance("shop")
    .messages.sendText({ number: "551", text: "x" })
    .catch((e: unknown) => e);
  expect(kit.isRecipientNotFoundError(error) && error.numbers).toEqual(["551"]);
});

describe("calls that send nothing", () => {
  const instances: [
    what: string,
    answer: Answer,
    call: (client: kit.EvolutionClient) => Promise<unknown>,
    error: string,
  ][] = [
    [
      "a name in use",
      envelope(403, "Forbidden", ['This name "shop" is already in use.']),
      (c) => c.instances.create({ instanceName: "shop", integration: "EVOLUTION" }),
      "InstanceNameInUseError",
    ],
    [
      "an unknown integration",
      envelope(400, "Bad Request", ["Invalid integration"]),
      (c) => c.instances.create({ instanceName: "shop", integration: "EVOLUTION" }),
      "ValidationError",
    ],
    [
      "an unknown instance",
      envelope(404, "Not Found", ['Instance "x" not found']),
      (c) => c.instances.fetchInstances({ instanceName: "x" }),
      "NotFoundError",
    ],
    [
      "a logout when closed",
      envelope(400, "Bad Request", ['The "shop" instance is not connected']),
      (c) => c.instances.logout("shop"),
      "InstanceNotConnectedError",
    ],
    [
      "a presence without a socket",
      envelope(400, "Bad Request", ["TypeError: Cannot read properties of undefined (reading 'sendPresenceUpdate')"]),
      (c) => c.instances.setPresence("shop", { presence: "available" }),
      "InstanceNotConnectedError",
    ],
    [
      "a restart when closed, answered with 200",
      { status: 200, body: { error: true, message: "[object Object]" } },
      (c) => c.instances.restart("shop"),
      "InstanceNotConnectedError",
    ],
    [
      "a connect that failed, answered with 200",
      { status: 200, body: { error: true, message: "[object Object]" } },
      (c) => c.instances.connect("shop"),
      "ApiError",
    ],
    ["an empty 200", { status: 200, body: "" }, (c) => c.instances.connectionState("shop"), "ApiError"],
    ["a page instead of JSON", { status: 200, body: "<html>" }, (c) => c.server.info(), "ApiError"],
  ];
  it.each(instances)("%s", async (_what, answer, call, name) => {
    const gateway = await stubGateway(answer);
    await using client = new kit.EvolutionClient({ baseUrl: gateway.url, apiKey: "test-key" });
    await expect(call(client)).rejects.toMatchObject({ name, delivery: undefined });
  });

  it("give `null` where nothing is configured", async () => {
    const gateway = await stubGateway({ status: 200, body: "null" });
    await using client = new kit.EvolutionClient({ baseUrl: gateway.url, apiKey: "test-key" });
    expect(await client.instance("shop").events.webhook.find()).toBeNull();
  });
});

it("takes any 2xx with an id as sent", async () => {
  const gateway = await stubGateway({ status: 200, body: sentText });
  await using client = new kit.EvolutionClient({ baseUrl: gateway.url, apiKey: "test-key" });
  expect(await client.instance("shop").messages.sendText({ number: "1", text: "x" })).toEqual(sentText);
});
