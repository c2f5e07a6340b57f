import { expect, it } from "vitest";
import { startGateway } from "../support/fake-gateway.js";
import { rawCall } from "../support/raw-call.js";

const number = "5511999990001";
const poll = { number, name: "?", selectableCount: 1, values: ["a", "b"] };
const list = { number, title: "t", footerText: "f", buttonText: "b" };

it.each<[string, string, Record<string, unknown>, string[]]>([
  ["a poll of one", "message/sendPoll", { ...poll, values: ["a"] }, ["values does not meet minimum length of 2"]],
  ["a poll of the same", "message/sendPoll", { ...poll, values: ["a", "a"] }, ["values contains duplicate item"]],
  [
    "a choice of eleven",
    "message/sendPoll",
    { ...poll, selectableCount: 11 },
    ["selectableCount must be less than or equal to 10"],
  ],
  [
    "a place as texts",
    "message/sendLocation",
    { number, latitude: "1", longitude: 2, name: "n", address: "a" },
    ["latitude is not of a type(s) number"],
  ],
  [
    "a contact without a name and with a short phone",
    "message/sendContact",
    { number, contact: [{ phoneNumber: "123" }] },
    ['contact[0] requires property "fullName"', "contact[0].phoneNumber does not meet minimum length of 10"],
  ],
  [
    "a row without an id",
    "message/sendList",
    { ...list, sections: [{ title: "s", rows: [{ title: "r" }] }] },
    ['sections[0].rows[0] requires property "rowId"'],
  ],
  [
    "a list without sections",
    "message/sendList",
    { ...list, sections: [] },
    ["sections does not meet minimum length of 1"],
  ],
  [
    "all that is wrong at once",
    "message/sendText",
    { number: 55, text: 1, delay: "1000" },
    ["Invalid format", "Enter a value in milliseconds", "text is not of a type(s) string"],
  ],
  [
    "a reaction to nothing",
    "message/sendReaction",
    { key: { id: "A" }, reaction: "👍" },
    ['key requires property "remoteJid"', 'key requires property "fromMe"'],
  ],
  [
    "an unknown presence",
    "chat/sendPresence",
    { number, presence: "singing", delay: 0 },
    ["presence is not one of enum values: unavailable,available,composing,recording,paused"],
  ],
  [
    "a key without its chat",
    "chat/markMessageAsRead",
    { readMessages: [{ id: "A", fromMe: false }] },
    ['readMessages[0] requires property "remoteJid"'],
  ],
  [
    "half a block",
    "chat/updateBlockStatus",
    { number, status: "half" },
    ["status is not one of enum values: block,unblock"],
  ],
  [
    "a call of an hour",
    "call/offer",
    { number, callDuration: 3_600 },
    ["callDuration must be less than or equal to 15"],
  ],
])("%s is refused in the schema's words", async (_what, path, body, messages) => {
  const { gateway } = await startGateway();
  expect(await rawCall(gateway, "POST", `/${path}/shop`, body)).toEqual({
    status: 400,
    body: { status: 400, error: "Bad Request", response: { message: [messages] } },
  });
  expect(gateway.instance("shop").messages).toEqual([]);
});
