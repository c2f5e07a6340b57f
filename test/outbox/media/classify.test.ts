import { expect, it } from "vitest";
import { MediaError, StateStoreError, TimeoutError } from "../../../src/index.js";
import { classifySend } from "../../../src/outbox/classify.js";

it("a file that cannot be handed over is tried again where that can help", () => {
  const delivery = "not-sent";
  expect(classifySend(new MediaError("gone", { delivery }))).toBe("refused");
  expect(classifySend(new StateStoreError("away", { delivery }))).toBe("retry");
  expect(classifySend(new TimeoutError("stood still", { delivery, timeoutMs: 1 }))).toBe("retry");
  expect(classifySend(new TimeoutError("no answer", { delivery: "unknown", timeoutMs: 1 }))).toBe("uncertain");
});
