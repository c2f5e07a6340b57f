import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as kit from "../../src/index.js";
import { type EventRow, events, statusOf } from "../../src/webhooks/index.js";
import { root } from "./blocks.js";

/** The cells of a page's table rows whose first cell is code, by that cell. */
const rows = (page: string) =>
  new Map(
    readFileSync(join(root, "docs/reference", page), "utf8")
      .split("\n")
      .filter((line) => line.startsWith("| `"))
      .map((line) => line.split("|").map((cell) => cell.trim().replaceAll("`", "")))
      .map(([, first = "", ...cells]) => [first, cells]),
  );

describe("docs/reference/errors.md", () => {
  const documented = rows("errors.md");
  const classes = Object.entries(kit).filter(
    ([name]) => /Error$/.test(name) && !name.startsWith("is") && name !== "EvolutionError",
  );

  it("has a row for every class, with its guard", () => {
    expect(classes.map(([name]) => name).sort()).toEqual(
      [...documented.keys()].filter((name) => name.endsWith("Error")).sort(),
    );
    for (const [name] of classes) {
      expect(documented.get(name)?.[1]).toMatch(new RegExp(`^is${name}\\b`));
      expect(kit).toHaveProperty(`is${name}`);
    }
  });

  it("has the code that each class really carries, and each guard knows its class and no other", () => {
    const facts = {
      status: 500,
      body: undefined,
      timeoutMs: 1,
      numbers: [],
      path: "",
      event: {},
      turnId: "1",
      attempts: 1,
    };
    const made = classes.map(
      ([name, Class]) =>
        [name, new (Class as new (message: string, facts: object) => kit.EvolutionError)("m", facts)] as const,
    );
    for (const [name, error] of made) {
      expect([error.name, error.code]).toEqual([name, documented.get(name)?.[0]]);
      const guards = Object.entries(kit).filter(
        ([guard]) => /^is\w+Error$/.test(guard) && !/^is(Evolution|Api|Webhook)Error$/.test(guard),
      );
      const knowing = guards
        .filter(([, guard]) => (guard as (error: unknown) => boolean)(error))
        .map(([guard]) => guard);
      expect(knowing).toEqual(name === "ApiError" || name === "WebhookError" ? [] : [`is${name}`]);
      expect(kit.isEvolutionError(error)).toBe(true);
      expect(kit.isApiError(error)).toBe(error instanceof kit.ApiError);
      expect(JSON.parse(JSON.stringify(error))).toMatchObject({ name, code: error.code, message: "m" });
    }
    for (const other of [null, undefined, "x", new Error("x"), { code: "API" }])
      expect(kit.isEvolutionError(other)).toBe(false);
  });
});

describe("docs/reference/events.md", () => {
  const documented = rows("events.md");
  const letters = { "WHATSAPP-BAILEYS": "Baileys", "WHATSAPP-BUSINESS": "Business", EVOLUTION: "Evolution" } as const;
  const source = readFileSync(join(root, "src/webhooks/events.ts"), "utf8");
  const payloads = new Map(
    [...source.matchAll(/^ {2}"?([\w.-]+)"?: (\S+);$/gm)].map(([, name = "", type = ""]) => [name, type]),
  );

  it.each(Object.values<EventRow>(events))("has $name as the code has it", ({ name, subscription, ...row }) => {
    const [documentedAs, integrations, , payload] = documented.get(name) ?? [];
    expect(documentedAs?.split(/[,:]/)[0]).toBe(subscription ?? "none");
    expect(documentedAs?.includes("never matches")).toBe(row.onlyBy !== undefined);
    const since = row.since ? `, from ${row.since}` : "";
    expect(integrations).toBe(`${row.integrations.map((each) => letters[each]).join(", ") || "none"}${since}`);
    expect(payload?.split(" ")[0]).toBe(payloads.get(name));
  });

  it("has no event that the code does not have", () => {
    const names = [...documented].filter(([, cells]) => cells.length > 3).map(([name]) => name);
    expect(names.sort()).toEqual(Object.keys(events).sort());
  });
});

describe("docs/reference/webhooks.md", () => {
  const documented = rows("webhooks.md");

  it("has every outcome with its status", () => {
    const outcomes = [...documented].filter(([, [status]]) => /^\d{3}$/.test(status ?? ""));
    expect(outcomes).toHaveLength(13);
    for (const [outcome, [status]] of outcomes) expect(statusOf(outcome as "accepted")).toBe(Number(status));
  });
});
