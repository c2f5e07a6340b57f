import { expect, it } from "vitest";
import { Timeline } from "../../src/internal/timeline.js";

it("a timeline throws out what does not hold any more, and keeps the order of the rest", () => {
  const holding = new Set<number>();
  const timeline = new Timeline<number>((item, at) => at === 1_000_000 - item && holding.has(item));
  for (let item = 0; item < 100_000; item++) {
    holding.add(item);
    timeline.add(1_000_000 - item, item);
    if (item % 1_000 !== 0) holding.delete(item);
    expect(timeline.size).toBeLessThanOrEqual(1_000);
  }
  const taken: number[] = [];
  for (let item = timeline.takeDue(1_000_000); item !== undefined; item = timeline.takeDue(1_000_000)) {
    if (holding.has(item)) taken.push(item);
  }
  expect(taken).toEqual([...holding].reverse());
});
