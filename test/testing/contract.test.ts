import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, it, onTestFinished, vi } from "vitest";
import { endpoints } from "../../src/index.js";
import type { Clock } from "../../src/internal/clock.js";
import { contractCases, skippedEndpoints } from "../../src/testing/contract/cases/index.js";
import { type ContractOptions, type ContractResult, createFakeGateway, runContract } from "../../src/testing/index.js";
import { stubGateway } from "../support/stub-gateway.js";

// Each walk is some 300 requests, on a machine that may be busy.
vi.setConfig({ testTimeout: 60_000 });

/** Time that passes as soon as one waits for it. */
const hasty: Clock = { now: () => 0, sleep: () => Promise.resolve() };

const paired = { instance: "shop", number: "5511999990001" };

async function start() {
  const gateway = await createFakeGateway({ instances: [{ name: "shop" }] });
  onTestFinished(() => gateway.close());
  return gateway;
}

type Break = (answer: { status: number; body: unknown }, path: string) => { status: number; body: unknown } | "hang up";

/** The fake gateway behind a proxy that breaks some answers. */
async function broken(method: string, path: RegExp, how: Break) {
  const gateway = await start();
  const server = createServer(async (request, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { apikey, "content-type": type } = request.headers;
    const answer = await fetch(gateway.url + request.url, {
      method: request.method ?? "GET",
      headers: { ...(apikey && { apikey: String(apikey) }), ...(type && { "content-type": type }) },
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    });
    const text = await answer.text();
    const isBroken = request.method === method && path.test(request.url ?? "");
    if (!isBroken) return response.writeHead(answer.status).end(text);
    const changed = how({ status: answer.status, body: text === "" ? undefined : parsed(text) }, request.url ?? "");
    if (changed === "hang up") return request.socket.destroy();
    response.writeHead(changed.status);
    return response.end(typeof changed.body === "string" ? changed.body : JSON.stringify(changed.body));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { gateway, options: { baseUrl: url, apiKey: gateway.apiKey, clock: hasty } satisfies ContractOptions };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

const failed = (results: readonly ContractResult[]) =>
  results.filter(({ outcome }) => outcome === "failed").map(({ route, on, seen, detail }) => [route, on, seen, detail]);

/** Who is on a gateway, by its own word. */
async function namesOn({ url, apiKey }: { url: string; apiKey: string }): Promise<string[]> {
  const response = await fetch(`${url}/instance/fetchInstances`, { headers: { apikey: apiKey } });
  return ((await response.json()) as { name: string }[]).map(({ name }) => name);
}

it("every route is either asked or skipped with a reason", () => {
  const asked = new Set(contractCases.map(({ endpoint }) => endpoint));
  const skipped = Object.keys(skippedEndpoints);
  expect(skipped.filter((name) => asked.has(name as keyof typeof endpoints))).toEqual([]);
  expect([...asked, ...skipped].sort()).toEqual(Object.keys(endpoints).sort());
});

it("no two cases read the same in the table", () => {
  const rows = contractCases.map(({ endpoint, on, title }) => `${endpoint} on ${on}: ${title}`);
  expect(rows.filter((row, index) => rows.indexOf(row) !== index)).toEqual([]);
});

it("the fake gateway answers as the real one, and is left as it was", async () => {
  const gateway = await start();
  const seen: ContractResult[] = [];
  const results = await runContract({
    baseUrl: `${gateway.url}/`,
    apiKey: gateway.apiKey,
    ...paired,
    onCase: (result) => seen.push(result),
  });
  expect(failed(results)).toEqual([]);
  expect(results.filter(({ outcome }) => outcome === "skipped").map(({ endpoint }) => endpoint)).toEqual(
    Object.keys(skippedEndpoints),
  );
  expect(results.length).toBe(contractCases.length + Object.keys(skippedEndpoints).length);
  expect(seen).toEqual(results);
  expect(await namesOn(gateway)).toEqual(["shop"]);
  expect(JSON.stringify(results)).not.toContain(gateway.apiKey);
});

it("without a paired instance nobody is written to, and its cases say what they need", async () => {
  const gateway = await start();
  const results = await runContract({ baseUrl: gateway.url, apiKey: gateway.apiKey });
  expect(failed(results)).toEqual([]);
  const onPaired = results.filter(({ on }) => on === "paired");
  expect(onPaired.length).toBeGreaterThan(10);
  expect(onPaired.every(({ outcome, detail }) => outcome === "skipped" && detail?.includes("paired instance"))).toBe(
    true,
  );
  await expect(runContract({ baseUrl: gateway.url, apiKey: gateway.apiKey, instance: "shop" })).rejects.toThrow(
    "Expected `number` beside `instance`",
  );
});

it.each<[string, string, RegExp, Break, string, RegExp]>([
  [
    "a changed status",
    "POST",
    /setPresence/,
    ({ body }) => ({ status: 200, body }),
    "POST /instance/setPresence/:instanceName",
    /^expected 400, got 200: /,
  ],
  [
    "a field that is missing",
    "POST",
    /findMessages.*-b$/,
    ({ status }) => ({ status, body: { messages: { total: 0, pages: 0, records: [] } } }),
    "POST /chat/findMessages/:instanceName",
    /^messages\.currentPage: expected 1, got undefined$/,
  ],
  [
    "another text in the envelope",
    "POST",
    /sendLocation.*-b$/,
    ({ status }) => ({ status, body: { status, error: "Internal Server Error", response: { message: "oops" } } }),
    "POST /message/sendLocation/:instanceName",
    /^response\.message: expected text like .*, got "oops"$/,
  ],
  [
    "HTML",
    "POST",
    /chat\/findChats/,
    () => ({ status: 200, body: "<html>Welcome</html>" }),
    "POST /chat/findChats/:instanceName",
    /^the body: expected a list of 0, got string$/,
  ],
  [
    "an answer that never comes",
    "POST",
    /chat\/findContacts/,
    () => "hang up",
    "POST /chat/findContacts/:instanceName",
    /./,
  ],
])("names the route and what differs: %s", async (_, method, path, how, route, detail) => {
  const { gateway, options } = await broken(method, path, how);
  const failures = failed(await runContract(options));
  expect(failures).toEqual([[route, "WHATSAPP-BAILEYS", expect.any(String), expect.stringMatching(detail)]]);
  expect(await namesOn(gateway)).toEqual(["shop"]);
});

it("deletes what it made after failures, and says what it could not delete", async () => {
  const gateway = await start();
  const undeletable: typeof fetch = async (url, init) =>
    init?.method === "DELETE" && /instance\/delete.*-e$/.test(String(url))
      ? new Response("no", { status: 500 })
      : fetch(url, init);
  const options = { baseUrl: gateway.url, apiKey: gateway.apiKey, clock: hasty, fetch: undeletable };
  const failures = failed(await runContract(options));
  const [left] = (await namesOn(gateway)).filter((name) => name !== "shop");
  expect(left).toMatch(/^evolution-kit-live-[0-9a-f]{8}-e$/);
  expect(failures.at(-1)).toEqual([
    "DELETE /instance/delete/:instanceName",
    "EVOLUTION",
    "500",
    `could not be deleted, please do: ${left} (expected 200 or 404, got 500: no)`,
  ]);
});

it("asks again for what happens later, and gives up after a minute of it", async () => {
  let asked = 0;
  const { options } = await broken("GET", /fetchInstances.*-e$/, ({ status, body }) => {
    if (status === 404) asked++;
    return status === 404 && asked < 5 ? { status: 200, body: [] } : { status, body };
  });
  expect(failed(await runContract(options))).toEqual([]);
  expect(asked).toBe(5);
});

it("an instance that cannot be made is one failure, not a hundred", async () => {
  const { gateway, options } = await broken("POST", /instance\/create$/, ({ status, body }) =>
    JSON.stringify(body).includes('"EVOLUTION"') ? { status: 400, body: { error: "full" } } : { status, body },
  );
  const results = await runContract(options);
  expect(failed(results)[0]).toEqual(["POST /instance/create", "EVOLUTION", "400", "expected 201, got 400"]);
  const skipped = results.filter(({ on, outcome }) => on === "EVOLUTION" && outcome === "skipped");
  expect(skipped.length).toBeGreaterThan(100);
  expect(skipped[0]?.detail).toBe("there is no EVOLUTION instance: it could not be created");
  expect(await namesOn(gateway)).toEqual(["shop"]);
});

it("a wrong key is one message, without the key", async () => {
  const gateway = await start();
  const error: unknown = await runContract({ baseUrl: gateway.url, apiKey: "not-the-key" }).catch((thrown) => thrown);
  expect(String(error)).toContain("refused the key. Pass its global key, AUTHENTICATION_API_KEY");
  expect(String(error)).not.toContain("not-the-key");
  expect(await namesOn(gateway)).toEqual(["shop"]);
  const { url: baseUrl, apiKey } = gateway;
  await gateway.close();
  await expect(runContract({ baseUrl, apiKey })).rejects.toThrow(`No gateway answered at ${baseUrl}`);
});

it("stopped half-way, it deletes what it made and skips the rest", async () => {
  const gateway = await start();
  const stop = new AbortController();
  const results = await runContract({
    baseUrl: gateway.url,
    apiKey: gateway.apiKey,
    signal: stop.signal,
    onCase: ({ endpoint }) => endpoint === "setPresence" && stop.abort(),
  });
  expect(failed(results)).toEqual([]);
  expect(results.at(-1)).toMatchObject({ outcome: "skipped", detail: "stopped" });
  expect(await namesOn(gateway)).toEqual(["shop"]);
});

it("deletes what it made when the caller's own function throws", async () => {
  const gateway = await start();
  const onCase = ({ endpoint }: ContractResult) => {
    if (endpoint === "sendText") throw new Error("disk full");
  };
  await expect(runContract({ baseUrl: gateway.url, apiKey: gateway.apiKey, onCase })).rejects.toThrow("disk full");
  expect(await namesOn(gateway)).toEqual(["shop"]);
});

it("a key that the gateway echoes is not shown", async () => {
  const { gateway, options } = await broken("POST", /setPresence/, () => ({
    status: 400,
    body: { status: 400, error: "Bad Request", response: { message: [`bad key ${gateway.apiKey}`] } },
  }));
  const [failure] = failed(await runContract(options));
  expect(failure?.[3]).toContain('got "bad key [redacted]"');
});

it("what a setting of the server decides is no difference", async () => {
  const gateway = await start();
  const off = (name: string) =>
    Response.json(
      { status: 400, error: "Bad Request", response: { message: [`${name} is disabled`] } },
      { status: 400 },
    );
  const otherSettings: typeof fetch = async (url, init) => {
    const { pathname } = new URL(String(url));
    if (pathname.startsWith("/dify/")) return off("Dify");
    if (pathname.startsWith("/chatwoot/") && !String(init?.body).includes('"enabled":true')) return off("Chatwoot");
    if (pathname.startsWith("/rabbitmq/set/")) return new Response("", { status: 201 });
    if (pathname === "/metrics") return new Response("# HELP evolution_instances_total Total number of instances");
    return fetch(url, init);
  };
  const results = await runContract({ baseUrl: gateway.url, apiKey: gateway.apiKey, fetch: otherSettings });
  expect(failed(results)).toEqual([]);
});

it.each([
  ["no Evolution API", { status: 404, body: {} }, /no Evolution API.*404/],
  ["a page that says yes to everything", { status: 200, body: "<html>" }, /no Evolution API/],
  [
    "an address that leads elsewhere",
    { status: 307, body: {}, headers: { location: "http://127.0.0.1:9/" } },
    /leads elsewhere/,
  ],
] as const)("%s is left after one request", async (_, answer, message) => {
  const gateway = await stubGateway(answer);
  await expect(runContract({ baseUrl: gateway.url, apiKey: "key-of-the-test", clock: hasty })).rejects.toThrow(message);
  expect(gateway.requests).toHaveLength(1);
});

it.each([
  [{ baseUrl: "https://user:hunter2@evo.example.com" }, /without user name and password/],
  [{ ...paired, number: "+55 11 99999-0001" }, /bare digits/],
  [{ ...paired, number: "120363020000000001@g.us" }, /bare digits/],
  [{ ...paired, instance: ".." }, /`instance` to be a name/],
])("%o is refused before anything is asked, and no password is shown", async (options, message) => {
  const gateway = await start();
  const asked = runContract({ baseUrl: gateway.url, apiKey: gateway.apiKey, clock: hasty, ...options });
  await expect(asked).rejects.toThrow(message);
  await expect(asked).rejects.not.toThrow(/hunter2/);
});

it("acts on the paired instance that was named, however it is spelled, and skips what a failed send would have given", async () => {
  const gateway = await createFakeGateway({ instances: [{ name: "shop" }, { name: "sh*op" }] });
  onTestFinished(() => gateway.close());
  const nobody = { instance: "sh*op", number: "5511999990404" };
  const results = await runContract({ baseUrl: gateway.url, apiKey: gateway.apiKey, clock: hasty, ...nobody });
  const onPaired = results.filter(({ on }) => on === "paired");
  expect(onPaired.filter(({ outcome }) => outcome === "failed").length).toBeGreaterThan(0);
  expect(onPaired.filter(({ detail }) => detail === "needs the answer of a case that failed").length).toBeGreaterThan(
    3,
  );
  const found = await fetch(`${gateway.url}/chat/findMessages/shop`, {
    method: "POST",
    headers: { apikey: gateway.apiKey },
  });
  expect(await found.json()).toMatchObject({ messages: { total: 0 } });
});
