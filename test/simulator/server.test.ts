import { once } from "node:events";
import { type IncomingHttpHeaders, request } from "node:http";
import { createSimulator, type Simulator } from "evolution-kit/simulator";
import { createFakeGateway, type FakeGateway } from "evolution-kit/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Snapshot, Update } from "../../src/simulator/snapshot.js";
import { photo } from "./photo.js";

let gateway: FakeGateway;
let simulator: Simulator;
let token: string;
const maria = "5511999990001";

beforeEach(async () => {
  gateway = await createFakeGateway({ instances: [{ name: "shop" }], clock: "virtual" });
  gateway.phone(maria, { name: "Maria" });
  simulator = await createSimulator({ gateway });
  token = /name="simulator-token" content="([\w-]+)"/.exec(await (await fetch(simulator.url)).text())?.[1] ?? "";
});
afterEach(async () => {
  await simulator.close();
  await gateway.close();
});

describe("the state", () => {
  it("comes as a snapshot, then as updates of what happens", async () => {
    const { snapshot, next, close } = await watch();
    expect(snapshot).toMatchObject({
      gateway: { url: gateway.url, version: "2.3.6" },
      instances: [{ name: "shop", state: "open" }],
      phones: [{ number: maria, name: "Maria" }],
      messages: { [maria]: [] },
    });
    gateway.phone(maria).send("*oi*", { to: "shop" });
    const update = await next("message");
    expect(update).toMatchObject({
      phone: maria,
      message: { chat: "shop", mine: true, preview: "oi", blocks: [{ spans: [{ text: "oi", bold: true }] }] },
    });
    close();
  });

  it("has messages, traffic and faults of before", async () => {
    gateway.phone(maria).send("oi");
    gateway.faults.add({ kind: "lose" });
    await fetch(`${gateway.url}/instance/connectionState/shop`, { headers: { apikey: gateway.apiKey } });
    await gateway.settled();
    const { snapshot, close } = await watch();
    expect(snapshot.messages[maria]?.map(({ preview }) => preview)).toEqual(["oi"]);
    expect(snapshot.faults.active).toEqual([{ fault: { kind: "lose" } }]);
    expect(snapshot.traffic).toMatchObject([
      { kind: "rest", status: 200, detail: "GET /instance/connectionState/shop" },
    ]);
    close();
  });

  it("goes on where a browser was cut off, with what it has missed", async () => {
    const first = await watch();
    gateway.phone(maria).send("one");
    await first.next("message");
    first.close();
    gateway.phone(maria).send("two");
    const again = await watch({ "last-event-id": first.lastId() });
    expect(again.snapshot).toBeUndefined();
    await vi.waitUntil(async () => (await again.next("message"))?.message.preview === "two");
    again.close();
  });

  it("is told anew to a browser of another run, or one that was away for too long", async () => {
    const other = await watch({ "last-event-id": "another-run/3" });
    expect(other.snapshot.phones).toHaveLength(1);
    other.close();
  });

  it("holds no key", async () => {
    await act({ type: "webhook", instance: "shop", url: "http://127.0.0.1:9/" });
    gateway.phone(maria).send("oi");
    const { snapshot, close } = await watch();
    const { token: instanceToken } = gateway.instance("shop");
    expect(JSON.stringify(snapshot.traffic)).not.toContain(gateway.apiKey);
    expect(JSON.stringify(snapshot)).not.toContain(instanceToken);
    close();
  });
});

it("shows no password and no token of a webhook's address among the traffic", async () => {
  const url = "http://bot:pass-word@127.0.0.1:9/hook?token=to-ken";
  gateway.addInstance({ name: "cafe", webhook: { url } });
  gateway.phone(maria).send("oi", { to: "cafe" });
  await gateway.clock.advance(3_600_000);
  const { snapshot, close } = await watch();
  expect(snapshot.traffic.length).toBeGreaterThan(0);
  expect(JSON.stringify(snapshot.traffic)).not.toMatch(/pass-word|to-ken/);
  close();
});

describe("an action", () => {
  const phone = () => gateway.phone(maria);

  it("sends what a person sends", async () => {
    const to = { type: "send", phone: maria, to: "shop" };
    const file = { base64: photo, mimeType: "image/png", fileName: "a.png" };
    await act({ ...to, content: { text: "oi" } });
    await act({ ...to, content: { file: { ...file, as: "image", caption: "look" } } });
    await act({ ...to, content: { file: { ...file, as: "document" } } });
    await act({ ...to, content: { location: { latitude: 1, longitude: 2, name: "Home" } } });
    await act({ ...to, content: { contact: { name: "Ana", phone: "+55 11 98888-7777" } } });
    await act({ ...to, content: { poll: { name: "When?", options: ["6", "7"] } }, quote: phone().messages[0]?.key.id });
    const { snapshot, close } = await watch();
    expect(snapshot.messages[maria]).toMatchObject([
      { preview: "oi" },
      { preview: "look", parts: { media: { kind: "image" } } },
      { preview: "a.png", parts: { media: { kind: "document", fileName: "a.png" } } },
      { preview: "Home", parts: { location: { latitude: 1, longitude: 2 } } },
      { preview: "Ana", parts: { contacts: [{ name: "Ana", phones: ["5511988887777"] }] } },
      { preview: "When?", parts: { poll: { selectable: 1 } }, quoted: { author: "You", preview: "oi" } },
    ]);
    close();
  });

  it("changes a message: reaction, vote, edit, deletion, reading", async () => {
    const text = phone().send("helo").id;
    const poll = phone().send({ poll: { name: "When?", options: ["6", "7"] } }).id;
    const answered = phone().answerFromOwnPhone("Hello!").id;
    await act({ type: "edit", phone: maria, message: text, text: "hello" });
    await act({ type: "vote", phone: maria, message: poll, options: ["7"] });
    await act({ type: "react", phone: maria, message: answered, emoji: "👍" });
    await act({ type: "read", phone: maria, message: answered });
    await act({ type: "answer-from-own-phone", phone: maria, from: "shop", text: "Anything else?" });
    const { snapshot, close } = await watch();
    expect(snapshot.messages[maria]).toMatchObject([
      { preview: "hello", edited: true },
      { parts: { poll: { options: [{ voters: [] }, { voters: ["You"], mine: true }] } } },
      { author: "shop", unread: false, reactions: [{ emoji: "👍", mine: true }] },
      { preview: "Anything else?", unread: true },
    ]);
    close();
    await act({ type: "delete", phone: maria, message: text });
    const later = await watch();
    expect(later.snapshot.messages[maria]?.[0]).toMatchObject({ deleted: true, text: "", blocks: [] });
    later.close();
  });

  it("makes phones and groups, pairs and disconnects, sets the webhook and moves the clock", async () => {
    await act({ type: "new-phone", number: "5511999990002", name: "João" });
    await act({ type: "new-group", subject: "Us", members: [maria, "5511999990002"], instances: ["shop"] });
    await act({ type: "disconnect", instance: "shop" });
    expect(gateway.instance("shop").state).toBe("close");
    await act({ type: "show-qr", instance: "shop" });
    const qr = await watch();
    const image = qr.snapshot.instances[0]?.qr?.image ?? "";
    expect((await fetch(new URL(image, simulator.url))).headers.get("content-type")).toBe("image/png");
    qr.close();
    await act({ type: "pair", instance: "shop" });
    await act({ type: "webhook", instance: "shop", url: "http://127.0.0.1:9/hook" });
    const before = gateway.clock.now();
    await act({ type: "advance", ms: 60_000 });
    expect(gateway.clock.now()).toBe(before + 60_000);
    const { snapshot, close } = await watch();
    expect(snapshot).toMatchObject({
      now: before + 60_000,
      instances: [{ state: "open", webhookUrl: "http://127.0.0.1:9/hook" }],
      groups: [{ subject: "Us", members: ["Maria", "João", "shop"], phones: [maria, "5511999990002"] }],
    });
    close();
    await act({ type: "webhook", instance: "shop", url: "" });
    expect(gateway.instance("shop").webhook?.enabled).toBe(false);
  });

  it("switches faults on and off", async () => {
    await act({ type: "everything-twice", on: true });
    await act({ type: "everything-twice", on: true });
    await act({ type: "add-fault", fault: { kind: "drop", when: "after", route: "sendText", times: 1 } });
    expect(gateway.faults.list()).toEqual([
      { kind: "duplicate" },
      { kind: "drop", when: "after", route: "sendText", times: 1 },
    ]);
    const { snapshot, next, close } = await watch();
    expect(snapshot.faults.isEverythingTwice).toBe(true);
    await act({ type: "remove-fault", id: snapshot.faults.active[1]?.id ?? "" });
    expect(await next("faults")).toMatchObject({ faults: { active: [{ fault: { kind: "duplicate" } }] } });
    await act({ type: "everything-twice", on: false });
    expect(gateway.faults.list()).toEqual([]);
    close();
  });

  it.each([
    ["no JSON", "{", "action: is not JSON"],
    ["an unknown one", { type: "explode" }, /^type: /],
    ["a wrong type", { type: "advance", ms: "1s" }, /^ms: /],
    ["a negative time", { type: "advance", ms: -1 }, /^ms: /],
    ["an unknown phone", { type: "read", phone: "1", message: "x" }, "There is no phone with the number 1."],
    ["an unknown instance", { type: "pair", instance: "nope" }, /no instance "nope"/],
    ["a message that is not there", { type: "delete", phone: maria, message: "x" }, /no message "x"/],
    ["an unknown fault", { type: "add-fault", fault: { kind: "earthquake" } }, /^fault.kind: /],
    ["a fault with a field too many", { type: "add-fault", fault: { kind: "lose", x: 1 } }, /^fault: /],
    ["an address that is none of the web", { type: "webhook", instance: "shop", url: "file:///etc/passwd" }, /^url: /],
    ["a phone that is there", { type: "new-phone", number: maria, name: "Eva" }, /already/],
  ])("is refused with the reason: %s", async (_name, action, error) => {
    const { status, body } = await post(action);
    expect(status).toBe(422);
    expect(JSON.parse(body)).toEqual({ error: expect.stringMatching(error) });
    expect(gateway.phones.map(({ name }) => name)).toEqual(["Maria"]);
  });
});

describe("nobody but the page acts, and nothing but this machine reaches it:", () => {
  const pair = { type: "disconnect", instance: "shop" };

  it.each<[string, (host: string) => Record<string, string>, number]>([
    ["without a token", (host) => ({ "x-simulator-token": "", origin: `http://${host}` }), 403],
    ["with a wrong token", (host) => ({ "x-simulator-token": "guess", origin: `http://${host}` }), 403],
    ["from another page", () => ({ origin: "https://evil.example" }), 403],
    ["from another port of this machine", () => ({ origin: "http://127.0.0.1:1" }), 403],
    ["from a sandboxed frame", () => ({ origin: "null" }), 403],
    ["under a foreign host name", () => ({ host: "evil.example", origin: "http://evil.example" }), 403],
    ["as a form", () => ({ "content-type": "text/plain" }), 415],
  ])("an action %s is refused", async (_name, headersFor, status) => {
    const answer = await post(pair, headersFor(new URL(simulator.url).host));
    expect(answer.status).toBe(status);
    expect(gateway.instance("shop").state).toBe("open");
  });

  it("a foreign host name is refused everywhere, so that no name can be pointed here", async () => {
    for (const path of ["/", "/main.js", "/events"]) {
      const { status, body } = await call("GET", path, { host: "rebound.example" });
      expect([status, body.includes(token)]).toEqual([403, false]);
    }
    const { port } = new URL(simulator.url);
    expect((await call("GET", "/", { host: `localhost:${port}` })).status).toBe(200);
    expect((await call("GET", "/", { host: "127.0.0.1:1" })).status).toBe(403);
  });

  it("a huge body is refused", async () => {
    const { status } = await post(JSON.stringify({ type: "new-phone", name: "x".repeat(33 * 1024 ** 2) }));
    expect(status).toBe(413);
  });

  it("an answer lets no script in and is framed by nobody", async () => {
    const { headers } = await call("GET", "/");
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|https?:|\*/);
    expect(headers["x-content-type-options"]).toBe("nosniff");
  });

  it("a file that could run something is only offered for download", async () => {
    const id = gateway.media.put({
      bytes: Buffer.from("<script>alert(1)</script>"),
      mimeType: "text/html",
      fileName: 'a"b.html',
    });
    const { headers, body } = await call("GET", `/media/${id}`);
    expect(headers).toMatchObject({
      "content-type": "application/octet-stream",
      "content-disposition": "attachment; filename*=UTF-8''a%22b.html",
      "content-security-policy": "sandbox; default-src 'none'",
    });
    expect(body).toContain("<script>");
    const part = await call("GET", `/media/${id}`, { range: "bytes=1-6" });
    expect([part.status, part.body, part.headers["content-range"]]).toEqual([206, "script", "bytes 1-6/25"]);
  });

  it.each([
    ["image/png;\r\nx-evil: 1", "a.png", "application/octet-stream"],
    ["image/png", "\ud800.png", "image/png"],
    ["audio/ogg; codecs=opus", "a\r\nb.ogg", "audio/ogg; codecs=opus"],
  ])("a file whose type or name no header can hold is served all the same: %j %j", async (mimeType, fileName, type) => {
    const id = gateway.media.put({ bytes: Buffer.from("x"), mimeType, fileName });
    const { status, headers } = await call("GET", `/media/${id}`);
    expect([status, headers["content-type"], headers["x-evil"]]).toEqual([200, type, undefined]);
  });

  it.each(["/nope", "/../package.json", "/media/nope", "/qr/%E0%A4%A", "/constructor"])(
    "%s is not there",
    async (path) => {
      expect((await call("GET", path)).status).toBe(404);
    },
  );

  it("other methods do nothing", async () => {
    expect((await call("DELETE", "/")).status).toBe(405);
  });

  it("it does not listen for other machines", async () => {
    const host = "0.0.0.0" as "127.0.0.1";
    await expect(createSimulator({ gateway, host })).rejects.toThrow(
      'Expected `host` to be this machine, got "0.0.0.0"',
    );
  });
});

it("shows of the key what it is told to", async () => {
  await simulator.close();
  simulator = await createSimulator({ gateway, shownApiKey: "(a real one)" });
  const { snapshot, close } = await watch();
  expect(snapshot.gateway).toMatchObject({ apiKey: "(a real one)" });
  expect(JSON.stringify(snapshot)).not.toContain(gateway.apiKey);
  close();
});

it("serves a hundred browsers, and the one that has listened longest comes again after that", async () => {
  const first = await watch();
  const others = await Promise.all(Array.from({ length: 99 }, () => watch()));
  const last = await watch();
  await expect(first.next("message")).rejects.toThrow("terminated");
  gateway.phone(maria).send("oi", { to: "shop" });
  expect(await last.next("message")).toMatchObject({ phone: maria });
  for (const { close } of [...others, last]) close();
});

it("ends its streams and its port when it is closed, and may be closed twice", async () => {
  const { next } = await watch();
  await simulator.close();
  await simulator.close();
  expect(await next("message")).toBeUndefined();
  await expect(fetch(simulator.url)).rejects.toThrow();
});

it("says that a port is taken", async () => {
  const port = Number(new URL(simulator.url).port);
  await expect(createSimulator({ gateway, port })).rejects.toThrow("EADDRINUSE");
});

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** By node:http, which sends the Host and Origin it is told to. */
async function call(
  method: string,
  path: string,
  headers: Record<string, string> = {},
  body?: string,
): Promise<Answer> {
  const { hostname, port } = new URL(simulator.url);
  const sent = request({ hostname, port, path, method, headers });
  sent.end(body);
  const [response] = await once(sent, "response");
  let text = "";
  for await (const chunk of response.setEncoding("utf8")) text += chunk;
  return { status: response.statusCode, headers: response.headers, body: text };
}

function post(action: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const own = { origin: new URL(simulator.url).origin, "x-simulator-token": token, "content-type": "application/json" };
  return call("POST", "/actions", { ...own, ...headers }, typeof action === "string" ? action : JSON.stringify(action));
}

async function act(action: Record<string, unknown>): Promise<void> {
  expect(await post(action)).toMatchObject({ status: 200 });
}

/** Reads the stream of events as a browser does. */
async function watch(headers: Record<string, string> = {}) {
  const stop = new AbortController();
  const response = await fetch(new URL("/events", simulator.url), { headers, signal: stop.signal });
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let lastId = "";
  const read = async (): Promise<{ event: string; data: unknown } | undefined> => {
    while (!rest.includes("\n\n")) {
      const { value, done } = (await reader?.read()) ?? { done: true };
      if (done) return undefined;
      rest += value;
    }
    const [block = ""] = rest.split("\n\n", 1);
    rest = rest.slice(block.length + 2);
    const fields = Object.fromEntries(
      block.split("\n").map((line) => [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 2)]),
    );
    lastId = fields.id ?? lastId;
    return fields.data === undefined ? read() : { event: fields.event ?? "message", data: JSON.parse(fields.data) };
  };
  const first = await read();
  const queue: (Update | undefined)[] = first?.event === "message" ? [first.data as Update] : [];
  const snapshot = (first?.event === "snapshot" ? first.data : undefined) as Snapshot;
  /** The next of its type; `undefined` when the stream has ended. */
  const next = async <Type extends Update["type"]>(type: Type) => {
    for (;;) {
      const update = queue.shift() ?? ((await read())?.data as Update | undefined);
      if (update === undefined || update.type === type) return update as Extract<Update, { type: Type }> | undefined;
    }
  };
  return { snapshot, next, lastId: () => lastId, close: () => stop.abort() };
}
