import { describe, expect, it } from "vitest";
import { endpoints, laterEndpoints } from "../../src/index.js";
import { startGateway } from "../support/fake-gateway.js";
import { rawCall } from "../support/raw-call.js";

const jid = "5511999990001@s.whatsapp.net";

it.each(Object.entries({ ...endpoints, ...laterEndpoints }))("2.4 has a route for %s", async (_name, endpoint) => {
  const { gateway } = await startGateway({ version: "2.4.0-rc2" });
  const path = endpoint.path.replace(":instanceName", "shop").replace("*", "").replace(/:\w+/g, "none");
  const { body } = await rawCall(gateway, endpoint.method, path, endpoint.method === "GET" ? undefined : {});
  expect(JSON.stringify(body)).not.toMatch(/Cannot (GET|POST|PUT|DELETE)/);
});

it.each(Object.entries(laterEndpoints))("%s is a 404 on 2.3.6", async (_name, { method, path, since }) => {
  const { gateway } = await startGateway();
  const url = path.replace(":instanceName", "shop");
  expect(await rawCall(gateway, method, url, {})).toEqual({
    status: 404,
    body: { status: 404, error: "Not Found", response: { message: [`Cannot ${method} ${url}`] } },
  });
  const { gateway: later } = await startGateway({ version: "2.3.7" });
  expect((await rawCall(later, method, url, {})).status === 404).toBe(since !== "2.3.7");
});

describe("from 2.3.7 on", () => {
  it("a label is answered, and its association posted", async () => {
    const { shop, maria, events } = await startGateway({ version: "2.3.7" });
    const label = { number: maria.number, labelId: "5", action: "add" as const };
    expect(await shop.labels.handleLabel(label)).toEqual({ numberJid: jid, labelId: "5", add: true });
    expect(await events("labels.association")).toEqual([{ instance: "shop", type: "add", chatId: jid, labelId: "5" }]);
  });

  it("contacts are found by name", async () => {
    const { gateway, shop, maria } = await startGateway({ version: "2.3.7" });
    maria.send("oi");
    gateway.phone("5511999990002", { name: "Bia" }).send("oi");
    const body = { where: { pushName: "Bia" } };
    const { body: found } = await rawCall(gateway, "POST", "/chat/findContacts/shop", body);
    expect(found).toMatchObject([{ pushName: "Bia" }]);
    expect(await shop.chats.findContacts({})).toHaveLength(2);
  });
});

describe("2.4", () => {
  const start = () => startGateway({ version: "2.4.0-rc2" });

  it("takes the caller's message id, for some kinds", async () => {
    const { gateway, maria } = await start();
    const send = async (route: string, body: Record<string, unknown>) => {
      const sent = await rawCall(gateway, "POST", `/message/${route}/shop`, {
        number: maria.number,
        messageId: "MINE",
        ...body,
      });
      return sent.body.key.id;
    };
    expect(await send("sendText", { text: "a" })).toBe("MINE");
    expect(await send("sendPoll", { name: "?", selectableCount: 1, values: ["a", "b"] })).toBe("MINE");
    expect(await send("sendLocation", { latitude: 1, longitude: 1, name: "a", address: "b" })).toMatch(/^3EB0/);
    const { gateway: old } = await startGateway();
    const body = { number: maria.number, text: "a", messageId: "MINE" };
    expect((await rawCall(old, "POST", "/message/sendText/shop", body)).body.key.id).toMatch(/^3EB0/);
  });

  it("counts the votes of a poll", async () => {
    const { shop, gateway, maria } = await start();
    const bia = gateway.phone("5511999990002");
    const { jid: group } = gateway.createGroup({ subject: "Team", members: [maria, bia] });
    const { key } = await shop.messages.sendPoll({
      number: group,
      name: "Lunch?",
      selectableCount: 1,
      values: ["Pizza", "Salad"],
    });
    maria.vote(key.id, ["Pizza"]);
    bia.vote(key.id, ["Pizza"]);
    bia.vote(key.id, ["Salad"]);
    expect(await shop.chats.getPollVote({ remoteJid: group, message: { key } })).toEqual({
      poll: {
        name: "Lunch?",
        totalVotes: 2,
        results: {
          Pizza: { votes: 1, voters: [expect.stringContaining("@")] },
          Salad: { votes: 1, voters: [expect.stringContaining("@")] },
        },
      },
    });
  });

  it("archives by the chat alone, logs a closed instance out, sets who adds members, sends cards", async () => {
    const { shop, gateway, maria } = await start();
    await shop.chats.archiveChat({ archive: true, chat: jid });
    expect(gateway.instance("shop").chats.get(jid)?.isArchived).toBe(true);
    const { jid: groupJid } = gateway.createGroup({ subject: "Team", members: [maria] });
    await shop.groups.updateMemberAddMode({ groupJid, mode: "admin_add" });
    expect(gateway.groups[0]?.everyoneAdds).toBe(false);
    const card = { title: "one", body: "b", buttons: [{ type: "reply", displayText: "Yes", id: "y" }] } as const;
    await shop.messages.sendCarousel({ number: maria.number, body: "look", cards: [card] });
    expect(maria.inbox.at(-1)?.message).toMatchObject({ interactiveMessage: { carouselMessage: { cards: [{}] } } });
    gateway.disconnect("shop");
    expect((await rawCall(gateway, "DELETE", "/instance/logout/shop")).status).toBe(200);
  });

  it("has a licence, which is active", async () => {
    const { gateway } = await start();
    expect(await rawCall(gateway, "GET", "/license/status")).toMatchObject({ status: 200 });
    const { gateway: old } = await startGateway();
    expect((await rawCall(old, "GET", "/license/status")).status).toBe(404);
  });
});
