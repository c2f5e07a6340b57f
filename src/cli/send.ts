import { fromFile } from "../client/media/from-file.js";
import { baseName, mimetypeOf } from "../client/media/mime.js";
import type { Delivery } from "../errors/index.js";
import { isEvolutionError, isInvalidArgumentError } from "../errors/index.js";
import { toWhatsApp } from "../format/index.js";
import type { SentMessage } from "../types/index.js";
import { type Call, type Command, UsageError } from "./command.js";
import { type GatewayOption, gatewayOptions, instanceOf, inWordsOfCommands, withGateway } from "./gateway.js";

const options = {
  ...gatewayOptions,
  file: { type: "string", value: "PATH", help: "A file to send, or its http(s) address" },
  caption: { type: "string", value: "TEXT", help: "What is written below the file" },
  markdown: { type: "boolean", help: "Text and caption are Markdown: format them for WhatsApp" },
} as const;

type Name = GatewayOption | keyof typeof options;

/** What the two words for a failed send ask of whoever reads them. */
const meanings: Readonly<Record<Delivery, string>> = {
  "not-sent": "delivery: not-sent. Nothing has left, so it may be sent again.",
  unknown:
    "delivery: unknown. It may have arrived all the same: look into the chat on a phone, or at chats.findMessages, before sending it again.",
};

export const send: Command<Name> = {
  summary: "Sends a message and prints its id",
  usage: "NUMBER [TEXT]",
  options,
  notes: `
NUMBER is the recipient's, with country code, or a JID. With - for TEXT, the text is read from stdin.
A message that failed says what is known of it: not-sent, or unknown when it may have arrived.

  npx evolution-kit send 5511999990001 "Olá"
  npx evolution-kit send 5511999990001 --file invoice.pdf --caption "Your **invoice**" --markdown
  uptime | npx evolution-kit send 5511999990001 -
`,
  run: (call) =>
    withGateway(call, async ({ client }) => {
      const message = await messageOf(call);
      const { messages } = client.instance(await instanceOf(call, client));
      try {
        const { signal } = call;
        const { key, status } = await ("media" in message
          ? messages.sendMedia(message, { signal })
          : messages.sendText(message, { signal }));
        report(call, key, status);
        return 0;
      } catch (error) {
        if (!isEvolutionError(error) || isInvalidArgumentError(error)) throw error;
        call.stderr.write(`${inWordsOfCommands(error.message)}\n${meanings[error.delivery ?? "unknown"]}\n`);
        return 1;
      }
    }),
};

/** The id alone on stdout, for scripts. */
function report({ stdout, stderr }: Call<Name>, key: SentMessage["key"], status: unknown): void {
  stdout.write(`${key.id}\n`);
  stderr.write(`The gateway has taken it for ${key.remoteJid}${typeof status === "string" ? ` (${status})` : ""}.\n`);
}

async function messageOf(call: Call<Name>) {
  const [number, given, ...rest] = call.positionals;
  if (number === undefined) throw new UsageError("Expected the recipient's number.");
  if (rest.length > 0) throw new UsageError(`Expected one text, got ${rest.length + 1}. Put it into quotes.`);
  const formatted = (text: string) => (call.flag("markdown") ? toWhatsApp(text) : text);
  const caption = call.text("caption");
  const file = call.text("file");
  if (file !== undefined) {
    if (given !== undefined) throw new UsageError("A file has a caption and no text: pass the text as --caption.");
    const isAddress = /^https?:\/\//i.test(file);
    const media = isAddress ? file : fromFile(file);
    const mediatype = mediatypeOf(isAddress ? new URL(file).pathname : baseName(file));
    return { number, mediatype, media, ...(caption !== undefined && { caption: formatted(caption) }) };
  }
  if (caption !== undefined) throw new UsageError("--caption goes with --file: pass a text without it.");
  const text = given === "-" ? await readAll(call.stdin) : given;
  if (!text?.trim()) throw new UsageError("Expected a text that is not empty, - to read it from stdin, or --file.");
  return { number, text: formatted(text) };
}

/** What phones show as a picture, a video or a sound; the rest goes as a document. */
function mediatypeOf(name: string): "image" | "video" | "audio" | "document" {
  const mimetype = mimetypeOf(name) ?? "";
  if (/^image\/(jpeg|png|webp)$/.test(mimetype)) return "image";
  if (/^video\/(mp4|3gpp)$/.test(mimetype)) return "video";
  return mimetype.startsWith("audio/") ? "audio" : "document";
}

async function readAll(stdin: AsyncIterable<string | Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}
