import { SignJWT, UnsecuredJWT } from "jose";
import { describe, expect, it } from "vitest";
import { type Auth, allOf, anyOf, headerAuth, jwtAuth } from "../../src/webhooks/index.js";
import { manualClock } from "../support/manual-clock.js";

const key = "a-webhook-jwt-key";
const start = Date.UTC(2026, 0, 1);

/** A token as the gateway signs it (2.3.6): valid for 10 minutes, made once before the retries. */
const token = (claims: Record<string, unknown> = {}, signWith = key, alg = "HS256") =>
  new SignJWT({ iat: start / 1_000, exp: start / 1_000 + 600, app: "evolution", action: "webhook", ...claims })
    .setProtectedHeader({ alg, typ: "JWT" })
    .sign(new TextEncoder().encode(signWith));
const bearer = async (jwt: string | Promise<string>) => ({ headers: { authorization: `Bearer ${await jwt}` } });

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

  it("has a leeway of its own choice", async () => {
    const clock = manualClock(start + 11 * 60_000);
    expect(await jwtAuth({ key, clock, leewayMs: 0 })(await bearer(token()))).toBe(false);
    expect(await jwtAuth({ key, clock, leewayMs: 120_000 })(await bearer(token()))).toBe(true);
  });

  it.each<[string, () => string | Promise<string>]>([
    ["another key", () => token({}, "another-key")],
    ["another algorithm", () => token({}, key, "HS512")],
    [
      "no algorithm",
      () =>
        new UnsecuredJWT({
          app: "evolution",
          action: "webhook",
          iat: start / 1_000,
          exp: start / 1_000 + 600,
        }).encode(),
    ],
    ["another app", () => token({ app: "other" })],
    ["another action", () => token({ action: "login" })],
    ["no expiry", () => token({ exp: undefined })],
    ["no time of issue", () => token({ iat: undefined })],
    [
      "a changed signature",
      async () => (await token()).replace(/.$/, (last) => (last === "A" ? "B" : "A")).replace(/\.([^.])/, ".$1"),
    ],
    ["a changed body", async () => (await token()).replace(/\.(.)/, (_all, first) => `.${first === "e" ? "f" : "e"}`)],
    ["nothing", () => ""],
    ["a word", () => "token"],
  ])("refuses a token with %s", async (_what, make) => {
    expect(await jwtAuth({ key, clock: manualClock(start) })(await bearer(make()))).toBe(false);
  });

  it("refuses requests without a bearer token", async () => {
    const auth = jwtAuth({ key, clock: manualClock(start) });
    expect(await auth({ headers: {} })).toBe(false);
    expect(await auth({ headers: { authorization: `Basic ${await token()}` } })).toBe(false);
    expect(await auth({ headers: { Authorization: `bearer ${await token()}` } })).toBe(true);
  });
});

describe("headerAuth", () => {
  it("accepts any of several values while one is being replaced, in any form of headers", async () => {
    const auth = headerAuth({ name: "X-Secret", value: ["old", "new"] });
    expect(auth({ headers: { "x-secret": "old" } })).toBe(true);
    expect(auth({ headers: { "X-SECRET": ["new", "x"] } })).toBe(true);
    expect(auth({ headers: new Headers({ "x-secret": "new" }) })).toBe(true);
    expect(auth({ headers: { "x-secret": "ne" } })).toBe(false);
    expect(auth({ headers: { "x-secret": "" } })).toBe(false);
    expect(auth({ headers: {} })).toBe(false);
  });
});

it("combines", async () => {
  const [yes, no]: Auth[] = [async () => true, () => false];
  const request = { headers: {} };
  if (!yes || !no) throw new Error();
  expect([
    await anyOf(no, yes)(request),
    await anyOf(no, no)(request),
    await allOf(yes, yes)(request),
    await allOf(yes, no)(request),
  ]).toEqual([true, false, true, false]);
});

it("none at all is no combination", () => {
  expect(() => allOf()).toThrow("Expected at least one check");
  expect(() => anyOf(...([] as Auth[]))).toThrow("Expected at least one check");
});

it.each([
  () => jwtAuth({ key: "" }),
  () => jwtAuth({ key: undefined as unknown as string }),
  () => jwtAuth({ key, leewayMs: Number.NaN }),
  () => headerAuth({ name: "", value: "x" }),
  () => headerAuth({ name: "x-secret", value: "" }),
  () => headerAuth({ name: "x-secret", value: [] }),
  () => headerAuth({ name: "x-secret", value: ["ok", ""] }),
  () => headerAuth({ name: "x-secret", value: "read-from-a-file\n" }),
  () => headerAuth({ name: "x secret", value: "x" }),
])("refuses a check that would let everybody in, or nobody (%#)", (create) => {
  expect(create).toThrow(/Expected `(key|leewayMs|name|value|value\.1)`/);
});
