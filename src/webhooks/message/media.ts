import type { JsonObject } from "../../internal/record.js";
import type { Media } from "./parts.js";
import { amountOf, base64Of, textOf, type Writable } from "./values.js";

/**
 * What is known of a file: Baileys' field names, and Meta's on the Business integration. The file itself lies beside the
 * kind, or beside the outermost wrapper.
 */
export function mediaOf(body: JsonObject, content: JsonObject, outside: JsonObject): Media {
  const media: Writable<Media> = {
    mimeType: textOf(body.mimetype) ?? textOf(body.mime_type) ?? "application/octet-stream",
  };
  const fileName = textOf(body.fileName) ?? textOf(body.filename);
  const seconds = amountOf(body.seconds);
  const size = amountOf(body.fileLength);
  const width = amountOf(body.width);
  const height = amountOf(body.height);
  const thumbnail = base64Of(body.jpegThumbnail);
  const base64 = textOf(content.base64) ?? textOf(outside.base64);
  const url = textOf(content.mediaUrl) ?? textOf(outside.mediaUrl);
  if (fileName !== undefined) media.fileName = fileName;
  if (size !== undefined) media.size = size;
  if (seconds !== undefined) media.durationMs = seconds * 1_000;
  if (width !== undefined) media.width = width;
  if (height !== undefined) media.height = height;
  if (thumbnail !== undefined) media.thumbnail = thumbnail;
  if (base64 !== undefined) media.base64 = base64;
  if (url !== undefined) media.url = url;
  return media;
}
