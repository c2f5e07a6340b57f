import { writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { manualClock } from "../../support/manual-clock.js";
import { envelope, sentText, stubGateway } from "../../support/stub-gateway.js";
import { temporaryFolder } from "../folder.js";
import { envOf, run } from "../run.js";
import { diagnose, gatewayWith } from "./diagnose.js";

/** The option that names a file with these lines. */
function gatewayEnv(...lines: string[]): string[] {
  const path = temporaryFolder("gateway.env");
  writeFileSync(path, lines.join("\n"));
  return ["--gateway-env", path, "--no-deliver"];
}

const webhook = { url: "https://bot.example.com/webhook", events: ["MESSAGES_UPSERT"] } as const;
const isGlobal = ["WEBHOOK_GLOBAL_ENABLED=true", "WEBHOOK_GLOBAL_URL=https://bot.example.com/all?token=hunter22"];

describe("one webhook", () => {
  it("cannot be known without the gateway's environment, and says how to give it", async () => {
    const found = await diagnose(await gatewayWith([{ name: "shop", webhook }]), ["--no-deliver"]);
    expect(found.of("one webhook")).toMatchObject({
      status: "skipped",
      fix: expect.stringMatching(/--gateway-env.*WEBHOOK_GLOBAL_ENABLED=false/),
    });
  });

  it("is the instance's, or the global one, and not both or none", async () => {
    const own = await gatewayWith([{ name: "shop", webhook }]);
    const bare = await gatewayWith([{ name: "shop" }]);
    const off = "WEBHOOK_GLOBAL_ENABLED=false";
    expect((await diagnose(own, gatewayEnv(off))).of("one webhook")).toMatchObject({ status: "ok" });
    expect((await diagnose(bare, gatewayEnv(...isGlobal))).of("one webhook")).toMatchObject({ status: "ok" });
    const both = await diagnose(own, gatewayEnv(...isGlobal));
    expect(both.of("one webhook")).toMatchObject({
      status: "fail",
      seen: expect.stringContaining("every event comes twice"),
      fix: expect.stringContaining("WEBHOOK_GLOBAL_ENABLED=false"),
    });
    expect(both.out).not.toContain("hunter22");
    expect((await diagnose(bare, gatewayEnv(off))).of("one webhook")).toMatchObject({ status: "fail" });
  });
});

describe("date_time", () => {
  it.each([
    ["TZ=UTC", "ok", "TZ=UTC"],
    ["TZ=Etc/UTC", "ok", "TZ=Etc/UTC"],
    ["TZ=America/Sao_Paulo", "warn", "TZ=America/Sao_Paulo: events"],
    ["SERVER_PORT=8080", "warn", "TZ is not set, and the image's own is America/Sao_Paulo"],
  ])("with %s: %s", async (line, status, seen) => {
    const found = await diagnose(await gatewayWith([{ name: "shop" }]), gatewayEnv(line));
    expect(found.of("date_time")).toMatchObject({ status, seen: expect.stringContaining(seen) });
    if (status === "warn") expect(found.of("date_time")?.fix).toBe("TZ=UTC in the gateway's environment.");
  });

  it("without the environment and without --listen it is not known", async () => {
    const found = await diagnose(await gatewayWith([{ name: "shop" }]));
    expect(found.of("date_time")).toMatchObject({ status: "skipped", fix: expect.stringContaining("--listen") });
  });
});

describe("messages stored", () => {
  it("are counted, and the newest has an age", async () => {
    const gateway = await gatewayWith([{ name: "shop" }]);
    gateway.phone("5511999990001").send("oi");
    expect((await diagnose(gateway)).of("messages stored")).toMatchObject({
      status: "ok",
      seen: "1, the newest 0 min old",
    });
    const clock = { ...manualClock(Date.now() + 3 * 3_600_000) };
    expect((await diagnose(gateway, [], { clock })).of("messages stored")?.seen).toBe("1, the newest 3 h old");
    const later = { ...manualClock(Date.now() + 4 * 86_400_000) };
    expect((await diagnose(gateway, [], { clock: later })).of("messages stored")?.seen).toBe(
      "1, the newest 4 days old",
    );
  });

  it("are none, which says nothing unless there are chats or the environment is known", async () => {
    const gateway = await gatewayWith([{ name: "shop" }]);
    expect((await diagnose(gateway)).of("messages stored")).toMatchObject({
      status: "skipped",
      fix: expect.stringContaining("--send-to NUMBER"),
    });
    const on = gatewayEnv("DATABASE_SAVE_DATA_NEW_MESSAGE=true");
    expect((await diagnose(gateway, on)).of("messages stored")).toMatchObject({ status: "ok" });
    const off = gatewayEnv("DATABASE_SAVE_DATA_NEW_MESSAGE=false");
    expect((await diagnose(gateway, off)).of("messages stored")).toMatchObject({
      status: "fail",
      fix: expect.stringContaining("DATABASE_SAVE_DATA_NEW_MESSAGE=true"),
    });
  });

  it("are none although there are chats", async () => {
    const { url } = await storing([]);
    expect((await diagnose({ url, apiKey: "key" }, ["--instance", "shop"])).of("messages stored")).toMatchObject({
      status: "fail",
      seen: "there are chats and not one message",
    });
  });

  it("a test message goes out only when a number is given, and is found", async () => {
    const gateway = await gatewayWith([{ name: "shop" }]);
    const maria = gateway.phone("5511999990001");
    await diagnose(gateway);
    expect(maria.inbox).toEqual([]);
    const found = await diagnose(gateway, ["--send-to", maria.number]);
    expect(maria.inbox[0]?.text).toContain("test message");
    expect(found.of("messages stored")).toMatchObject({
      status: "ok",
      seen: `the test message ${maria.inbox[0]?.key.id} to ${maria.number} is there`,
    });
  });

  it("a test message is not there in spite of some waiting", async () => {
    const { url } = await storing([]);
    const clock = manualClock();
    const found = await diagnose({ url, apiKey: "key" }, ["--instance", "shop", "--send-to", "5511999990001"], {
      clock,
    });
    expect(found.of("messages stored")).toMatchObject({
      status: "fail",
      seen: expect.stringContaining("is not there after 10 s"),
      fix: expect.stringContaining("DATABASE_SAVE_DATA_NEW_MESSAGE=true"),
    });
    expect(clock.slept).toEqual([2_000, 2_000, 2_000, 2_000, 2_000]);
  });

  it("a test message that could not be sent says nothing of what is stored", async () => {
    const gateway = await gatewayWith([{ name: "shop" }]);
    expect((await diagnose(gateway, ["--send-to", "5511999990404"])).of("messages stored")).toMatchObject({
      status: "skipped",
      seen: expect.stringMatching(/not on WhatsApp.*\(delivery: not-sent\)/),
    });
  });

  /** A gateway with a chat, and these messages. */
  const storing = (records: readonly unknown[]) =>
    stubGateway((response, { url }) => {
      const answers: Readonly<Record<string, unknown>> = {
        "/": { status: 200, message: "", version: "2.3.7" },
        "/verify-creds": { status: 200 },
        "/instance/connectionState/shop": { instance: { state: "open" } },
        "/webhook/find/shop": null,
        "/chat/findMessages/shop": { messages: { total: records.length, records } },
        "/chat/findChats/shop": [{ remoteJid: "5511999990001@s.whatsapp.net" }],
        "/message/sendText/shop": sentText,
      };
      const body = url in answers ? answers[url] : envelope(404, "Not Found", []).body;
      response.writeHead(url in answers ? 200 : 404, { "content-type": "application/json" });
      response.end(JSON.stringify(body));
    });
});

it("an environment that cannot be read is a wrong call", async () => {
  const gateway = await gatewayWith([{ name: "shop" }]);
  expect(await run(["doctor", "--gateway-env", "/nowhere/gateway.env"], { env: envOf(gateway) })).toMatchObject({
    code: 2,
    err: expect.stringContaining("--gateway-env: ENOENT"),
  });
});
