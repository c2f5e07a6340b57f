import { describe, expect, it } from "vitest";
import { formatJid, parseJid, toJid } from "../../src/jid/index.js";

describe("parseJid", () => {
  it.each([
    ["5511999990001@s.whatsapp.net", { user: "5511999990001", server: "s.whatsapp.net", kind: "phone" }],
    ["5511999990001:12@s.whatsapp.net", { user: "5511999990001", server: "s.whatsapp.net", device: 12, kind: "phone" }],
    ["5511999990001@c.us", { user: "5511999990001", server: "c.us", kind: "phone" }],
    ["5511999990001", { user: "5511999990001", server: "s.whatsapp.net", kind: "phone" }],
    ["190000000000001@lid", { user: "190000000000001", server: "lid", kind: "lid" }],
    ["120363020000000001@g.us", { user: "120363020000000001", server: "g.us", kind: "group" }],
    ["status@broadcast", { user: "status", server: "broadcast", kind: "status" }],
    ["123@broadcast", { user: "123", server: "broadcast", kind: "broadcast" }],
    ["123@newsletter", { user: "123", server: "newsletter", kind: "newsletter" }],
    ["123@hosted", { user: "123", server: "hosted", kind: "other" }],
  ])("reads %s", (text, jid) => {
    expect(parseJid(text)).toEqual(jid);
    expect(formatJid(jid)).toBe(text.includes("@") ? text : `${text}@s.whatsapp.net`);
  });

  it.each(["", "@", "@lid", "a@", "a@b@c", "a:x@lid", "Ana", `${"1".repeat(200)}@lid`])(
    "knows %j is no address",
    (text) => {
      expect(parseJid(text)).toBeUndefined();
    },
  );
});

describe("toJid makes of a number what the gateway makes of it", () => {
  it.each([
    ["+55 (11) 99999-0001", "5511999990001@s.whatsapp.net", "area codes below 31 keep the ninth digit"],
    ["5531999999999", "553199999999@s.whatsapp.net", "from 31 on it goes"],
    ["5531939999999", "5531939999999@s.whatsapp.net", "unless the number is no mobile"],
    ["553199999999", "553199999999@s.whatsapp.net", "12 digits are untouched"],
    ["5215512345678", "525512345678@s.whatsapp.net", "Mexico loses its 1"],
    ["5491112345678", "541112345678@s.whatsapp.net", "Argentina loses its 9"],
    ["351912345678", "351912345678@s.whatsapp.net", "other countries are untouched"],
    ["5511999990001:7@s.whatsapp.net", "5511999990001@s.whatsapp.net", "the device goes"],
    ["190000000000001@lid", "190000000000001@lid", "JIDs pass"],
    ["5511999990001@c.us", "5511999990001@s.whatsapp.net", "c.us is rewritten"],
    ["120363020000000001", "120363020000000001@g.us", "18 digits are a group"],
    ["5511999990001-1500000000", "5511999990001-1500000000@g.us", "a dash and 24 characters are an old group"],
  ])("%s → %s: %s", (number, jid) => expect(toJid(number)).toBe(jid));

  it("answers undefined where there is no digit", () => {
    expect(toJid("")).toBeUndefined();
    expect(toJid("Ana")).toBeUndefined();
  });
});
