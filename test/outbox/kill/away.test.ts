import Database from "libsql";
import { beforeAll, describe, expect, it } from "vitest";
import type { Case, Point } from "./cases.js";
import type { Hold } from "./child.js";
import { Door } from "./door.js";
import type { Place } from "./place.js";
import { until } from "./processes.js";
import { leaseMs, openScene, sceneTimeoutMs, settleMs, together } from "./scene.js";
import { holdsOf, isSound, type Outcome, outcomeOf, outcomesOf, sets } from "./truth.js";

/** Something that can be away, and the way of the sending process to it. */
interface Server {
  shut(): Promise<void>;
  open(): Promise<void>;
  end(): Promise<void>;
}

/** The gateway, or the store: Redis, or a SQLite file that somebody else keeps locked. */
async function serverOf(what: "gateway" | "store", gatewayUrl: string, place: Place) {
  if (what === "store" && place.kind === "sqlite") return { server: lockOf(place.file), gatewayUrl, place };
  const door = await Door.to(what === "gateway" ? gatewayUrl : (place as { url: string }).url);
  const server = { shut: () => door.shut(), open: () => door.open(), end: () => door.shut() };
  if (what === "gateway") return { server, gatewayUrl: door.url, place };
  return { server, gatewayUrl, place: { ...place, url: door.url } as Place };
}

function lockOf(name: string): Server {
  const file = new Database(name, { timeout: 60_000 });
  return {
    shut: async () => void file.exec("BEGIN IMMEDIATE"),
    open: async () => void file.exec("COMMIT"),
    end: async () => void file.close(),
  };
}

/**
 * Longer than a lease, the time in which a send in doubt is settled, and the patience of a store's call: to the outbox of
 * these tests that is what a minute is to one with the usual times, which 20 s are well within.
 */
const awayMs = leaseMs + settleMs + 5_000;

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
    const since = performance.now();
    await sender.tell("let go");
    await until("it was away for long", () => performance.now() - since > awayMs);
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
