import type { MessageContent } from "../../types/index.js";
import { type ContactInput, contents, type PlaceInput, type PollInput } from "./contents.js";
import { type FileInput, mimeTypeOf } from "./media-contents.js";

interface File {
  /** @default by the bytes, the file's name, or the kind */
  readonly mimeType?: string;
  readonly fileName?: string;
}

/** What a person sends from a phone: a text, or one of these, or any content in the gateway's own form. */
export type PhoneContent =
  | string
  | ({ readonly image: Uint8Array; readonly caption?: string } & File)
  | ({ readonly video: Uint8Array; readonly caption?: string; readonly note?: boolean; readonly gif?: boolean } & File)
  | ({ readonly audio: Uint8Array; readonly voice?: boolean } & File)
  | ({ readonly document: Uint8Array; readonly caption?: string } & File)
  | ({ readonly sticker: Uint8Array; readonly animated?: boolean } & File)
  | { readonly location: PlaceInput }
  | { readonly contact: ContactInput | readonly ContactInput[] }
  | { readonly poll: PollInput }
  | MessageContent;

/** All members of {@link PhoneContent} in one: content in the gateway's form has none of these names. */
interface Given extends File {
  readonly image?: Uint8Array;
  readonly video?: Uint8Array;
  readonly audio?: Uint8Array;
  readonly document?: Uint8Array;
  readonly sticker?: Uint8Array;
  readonly caption?: string;
  readonly note?: boolean;
  readonly gif?: boolean;
  readonly voice?: boolean;
  readonly animated?: boolean;
  readonly location?: PlaceInput;
  readonly contact?: ContactInput | readonly ContactInput[];
  readonly poll?: PollInput;
}

/** A file that is sent, with the type that phones and servers would call it. */
export interface SentFile {
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  readonly fileName?: string;
}

export const fileKinds = ["image", "video", "audio", "document", "sticker"] as const;

/** The file inside of what is sent; `undefined` for what has none. */
export function fileOf(input: PhoneContent): SentFile | undefined {
  const given = givenIn(input);
  const field = fileKinds.find((each) => given[each] instanceof Uint8Array);
  const bytes = field && given[field];
  if (field === undefined || bytes === undefined) return undefined;
  const { fileName, mimeType, voice } = given;
  const named = fileName === undefined ? { bytes } : { bytes, fileName };
  const kind = field === "audio" && voice ? "voice" : field;
  return { ...named, mimeType: mimeType ?? mimeTypeOf(kind, named) };
}

/**
 * The content that a phone makes of what its owner sends. `media` says where the file lies: its `id` is part of the URL and
 * the path. What is in the gateway's own form already comes back as it is.
 */
export function contentOf(input: PhoneContent, media: FileInput = {}): MessageContent {
  if (typeof input === "string") return contents.text({ text: input });
  const { image, video, audio, document, sticker, location, contact, poll, note, gif, ...others } = givenIn(input);
  const file = { ...others, ...fileOf(input), ...media };
  if (image) return contents.image(file);
  if (video) return contents[note ? "videoNote" : gif ? "gif" : "video"](file);
  if (audio) return contents.audio(file);
  if (document) return contents.document(file);
  if (sticker) return contents.sticker(file);
  if (location) return contents.location(location);
  if (poll) return contents.poll(poll);
  if (contact) return isList(contact) ? contents.contacts(contact) : contents.contact(contact);
  return input as MessageContent;
}

const givenIn = (input: PhoneContent): Given => (typeof input === "string" ? {} : (input as Given));

/** `Array.isArray` does not narrow lists that are only for reading. */
const isList = (contact: ContactInput | readonly ContactInput[]): contact is readonly ContactInput[] =>
  Array.isArray(contact);
