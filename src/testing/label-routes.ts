import { isAtLeast } from "../internal/version.js";
import { toJid } from "../jid/index.js";
import { chatRow } from "./chats.js";
import { notAvailable, onPhone } from "./phone-routes.js";
import { noSocket, ok, refusal, thrown } from "./reply.js";
import type { Route, RouteContext } from "./routes.js";
import { oneOf, text } from "./schema.js";
import { isOnWhatsApp } from "./world.js";

/** The stored labels: asked of the database, so that a closed instance answers too. */
export const findLabels: Route = ({ instance }) =>
  instance.integration === "WHATSAPP-BAILEYS"
    ? ok(instance.labels)
    : refusal(400, [notAvailable[instance.integration]]);

export const handleLabel = onPhone({
  required: ["number", "labelId", "action"],
  fields: { number: text, labelId: text, action: oneOf("add", "remove") },
  closed: thrown(noSocket("onWhatsApp")),
  open: (context) => {
    const { body, state } = context;
    const numberJid = toJid(String(body.number)) ?? "@s.whatsapp.net";
    if (!isOnWhatsApp(numberJid)) return refusal(404, ["Number is not on WhatsApp"]);
    const labelId = String(body.labelId);
    label(context, numberJid, labelId);
    if (isAtLeast(state.version, "2.3.7")) return ok({ numberJid, labelId, [String(body.action)]: true });
    // As on every 2.3.6: WhatsApp has applied the label, then the database refuses the gateway's own query.
    return refusal(400, [
      `Unable to ${String(body.action)} label to chat`,
      "PrismaClientKnownRequestError: there is no unique or exclusion constraint matching the ON CONFLICT specification",
    ]);
  },
});

/** `labels.association` is lost with the failed query, too. */
function label({ instance, gateway, body, state }: RouteContext, chatId: string, labelId: string): void {
  const chat = chatRow(instance, chatId, state.now());
  const others = (chat.labels ?? []).filter((each) => each !== labelId);
  chat.labels = body.action === "add" ? [...others, labelId] : others;
  if (!isAtLeast(state.version, "2.3.7")) return;
  gateway.emit(instance, "labels.association", { instance: instance.name, type: body.action, chatId, labelId });
}
