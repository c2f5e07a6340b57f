import { beforeAll, describe, expect, it } from "vitest";
import type { Case } from "./cases.js";
import { leaseMs, openScene, sceneTimeoutMs, together } from "./scene.js";
import { holdsOf, type Outcome, outcomeOf, outcomesOf, sets } from "./truth.js";

/** The process that sends is killed while a message of each chat is at its point, and another one goes on. */
const killed = together(sets, async ({ store, rows, chats }) => {
  const scene = await openScene(store, rows, chats);
  try {
    await scene.addAll();
    const victim = scene.start({ leaseMs, holds: holdsOf(scene, chats), act: "die" });
    const successor = scene.start({});
    await victim.tell("start");
    await victim.killed();
    await scene.youngerRow();
    await successor.tell("start");
    await scene.over();
    await successor.close();
    return await outcomesOf(scene, chats);
  } finally {
    await scene.end();
  }
});

describe.each(sets)("the sending process is killed: $title", (set) => {
  let outcomes: ReadonlyMap<Case, Outcome>;
  beforeAll(async () => {
    outcomes = await killed(set);
  }, sceneTimeoutMs);

  it.each(set.chats)("$title", (one) => {
    expect(outcomes.get(one)).toEqual(outcomeOf(one, set.rows));
  });
});
