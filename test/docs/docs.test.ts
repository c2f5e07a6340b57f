import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as kit from "../../src/index.js";
import { events, statusOf } from "../../src/webhooks/index.js";
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

describe("docs/reference/webhooks.md", () => {
  const documented = rows("webhooks.md");

  it("has every typed event with its subscription", () => {
    for (const [name, { subscription }] of Object.entries(events)) expect(documented.get(name)?.[0]).toBe(subscription);
    expect([...documented.keys()].filter((name) => /^[a-z]+\.[a-z]+$/.test(name)).sort()).toEqual(
      Object.keys(events).sort(),
    );
  });

  it("has every outcome with its status", () => {
    const outcomes = [...documented].filter(([, [status]]) => /^\d{3}$/.test(status ?? ""));
    expect(outcomes).toHaveLength(13);
    for (const [outcome, [status]] of outcomes) expect(statusOf(outcome as "accepted")).toBe(Number(status));
  });
});
