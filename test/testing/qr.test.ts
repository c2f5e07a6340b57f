import { expect, it, onTestFinished } from "vitest";
import { EvolutionClient } from "../../src/index.js";
import { createFakeGateway } from "../../src/testing/index.js";
import { qrPng } from "../../src/testing/qr.js";
import { scanPng } from "../support/scan.js";

it("the picture the fake gateway shows is a QR code that can be scanned", async () => {
  const gateway = await createFakeGateway({ instances: [{ name: "shop", state: "close" }] });
  const client = new EvolutionClient({ baseUrl: gateway.url, apiKey: gateway.apiKey });
  onTestFinished(async () => {
    await client.close();
    await gateway.close();
  });
  const shown = await client.instances.connect("shop");
  expect(shown).toMatchObject({ code: expect.any(String), base64: expect.any(String) });
  if (!("code" in shown)) return expect.unreachable();
  expect(scanPng(String(shown.base64))).toBe(shown.code);
});

it("a code as long as WhatsApp's own fits", () => {
  const code = `2@${"aB3+/xYz".repeat(28)}==,${"Q".repeat(44)},${"r".repeat(44)}`;
  expect(scanPng(qrPng(code))).toBe(code);
});
