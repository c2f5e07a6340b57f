import type { IncomingMessage, ServerResponse } from "node:http";
import type { FakeGateway } from "../testing/index.js";
import { assets } from "./assets.js";

const types: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

/** What a browser shows by itself without running anything; the rest is offered for download. */
const shownTypes =
  /^(?:image\/(?:png|jpeg|gif|webp|avif|bmp)|audio\/[\w.+-]+|video\/[\w.+-]+|application\/pdf)(?:;[ -~]*)?$/i;

/** Answers with a file of the page; false when there is none of that name. */
export function serveAsset(response: ServerResponse, name: string, token: string): boolean {
  const text = Object.hasOwn(assets, name) ? assets[name] : undefined;
  if (text === undefined) return false;
  const type = types[name.slice(name.lastIndexOf(".") + 1)] ?? "application/octet-stream";
  response.writeHead(200, { "content-type": type, "cache-control": "no-store" });
  response.end(name === "index.html" ? text.replace("{{token}}", token) : text);
  return true;
}

/** Answers with a file that was sent or received, or with the part of it that a player asks for. */
export function serveMedia(
  gateway: FakeGateway,
  request: IncomingMessage,
  response: ServerResponse,
  id: string,
): boolean {
  const file = gateway.media.get(id);
  if (!file) return false;
  const { bytes, mimeType, fileName = "file" } = file;
  const isShown = shownTypes.test(mimeType);
  // Half of a surrogate pair cannot be encoded.
  const name = encodeURIComponent(fileName.replace(/[\ud800-\udfff]/gu, "\ufffd")).replaceAll("'", "%27");
  const range = rangeOf(request.headers.range, bytes.length);
  response.writeHead(range ? 206 : 200, {
    "content-type": isShown ? mimeType : "application/octet-stream",
    "content-disposition": `${isShown ? "inline" : "attachment"}; filename*=UTF-8''${name}`,
    // Whatever somebody sent: it runs nothing.
    "content-security-policy": "sandbox; default-src 'none'",
    "accept-ranges": "bytes",
    "cache-control": "private, max-age=3600",
    ...(range && { "content-range": `bytes ${range.from}-${range.to - 1}/${bytes.length}` }),
  });
  response.end(range ? bytes.subarray(range.from, range.to) : bytes);
  return true;
}

/** Answers with the picture of an instance's QR code. */
export function serveQrCode(gateway: FakeGateway, response: ServerResponse, name: string): boolean {
  const data = gateway.instances.find((each) => each.name === name)?.qr?.base64;
  const png = data?.split("base64,")[1];
  if (png === undefined) return false;
  response.writeHead(200, { "content-type": "image/png", "cache-control": "no-store" });
  response.end(Buffer.from(png, "base64"));
  return true;
}

function rangeOf(header: string | undefined, size: number): { readonly from: number; readonly to: number } | undefined {
  const asked = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header ?? "");
  if (!asked) return undefined;
  const from = Number(asked[1]);
  const to = asked[2] ? Math.min(Number(asked[2]) + 1, size) : size;
  return from < to ? { from, to } : undefined;
}
