import type { EvolutionClient } from "evolution-kit";
import type { InboundMessage } from "evolution-kit/webhooks";
import { photo } from "./photo.js";

export type Messages = ReturnType<EvolutionClient["instance"]>["messages"];

const formatted = [
  "*Today*",
  "",
  "- _fresh_ bread",
  "- ~old bread~ sold out",
  "",
  "> From our oven",
  "```",
  "Coffee      R$ 6.00",
  "Croissant   R$ 8.00",
  "```",
  "1. Choose",
  "2. Say `order`",
  "https://bakery.example/menu",
].join("\n");

/** A small bot: what it answers to what it is told. */
export async function answer(messages: Messages, message: InboundMessage): Promise<void> {
  const number = message.chat.kind === "group" ? message.chat.jid : (message.sender.phone ?? message.chat.jid);
  const said = message.text?.toLowerCase() ?? "";
  if (said.includes("slowly")) {
    await messages.sendText({ number, text: `You said ${message.text}`, delay: 600 });
  } else if (message.kind === "selection") {
    await messages.sendText({ number, text: `One *${message.text}*, coming up.` });
  } else if (message.kind === "image") {
    const quoted = { key: message.key, message: { conversation: message.text ?? "" } };
    await messages.sendText({ number, text: "What a beautiful photo!", quoted });
  } else if (said.includes("prices")) {
    await messages.sendText({ number, text: formatted });
  } else if (said.includes("menu")) {
    const names = ["Coffee", "Croissant", "Cheese bread"];
    const rows = names.map((title) => ({ title, description: "Fresh today", rowId: title }));
    await messages.sendList({
      number,
      title: "Our menu",
      description: "What would you like?",
      buttonText: "See the menu",
      footerText: "Open until 8 pm",
      sections: [{ title: "Bakery", rows }],
    });
  } else if (said.includes("drink")) {
    const button = (title: string) => ({ type: "reply" as const, displayText: title, id: title });
    const buttons = [button("Coffee"), button("Tea")] as const;
    await messages.sendButtons({
      number,
      title: "A drink?",
      description: "With or without milk",
      footer: "Hot",
      buttons,
    });
  } else if (said.includes("poll")) {
    const values = ["6 am", "7 am", "8 am"];
    await messages.sendPoll({ number, name: "When shall we open?", selectableCount: 1, values });
  } else if (said.includes("photo")) {
    await messages.sendMedia({
      number,
      mediatype: "image",
      media: photo,
      caption: "Our *croissants*",
      fileName: "a.png",
    });
  } else {
    await messages.sendText({ number, text: `You said *${message.text}*` });
  }
}
