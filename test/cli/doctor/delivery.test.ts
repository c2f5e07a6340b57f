import { describe, expect, it } from "vitest";
import type { FakeInstanceOptions } from "../../../src/testing/index.js";
import { allOf, headerAuth, jwtAuth, secretAuth } from "../../../src/webhooks/index.js";
import { manualClock } from "../../support/manual-clock.js";
import { serve } from "../../support/receiver.js";
import { diagnose, freePort, gatewayWith, receiver } from "./diagnose.js";

const secret = "0123456789abcdef";
const other = "fedcba9876543210";
const name = "x-webhook-secret";

type Hook = NonNullable<FakeInstanceOptions["webhook"]>;

/** What the doctor says of a webhook. */
const ofWebhook = async (url: string, hook: Partial<Hook> = {}, args: readonly string[] = []) => {
  const webhook = { url, events: ["MESSAGES_UPSERT"], ...hook } as const;
  return diagnose(await gatewayWith([{ name: "shop", webhook }]), args);
};

describe("webhook delivery", () => {
  it("is taken by a receiver that shares the secret, and no bot answers the trial", async () => {
    const { url, events } = await receiver({ auth: secretAuth({ secret }) });
    const found = await ofWebhook(url, { headers: { [name]: secret, jwt_key: secret } });
    expect(found.of("webhook delivery")).toMatchObject({
      status: "ok",
      seen: expect.stringMatching(/^taken \(200\) in \d+ ms, from this machine$/),
    });
    expect(found.of("webhook secret")).toMatchObject({ status: "ok", seen: expect.stringContaining("(401)") });
    expect(found.of("webhook jwt")).toMatchObject({ status: "ok" });
    expect([...new Set(events)]).toEqual(["application.startup"]);
    expect(found.out).not.toContain(secret);
    expect(found.code).toBe(0);
  });

  it("goes to a path of its own where each event has one", async () => {
    const paths: (string | undefined)[] = [];
    const url = await serve((request, response) => {
      paths.push(request.url);
      response.end();
    });
    await ofWebhook(`${url}/hook`, { byEvents: true });
    expect(paths[0]).toBe("/hook/application-startup");
  });

  it("is refused by a receiver with another secret, which loses every event", async () => {
    const { url } = await receiver({ auth: secretAuth({ secret: other }) });
    const found = await ofWebhook(url, { headers: { [name]: secret } });
    expect(found.of("webhook delivery")).toMatchObject({
      status: "fail",
      seen: expect.stringMatching(/^refused \(401\)/),
      fix: expect.stringContaining("webhook.register"),
    });
    expect(found.of("webhook secret")).toMatchObject({ status: "skipped" });
    expect(found.of("webhook jwt")).toMatchObject({ status: "skipped" });
    expect(found.code).toBe(1);
  });

  it.each<[number, string, RegExp]>([
    [404, "fail", /nothing at this path/],
    [422, "warn", /answered 422/],
    [503, "fail", /answers 503: the gateway tries again for 20 minutes/],
  ])("a receiver that answers %i: %s", async (status, outcome, seen) => {
    const url = await serve((_, response) => response.writeHead(status).end());
    expect((await ofWebhook(url)).of("webhook delivery")).toMatchObject({
      status: outcome,
      seen: expect.stringMatching(seen),
      fix: expect.any(String),
    });
  });

  it("a receiver without a path for the trial event may have one for messages", async () => {
    const url = await serve((_, response) => response.writeHead(404).end());
    expect((await ofWebhook(url, { byEvents: true })).of("webhook delivery")).toMatchObject({ status: "warn" });
  });

  it("a redirect loses the body, and what it leads to is shown without secrets", async () => {
    const url = await serve((_, response) =>
      response.writeHead(301, { location: "https://bot.example.com/?token=hunter22" }).end(),
    );
    expect((await ofWebhook(url)).of("webhook delivery")).toMatchObject({
      status: "fail",
      seen: expect.stringContaining("redirects to https://bot.example.com/?token=[redacted] (301)"),
      fix: "Register the final address.",
    });
  });

  it("a receiver that is not there", async () => {
    expect((await ofWebhook(`http://127.0.0.1:${await freePort()}/`)).of("webhook delivery")).toMatchObject({
      status: "fail",
      seen: "cannot be reached from this machine: ECONNREFUSED",
    });
  });

  it("a port that is never asked is named as the reason", async () => {
    expect((await ofWebhook("http://127.0.0.1:9/")).of("webhook delivery")).toMatchObject({
      seen: "cannot be reached from this machine: bad port",
    });
  });

  it("a name of the gateway's own network cannot be tried from here", async () => {
    expect((await ofWebhook("http://bot-of-no-network:3000/")).of("webhook delivery")).toMatchObject({
      status: "skipped",
      seen: expect.stringContaining("bot-of-no-network"),
    });
  });

  it("a slow receiver is warned of what it holds back", async () => {
    const clock = manualClock();
    const url = await serve((_, response) => {
      clock.advance(4_000);
      response.end();
    });
    const gateway = await gatewayWith([
      { name: "shop", webhook: { url, events: ["MESSAGES_UPSERT", "MESSAGES_EDITED"] } },
    ]);
    const found = await diagnose(gateway, [], { clock });
    expect(found.of("webhook delivery")).toMatchObject({
      status: "warn",
      seen: expect.stringContaining("after 4000 ms"),
      fix: expect.stringContaining("Answer at once"),
    });
    expect(found.of("webhook events")).toMatchObject({
      status: "warn",
      fix: expect.stringContaining("MESSAGES_EDITED"),
    });
    expect(found.code).toBe(0);
  });

  it("is not tried when that is not wanted", async () => {
    const { url, events } = await receiver({ auth: "none" });
    const found = await ofWebhook(url, {}, ["--no-deliver"]);
    expect(found.of("webhook delivery")).toMatchObject({ status: "skipped" });
    expect(events).toEqual([]);
  });
});

describe("webhook secret", () => {
  it("is missing: on a network of one's own a warning, on the internet a problem", async () => {
    const { url } = await receiver({ auth: "none" });
    expect((await ofWebhook(url)).of("webhook secret")).toMatchObject({
      status: "warn",
      seen: expect.stringContaining("whoever knows the address"),
      fix: expect.stringContaining("secretAuth"),
    });
  });

  it("a receiver that reads the gateway's header and does not check it is open as well", async () => {
    const { url } = await receiver({ auth: "none" });
    const found = await ofWebhook(url, { headers: { [name]: secret } });
    expect(found.of("webhook secret")).toMatchObject({ status: "warn" });
    expect(found.of("webhook jwt")).toMatchObject({ status: "skipped", seen: "the webhook has no jwt_key" });
  });
});

describe("webhook jwt", () => {
  it("is verified, alone or beside a header that is needed as well", async () => {
    const alone = await receiver({ auth: jwtAuth({ key: secret }) });
    expect((await ofWebhook(alone.url, { headers: { jwt_key: secret } })).of("webhook jwt")).toMatchObject({
      status: "ok",
    });
    const both = await receiver({ auth: allOf(jwtAuth({ key: secret }), headerAuth({ name, value: secret })) });
    const headers = { jwt_key: secret, [name]: secret };
    expect((await ofWebhook(both.url, { headers })).of("webhook jwt")).toMatchObject({ status: "ok" });
  });

  it("of another key is taken: nobody verifies it", async () => {
    const { url } = await receiver({ auth: "none" });
    const found = await ofWebhook(url, { headers: { jwt_key: secret } });
    expect(found.of("webhook jwt")).toMatchObject({ status: "fail", fix: expect.stringContaining("jwtAuth") });
    expect(found.code).toBe(1);
  });

  it("is not looked at where another header is enough", async () => {
    const { url } = await receiver({ auth: headerAuth({ name, value: secret }) });
    const found = await ofWebhook(url, { headers: { jwt_key: secret, [name]: secret } });
    expect(found.of("webhook jwt")).toMatchObject({ status: "warn", seen: expect.stringContaining("does not look") });
    expect(found.of("webhook secret")).toMatchObject({ status: "ok" });
  });

  it("of the gateway's last tries is refused by a receiver without leeway", async () => {
    const { url } = await receiver({ auth: jwtAuth({ key: secret, leewayMs: 60_000 }) });
    expect((await ofWebhook(url, { headers: { jwt_key: secret } })).of("webhook jwt")).toMatchObject({
      status: "warn",
      seen: expect.stringContaining("an old token is refused (401)"),
      fix: expect.stringContaining("30 minutes"),
    });
  });

  it("with another key than the gateway's is refused", async () => {
    const { url } = await receiver({ auth: jwtAuth({ key: other }) });
    expect((await ofWebhook(url, { headers: { jwt_key: secret } })).of("webhook delivery")).toMatchObject({
      status: "fail",
    });
  });

  it("cannot be signed with an empty key", async () => {
    const { url } = await receiver({ auth: "none" });
    expect((await ofWebhook(url, { headers: { jwt_key: "" } })).of("webhook jwt")).toMatchObject({
      status: "fail",
      seen: expect.stringContaining("jwt_key is empty"),
    });
  });
});

it("a fake instance's webhook asks for everything, as one of the real gateway without a list does", async () => {
  const { url } = await receiver({ auth: "none" });
  const found = await diagnose(await gatewayWith([{ name: "shop", webhook: { url } }]));
  expect(found.of("webhook events")).toMatchObject({
    status: "warn",
    seen: expect.stringContaining("MESSAGES_EDITED"),
  });
});
