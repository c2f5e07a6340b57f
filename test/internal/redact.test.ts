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
