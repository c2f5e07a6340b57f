import { expect, it } from "vitest";
import { redact, secretsIn } from "../../src/internal/redact.js";

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
  ["https://u:p@ss@example.com/a", "https://[redacted]@example.com/a"],
  ["https://f.example.com/api?code=abc&x=1", "https://f.example.com/api?code=[redacted]&x=1"],
  ["https://example.com/?auth=a&apiKey[]=b", "https://example.com/?auth=[redacted]&apiKey[]=[redacted]"],
  [
    "see https://s3.example.com/a?X-Amz-Signature=abc&x=1",
    "see https://s3.example.com/a?X-Amz-Signature=[redacted]&x=1",
  ],
  ["https://example.com/?token=abc#top", "https://example.com/?token=[redacted]#top"],
  ["ask me@example.com, not https://example.com/a?page=2", "ask me@example.com, not https://example.com/a?page=2"],
])("hides what is secret in %s", (text, clean) => {
  expect(redact({ text })).toEqual({ text: clean });
});

it("hides what is secret inside of JSON in a text, and leaves words that end alike", () => {
  const disconnectionObject = JSON.stringify({ error: { token: "SECRET", code: 401 } });
  expect(redact({ disconnectionObject, bypass: true, compass: "N", basicAuthPass: "x", proxy_pass: "y" })).toEqual({
    disconnectionObject: '{"error":{"token":"[redacted]","code":401}}',
    bypass: true,
    compass: "N",
    basicAuthPass: "[redacted]",
    proxy_pass: "[redacted]",
  });
});

it("takes for a secret text only what is long enough to be one, and no ordinary header", () => {
  const body = { token: "shop", headers: { "content-type": "application/json", "x-secret": "0123456789" } };
  expect(secretsIn(body)).toEqual(["shop", "0123456789"]);
  expect(redact("token of shop is 0123456789", secretsIn(body))).toBe("token of shop is [redacted]");
});

// Where this is quadratic it does not end.
it("comes to an end for hostile texts", () => {
  for (const text of [
    "://".repeat(300_000),
    `?${"a".repeat(1_000_000)}`,
    "&a".repeat(500_000),
    `https://${"@".repeat(500_000)}`,
  ]) {
    redact({ text });
  }
});
