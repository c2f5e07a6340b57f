import { baileys } from "./baileys.js";
import { business } from "./business.js";
import { chat } from "./chat.js";
import { chatbot } from "./chatbot.js";
import { group } from "./group.js";
import { instance } from "./instance.js";
import { integration } from "./integration.js";
import { later } from "./later.js";
import { outlet } from "./outlet.js";
import { profile } from "./profile.js";
import { send } from "./send.js";

/**
 * What each endpoint takes as its body, as it goes on the wire: `webhookSet` is `{ webhook: { … } }`. The names are
 * those of `endpoints`. A field that is not there is an error, and no field is changed: the output is the input.
 */
export const schemas = {
  ...instance,
  ...send,
  ...chat,
  ...profile,
  ...group,
  ...business,
  ...outlet,
  ...chatbot,
  ...integration,
  ...baileys,
  ...later,
};

/** An endpoint that has a schema. */
export type SchemaName = keyof typeof schemas;
