import { expect, it } from "vitest";
import { ApiError } from "../../../src/index.js";
import { memoryStore } from "../../../src/state/memory-store.js";
import { parseWebhook, toInboundMessage } from "../../../src/webhooks/index.js";
import { startGateway } from "../../support/fake-gateway.js";
import { instanceName, startMap } from "./kit.js";

const versions = ["2.3.6", "2.3.7", "2.4.0-rc2"] as const;
const [ana, bia, caio] = ["5511999990011", "5511999990012", "5511999990013"];
const [anasLid, biasLid, caiosLid] = ["190000000000011", "190000000000012", "190000000000013"];

/** A gateway with three persons, whom WhatsApp addresses in its three ways, and a map that learns from what it posts. */
async function startServer(version: (typeof versions)[number], store = memoryStore()) {
  const { gateway, shop, posted } = await startGateway({ version });
  const started = startMap({ store });
  const persons = {
    ana: gateway.phone(ana, { lid: anasLid, addressing: "pn" }),
    bia: gateway.phone(bia, { lid: biasLid, addressing: "lid" }),
    caio: gateway.phone(caio, { lid: caiosLid, addressing: "hidden" }),
  };
  /** Everybody writes; who each message's author is. */
  async function everybodyWrites() {
    for (const person of Object.values(persons)) person.send("oi");
    await gateway.settled();
    const authors: Record<string, string | undefined> = {};
    for (const body of posted.splice(0)) {
      const event = parseWebhook(JSON.stringify(body));
      await started.map.learn(event, { serverVersion: version });
      const message = toInboundMessage(event);
      if (message?.fromMe === false) authors[message.sender.jid] = await started.keyOf(message.sender.jid);
    }
    return authors;
  }
  return { ...started, gateway, shop, persons, everybodyWrites };
}

it("has the same persons while the server goes from 2.3.6 by 2.3.7 to 2.4, whatever it calls them", async () => {
  const store = memoryStore();
  const seen: Record<string, string | undefined>[] = [];
  for (const version of versions) seen.push(await (await startServer(version, store)).everybodyWrites());
  const jid = (digits: string) => `${digits}@s.whatsapp.net`;
  const [phones, hidden] = [{ [jid(ana)]: jid(ana), [jid(bia)]: jid(bia) }, { [`${caiosLid}@lid`]: `${caiosLid}@lid` }];
  expect(seen[0]).toEqual({ [jid(ana)]: jid(ana), [`${biasLid}@lid`]: jid(bia), ...hidden });
  expect(seen[1]).toEqual({ ...phones, ...hidden });
  expect(seen[2]).toEqual({ ...phones, ...hidden });
});

it.each(versions)("answers everybody whom %s can send to", async (version) => {
  const { map, shop, everybodyWrites, persons } = await startServer(version);
  const authors = Object.values(await everybodyWrites()) as string[];
  for (const person of authors) {
    const to = await map.addressFor({ instanceName, person, serverVersion: version });
    if (to.number === undefined) expect([to.reason, person]).toEqual(["lid-only", `${caiosLid}@lid`]);
    else await shop.messages.sendText({ number: to.number, text: "olá" });
  }
  expect(persons.ana.inbox).toHaveLength(1);
  expect(persons.bia.inbox).toHaveLength(1);
  expect(persons.caio.inbox).toHaveLength(version === "2.4.0-rc2" ? 1 : 0);
});

it("finds the rows of our own sends under whichever address they were stored", async () => {
  const { map, gateway, shop, everybodyWrites } = await startServer("2.3.6");
  await everybodyWrites();
  gateway.faults.add({ kind: "row", row: "lid", times: 1 });
  for (const text of ["one", "two"]) await shop.messages.sendText({ number: bia, text });
  const found: unknown[] = [];
  for (const remoteJid of await map.addressesOf({ instanceName, jid: `${bia}@s.whatsapp.net` })) {
    const { messages } = await shop.chats.findMessages({ where: { key: { remoteJid, fromMe: true } } });
    found.push(...messages.records.map(({ message }) => message.conversation));
  }
  expect(found.sort()).toEqual(["one", "two"]);
});

it("learns from a group who its members are", async () => {
  const { map, gateway, shop, persons, keyOf } = await startServer("2.3.6");
  const group = gateway.createGroup({ subject: "Team", members: [persons.ana, persons.bia], addressing: "lid" });
  await map.learn({ instanceName, answer: await shop.groups.participants({ groupJid: group.jid }) });
  expect(await keyOf(`${biasLid}@lid`)).toBe(await keyOf(bia));
  expect(await keyOf(`${anasLid}@lid`)).toBe(await keyOf(ana));
});

it("learns from a refusal nothing", async () => {
  const { map, shop, store } = await startServer("2.3.6");
  const error = await shop.messages
    .sendText({ number: "5511999990404", text: "oi" })
    .catch((thrown: unknown) => thrown);
  await map.learn({ instanceName, answer: (error as ApiError).body, number: "5511999990404" });
  expect(error).toBeInstanceOf(ApiError);
  expect(await store.open("identity").count()).toBe(0);
});
