import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { startAgent } from "../../examples/express-agent/server.js";
import { createFakeGateway } from "../../src/testing/index.js";

const folder = new URL("../../examples/express-agent/", import.meta.url);
const silent = { info: () => {}, warn: () => {}, error: () => {} };

async function start() {
  const gateway = await createFakeGateway({ instances: [{ name: "bakery" }] });
  const agent = await startAgent({
    baseUrl: gateway.url,
    apiKey: gateway.apiKey,
    instance: "bakery",
    webhookSecret: "0123456789abcdef",
    port: 0,
    logger: silent,
  });
  onTestFinished(async () => {
    await agent.stop();
    await gateway.close();
  });
  return { gateway, agent };
}

it("remembers each chat for itself, and formats its answers", async () => {
  const { gateway } = await start();
  const [ana, bia] = [gateway.phone("5511999990001", { name: "Ana" }), gateway.phone("5511999990002", { name: "Bia" })];
  ana.send("a coffee and a croissant");
  bia.send("the bill");
  expect((await ana.waitFor()).text).toBe(
    "Added *coffee* and *croissant*. Your order:\n\n1. coffee – R$ 6.00\n2. croissant – R$ 8.00",
  );
  expect((await bia.waitFor()).text).toContain("You have not ordered anything yet");
  ana.send("the bill");
  expect((await ana.waitFor()).text).toBe("That makes *R$ 14.00*. Thank you, Ana!");
});

it("charges once for an order whose answer had to be tried again", async () => {
  const { gateway } = await start();
  const ana = gateway.phone("5511999990001");
  gateway.faults.add({ kind: "status", route: "sendText", status: 500, message: "Connection Closed", times: 1 });
  ana.send("a coffee please");
  expect((await ana.waitFor()).text).toBe("Added *coffee*. Your order:\n\n1. coffee – R$ 6.00");
  expect(gateway.faults.list()).toEqual([]);
});

it("refuses posts without its secret and says whether the gateway is there", async () => {
  const { gateway, agent } = await start();
  const post = await fetch(agent.webhookUrl, {
    method: "POST",
    body: "{}",
    headers: { "content-type": "application/json" },
  });
  expect(post.status).toBe(401);
  const health = () =>
    fetch(`http://127.0.0.1:${agent.port}/health`).then(async (response) => [response.status, await response.json()]);
  expect(await health()).toEqual([200, { ok: true, gateway: { ok: true, latencyMs: expect.any(Number) } }]);
  await gateway.close();
  expect(await health()).toMatchObject([503, { ok: false }]);
});

/** Runs a script of the example and gives its output line by line. */
function run(script: string, env: Record<string, string>) {
  const path = fileURLToPath(new URL(script, folder));
  const child = spawn(process.execPath, ["--import", "tsx", path], { env: { PATH: process.env.PATH, ...env } });
  onTestFinished(() => void child.kill("SIGKILL"));
  return {
    child,
    lines: createInterface({ input: child.stdout })[Symbol.asyncIterator](),
    exited: new Promise<number | null>((resolve) => child.once("exit", resolve)),
  };
}

it("npm run demo shows messages in and out, answers what is typed, and stops when told to", async () => {
  const { child, lines, exited } = run("demo.ts", { NO_COLOR: "1" });
  const until = async (wanted: string) => {
    const seen: string[] = [];
    while (!seen.at(-1)?.includes(wanted)) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`the demo ended before "${wanted}":\n${seen.join("\n")}`);
      seen.push(value);
    }
    return seen.join("\n");
  };
  const address = await until("http://");
  expect(await (await fetch(address)).text()).toContain("<title>Simulator</title>");
  const shown = await until("With a real gateway");
  expect(shown).toContain("Ana →  a coffee and a croissant please");
  expect(shown).toContain("← bakery  That makes *R$ 14.00*. Thank you, Ana!");
  child.stdin.write("cheese bread\n");
  expect(await until("cheese bread – R$")).toContain("Added *cheese bread*");
  child.kill("SIGTERM");
  expect(await exited).toBe(0);
}, 30_000);

it("main.ts says in a line why it could not start", async () => {
  const env = {
    EVOLUTION_URL: "http://127.0.0.1:9",
    EVOLUTION_API_KEY: "k",
    EVOLUTION_INSTANCE: "shop",
    WEBHOOK_URL: "",
    // Below the ports that the system hands out: the other tests listen on those.
    PORT: "28123",
  };
  const { child, exited } = run("main.ts", env);
  let told = "";
  child.stderr.on("data", (chunk) => (told += chunk));
  expect(await exited).toBe(1);
  expect(told).toMatch(
    /^The agent could not start: http:\/\/127\.0\.0\.1:9 cannot be reached \(ECONNREFUSED\)\..*\nCheck EVOLUTION_URL.*\n$/,
  );
}, 60_000);

it("main.ts says which variables are missing", async () => {
  const { child, exited } = run("main.ts", { WEBHOOK_SECRET: "short" });
  let told = "";
  child.stderr.on("data", (chunk) => (told += chunk));
  expect(await exited).toBe(1);
  expect(told).toContain("EVOLUTION_URL is missing or no URL");
  expect(told).toContain("WEBHOOK_SECRET is shorter than 16 characters");
  expect(told).not.toContain("short\n");
}, 30_000);
