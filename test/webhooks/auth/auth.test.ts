import { describe, expect, it, vi } from "vitest";
import { equalsSecret } from "../../../src/internal/constant-time.js";
import {
  type Auth,
  allOf,
  anyOf,
  apiKeyAuth,
  createWebhook,
  generateSecret,
  headerAuth,
  ipAllowList,
  jwtAuth,
  secretAuth,
} from "../../../src/webhooks/index.js";
import { upsert } from "../../fixtures/webhooks.js";
import { requestWith } from "../../support/requests.js";

const key = "a-webhook-jwt-key";

describe("headerAuth", () => {
  it("accepts any of several values while one is being replaced, in any form of headers", () => {
    const auth = headerAuth({ name: "X-Secret", value: ["new", "old"] });
    expect(auth(requestWith({ "x-secret": "old" }))).toBe(true);
    expect(auth(requestWith({ "X-SECRET": ["new", "x"] }))).toBe(true);
    expect(auth(requestWith(new Headers({ "x-secret": "new" })))).toBe(true);
    expect(auth(requestWith({ "x-secret": "ne" }))).toBe(false);
    expect(auth(requestWith({ "x-secret": "newold" }))).toBe(false);
    expect(auth(requestWith({ "x-secret": "" }))).toBe(false);
    expect(auth(requestWith())).toBe(false);
  });

  it.each(["0123456789abcdef", "x123456789abcdef", "0123456789abcdex", "", "0123456789abcdef and more"])(
    "looks at every character of the secret, whatever is given: %j",
    (text) => {
      let looks = 0;
      const charCodeAt = (at: number) => {
        looks++;
        return text.charCodeAt(at);
      };
      const given = { length: text.length, charCodeAt };
      expect(equalsSecret(given as string, "0123456789abcdef")).toBe(text === "0123456789abcdef");
      expect(looks).toBe(16);
    },
  );

  it("looks at every value, also after one has matched", () => {
    const looks = vi.spyOn(String.prototype, "charCodeAt");
    const countOf = (given: string) => {
      looks.mockClear();
      headers(requestWith({ "x-secret": given }));
      return looks.mock.calls.length;
    };
    const headers = headerAuth({ name: "x-secret", value: ["aaaa", "bbbb", "cccc"] });
    expect(["aaaa", "bbbb", "cccc", "dddd"].map(countOf)).toEqual([24, 24, 24, 24]);
  });
});

describe("apiKeyAuth", () => {
  const auth = apiKeyAuth({ key: ["token-of-shop", "token-of-bar"] });
  const withBody = (body: unknown) => requestWith({}, { body: async () => body });

  it("accepts the key of any of the instances, and needs it to be there", async () => {
    expect(await auth(withBody({ apikey: "token-of-shop" }))).toBe(true);
    expect(await auth(withBody({ apikey: "token-of-bar" }))).toBe(true);
    for (const body of [
      { apikey: "token-of-sho" },
      { apikey: "" },
      { apikey: null },
      { apikey: ["token-of-shop"] },
      { data: { apikey: "token-of-shop" } },
      {},
      Object.create({ apikey: "token-of-shop" }),
      [],
      null,
      "token-of-shop",
    ])
      expect(await auth(withBody(body))).toBe(false);
  });

  it("sees the key that the event no longer has, in every form of body, and the event is parsed once", async () => {
    const webhook = createWebhook({ auth: apiKeyAuth({ key: "instance-token" }) });
    const parse = vi.spyOn(JSON, "parse");
    const text = JSON.stringify(upsert());
    for (const body of [text, new TextEncoder().encode(text), upsert()]) {
      const { status, event } = await webhook.receive({ headers: {}, body });
      expect([status, JSON.stringify(event).includes("instance-token")]).toEqual([200, false]);
    }
    expect(parse).toHaveBeenCalledTimes(2);
    const wrong = { ...upsert(), apikey: "another" };
    expect(await webhook.receive({ headers: {}, body: wrong })).toMatchObject({ status: 401 });
  });

  it("answers a body that cannot be looked into with the body's own status", async () => {
    const webhook = createWebhook({ auth: apiKeyAuth({ key: "instance-token" }), bodyLimit: 100 });
    expect(await webhook.receive({ headers: {}, body: "x".repeat(101) })).toMatchObject({ status: 413 });
    expect(await webhook.receive({ headers: {}, body: "{" })).toMatchObject({ status: 400 });
    const form = { "content-type": "application/x-www-form-urlencoded" };
    expect(await webhook.receive({ headers: form, body: "{}" })).toMatchObject({ status: 415 });
  });

  it("is not asked, and the body not read, where the header was enough", async () => {
    const auth = anyOf(headerAuth({ name: "x-secret", value: "s" }), apiKeyAuth({ key }));
    expect(await auth(requestWith({ "x-secret": "s" }))).toBe(true);
  });
});

describe("anyOf and allOf", () => {
  const [yes, no]: [Auth, Auth] = [async () => true, () => false];
  const down: Auth = () => Promise.reject(new Error("key store is down"));
  const request = requestWith();

  it("combine", async () => {
    expect([
      await anyOf(no, yes)(request),
      await anyOf(no, no)(request),
      await allOf(yes, yes)(request),
      await allOf(yes, no)(request),
      await allOf(anyOf(no, yes), allOf(yes))(request),
    ]).toEqual([true, false, true, false, true]);
  });

  it("take only `true` for a yes, as the webhook does", async () => {
    const odd = (() => 1) as unknown as Auth;
    expect([await anyOf(odd)(request), await allOf(odd)(request)]).toEqual([false, false]);
  });

  it("ask the others when one cannot answer; without a yes its error stands, so that the event comes again", async () => {
    expect(await anyOf(down, yes)(request)).toBe(true);
    await expect(anyOf(down, no)(request)).rejects.toThrow("key store is down");
    await expect(allOf(yes, down)(request)).rejects.toThrow("key store is down");
    expect(await allOf(no, down)(request)).toBe(false);
  });

  it("are no combination without a check", () => {
    expect(() => allOf()).toThrow("Expected at least one check");
    expect(() => anyOf(...([] as Auth[]))).toThrow("Expected at least one check");
  });
});

describe("secretAuth", () => {
  it("generates 256 bits, and says what the gateway must be set to: the first of several", () => {
    const [one, other] = [generateSecret(), generateSecret()];
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(one).not.toBe(other);
    const auth = allOf(ipAllowList({ addresses: ["::1"] }), secretAuth({ secret: [one, other] }));
    expect(auth.gatewayHeaders?.()).toEqual({ "x-webhook-secret": one, jwt_key: one });
  });

  it("lets the first part of a combination say it", () => {
    const [a, b] = ["a", "b"].map((value) => headerAuth({ name: "X-Secret", value })) as [Auth, Auth];
    expect(anyOf(a, b, () => true).gatewayHeaders?.()).toEqual({ "x-secret": "a" });
  });
});

it.each([
  () => jwtAuth({ key: "" }),
  () => jwtAuth({ key: [] }),
  () => jwtAuth({ key: ["ok", ""] }),
  () => jwtAuth({ key: undefined as unknown as string }),
  () => jwtAuth({ key, leewayMs: Number.NaN }),
  () => jwtAuth({ key, leewayMs: -1 }),
  () => headerAuth({ name: "", value: "x" }),
  () => headerAuth({ name: "x-secret", value: "" }),
  () => headerAuth({ name: "x-secret", value: [] }),
  () => headerAuth({ name: "x-secret", value: ["ok", ""] }),
  () => headerAuth({ name: "x-secret", value: "read-from-a-file\n" }),
  () => headerAuth({ name: "x secret", value: "x" }),
  () => apiKeyAuth({ key: "" }),
  () => apiKeyAuth({ key: null as unknown as string }),
  () => secretAuth({ secret: "" }),
  () => secretAuth(undefined as never),
  () => ipAllowList({ addresses: [] }),
  () => ipAllowList({ addresses: ["10.0.0.0/33"] }),
  () => ipAllowList({ addresses: ["::1"], trustedProxies: 0 }),
  () => ipAllowList({ addresses: ["::1"], trustedProxies: ["proxy.local"] }),
])("refuses a check that would let everybody in, or nobody (%#)", (create) => {
  expect(create).toThrow(/Expected `(key|leewayMs|name|value|secret|addresses|trustedProxies|options)/);
});

it("does not show a secret that it refuses", () => {
  const secret = "read-from-a-file\n";
  for (const create of [
    () => headerAuth({ name: "x", value: [secret] }),
    () => secretAuth({ secret }),
    () => secretAuth({ secret: ["fine", secret] }),
    () => jwtAuth({ key: [Symbol(secret)] as unknown as string[] }),
  ])
    expect(create).toThrow(/^(?!.*read-from)Expected .* not shown|got array/);
});
