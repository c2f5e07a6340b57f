import { vCard } from "evolution-kit/format/builders";
import { expect, it } from "vitest";

it("a card has what was given, in the order readers expect", () => {
  const card = vCard({
    fullName: "Ana Lima",
    phoneNumber: "+55 11 99999-0001",
    organization: "Acme",
    email: "ana@example.com",
    url: "https://example.com",
  });
  expect(card.split("\r\n")).toEqual([
    "BEGIN:VCARD",
    "VERSION:3.0",
    "N:;Ana Lima;;;",
    "FN:Ana Lima",
    "ORG:Acme",
    "TEL;type=CELL;waid=5511999990001:+55 11 99999-0001",
    "EMAIL:ana@example.com",
    "URL:https://example.com",
    "END:VCARD",
    "",
  ]);
});

it("values add no fields of their own", () => {
  const evil = "A;B,C\\\r\nTEL:666\nURL:https://evil.example\u2028X:1";
  const lines = vCard({ fullName: evil, phoneNumber: "1\r\nTEL:666", url: evil }).split(/\r\n|[\r\n\u2028]/);
  expect(lines).toHaveLength(8);
  expect(lines[3]).toBe("FN:A\\;B\\,C\\\\\\nTEL:666\\nURL:https://evil.example\\nX:1");
  expect(lines[4]).toBe("TEL;type=CELL;waid=1666:1TEL:666");
});

it("a card without a name or a number is refused", () => {
  expect(() => vCard({ fullName: " ", phoneNumber: "1" })).toThrow("Expected `fullName` to be a name");
  expect(() => vCard({ fullName: "Ana", phoneNumber: "none" })).toThrow('to have digits, got "none" (string)');
});
