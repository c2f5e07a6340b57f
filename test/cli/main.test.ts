import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { nearest } from "../../src/cli/nearest.js";
import { createFakeGateway } from "../../src/testing/index.js";
import { root } from "../docs/blocks.js";
import { envOf, run } from "./run.js";

describe("the command line", () => {
  it("lists its commands, and says its version", async () => {
    const { code, out } = await run(["--help"]);
    expect(code).toBe(0);
    for (const word of ["doctor", "pair", "send", "simulate", "EVOLUTION_URL"]) expect(out).toContain(word);
    expect(await run(["--version"])).toEqual({ code: 0, out: "1.2.3\n", err: "" });
  });

  it.each(["doctor", "pair", "send"])("%s --help names every option and asks nobody", async (name) => {
    const { code, out, err } = await run([name, "--help"]);
    expect([code, err]).toEqual([0, ""]);
    expect(out).toMatch(new RegExp(`^Usage: npx evolution-kit ${name}`));
    for (const option of ["--url URL", "--api-key KEY", "--instance NAME", "--help"]) expect(out).toContain(option);
  });

  it("-h is --help", async () => {
    expect(await run(["send", "-h"])).toEqual(await run(["send", "--help"]));
  });

  it.each<[string[], RegExp]>([
    [[], /^Say what to do: doctor, pair, send, simulate/],
    [["docter"], /^There is no command "docter"\. Did you mean doctor\?/],
    [["simluate"], /^There is no command "simluate"\. Did you mean simulate\?/],
    [["frobnicate"], /^There is no command "frobnicate"\. There are: doctor, pair, send, simulate/],
    [["toString"], /^There is no command "toString"\./],
    [["doctor", "--jsno"], /^There is no option --jsno\. Did you mean --json\?/],
    [["send", "-5 degrees"], /^There is no option -5\. A text that begins with - goes after --\./],
    [["doctor", "--url"], /--url <value>/],
    [["simulate", "http://localhost:3000/"], /^Expected no "http:\/\/localhost:3000\/": pass .* --webhook/],
    [["pair", "shop", "cafe", "--url", "http://127.0.0.1:1", "--api-key", "k"], /^Expected one instance, got 2/],
    [["doctor"], /^Which gateway\? Set EVOLUTION_URL, or pass --url/],
    [["doctor", "--url", "http://127.0.0.1:1"], /^Which key\? Set EVOLUTION_API_KEY/],
    [
      ["doctor", "--url", "localhost:8080", "--api-key", "k"],
      /^Expected the gateway's address to be an http or https URL/,
    ],
    [["doctor", "--url", "http://127.0.0.1:1", "--api-key", "a b"], /^Expected its key to be a key without spaces/],
  ])("%j is a wrong call", async (argv, message) => {
    const { code, out, err } = await run(argv);
    expect(code).toBe(2);
    expect(out).toBe("");
    expect(err).toMatch(message);
    expect(err).toMatch(/See npx evolution-kit .*--help\.\n$/);
  });

  it("a gateway that is not there is a failure, in words that name the environment", async () => {
    const { code, err } = await run(["pair", "shop"], { env: envOf({ url: "http://127.0.0.1:1", apiKey: "key" }) });
    expect(code).toBe(1);
    expect(err).toContain("ECONNREFUSED");
    expect(err).toContain("EVOLUTION_URL");
  });

  it("an option goes before the environment, and an empty variable is none", async () => {
    const env = { EVOLUTION_URL: "http://127.0.0.1:1", EVOLUTION_API_KEY: "" };
    expect((await run(["pair", "shop"], { env })).err).toContain("Which key?");
    const gateway = await createFakeGateway({ instances: [{ name: "shop" }] });
    onTestFinished(() => gateway.close());
    const given = ["pair", "shop", "--url", gateway.url, "--api-key", gateway.apiKey];
    expect(await run(given, { env })).toMatchObject({ code: 0, out: expect.stringContaining("connected") });
  });
});

it("the nearest name is near", () => {
  const known = ["doctor", "pair", "send", "simulate"];
  expect(nearest("simluate", known)).toBe("simulate");
  expect(nearest("sned", known)).toBe("send");
  expect(nearest("status", known)).toBeUndefined();
  expect(nearest("", known)).toBeUndefined();
  expect(nearest("x", [])).toBeUndefined();
});

describe("the program", () => {
  /** The entry from its source, as a process of its own. */
  function start(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const child = spawn(process.execPath, ["--import", "tsx", join(root, "src/cli/index.ts"), ...args], {
      cwd: root,
      env: { ...process.env, EVOLUTION_URL: "", EVOLUTION_API_KEY: "", ...env },
    });
    onTestFinished(() => void child.kill("SIGKILL"));
    let out = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (out += text));
    return { child, output: () => out, closed: once(child, "close") };
  }

  it("says the package's own version, and answers with the exit code", async () => {
    const version = start(["--version"]);
    const wrong = start(["doctor"]);
    expect(await version.closed).toEqual([0, null]);
    expect(version.output().trim()).toBe(JSON.parse(readFileSync(join(root, "package.json"), "utf8")).version);
    expect(await wrong.closed).toEqual([2, null]);
  }, 30_000);

  it("ends cleanly on Ctrl-C", async () => {
    const gateway = await createFakeGateway({ instances: [{ name: "shop", state: "close" }] });
    onTestFinished(() => gateway.close());
    const { child, output, closed } = start(["pair", "shop"], envOf(gateway));
    while (!output().includes("Linked devices")) await once(child.stdout, "data");
    child.kill("SIGINT");
    expect(await closed).toEqual([130, null]);
    expect(output()).toMatch(/Stopped\.\n$/);
  }, 30_000);
});
