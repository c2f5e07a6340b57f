import { writeFileSync } from "node:fs";
import { expect, it, onTestFinished } from "vitest";
import { createFakeGateway, type FakeInstanceOptions } from "../../src/testing/index.js";
import { envelope, stubGateway } from "../support/stub-gateway.js";
import { temporaryFolder } from "./folder.js";
import { envOf, run } from "./run.js";

const number = "5511999990001";

async function start(...instances: FakeInstanceOptions[]) {
  const gateway = await createFakeGateway({ instances: instances.length > 0 ? instances : [{ name: "shop" }] });
  onTestFinished(() => gateway.close());
  return { gateway, maria: gateway.phone(number), env: envOf(gateway) };
}

it("sends a text and prints its id alone, for scripts", async () => {
  const { maria, env } = await start();
  const { code, out, err } = await run(["send", number, "Olá"], { env });
  const [message] = maria.inbox;
  expect(message?.text).toBe("Olá");
  expect([code, out]).toEqual([0, `${message?.key.id}\n`]);
  expect(err).toContain(`${number}@s.whatsapp.net`);
});

it("reads the text from stdin, without the line break at its end", async () => {
  const { maria, env } = await start();
  await run(["send", number, "-"], { env, input: "up 3 days\nload 0.1\n" });
  expect(maria.inbox[0]?.text).toBe("up 3 days\nload 0.1");
});

it("formats Markdown when asked to, and leaves it alone otherwise", async () => {
  const { maria, env } = await start();
  await run(["send", number, "**now** or [later](https://example.com)", "--markdown"], { env });
  await run(["send", number, "**now**"], { env });
  expect(maria.inbox.map(({ text }) => text)).toEqual(["*now* or later (https://example.com)", "**now**"]);
});

it.each([
  ["menu.png", "imageMessage"],
  ["clip.mp4", "videoMessage"],
  ["song.mp3", "audioMessage"],
  ["invoice.pdf", "documentMessage"],
  ["LICENSE", "documentMessage"],
])("sends %s as %s", async (name, kind) => {
  const { maria, env } = await start();
  const path = temporaryFolder(name);
  writeFileSync(path, "content");
  expect((await run(["send", number, "--file", path], { env })).code).toBe(0);
  expect(Object.keys(maria.inbox[0]?.message ?? {})).toContain(kind);
});

it("formats a file's caption", async () => {
  const { maria, env } = await start();
  const path = temporaryFolder("invoice.pdf");
  writeFileSync(path, "content");
  await run(["send", number, "--file", path, "--caption", "Your **invoice**", "--markdown"], { env });
  expect(JSON.stringify(maria.inbox[0]?.message)).toContain("Your *invoice*");
});

it("says what is known of a message that failed", async () => {
  const { env } = await start();
  const refused = await run(["send", "5511999990404", "oi"], { env });
  expect(refused).toMatchObject({ code: 1, out: "" });
  expect(refused.err).toContain("5511999990404 is not on WhatsApp");
  expect(refused.err).toContain("delivery: not-sent");

  const lost = { EVOLUTION_URL: "http://127.0.0.1:1", EVOLUTION_API_KEY: "key", EVOLUTION_INSTANCE: "shop" };
  expect((await run(["send", number, "oi"], { env: lost })).err).toContain("Check EVOLUTION_URL and");

  const gateway = await stubGateway(envelope(400, "Bad Request", ["Error: Connection Closed"]));
  const given = { EVOLUTION_URL: gateway.url, EVOLUTION_API_KEY: "key", EVOLUTION_INSTANCE: "shop" };
  const uncertain = await run(["send", number, "oi"], { env: given });
  expect(uncertain).toMatchObject({ code: 1, out: "" });
  expect(uncertain.err).toContain("delivery: unknown. It may have arrived all the same");
  expect(gateway.requests).toHaveLength(1);
});

it("takes the only instance there is, and asks where there are several", async () => {
  const { env, maria } = await start({ name: "shop" }, { name: "support" });
  expect(await run(["send", number, "oi"], { env })).toMatchObject({
    code: 2,
    err: expect.stringContaining(
      "Which instance? Set EVOLUTION_INSTANCE, or pass --instance. There are: shop, support.",
    ),
  });
  expect((await run(["send", number, "oi", "--instance", "support"], { env })).code).toBe(0);
  expect(maria.inbox[0]?.from).toBe("support");
});

it.each<[string[], RegExp]>([
  [[], /Expected the recipient's number/],
  [[number], /Expected a text that is not empty/],
  [[number, "  "], /Expected a text that is not empty/],
  [[number, "-"], /Expected a text that is not empty/],
  [[number, "oi", "Maria"], /Expected one text, got 2\. Put it into quotes/],
  [[number, "oi", "--file", "a.pdf"], /pass the text as --caption/],
  [[number, "oi", "--caption", "a"], /--caption goes with --file/],
  [["Maria", "oi"], /Expected `number`/],
])("%j is a wrong call, and nothing is sent", async (args, message) => {
  const { gateway, env } = await start();
  const { code, out, err } = await run(["send", ...args], { env });
  expect([code, out]).toEqual([2, ""]);
  expect(err).toMatch(message);
  expect(gateway.phone(number).inbox).toEqual([]);
});

it("a file that is not there is a failure, and nothing is sent", async () => {
  const { env, maria } = await start();
  const { code, err } = await run(["send", number, "--file", "/nowhere/invoice.pdf"], { env });
  expect(code).toBe(1);
  expect(err).toMatch(/"invoice\.pdf" cannot be read[\s\S]*delivery: not-sent/);
  expect(maria.inbox).toEqual([]);
});
