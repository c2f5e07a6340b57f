import { BlockList, isIP, isIPv4 } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isWithin, parseIp, parseNetwork } from "../../src/internal/ip.js";

describe("addresses, against node:net", () => {
  const texts = fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.ipV4().map((ip) => `::ffff:${ip}`),
    fc.string({ unit: fc.constantFrom(..."0123456789abcdefF.:/%"), maxLength: 24 }),
    fc.array(fc.constantFrom("0", "1", "ffff", "12345", "", "1.2.3.4"), { maxLength: 9 }).map((part) => part.join(":")),
  );

  it("are addresses exactly where Node says so", () => {
    fc.assert(
      fc.property(texts, (text) => {
        fc.pre(!text.includes("%"));
        expect(parseIp(text) !== undefined).toBe(isIP(text) !== 0);
      }),
      { numRuns: 3_000 },
    );
  });

  it("are within a network exactly where Node says so", () => {
    const pair = fc.oneof(fc.tuple(fc.ipV4(), fc.ipV4()), fc.tuple(fc.ipV6(), fc.ipV6()));
    fc.assert(
      fc.property(pair, fc.nat(128), fc.boolean(), ([base, other], length, isNear) => {
        const family = isIPv4(base) ? "ipv4" : "ipv6";
        const prefix = isIPv4(base) ? length % 33 : length;
        fc.pre(prefix > 0);
        const list = new BlockList();
        list.addSubnet(base, prefix, family);
        const address = isNear ? base : other;
        const network = parseNetwork(`${base}/${prefix}`);
        const ip = parseIp(address);
        if (!network || ip === undefined) throw new Error(`not parsed: ${base}/${prefix}, ${address}`);
        expect(isWithin(ip, network)).toBe(list.check(address, family));
      }),
      { numRuns: 2_000 },
    );
  });

  it("of IPv4 are all in 0.0.0.0/0, and all there are in ::/0", () => {
    const [ipv4, all] = [parseNetwork("0.0.0.0/0"), parseNetwork("::/0")];
    const within = (text: string) => [ipv4, all].map((each) => each && isWithin(parseIp(text) ?? -1n, each));
    expect([within("255.1.2.3"), within("2001:db8::1")]).toEqual([
      [true, true],
      [false, true],
    ]);
  });

  it.each(["10.0.0.0/", "10.0.0.0/08", "10.0.0.0/33", "::/129", "10.0.0.0/8/8", "/8", "10.0.0.0/-1", "a"])(
    "are no network: %j",
    (text) => {
      expect(parseNetwork(text)).toBeUndefined();
    },
  );
});
