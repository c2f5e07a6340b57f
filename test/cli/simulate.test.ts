import { expect, it, onTestFinished } from "vitest";
import { EvolutionClient } from "../../src/index.js";
import { secretAuth } from "../../src/webhooks/index.js";
import { freePort, receiver } from "./doctor/diagnose.js";
import { run } from "./run.js";

const free = ["--port", "0", "--gateway-port", "0"];

/** Starts it, and resolves with what it printed, and with what ends it. */
async function simulating(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const stop = new AbortController();
  let shown = (_: string) => {};
  const printed = new Promise<string>((resolve) => {
    shown = resolve;
  });
  const ended = run(["simulate", ...args], { env, signal: stop.signal, onOut: shown });
  onTestFinished(async () => {
    stop.abort();
    await ended;
  });
  const out = await Promise.race([printed, ended.then(({ err }) => Promise.reject(new Error(err)))]);
  return { out, page: out.split("\n")[0] ?? "", url: /EVOLUTION_URL=(\S+)/.exec(out)?.[1] ?? "", stop, ended };
}

it("shows the page's address first, and ends with Ctrl-C", async () => {
  const { out, page, url, stop, ended } = await simulating(free);
  expect(page).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
  expect(out).toContain("EVOLUTION_API_KEY=fake-global-key EVOLUTION_INSTANCE=shop");
  expect(await (await fetch(page)).text()).toContain("<html");
  stop.abort();
  expect(await ended).toMatchObject({ code: 0, err: "" });
  await expect(fetch(page)).rejects.toThrow();
  await expect(fetch(url)).rejects.toThrow();
});

it("has a gateway that a bot can use, with the key and the instance that it knows", async () => {
  const env = { EVOLUTION_API_KEY: "the-key-of-my-bot", EVOLUTION_INSTANCE: "support" };
  const { out, url } = await simulating(free, env);
  expect(out).not.toContain("the-key-of-my-bot");
  const client = new EvolutionClient({ baseUrl: url, apiKey: "the-key-of-my-bot" });
  onTestFinished(() => client.close());
  expect((await client.instances.fetchInstances()).map(({ name }) => name)).toEqual(["support"]);
});

it("posts what happens to the bot, with the secret that it checks", async () => {
  const secret = "0123456789abcdef";
  const { url: bot, events, webhook } = await receiver({ auth: secretAuth({ secret }) });
  const { url } = await simulating([...free, "--webhook", bot, "--secret", secret]);
  const client = new EvolutionClient({ baseUrl: url, apiKey: "fake-global-key" });
  onTestFinished(() => client.close());
  const sent = new Promise((resolve) => webhook.on("send.message", resolve));
  await client.instance("shop").messages.sendText({ number: "5511999990001", text: "oi" });
  await sent;
  expect(events).toContain("send.message");
});

it.each<[string[], RegExp]>([
  [["--host", "0.0.0.0"], /Expected --host to be this machine .* the page has no password/],
  [["--webhook", "localhost:3000"], /Expected --webhook to be an http or https address/],
  [["--phone", "Maria"], /Expected --phone to be a number and a name/],
  [["--port", "http"], /Expected --port to be a port, such as 8081/],
  [["--gateway-port", "70000"], /Expected --gateway-port to be a port, such as 8080/],
])("%j is a wrong call", async (args, message) => {
  const { code, out, err } = await run(["simulate", ...args]);
  expect([code, out]).toEqual([2, ""]);
  expect(err).toMatch(message);
});

it("a port that is taken is said, and the other one is free again", async () => {
  const { url } = await simulating(free);
  const gatewayPort = await freePort();
  const taken = ["--port", new URL(url).port, "--gateway-port", String(gatewayPort)];
  expect(await run(["simulate", ...taken])).toMatchObject({
    code: 2,
    err: expect.stringMatching(/EADDRINUSE.*--port/),
  });
  const again = await simulating(["--port", "0", "--gateway-port", String(gatewayPort)]);
  expect(again.url).toBe(`http://127.0.0.1:${gatewayPort}`);
});
