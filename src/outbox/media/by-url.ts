import { looksLikeUrl, urlFault } from "../../client/media/check.js";
import { InvalidArgumentError } from "../../errors/index.js";
import { describe, isRecord, own } from "../../internal/record.js";

type Body = Readonly<Record<string, unknown>>;

const fileStatuses: readonly unknown[] = ["image", "video", "audio"];

/** The files that a route takes by URL only, with their fields. */
function filesByUrl(method: string, body: Body): readonly (readonly [field: string, given: unknown])[] {
  switch (method) {
    case "sendStatus":
      return fileStatuses.includes(body.type) ? [["content", body.content]] : [];
    case "sendButtons":
      return [["thumbnailUrl", body.thumbnailUrl]];
    case "sendCarousel":
      return Array.isArray(body.cards)
        ? body.cards.map((card, at) => [`cards.${at}.imageUrl`, own(card, "imageUrl")] as const)
        : [];
    default:
      return [];
  }
}

/** @throws {InvalidArgumentError} a file that is no URL, where the route takes nothing else */
export function checkUrls(method: string, body: Body): void {
  for (const [field, given] of filesByUrl(method, body)) {
    if (given === undefined) continue;
    const fault = typeof given === "string" && looksLikeUrl(given) ? urlFault(given) : notUrl(given);
    if (fault === undefined) continue;
    throw new InvalidArgumentError(
      `Expected \`${field}\` to be a URL that the gateway fetches (http or https, a host with a TLD or an IP), got ${fault}. ${method} takes a file in no other form.`,
    );
  }
}

const notUrl = (given: unknown) =>
  typeof given === "string" ? `a text of ${given.length} characters` : describe(given);

/** Without the file that the gateway may have put into a received message: a quote does not need it. */
export function withoutQuotedFile(body: Body): Body {
  const { quoted } = body;
  const message = own(quoted, "message");
  if (!isRecord(quoted) || !isRecord(message) || !Object.hasOwn(message, "base64")) return body;
  const { base64: _, ...rest } = message;
  return { ...body, quoted: { ...quoted, message: rest } };
}
