import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { EvolutionClient } from "../../src/index.js";
import { createFakeGateway } from "../../src/testing/index.js";
import { connectionOpen, upsert } from "../fixtures/webhooks.js";
import { rabbitmqGateway } from "../support/rabbitmq.js";
import { findService } from "../support/services.js";
import { sentText, stubGateway } from "../support/stub-gateway.js";
import { websocketGateway } from "../support/websocket-gateway.js";
import { type Block, codeBlocks, root } from "./blocks.js";

const folder = join(root, "test/docs/.blocks");
const blocks = codeBlocks().map((block, i) => ({ ...block, path: join(folder, `block-${i}.ts`) }));
const secret = "0123456789abcdef";

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  for (const { path, code } of blocks) writeFileSync(path, code);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it("every code block of the documentation compiles under the project's own settings", () => {
  const { config } = ts.readConfigFile(join(root, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  const program = ts.createProgram(
    blocks.map(({ path }) => path),
    options,
  );
  const problems = ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const block = blocks.find(({ path }) => path === file?.fileName);
    return `${block?.at ?? file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`;
  });
  expect(problems).toEqual([]);
}, 120_000);

/** What each block must do when it is run as it stands; found by a piece of its code, the first one that it has. */
const runs: Record<string, (block: Block & { path: string }) => Promise<void>> = {
  createIdentityMap: async (block) => {
    expect(await run(block).output).toBe(`${commentsOf(block)}\n`);
  },
  "conversation(": async ({ path }) => {
    const vitest = join(root, "node_modules/vitest/vitest.mjs");
    const { output } = start([vitest, "run", "--config", "test/docs/vitest.blocks.ts", path], { NO_COLOR: "1" });
    expect(await output).toMatch(/Tests {2}2 passed/);
  },
  "gateway.createGroup(": async (block) => {
    const receipt = "5511999990001: @5511999990002 lunch?";
    expect(await run(block).output).toBe(`shop: 0 unread\nTeam: 0 unread\n${receipt}\n`);
  },
  createSessions: async (block) => {
    expect(await run(block).output).toBe(`${commentsOf(block)}\n`);
  },
  "createBuild(": async (block) => {
    expect(await run(block).output).toBe(`${commentsOf(block)}\n`);
  },
  "createHandlers(": async (block) => {
    expect(await run(block).output).toBe(`${commentsOf(block)}\n`);
  },
  "gateway.faults.add(": async (block) => {
    expect(await run(block).output).toBe("400 unknown 1\n30 minutes\n");
  },
  "queueBoardAdapter(": async (block) => {
    const port = await freePort();
    const { child, output } = run(block, { PORT: String(port) });
    await printed(child, "The jobs are on /jobs");
    const url = `http://127.0.0.1:${port}/jobs`;
    expect(await (await fetch(url)).text()).toContain("<title>");
    const answer = await fetch(`${url}/api/queues?activeQueue=orders&status=failed`);
    const letter = { id: "order-7", name: "nobody", failedReason: "There is no such chat." };
    expect(await answer.json()).toMatchObject({ queues: [{ jobs: [letter] }] });
    child.kill("SIGTERM");
    expect(await output).toBe("The jobs are on /jobs\n");
  },
  "outbox.attach(": async (block) => {
    expect(await run(block).output).toBe("listening\n");
  },
  "outbox.uncertain.list(": async (block) => {
    expect(await run(block).output).toBe("0 sends wait for a decision\n");
  },
  "createOutbox(": async (block) => {
    onTestFinished(() => {
      for (const end of ["", "-wal", "-shm"]) rmSync(join(root, `outbox.db${end}`), { force: true });
    });
    const gateway = await startGateway();
    const maria = gateway.phone("5511999990001");
    const { output } = run(block, { EVOLUTION_URL: gateway.url, EVOLUTION_API_KEY: gateway.apiKey });
    expect(await output).toMatch(/^the gateway has it as 3EB0[0-9A-F]{18}\n$/);
    expect(maria.inbox).toMatchObject([{ text: "Your order 123 is on its way." }]);
  },
  "sqliteDriver(": async (block) => {
    onTestFinished(() => {
      for (const end of ["", "-wal", "-shm"]) rmSync(join(root, `agent.db${end}`), { force: true });
    });
    expect(await run(block).output).toBe("answering 5511999990001: Are you open?\n");
  },
  "limiter.check(message)": async (block) => {
    if (block.code.includes("createWebhook(")) {
      const { gateway } = await startServer(block);
      const ana = gateway.phone("5511999990001");
      for (const expected of [
        /^You said: oi$/,
        /^You said: oi$/,
        /^You said: oi$/,
        /escreva de novo em \d+ segundos\.$/,
      ]) {
        ana.send("oi");
        expect((await ana.waitFor()).text).toMatch(expected);
      }
      ana.send("oi");
      await gateway.settled();
      expect(ana.inbox).toHaveLength(4);
      return;
    }
    const redis = await findService("Redis");
    onTestFinished(redis.close);
    if (redis.skipReason) return console.log(`${block.at} is skipped: ${redis.skipReason}`);
    expect(await run(block, { REDIS_URL: redis.url }).output).toBe(`${commentsOf(block)}\n`);
  },
  'rules: [{ name: "user"': async (block) => {
    expect(await run(block).output).toBe(`${commentsOf(block)}\n`);
  },
  "limiter.fetch(": async (block) => {
    expect(await run(block).output).toBe(`${commentsOf(block)}\n`);
  },
  "UnrecoverableError(": async (block) => {
    expect(await run(block).output).toBe(`${commentsOf(block)}\n`);
  },
  "batch: {": async (block) => {
    expect(await run(block).output).toBe(`${commentsOf(block)}\n`);
  },
  "memoryDriver()": async (block) => {
    const lines = (await run(block).output).trim().split("\n");
    expect(lines.filter((line) => line.startsWith("ana"))).toEqual(["ana gets bread", "ana gets coffee"]);
    expect(lines).toContain("rui gets tea");
    expect(lines).toHaveLength(3);
  },
  "createChannel(": async (block) => {
    const { gateway, port } = await startServer(block);
    const maria = gateway.phone("5511999990001");
    maria.send("oi");
    expect((await maria.waitFor()).text).toBe("You said *oi*");
    expect(port).toBeGreaterThan(0);
  },
  "isRecipientNotFoundError(": async (block) => {
    const gateway = await startGateway();
    const { output } = run(block, { EVOLUTION_URL: gateway.url, EVOLUTION_API_KEY: gateway.apiKey });
    expect(await output).toMatch(/^3EB0[0-9A-F]{18}\nnot on WhatsApp: 5511999990404, delivery: not-sent\n$/);
  },
  "fromFile(": async (block) => {
    const gateway = await stubGateway({ status: 201, body: sentText });
    await run(block, { EVOLUTION_URL: gateway.url, EVOLUTION_API_KEY: "key-of-the-test" }).output;
    expect(gateway.requests.map(({ body }) => body)).toMatchObject([
      { fileName: "README.md", file: { bytes: readFileSync(join(root, "README.md")) } },
      { fileName: "table.csv", mimetype: "text/csv", file: { bytes: Buffer.from("a;b\n1;2\n") } },
      { fileName: "menu.png", media: "https://example.com/menu.png" },
    ]);
  },
  "downloadMedia(": async (block) => {
    const file = { mediaType: "imageMessage", fileName: "A1.png", mimetype: "image/png", base64: "AAAA", size: {} };
    const gateway = await stubGateway({ status: 201, body: file });
    const env = { EVOLUTION_URL: gateway.url, EVOLUTION_API_KEY: "key-of-the-test", MESSAGE_ID: "A1" };
    expect(await run(block, env).output).toBe("A1.png image/png 3\n");
    expect(gateway.requests[0]?.body).toEqual({ message: { key: { id: "A1" } } });
  },
  "client.capabilities(": async (block) => {
    const gateway = await startGateway();
    const { output } = run(block, { EVOLUTION_URL: gateway.url, EVOLUTION_API_KEY: gateway.apiKey });
    expect(await output).toBe(`${commentsOf(block)}\n`);
  },
  "instances.pair(": async (block) => {
    const gateway = await createFakeGateway();
    onTestFinished(() => gateway.close());
    const { child, output } = run(block, { EVOLUTION_URL: gateway.url, EVOLUTION_API_KEY: gateway.apiKey });
    await new Promise((resolve) => child.stdout?.once("data", resolve));
    gateway.pair("shop");
    expect(await output).toMatch(/^Scan this: 2@fake-shop-1\n(Scan this: .*\n)*shop is connected\n$/);
  },
  "webhook.register(": async (block) => {
    const gateway = await startGateway();
    const env = { EVOLUTION_URL: gateway.url, EVOLUTION_API_KEY: gateway.apiKey, WEBHOOK_SECRET: secret };
    expect(await run(block, env).output).toBe(`${commentsOf(block)}\n`);
  },
  "webhook.use(": async (block) => {
    expect(await run(block).output).toBe(`${commentsOf(block)}\n`);
  },
  "webhook.onError(": async (block) => {
    const { gateway, said } = await startServer(block);
    gateway.phone("5511999990001").send("oi");
    gateway
      .phone("5511999990001")
      .send({ imageMessage: { mimetype: "image/jpeg", fileLength: { low: 5, high: 0, unsigned: true } } });
    gateway.pair("shop");
    await gateway.settled();
    await said("shop is open");
    await said("5511999990001: oi");
    await said("image/jpeg 5");
  },
  "rabbitmqSource(": async (block) => {
    const broker = await findService("RabbitMQ");
    onTestFinished(broker.close);
    if (broker.skipReason) return console.log(`${block.at} is skipped: ${broker.skipReason}`);
    const gateway = await rabbitmqGateway(broker.url);
    const queue = await gateway.makeQueue("messages.upsert");
    const { child, output } = run(block, { AMQP_URL: broker.url, INSTANCE: gateway.instance });
    await gateway.publish("messages.upsert", upsert());
    await printed(child, "5511999990001: oi");
    child.kill("SIGTERM");
    expect((await output).split("\n").sort()).toEqual([
      "",
      "5511999990001: oi",
      `RabbitMQ: consuming queues=${queue}`,
      "RabbitMQ: stopped",
    ]);
    expect(await gateway.waiting(queue)).toBe(0);
  },
  "websocketSource(": async (block) => {
    const gateway = await websocketGateway();
    gateway.emit("shop", "connection.update", connectionOpen);
    const { child, output } = run(block, { EVOLUTION_URL: gateway.url, EVOLUTION_API_KEY: "key-of-the-test" });
    await gateway.heard("shop");
    gateway.emit("shop", "connection.update", connectionOpen);
    await printed(child, "shop is open");
    child.kill("SIGTERM");
    expect(await output).toBe("shop is open\n");
  },
  "fromSqs(": async (block) => {
    expect(await run(block).output).toBe(`${commentsOf(block)}\n`);
  },
  "streamMessages(": async (block) => {
    expect(await run(block).output).toBe(`${commentsOf(block)}\n`);
  },
  "toWhatsApp(": async (block) => {
    expect(await run(block).output).toBe(`${commentsOf(block)}\n`);
  },
  "renderWhatsApp(": async (block) => {
    expect(await run(block).output).toBe(`${commentsOf(block)}\n`);
  },
  "menu({": async (block) => {
    const gateway = await startGateway();
    const maria = gateway.phone("5511999990001");
    const { output } = run(block, { EVOLUTION_URL: gateway.url, EVOLUTION_API_KEY: gateway.apiKey });
    expect(await output).toBe(`${commentsOf(block)}\n`);
    const { text } = await maria.waitFor();
    expect(readFileSync(join(root, "docs/guide/menus.md"), "utf8")).toContain(`\`\`\`text\n${text}\n\`\`\``);
  },
  "compose(": async (block) => {
    expect(await run(block).output).toBe(`${commentsOf(block)}\n`);
  },
  "defineTemplate(": async (block) => {
    expect(await run(block).output).toBe(`${commentsOf(block)}\n`);
  },
  "createTemplates(": async (block) => {
    expect(await run(block).output).toBe(`${commentsOf(block)}\n`);
  },
  "schemas.sendText": async (block) => {
    expect(await run(block).output).toBe(`${commentsOf(block)}\n`);
  },
  "runContract(": async (block) => {
    const gateway = await startGateway();
    const { output } = run(block, { EVOLUTION_URL: gateway.url, EVOLUTION_API_KEY: gateway.apiKey });
    expect(await output).toMatch(/^0 of \d{3} differ\n$/);
  },
  "createSimulator(": async (block) => {
    const { child, output } = run(block);
    const address = await new Promise<string>((resolve) => child.stdout?.once("data", (text) => resolve(String(text))));
    expect(await (await fetch(address.trim())).text()).toContain("<title>Simulator</title>");
    child.kill("SIGINT");
    expect(await output).toBe(address);
  },
  "createFakeGateway(": async (block) => {
    expect(await run(block).output).toBe("Olá, Maria\n");
  },
};

describe("every code block of the documentation runs as it stands", () => {
  it.each(blocks)(
    "$at",
    async (block) => {
      const found = Object.entries(runs).find(([piece]) => block.code.includes(piece));
      if (!found) throw new Error(`say in ${import.meta.url} what this block must do`);
      await found[1](block);
    },
    30_000,
  );
});

/** What a block says that it prints: the lines that are comments as a whole. */
function commentsOf({ code }: Block): string {
  return [...code.matchAll(/^\/\/ ?(.*)$/gm)].map((match) => match[1]).join("\n");
}

async function startGateway() {
  const gateway = await createFakeGateway({ instances: [{ name: "shop" }] });
  onTestFinished(() => gateway.close());
  return gateway;
}

/** Runs a block in a process of its own. `output` is all it printed, once it has ended by itself. */
function run(
  { path }: { path: string },
  env: Record<string, string> = {},
): { child: ChildProcess; output: Promise<string> } {
  return start(["--import", "tsx", path], env);
}

function start(args: readonly string[], env: Record<string, string>): { child: ChildProcess; output: Promise<string> } {
  const child = spawn(process.execPath, args, {
    cwd: root,
    env: { PATH: process.env.PATH, ...env },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [text, errors] = ["", ""];
  child.stdout.on("data", (chunk) => (text += chunk));
  child.stderr.on("data", (chunk) => (errors += chunk));
  const output = new Promise<string>((resolve, reject) => {
    child.once("exit", (code) => (code === 0 ? resolve(text) : reject(new Error(`exit code ${code}: ${errors}`))));
  });
  output.catch(() => {});
  return { child, output };
}

/** Resolves once a block has printed those words. */
async function printed({ stdout }: ChildProcess, words: string): Promise<void> {
  let text = "";
  await new Promise<void>((resolve) => {
    stdout?.on("data", (chunk) => {
      text += chunk;
      if (text.includes(words)) resolve();
    });
  });
}

/** Runs a block that listens on PORT, with a gateway whose webhook leads there. */
async function startServer(block: { path: string }) {
  const gateway = await startGateway();
  const port = await freePort();
  await using client = new EvolutionClient({ baseUrl: gateway.url, apiKey: gateway.apiKey });
  const url = `http://127.0.0.1:${port}/webhook`;
  await client
    .instance("shop")
    .events.webhook.set({ enabled: true, url, events: [], headers: { "x-webhook-secret": secret } });
  const env = {
    EVOLUTION_URL: gateway.url,
    EVOLUTION_API_KEY: gateway.apiKey,
    WEBHOOK_SECRET: secret,
    PORT: String(port),
  };
  const { child, output } = run(block, env);
  const { stdout } = child;
  if (!stdout) throw new Error("the block's output is not piped");
  let text = "";
  stdout.on("data", (chunk) => (text += chunk));
  const ended = output.then(
    () => "ended",
    (error: Error) => error.message,
  );
  // Another process says nowhere but on its port that it listens, so it is asked until it answers or ends.
  for (;;) {
    const isUp = await fetch(url).then(
      ({ ok }) => ok,
      () => false,
    );
    if (isUp) break;
    const early = await Promise.race([ended, pause(20, undefined)]);
    if (early !== undefined) throw new Error(early);
  }
  const said = async (words: string) => {
    while (!text.includes(words)) await once(stdout, "data");
  };
  return { gateway, port, said };
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
