import { describe, expect, it } from "vitest";
import { type ChatEvidence, examine } from "../../scripts/chaos-outbox/inboxes.js";
import { runOutboxChaos } from "../../scripts/chaos-outbox/run.js";

describe("sends in chaos, shorter than npm run chaos:outbox", () => {
  // Nothing is delayed, and processes are killed after so many sends: the machine's speed makes no difference.
  const options = {
    ...({ driver: "sqlite", sends: 150, phones: 10, processes: 2, seed: 7, hasDelays: false } as const),
    ...{ settleMs: 2_000, leaseMs: 1_000, timeoutMs: 20_000, killEverySends: 40, addForMs: 1_000 },
  } as const;

  it("each arrives once and in order where rows are stored", async () => {
    const found = await runOutboxChaos({ ...options, mode: "stored" });
    const { duplicates, lost, outOfOrder, counts } = found;
    expect({ duplicates, lost, outOfOrder }).toEqual({ duplicates: 0, lost: 0, outOfOrder: 0 });
    expect(counts).toMatchObject({ completed: options.sends, dead: 0 });
    expect(found.kills).toBeGreaterThan(0);
  }, 240_000);

  it("none arrives twice where rows are never stored, and what nobody can know waits for a person", async () => {
    const found = await runOutboxChaos({ ...options, sends: 80, mode: "never" });
    const { duplicates, lost, outOfOrder, counts, undecidedThere, undecidedNotThere } = found;
    expect({ duplicates, lost, outOfOrder }).toEqual({ duplicates: 0, lost: 0, outOfOrder: 0 });
    expect(counts.completed + counts.dead).toBe(80);
    expect(counts.dead).toBe(undecidedThere + undecidedNotThere);
  }, 240_000);
});

describe("what the phones show", () => {
  const chat = (evidence: Partial<ChatEvidence>) =>
    examine([{ added: ["a", "b", "b", "c"], received: ["a", "b", "b", "c"], decided: [], undecided: [], ...evidence }]);
  const clean = { duplicates: 0, lost: 0, outOfOrder: 0, undecidedThere: 0, undecidedNotThere: 0 };

  it.each<[string, Partial<ChatEvidence>, object]>([
    ["nothing, when all went well", {}, {}],
    ["one that came twice", { received: ["a", "b", "b", "c", "a"] }, { duplicates: 1 }],
    ["one that nobody sent", { received: ["a", "b", "b", "c", "x"] }, { duplicates: 1 }],
    ["one that did not come", { received: ["a", "b", "c"] }, { lost: 1 }],
    ["one that came too early", { received: ["b", "a", "b", "c"] }, { outOfOrder: 1 }],
    ["a decision that came later", { received: ["a", "b", "b", "c"].reverse(), decided: ["a", "b"] }, {}],
    ["an open one that is there", { undecided: ["c"] }, { undecidedThere: 1 }],
    ["an open one that is not", { received: ["a", "b", "b"], undecided: ["c"] }, { undecidedNotThere: 1 }],
    ["one of two open twins", { received: ["a", "b", "c"], undecided: ["b"] }, { undecidedNotThere: 1 }],
  ])("%s", (_name, evidence, problem) => {
    expect(chat(evidence)).toEqual({ ...clean, ...problem });
  });
});
