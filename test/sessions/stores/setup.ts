import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, onTestFinished } from "vitest";
import { findService } from "../../support/services.js";
import type { TestClock } from "../kit.js";
import { type Kind, type Opened, openStore, type Where } from "./kinds.js";

const services = { redis: await findService("Redis"), postgres: await findService("PostgreSQL") };
afterAll(async () => {
  for (const { close } of Object.values(services)) await close();
});

const serviceOf = (kind: Kind) => (kind === "redis" || kind === "postgres" ? services[kind] : undefined);

/** Why a store's tests are skipped; `undefined`: they run. */
export const skipReason = (kind: Kind): string | undefined => serviceOf(kind)?.skipReason;

/** A place of its own for one test, and stores there as processes have them. */
export function newPlace(kind: Kind) {
  const folder = mkdtempSync(join(tmpdir(), "sessions-"));
  const id = `sessions_test_${randomUUID().replaceAll("-", "")}`.slice(0, 40);
  const where: Where = { kind, url: serviceOf(kind)?.url ?? "", folder, id };
  const opened: Opened[] = [];
  const open = (clock?: Pick<TestClock, "now" | "sleep">) => {
    const one = openStore(where, clock);
    opened.push(one);
    return one.store;
  };
  onTestFinished(async () => {
    await opened[0]?.clear();
    for (const each of opened) await each.close();
    rmSync(folder, { recursive: true, force: true });
  });
  return { where, open };
}
