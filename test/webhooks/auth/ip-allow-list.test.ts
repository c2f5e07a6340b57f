import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createWebhook, ipAllowList } from "../../../src/webhooks/index.js";
import { upsert } from "../../fixtures/webhooks.js";
import { requestWith } from "../../support/requests.js";

const from = (remoteAddress: string, forwarded?: string | string[]) =>
  requestWith(forwarded === undefined ? {} : { "x-forwarded-for": forwarded }, { remoteAddress });

describe("ipAllowList", () => {
  const auth = ipAllowList({ addresses: ["10.0.0.0/8", "::1", "2001:db8::/32", "192.0.2.7"] });

  it.each([
    ["10.255.0.1", true],
    ["::ffff:10.1.2.3", true],
    ["::FFFF:a01:203", true],
    ["::1", true],
    ["0:0:0:0:0:0:0:1", true],
    ["2001:db8:ffff::1", true],
    ["2001:db8::1%eth0", true],
    ["192.0.2.7", true],
    ["192.0.2.8", false],
    ["11.0.0.1", false],
    ["::a01:203", false],
    ["127.0.0.1", false],
    ["2001:db9::", false],
    ["unknown", false],
    ["", false],
    ["010.0.0.1", false],
    ["10.0.0.1, 10.0.0.2", false],
  ])("answers %s with %s", (address, expected) => {
    expect(auth(from(address))).toBe(expected);
  });

  it("ignores what a sender claims, unless told that a proxy says it", () => {
    expect(auth(from("198.51.100.1", "10.0.0.1"))).toBe(false);
    expect(auth(from("10.0.0.1", "198.51.100.1"))).toBe(true);
  });

  it("refuses with the reason when nobody knows the address, so that the event comes again", async () => {
    const webhook = createWebhook({ auth });
    expect(await webhook.receive({ headers: { "x-forwarded-for": "10.0.0.1" }, body: upsert() })).toMatchObject({
      status: 503,
      error: { message: expect.stringContaining("The sender's address is not known") },
    });
    expect(await webhook.receive({ headers: {}, body: upsert(), remoteAddress: "::1" })).toMatchObject({ status: 200 });
    expect(await webhook.receive({ headers: {}, body: upsert(), remoteAddress: "::2" })).toMatchObject({ status: 401 });
  });
});

describe("ipAllowList behind proxies", () => {
  const gateway = "203.0.113.5";
  const stranger = "198.51.100.1";

  it.each<[string, string, string | string[] | undefined, boolean]>([
    ["one proxy", "10.0.0.1", gateway, true],
    ["two proxies", "10.0.0.1", `${gateway}, 10.0.0.2`, true],
    ["two proxies on two lines", "10.0.0.1", [gateway, "10.0.0.2"], true],
    ["a stranger's claim before a proxy's word", "10.0.0.1", `${gateway}, ${stranger}`, false],
    ["a stranger who comes round the proxy", stranger, gateway, false],
    ["the gateway, round the proxy", gateway, stranger, true],
    ["a proxy that says nothing", "10.0.0.1", undefined, false],
    ["a proxy that says no address", "10.0.0.1", `${gateway}, unknown`, false],
    ["an address with a port", "10.0.0.1", `${gateway}:4711`, true],
    ["a bracketed address", "10.0.0.1", "[2001:db8::5]:4711", true],
    ["a proxy over IPv6", "::ffff:10.0.0.1", gateway, true],
  ])("trusts addresses: %s", (_what, address, forwarded, expected) => {
    const auth = ipAllowList({ addresses: [gateway, "2001:db8::5"], trustedProxies: ["10.0.0.0/8"] });
    expect(auth(from(address, forwarded))).toBe(expected);
  });

  it.each<[number, string | undefined, boolean]>([
    [1, gateway, true],
    [1, `${gateway}, ${stranger}`, false],
    [1, `${stranger}, ${gateway}`, true],
    [2, `${gateway}, 10.0.0.2`, true],
    [2, `${stranger}, ${gateway}, 10.0.0.2`, true],
    [2, gateway, false],
    [1, undefined, false],
    [1, "", false],
  ])("trusts %i hops: %j gives %s", (trustedProxies, forwarded, expected) => {
    const auth = ipAllowList({ addresses: [gateway], trustedProxies });
    expect(auth(from("10.0.0.1", forwarded))).toBe(expected);
  });

  it("believes nothing that stands left of a stranger", () => {
    const auth = ipAllowList({ addresses: [gateway], trustedProxies: ["10.0.0.0/8"] });
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string())), (claims) => {
        expect(auth(from("10.0.0.1", [...claims, gateway, stranger].join(", ")))).toBe(false);
      }),
    );
  });
});
