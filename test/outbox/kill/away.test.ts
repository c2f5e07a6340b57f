import { beforeAll, describe, expect, it } from "vitest";
import type { Case, Point } from "./cases.js";
import type { Hold } from "./child.js";
import { leaseMs, openScene, sceneTimeoutMs, together } from "./scene.js";
import { awayForLong, serverOf } from "./servers.js";
import { holdsOf, isSound, type Outcome, outcomeOf, outcomesOf, sets } from "./truth.js";

/** The gateway or the store goes away while a message of each chat is at its point. */
const setsAway = (["gateway", "store"] as const).flatMap((what) =>
  sets.map((set) => ({ ...set, what, title: `the ${what} is away: ${set.title}` })),
);

/** Where the gateway goes away before its answer, the answer is lost. */
const met = (what: "gateway" | "store", hold: Hold): Hold =>
  what === "gateway" && hold.point === "after answer" ? { ...hold, story: "cut" } : hold;

const away = together(setsAway, async ({ what, store, rows, chats }) => {
  const scene = await openScene(store, rows, chats);
  await scene.addAll();
  const { server, ...ways } = await serverOf(what, scene.gateway.url, scene.place);
  try {
    const holds = holdsOf(scene, chats).map((hold) => met(what, hold));
    const sender = scene.start({ ...ways, leaseMs, holds });
    await sender.tell("start");
    await sender.has("all are here");
    await server.shut();
    await sender.tell("let go");
    await awayForLong();
    await scene.youngerRow();
    await server.open();
    await scene.over();
    await sender.close();
    return await outcomesOf(scene, chats);
  } finally {
    await scene.end();
    await server.end();
  }
});

/** What the process knew when it happened: it forgets nothing while it lives. */
const known = new Set<Point>(["before record", "after record", "before settle", "after settle"]);

describe.each(setsAway)("$title", (set) => {
  let outcomes: ReadonlyMap<Case, Outcome>;
  beforeAll(async () => {
    outcomes = await away(set);
  }, sceneTimeoutMs);

  it.each(set.chats)("$title", (one) => {
    const outcome = outcomes.get(one);
    expect(outcome).toSatisfy(isSound);
    if (one.story === "refused") return;
    // Whether a connection was cut before or after the gateway had the message, only its rows can tell.
    if (set.rows === "stored") expect(outcome).toEqual(outcomeOf(one, set.rows));
    else if (one.story === "accepted" && known.has(one.point)) expect(outcome?.state).toBe("sent");
  });
});
