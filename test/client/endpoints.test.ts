import { describe, expect, it } from "vitest";
import { type Endpoint, endpoints } from "../../src/index.js";
import { routes } from "../fixtures/routes.js";

const table = Object.entries(endpoints as Record<string, Endpoint>);
const letters = { "WHATSAPP-BAILEYS": "B", "WHATSAPP-BUSINESS": "C", EVOLUTION: "E" } as const;

describe("endpoints", () => {
  it("has every route of the gateway and no other, with its key and integrations", () => {
    const ours = table.map(([, { method, path, key, integrations }]) => [
      method,
      path,
      key,
      integrations.map((name) => letters[name]).join(""),
    ]);
    expect(ours.map(String).sort()).toEqual(routes.map(String).sort());
    expect(ours).toHaveLength(182);
  });

  it("calls safe to repeat only what the server repeats without harm", () => {
    const unsafe = table.filter(([, { idempotent }]) => !idempotent).map(([name]) => name);
    expect(unsafe.filter((name) => /^(find|fetch|set|get)(?!Presence)/.test(name))).toEqual([]);
    for (const name of [
      "acceptInviteCode",
      "createGroup",
      "revokeInviteCode",
      "sendInvite",
      "createInstance",
      "createTemplate",
      "sendPresence",
      "restart",
      "typebotCreate",
      "openaiCreateCreds",
    ]) {
      expect(unsafe).toContain(name);
    }
    for (const [name, { send }] of table) if (send) expect(unsafe).toContain(name);
  });
});
