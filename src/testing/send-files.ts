import { mimetypeOf } from "../client/media/mime.js";
import { entry } from "../internal/record.js";
import type { StoredMedia } from "./media.js";
import { type Reply, refusal } from "./reply.js";
import type { RouteContext } from "./routes.js";
import { bytesOf, isUrl, MediaFailure, stored } from "./send-media.js";

/** The file of a message or of its header; a refusal where it cannot be had. */
export async function mediaOf(name: string, context: RouteContext): Promise<StoredMedia | Reply | undefined> {
  const { body, file, state } = context;
  const wanted = wantedFile(name, context);
  if (!wanted) return undefined;
  if ("status" in wanted) return wanted;
  const bytes = await bytesOf(wanted.given, name === "sendStatus" ? undefined : file);
  if (!(bytes instanceof MediaFailure)) {
    const { mimeType, fileName } = wanted;
    return stored(state.media, { bytes, mimeType, ...(fileName !== undefined && { fileName }) });
  }
  const isPlain = name === "sendWhatsAppAudio" || name === "sendSticker";
  if (isPlain) return refusal(500, bytes.message);
  return refusal(body.type === undefined ? 500 : 400, [`AxiosError: ${bytes.message}`]);
}

interface WantedFile {
  readonly given: unknown;
  readonly mimeType: string;
  readonly fileName?: string;
}

function wantedFile(name: string, { body, file }: RouteContext): WantedFile | Reply | undefined {
  switch (name) {
    case "sendMedia":
      return namedFile(body, file !== undefined);
    case "sendPtv":
      // The server asks a tool for the length of what it takes for a path.
      if (!file && isUrl(body.video)) {
        const text = `Failed to get video duration: ENOENT: no such file or directory, stat '${body.video}'`;
        return refusal(500, [`Error: ${text}`]);
      }
      return { given: body.video, mimeType: "video/mp4" };
    case "sendWhatsAppAudio":
      return { given: body.audio, mimeType: "audio/ogg; codecs=opus" };
    case "sendSticker":
      return { given: body.sticker, mimeType: "image/webp" };
    case "sendButtons":
      return body.thumbnailUrl === undefined ? undefined : { given: body.thumbnailUrl, mimeType: "image/jpeg" };
    case "sendStatus":
      return body.type === "text" ? undefined : { given: body.content, mimeType: entry(statusTypes, body.type) ?? "" };
    default:
      return undefined;
  }
}

const statusTypes: Readonly<Record<string, string>> = {
  image: "image/jpeg",
  video: "video/mp4",
  audio: "audio/ogg; codecs=opus",
};

const defaultNames: Readonly<Record<string, string>> = { image: "image.jpg", video: "video.mp4" };

/** A name decides the type, whatever `mimetype` says; a document's URL gives a name without its extension. */
function namedFile({ mediatype, media, fileName, mimetype }: RouteContext["body"], isUpload: boolean) {
  const kind = String(mediatype);
  if (kind === "document" && isUpload && fileName === undefined) {
    return refusal(500, ["TypeError: Cannot read properties of null (reading 'match')"]);
  }
  if (kind === "audio" && fileName === undefined && mimetype === undefined && !isUpload) {
    return refusal(500, ["TypeError: Cannot read properties of null (reading 'match')"]);
  }
  const lastPart = isUrl(media) ? new URL(media).pathname.split("/").at(-1)?.split(".")[0] : undefined;
  const name = fileName ?? (kind === "document" ? lastPart : defaultNames[kind]);
  const honoured = fileName === undefined && typeof mimetype === "string" ? mimetype : undefined;
  const mimeType = honoured ?? mimetypeOf(String(name)) ?? (kind === "audio" ? "audio/mpeg" : "false");
  return { given: media, mimeType, ...(name !== undefined && { fileName: String(name) }) };
}
