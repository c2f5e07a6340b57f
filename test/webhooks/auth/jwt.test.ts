import { base64url, exportSPKI, generateKeyPair, SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, it } from "vitest";
import { createWebhook, jwtAuth } from "../../../src/webhooks/index.js";
import { upsert } from "../../fixtures/webhooks.js";
import { manualClock } from "../../support/manual-clock.js";
import { requestWith } from "../../support/requests.js";

const key = "a-webhook-jwt-key";
const start = Date.UTC(2026, 0, 1);
const claims = { iat: start / 1_000, exp: start / 1_000 + 600, app: "evolution", action: "webhook" };

/** A token as the gateway signs it (2.3.6): valid for 10 minutes, made once before the retries. */
const token = (changed: Record<string, unknown> = {}, signWith = key, alg = "HS256") =>
  new SignJWT({ ...claims, ...changed })
    .setProtectedHeader({ alg, typ: "JWT" })
    .sign(new TextEncoder().encode(signWith));
const bearer = async (jwt: string | Promise<string>) => requestWith({ authorization: `Bearer ${await jwt}` });
const encoded = (value: unknown) => base64url.encode(typeof value === "string" ? value : JSON.stringify(value));

/** A token whose payload is written by hand, for what JSON can say and a library would not. */
async function signed(payload: string): Promise<string> {
  const text = `${encoded({ alg: "HS256", typ: "JWT" })}.${encoded(payload)}`;
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const imported = await crypto.subtle.importKey("raw", new TextEncoder().encode(key), hmac, false, ["sign"]);
  const bytes = await crypto.subtle.sign("HMAC", imported, new TextEncoder().encode(text));
  return `${text}.${base64url.encode(new Uint8Array(bytes))}`;
}

describe("jwtAuth", () => {
  it("accepts the gateway's token, also on its last retry half an hour later, and not after", async () => {
    const clock = manualClock(start);
    const auth = jwtAuth({ key, clock });
    const request = await bearer(token());
    expect(await auth(request)).toBe(true);
    clock.advance(39 * 60_000);
    expect(await auth(request)).toBe(true);
    clock.advance(2 * 60_000);
    expect(await auth(request)).toBe(false);
  });

  it("has a leeway of its own choice, in both directions", async () => {
    const clock = manualClock(start + 11 * 60_000);
    expect(await jwtAuth({ key, clock, leewayMs: 0 })(await bearer(token()))).toBe(false);
    expect(await jwtAuth({ key, clock, leewayMs: 120_000 })(await bearer(token()))).toBe(true);
    const early = manualClock(start - 60_000);
    expect(await jwtAuth({ key, clock: early, leewayMs: 59_000 })(await bearer(token()))).toBe(false);
    expect(await jwtAuth({ key, clock: early, leewayMs: 61_000 })(await bearer(token()))).toBe(true);
  });

  it("accepts any of several keys while one is being replaced", async () => {
    const auth = jwtAuth({ key: ["new-key", key], clock: manualClock(start) });
    expect(await auth(await bearer(token()))).toBe(true);
    expect(await auth(await bearer(token({}, "new-key")))).toBe(true);
    expect(await auth(await bearer(token({}, "third-key")))).toBe(false);
  });

  it("accepts a token written by hand as the others are", async () => {
    const request = await bearer(signed(JSON.stringify(claims)));
    expect(await jwtAuth({ key, clock: manualClock(start) })(request)).toBe(true);
  });

  it.each<[string, () => string | Promise<string>]>([
    ["another key", () => token({}, "another-key")],
    ["another algorithm", () => token({}, key, "HS512")],
    ["no algorithm", () => new UnsecuredJWT(claims).encode()],
    [
      "no algorithm but a signature",
      async () => `${new UnsecuredJWT(claims).encode()}${(await token()).split(".")[2]}`,
    ],
    ["another app", () => token({ app: "other" })],
    ["another action", () => token({ action: "login" })],
    ["no app", () => token({ app: undefined })],
    ["no expiry", () => token({ exp: undefined })],
    ["an expiry that is a text", () => token({ exp: `${claims.exp}` })],
    ["an infinite expiry", () => signed(`{"iat":${claims.iat},"exp":1e999,"app":"evolution","action":"webhook"}`)],
    ["no time of issue", () => token({ iat: undefined })],
    ["a time of issue that is null", () => token({ iat: null })],
    ["a time of issue that is a text", () => token({ iat: `${claims.iat}` })],
    ["a time of issue far ahead", () => token({ iat: claims.iat + 1_801, exp: claims.exp + 1_801 })],
    ["an unknown critical header", () => signed(JSON.stringify(claims)).then((jwt) => jwt.replace(/^[^.]+/, critical))],
    ["a changed body", async () => (await token()).replace(/\.(.)/, (_all, first) => `.${first === "e" ? "f" : "e"}`)],
    ["a payload that is no object", () => signed("[]")],
    ["nothing", () => ""],
    ["a word", () => "token"],
    ["four parts", async () => `${await token()}.x`],
  ])("refuses a token with %s", async (_what, make) => {
    expect(await jwtAuth({ key, clock: manualClock(start) })(await bearer(make()))).toBe(false);
  });
  const critical = encoded({ alg: "HS256", crit: ["exp"], exp: 1 });

  it("refuses RS256, also where its public key is the text that we hold as secret", async () => {
    const { publicKey, privateKey } = await generateKeyPair("RS256");
    const jwt = await new SignJWT(claims).setProtectedHeader({ alg: "RS256", typ: "JWT" }).sign(privateKey);
    for (const held of [key, await exportSPKI(publicKey)])
      expect(await jwtAuth({ key: held, clock: manualClock(start) })(await bearer(jwt))).toBe(false);
  });

  it("refuses a signature with any of its bits flipped", async () => {
    const auth = jwtAuth({ key, clock: manualClock(start) });
    const [header, payload, signature = ""] = (await token()).split(".");
    const bytes = base64url.decode(signature);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const flipped = bytes.slice();
      flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(await auth(await bearer(`${header}.${payload}.${base64url.encode(flipped)}`))).toBe(false);
    }
  });

  it("refuses requests without a bearer token", async () => {
    const auth = jwtAuth({ key, clock: manualClock(start) });
    expect(await auth(requestWith())).toBe(false);
    expect(await auth(requestWith({ authorization: `Basic ${await token()}` }))).toBe(false);
    expect(await auth(requestWith({ Authorization: `bearer ${await token()}` }))).toBe(true);
  });
});

it("says the same of every token that it refuses, and nothing of the key", async () => {
  const clock = manualClock(start);
  const webhook = createWebhook({ auth: jwtAuth({ key, clock }), clock });
  const told: string[] = [];
  webhook.onError((error) => told.push(JSON.stringify(error) + error.stack));
  const answers = new Set<string>();
  for (const jwt of [
    token({}, "x"),
    token({ exp: 1 }),
    token({ app: "x" }),
    "word",
    new UnsecuredJWT(claims).encode(),
  ]) {
    const headers = { authorization: `Bearer ${await jwt}` };
    const body = JSON.stringify(upsert());
    const response = await webhook.fetch(new Request("https://bot.example.com/", { method: "POST", headers, body }));
    answers.add(`${response.status} ${await response.text()}`);
  }
  expect(answers.size).toBe(1);
  expect([...answers][0]).toMatch(/^401 /);
  expect(told.join()).not.toContain(key);
});

it("accepts a body that was sent before: nothing on the wire tells a replay from a retry", async () => {
  const clock = manualClock(start);
  const webhook = createWebhook({ auth: jwtAuth({ key, clock }), clock });
  const request = { headers: { authorization: `Bearer ${await token()}` }, body: JSON.stringify(upsert()) };
  expect([(await webhook.receive(request)).status, (await webhook.receive(request)).status]).toEqual([200, 200]);
});
