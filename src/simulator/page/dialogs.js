import { act } from "./actions.js";
import { openForm } from "./form.js";
import { store } from "./store.js";

/** @import { Chat } from "./store.js" */

export function askNewPhone() {
  openForm({
    title: "New phone",
    submit: "Add",
    fields: [
      { name: "name", label: "Name of its owner", required: true },
      {
        name: "number",
        label: "Number, with country code",
        value: freeNumber(),
        required: true,
        inputmode: "tel",
        pattern: "[+\\d \\(\\)\\-]+",
      },
    ],
    done: async ({ name, number = "" }) => {
      const digits = number.replace(/\D/g, "");
      const isDone = await act({ type: "new-phone", name, number: digits });
      if (isDone) store.set({ phone: digits, chat: undefined, screen: "list" });
      return isDone;
    },
  });
}

/** The first of 5511999990001, …0002 that nobody has. */
function freeNumber() {
  const taken = new Set(store.phones.map(({ number }) => number));
  for (let i = 1; ; i++) {
    const number = `55119999900${String(i).padStart(2, "0")}`;
    if (!taken.has(number)) return number;
  }
}

export function askNewGroup() {
  const members = store.phones.map(({ name, number }) => ({
    name: `phone ${number}`,
    label: name,
    checkbox: true,
    checked: number === store.phone,
  }));
  const bots = store.instances.map(({ name }, i) => ({
    name: `instance ${name}`,
    label: `${name} (instance)`,
    checkbox: true,
    checked: i === 0,
  }));
  openForm({
    title: "New group",
    submit: "Create",
    fields: [{ name: "subject", label: "Name", required: true }, ...members, ...bots],
    done: (values) => {
      const named = (/** @type {string} */ kind) =>
        Object.keys(values).flatMap((name) => (name.startsWith(kind) ? name.slice(kind.length) : []));
      return act({
        type: "new-group",
        subject: values.subject,
        members: named("phone "),
        instances: named("instance "),
      });
    },
  });
}

/** @param {Chat} chat */
export function askOwnPhone({ id, title }) {
  openForm({
    title: `Answer from ${title}'s own phone`,
    submit: "Send",
    fields: [
      {
        name: "text",
        label: "Message",
        required: true,
        rows: 3,
        hint: "As if the shop's owner took the chat over: the bot sees a message from itself that it has not sent.",
      },
    ],
    done: ({ text }) => act({ type: "answer-from-own-phone", phone: store.phone, from: id, text }),
  });
}
