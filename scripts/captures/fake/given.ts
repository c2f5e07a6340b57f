import type { FixtureOptions } from "./fixture.js";

/** What was done on the recorded server before a call, as other recordings show it: their names, in order. */
const before: readonly (readonly [name: RegExp, ...before: string[]])[] = [
  [
    /^baileys-group-(?!create)|^baileys-send-.*group(?!-not-found)|whatsapp-numbers$|find-chats$/,
    "baileys-group-create",
  ],
  [/^baileys-group-(fetch|find-group-infos$)|find-chats$/, "baileys-group-update-picture"],
  [/^baileys-group-fetch/, "baileys-group-create", "baileys-group-update-picture"],
  [/^baileys-group-(invite-info|accept)/, "baileys-group-invite-code"],
  [
    /^baileys-chat-find-messages/,
    "baileys-send-location",
    "baileys-send-buttons-pix",
    "baileys-send-media-image-base64",
  ],
  [/^baileys-send-text-quoted-by-key|^baileys-chat-find-(chats|messages)/, "baileys-send-text"],
  [/^baileys-chat-find-chats$/, "baileys-send-status-image", "baileys-send-text-group-mentions-every-one"],
  [/^business-chat-find-messages/, "business-send-media-image-url", "business-send-media-image-base64"],
  [/^business-chat-find-chats/, "business-send-template"],
  [/^evolution-channel-find-messages/, "evolution-channel-send-text", "evolution-channel-send-media-image-url"],
  [/^settings-find$/, "settings-set"],
  [/^webhook-(find|set-empty-events-means-all)$/, "webhook-set"],
  [/^webhook-set-(disabled|headers-cleared)/, "webhook-set-empty-events-means-all"],
  [/^proxy-find$/, "proxy-set"],
  [/^chatwoot-find$/, "chatwoot-set"],
  [/^instance-(connection-state-after-delete|delete-twice)/, "instance-delete"],
  [/^instance-connection-state-after-logout$/, "instance-logout-evolution-channel"],
  [/^instance-connection-state-after-logout-baileys/, "instance-logout-baileys-open"],
  [
    /^openai-(create$|settings|update|find$|fetch|delete|ignore|creds-(create-duplicate|find|delete))/,
    "openai-creds-create",
  ],
];

const bots = "typebot|openai|dify|n8n|flowise|evoai|evolutionbot";

const ofBots: readonly (readonly [action: string, ...before: string[]])[] = [
  ["create-duplicate|find|fetch|fetch-sessions|update|delete|delete-unknown", "create"],
  ["delete-unknown", "delete"],
  ["settings-fetch|ignore-jid", "settings-set"],
];

/** The recordings to send before one, so that what it is about is there. */
export function givenFor(name: string): string[] {
  const own = before.filter(([pattern]) => pattern.test(name)).flatMap(([, ...names]) => names);
  const bot = new RegExp(`^(${bots})-`).exec(name)?.[1];
  if (bot === undefined) return own;
  const actions = ofBots.filter(([pattern]) => new RegExp(`^${bot}-(${pattern})$`).test(name));
  return [...own, ...actions.flatMap(([, ...names]) => names.map((each) => `${bot}-${each}`))];
}

/** Ids that no recording shows the making of, with the recording whose answer has one in their place. */
export const aliases: Readonly<Record<string, string>> = {
  cmwshdq8j001xsc7dqb753gvh: "openai-creds-create",
};

/** Which instances a recorded call met, and in what state, where that was not as for the others. */
export function stateFor({ name, request, response }: Recorded): FixtureOptions {
  const made = response.status === 201 && request.path === "/instance/create" ? request.body?.instanceName : undefined;
  const isEarly = name === "instance-fetch-all";
  const isEmpty = name === "instance-fetch-empty" || name === "metrics-prometheus-text";
  const isPairing = /^instance-connect-baileys-qr/.test(name);
  return {
    without: (each) => isEmpty || each === made || (isEarly && /^web-(?!closed)/.test(each)),
    states: isPairing ? { "web-qr": "close" } : {},
  };
}

export interface Recorded {
  readonly name: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string>>;
    // Any JSON, a text that is none, or the parts of a form.
    readonly body: { readonly instanceName?: string; readonly multipart?: readonly FormPart[] } | null;
  };
  readonly response: { readonly status: number; readonly headers?: Record<string, string>; readonly body: unknown };
}

export interface FormPart {
  readonly name: string;
  readonly value?: string;
  readonly filename?: string;
  readonly contentType?: string;
  readonly bytes?: number;
}
