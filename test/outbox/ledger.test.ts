import { describe, expect, it } from "vitest";
import { Ledger } from "../../src/outbox/ledger.js";
import { memoryDriver } from "../../src/queue/index.js";

describe("our messages", () => {
  const chat = "5511999990001@s.whatsapp.net";
  const clock = { now: () => 1_000, sleep: async () => {} };
  const open = () => new Ledger(memoryDriver({ clock }).state.open("outbox"), 60_000, clock.now);

  it("a status that overtakes the answer counts, and is then no sign of a send in doubt any more", async () => {
    const ledger = open();
    await ledger.note("shop", "A", "SERVER_ACK", 1, chat);
    await ledger.note("shop", "B", "SERVER_ACK", 1, chat);
    expect(await ledger.claim("shop", "A", { job: "1", chat, at: 1 })).toBe(true);
    expect(await ledger.ownerOf("shop", "A")).toMatchObject({ job: "1", status: "SERVER_ACK" });
    expect(await ledger.sightings("shop")).toMatchObject([{ keyId: "B" }]);
  });

  it("the event of a send is known under each address that it names, and under no other", async () => {
    const ledger = open();
    await ledger.noteSend("shop", "print", { keyId: "A", chat: "1@lid", alt: chat, at: 1 });
    for (const address of ["1@lid", chat])
      expect(await ledger.sendsOf("shop", "print", address)).toMatchObject([{ keyId: "A", chat: "1@lid" }]);
    expect(await ledger.sendsOf("shop", "print", "2@lid")).toEqual([]);
    expect(await ledger.sendsOf("shop", "other", chat)).toEqual([]);
  });
});
