import fc from "fast-check";
import { expect, it } from "vitest";
import { pack, unpack } from "../../../src/internal/packed-text.js";
import { runs } from "../../support/properties.js";
import { job, openQueue } from "./setup.js";

const unit = fc.oneof(
  fc.constantFrom("\0", "\u0001", "\ud83d", "\ude42", "🙂", "0", "a", "\u00010001"),
  fc.string({ unit: "binary", maxLength: 3 }),
);
const text = fc.array(unit, { maxLength: 12 }).map((parts) => parts.join(""));

it("any text comes back as it was, and SQLite can hold what is kept", () => {
  fc.assert(
    fc.property(text, (given) => {
      const packed = pack(given);
      expect(unpack(packed)).toBe(given);
      expect(packed.isWellFormed() && !packed.includes("\0")).toBe(true);
    }),
    { numRuns: runs(500) },
  );
});

it("ids and lanes that SQLite alone would take for one are two", async () => {
  const { queue } = openQueue();
  const ids = ["a\0b", "a\0c", "a", "a\ud800", "a\udfff", "a\u0001", "a\u00010000b"];
  expect(await queue.addAll(ids.map((id) => job(id, { lane: id, data: JSON.stringify(id) })))).toEqual(
    ids.map(() => "added"),
  );
  const leases = await queue.take({ max: 10, waitMs: 0 });
  expect(leases.map(({ lane }) => lane)).toEqual(ids);
  for (const id of ids) expect(await queue.get(id)).toMatchObject({ id, lane: id, data: JSON.stringify(id) });
});

it("a prefix that is paused has no wildcards", async () => {
  const { queue } = openQueue();
  await queue.addAll(["100% a", "100x a", "1_0", "1x0"].map((lane) => job(lane, { lane })));
  await queue.pause({ prefix: "100%" });
  await queue.pause({ prefix: "1_" });
  const leases = await queue.take({ max: 10, waitMs: 0 });
  expect(leases.map(({ lane }) => lane)).toEqual(["100x a", "1x0"]);
});
