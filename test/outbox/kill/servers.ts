import Database from "libsql";
import { Door } from "./door.js";
import type { Place } from "./place.js";
import { until } from "./processes.js";
import { leaseMs, settleMs } from "./scene.js";

/** Something that can be away, and the way of the sending process to it. */
interface Server {
  shut(): Promise<void>;
  open(): Promise<void>;
  end(): Promise<void>;
}

/** The gateway, or the store: Redis, or a SQLite file that somebody else keeps locked. */
export async function serverOf(what: "gateway" | "store", gatewayUrl: string, place: Place) {
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

export function awayForLong(): Promise<void> {
  const since = performance.now();
  return until("it was away for long", () => performance.now() - since > awayMs);
}
