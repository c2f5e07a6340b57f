import { isRecord } from "../internal/record.js";
import type { SentMessage } from "../types/index.js";
import { created, type Reply } from "./reply.js";
import type { RouteContext } from "./routes.js";

/** Stores a sent message, posts it, hands it to its phones, and answers it. */
export function sent({ instance, gateway, route }: RouteContext, message: SentMessage, shown = message): Reply {
  return created(gateway.outbound.accept({ route, instance, shown, content: message.message }));
}

/** Waits as long as the request says before the message goes out. */
export async function wait({ body, state }: RouteContext): Promise<void> {
  if (typeof body.delay === "number" && body.delay > 0) await state.sleep(body.delay);
}

/** A quotation that names no message. */
export const quotesNothing = (quoted: unknown): boolean => isRecord(quoted) && quoted.key === undefined;
