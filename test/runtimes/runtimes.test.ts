import { spawn } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { body, headers } from "../support/receiver.js";
import { type Runtime, runtimes } from "./runtimes.js";
import type { Outcome } from "./vitest.js";

const here = fileURLToPath(new URL(".", import.meta.url));
const source = fileURLToPath(new URL("../../src/", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "evolution-kit-runtimes-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One file for each runtime. No platform: an import of a Node built-in, by us or by what we stand on, fails here. */
beforeAll(async () => {
  copyFileSync(join(here, "workerd.capnp"), join(folder, "workerd.capnp"));
  await build({
    entryPoints: runtimes.map(({ name }) => join(here, `${name}.ts`)),
    outdir: folder,
    bundle: true,
    format: "esm",
    platform: "neutral",
    target: "es2022",
    mainFields: ["module", "main"],
    conditions: ["import"],
    alias: { vitest: join(here, "vitest.ts"), "evolution-kit/format": join(source, "format/index.ts") },
    // Our package says that it has no side effects; tests are nothing else.
    ignoreAnnotations: true,
    logLevel: "silent",
  });
});

/** Starts it with nothing of this process's environment; the first number it prints is its port. */
async function start({ name, binary, args }: Runtime): Promise<string> {
  if (binary === undefined)
    throw new Error(`Expected the binary of ${name}. Run npm ci; its package has one for each platform.`);
  const child = spawn(binary, args(join(folder, `${name}.js`)), {
    cwd: folder,
    env: { HOME: folder, DENO_DIR: folder },
  });
  onTestFinished(async () => {
    child.kill("SIGKILL");
    if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
  });
  let [text, errors] = ["", ""];
  child.stderr.on("data", (chunk) => (errors += chunk));
  const port = await new Promise<string>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${name} ended with ${code}: ${errors}`)));
    child.stdout.on("data", (chunk) => {
      text += chunk;
      const [, found] = /\b(\d{2,5})\b[^\d\n]*\n/.exec(text) ?? [];
      if (found) resolve(found);
    });
  });
  return `http://127.0.0.1:${port}`;
}

describe.each(runtimes)("on $name", (runtime) => {
  const isLeftOut = runtime.binary === undefined && process.env.REQUIRE_SERVICES !== "1";
  const cannot = `: left out, there is no binary of ${runtime.name} here`;

  it.skipIf(isLeftOut)(
    `webhooks, format and sessions pass their tests${isLeftOut ? cannot : ""}`,
    async () => {
      const url = await start(runtime);
      const { passed, assertions, failures } = (await (await fetch(`${url}/run`)).json()) as Outcome;
      expect(failures).toEqual([]);
      expect(passed).toBeGreaterThan(300);
      expect(assertions).toBeGreaterThan(500);
    },
    60_000,
  );

  it.skipIf(isLeftOut)(
    `webhook.fetch receives over HTTP, and a session lasts${isLeftOut ? cannot : ""}`,
    async () => {
      const url = await start(runtime);
      const post = async (path: string, init: RequestInit = {}) =>
        (await fetch(url + path, { method: "POST", headers, body, ...init })).status;
      expect(await post("/webhook/messages-upsert")).toBe(200);
      expect(await (await fetch(`${url}/texts`)).json()).toEqual(["oi"]);
      expect(await (await fetch(`${url}/visits`)).json()).toEqual([1, 0]);
      expect(await (await fetch(`${url}/visits`)).json()).toEqual([2, 0]);
      expect(await post("/webhook", { headers: { ...headers, "x-webhook-secret": "wrong" } })).toBe(401);
      expect(await post("/webhook", { body: "{" })).toBe(400);
      expect(await post("/webhook", { body: "x".repeat(20_000) })).toBe(413);
      const streamed = { body: new Blob(["x".repeat(20_000)]).stream(), duplex: "half" } as RequestInit;
      expect(await post("/webhook", streamed)).toBe(413);
      for (const [method, status] of Object.entries({ GET: 200, HEAD: 200, PUT: 405 })) {
        expect((await fetch(`${url}/webhook`, { method })).status).toBe(status);
      }
      // Bun and Deno hand on who posts. On workerd only a header of the platform says it, so nobody is let in.
      expect(await post("/guarded")).toBe(runtime.name === "workerd" ? 503 : 200);
    },
    60_000,
  );
});
