import { expect, it } from "vitest";
import { findChromium } from "./chromium.js";

const empty = { PATH: "/nowhere" };

it("where there is no Chromium, its tests are skipped with the reason, or fail if it is required", () => {
  expect(findChromium(empty).skipReason).toBe("no Chromium: set CHROMIUM_PATH, or install chromium");
  expect(() => findChromium({ ...empty, REQUIRE_SERVICES: "1" })).toThrow(
    "REQUIRE_SERVICES is set, and there is no Chromium: set CHROMIUM_PATH",
  );
});

it("its own variable comes first, unless nothing is there", () => {
  expect(findChromium({ ...empty, CHROMIUM_PATH: process.execPath }).skipReason).toBeUndefined();
  expect(findChromium({ ...empty, CHROMIUM_PATH: "/nowhere/chromium" }).skipReason).toContain("no Chromium");
});
