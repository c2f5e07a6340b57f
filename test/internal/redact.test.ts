import { expect, it } from "vitest";
import { redact } from "../../src/internal/redact.js";

it.each([
  "token",
  "apikey",
  "jwt_key",
  "secretKey",
  "access_key",
  "privateKey",
  "jwt",
  "credentials",
  "pairingCode",
  "headers",
])("hides the field %s at any depth, and nothing beside it", (name) => {
  const value = { name: "shop", list: [{ [name]: { inner: "TOP-SECRET" }, key: { id: "A1" } }] };
  expect(redact(value)).toEqual({ name: "shop", list: [{ [name]: "[redacted]", key: { id: "A1" } }] });
});

it("hides codes that pair a phone, and Pusher's key, but not codes and keys of other things", () => {
  const qrcode = { pairingCode: null, code: "2@abc", base64: "data:image/png;base64,AAAA", count: 1 };
  expect(redact({ qrcode, error: { code: 190 } })).toEqual({
    qrcode: { pairingCode: null, code: "[redacted]", base64: "[redacted]", count: 1 },
    error: { code: 190 },
  });
  expect(redact({ pusher: { appId: "1", key: "k-1", secret: "s", cluster: "eu" }, key: { id: "A" } })).toEqual({
    pusher: { appId: "1", key: "[redacted]", secret: "[redacted]", cluster: "eu" },
    key: { id: "A" },
  });
});

it.each([
  ["https://user:pass@example.com/a", "https://[redacted]@example.com/a"],
  [
    "see https://s3.example.com/a?X-Amz-Signature=abc&x=1",
    "see https://s3.example.com/a?X-Amz-Signature=[redacted]&x=1",
  ],
  ["https://example.com/?token=abc#top", "https://example.com/?token=[redacted]#top"],
  ["ask me@example.com, not https://example.com/a?page=2", "ask me@example.com, not https://example.com/a?page=2"],
])("hides what is secret in %s", (text, clean) => {
  expect(redact({ text })).toEqual({ text: clean });
});
