import { describe, expect, it } from "vitest";
import { EvolutionClient } from "../../../src/client/client.js";
import { ConnectionError, TimeoutError } from "../../../src/errors/index.js";
import { type Trip, tripOf } from "../../../src/outbox/protection/index.js";
import { startGateway } from "../../support/fake-gateway.js";
import { type Answer, envelope, stubGateway } from "../../support/stub-gateway.js";

const license = { error: "service not activated", code: "LICENSE_REQUIRED", register_url: "https://example.com" };
const meta = (code: number, more = {}) => ({
  status: 201,
  body: { message: `(#${code}) no`, type: "OAuthException", code, ...more },
});
const thrown = (message: unknown) => envelope(500, "Internal Server Error", message);
const after = (text: string) => envelope(400, "Bad Request", [text]);
const page = (status: number): Answer => ({ status, body: "<html>Bad Gateway</html>" });

const limited: Trip = { cause: "rate-limited", probe: "wait" };
const restricted: Trip = { cause: "restricted", probe: "wait" };
const read = (cause: Trip["cause"]): Trip => ({ cause, probe: "read" });

const answers: [what: string, answer: Answer, trip: Trip | undefined][] = [
  ["WhatsApp's limit at the number check", thrown("rate-overlimit"), limited],
  ["WhatsApp's limit around the write", after("Error: rate-overlimit"), limited],
  ["429", envelope(429, "Too Many Requests", ["slow"]), limited],
  ["Meta's throughput", meta(130429), limited],
  ["Meta's limit for one person", meta(131056), limited],
  ["Meta's limit of the app", meta(4), limited],
  ["Meta's limit of the account", meta(80007), limited],
  ["Meta's limit for spam", meta(131048), limited],
  ["463 as it is", after("463"), restricted],
  ["463 as an exception", after("Error: 463"), restricted],
  ["463 in the words of evolution-go", thrown("server returned error 463"), restricted],
  ["463 by its name", after("Error: NackCallerReachoutTimelocked"), restricted],
  ["no license", { status: 503, body: license }, read("license")],
  ["never connected", thrown("Cannot read properties of undefined (reading 'onWhatsApp')"), read("closed")],
  ["closed at the number check", thrown("Connection Closed"), read("closed")],
  ["closed around the write", after("Error: Connection Closed"), read("closed")],
  ["a wrong key", envelope(401, "Unauthorized", "Unauthorized"), read("unauthorized")],
  [
    "Meta's expired token, whose subcode is 463",
    meta(190, { error_subcode: 463 }),
    { cause: "unauthorized", probe: "wait" },
  ],
  ["a proxy with nobody behind it", page(502), read("unreachable")],
  ["a proxy without servers", page(503), read("unreachable")],

  ["a proxy that waited too long", page(504), undefined],
  ["a refusal of a firewall", page(403), undefined],
  ["a refusal of Meta's about one message", meta(131030), undefined],
  ["Meta's 463", meta(463), undefined],
  [
    "a number that is not on WhatsApp",
    envelope(400, "Bad Request", [{ jid: "463@x", exists: false, number: "463" }]),
    undefined,
  ],
  ["a body that is wrong", envelope(400, "Bad Request", [["number 463 is wrong"]]), undefined],
  [
    "a failure that quotes a message",
    after("PrismaError: Invalid create() { text: 'rate-overlimit error 463' }"),
    undefined,
  ],
  ["a text with digits", after("Error: row 463 is gone"), undefined],
  ["an unknown instance", envelope(404, "Not Found", ['The "x" instance does not exist']), undefined],
  ["a number check that timed out", thrown("Timed Out"), undefined],
  ["a crash", thrown("boom"), undefined],
  ["an empty 201", { status: 201, body: "" }, undefined],
];

const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => expect.fail("it was sent"),
    (error: unknown) => error,
  );

const send = (client: EvolutionClient) =>
  failureOf(client.instance("shop").messages.sendText({ number: "5511999990001", text: "463" }));

describe("what a refused send says of the whole instance", () => {
  it.each(answers)("%s", async (_, answer, trip) => {
    const { url } = await stubGateway(answer);
    await using client = new EvolutionClient({ baseUrl: url, apiKey: "key" });
    expect(tripOf(await send(client))).toEqual(trip);
  });

  it("carries how long we were asked to wait", async () => {
    const { url } = await stubGateway({ status: 429, body: {}, headers: { "retry-after": "90" } });
    await using client = new EvolutionClient({ baseUrl: url, apiKey: "key" });
    expect(tripOf(await send(client))).toEqual({ ...limited, retryAfterMs: 90_000 });
  });
});

describe("a gateway that gives no answer", () => {
  it("is unreachable when nobody listens", async () => {
    const gateway = await stubGateway();
    await gateway.close();
    await using client = new EvolutionClient({ baseUrl: gateway.url, apiKey: "key" });
    expect(tripOf(await send(client))).toEqual(read("unreachable"));
  });

  it("is unreachable when its name is unknown", () => {
    const cause = Object.assign(new Error("getaddrinfo"), { code: "ENOTFOUND" });
    expect(tripOf(new ConnectionError("x", { cause }))).toEqual(read("unreachable"));
    const timeout = Object.assign(new Error("connect"), { code: "UND_ERR_CONNECT_TIMEOUT" });
    expect(tripOf(new TimeoutError("x", { cause: timeout, timeoutMs: 1 }))).toEqual(read("unreachable"));
  });

  it("was reached when the connection broke, or one of its addresses failed otherwise", async () => {
    const { url } = await stubGateway((response) => response.destroy());
    await using client = new EvolutionClient({ baseUrl: url, apiKey: "key" });
    expect(tripOf(await send(client))).toBeUndefined();
    const refused = Object.assign(new Error("a"), { code: "ECONNREFUSED" });
    const cause = new AggregateError([refused, Object.assign(new Error("b"), { code: "ECONNRESET" })]);
    expect(tripOf(new ConnectionError("x", { cause }))).toBeUndefined();
  });

  it("is not at fault when the client is closed, or the caller cancels", async () => {
    const { url } = await stubGateway();
    const client = new EvolutionClient({ baseUrl: url, apiKey: "key" });
    const signal = AbortSignal.abort(Object.assign(new Error("x"), { code: "ECONNREFUSED" }));
    const message = { number: "1", text: "x" };
    expect(tripOf(await failureOf(client.instance("shop").messages.sendText(message, { signal })))).toBeUndefined();
    await client.close();
    expect(tripOf(await send(client))).toBeUndefined();
  });
});

it("knows what the fake gateway refuses", async () => {
  const { gateway, client } = await startGateway();
  gateway.disconnect("shop");
  expect(tripOf(await send(client))).toEqual(read("closed"));
  gateway.pair("shop");
  gateway.faults.add({ kind: "license", times: 1 });
  expect(tripOf(await send(client))).toEqual(read("license"));
  gateway.faults.add({ kind: "status", status: 500, message: "rate-overlimit", times: 1 });
  expect(tripOf(await send(client))).toEqual(limited);
  // The message went out, and the next ones should not.
  gateway.faults.add({ kind: "error-after", message: ["Error: rate-overlimit"], times: 1 });
  expect(tripOf(await send(client))).toEqual(limited);
});

it("has no opinion on anything else that is thrown", () => {
  const hostile = new Proxy({}, { get: () => expect.fail("read") });
  for (const thrown of [undefined, null, "rate-overlimit", 463, new Error("463"), { code: "RATE_LIMIT" }, hostile]) {
    expect(tripOf(thrown)).toBeUndefined();
  }
});
