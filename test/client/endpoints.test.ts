import { describe, expect, it } from "vitest";
import { type Endpoint, endpoints, laterEndpoints } from "../../src/index.js";
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

  it("keeps what came later apart, with the version that brought it", () => {
    const later: readonly (Endpoint & { since: string })[] = Object.values(laterEndpoints);
    expect(later.map(({ method, path, since }) => [since, method, path])).toEqual([
      ["2.3.7", "POST", "/template/edit/:instanceName"],
      ["2.3.7", "DELETE", "/template/delete/:instanceName"],
      ["2.4.0", "POST", "/message/sendCarousel/:instanceName"],
      ["2.4.0", "POST", "/chat/markMessageAsPlayed/:instanceName"],
      ["2.4.0", "POST", "/chat/getPollVote/:instanceName"],
      ["2.4.0", "POST", "/chat/findChannels/:instanceName"],
      ["2.4.0", "POST", "/group/updateMemberAddMode/:instanceName"],
    ]);
    expect(later.filter(({ path }) => table.some(([, row]) => row.path === path))).toEqual([]);
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
