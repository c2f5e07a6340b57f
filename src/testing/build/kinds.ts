import type { MessageContent, MessageKey } from "../../types/index.js";
import {
  type AppointmentInput,
  type ChoiceInput,
  type ContactInput,
  contents,
  type GroupInviteInput,
  type MenuInput,
  type OrderInput,
  type PlaceInput,
  type PollInput,
  type ProductInput,
} from "./contents.js";
import type { AudioInput, DocumentInput, FileInput, PictureInput, StickerInput, VideoInput } from "./media-contents.js";
import { firstAt } from "./wire.js";

/** What a content needs to know of the message it is in. */
export interface Facts {
  readonly id: string;
  /** Epoch ms. */
  readonly at: number;
  /** The key of an earlier message of the same chat: one of the instance's own, where only the id is said. */
  keyOf(message: string | MessageKey): MessageKey;
}

/** A file without what the message says of it. */
type Of<Input extends FileInput> = Omit<Input, "id" | "at">;
type Chosen = Omit<ChoiceInput, "quote">;
/** A message by its id, which is then one of the instance's, or by its key as the gateway has it. */
type Reference = string | MessageKey;

const yes: Chosen = { id: "yes", title: "Yes" };

/** The kinds of messages, by the name of their builder, and what is in those that are asked for without saying it. */
export const kinds = {
  textMessage: ({ text = "oi" }: { readonly text?: string }) => contents.text({ text }),
  imageMessage: (input: Of<PictureInput>, facts: Facts) => contents.image({ ...input, ...placed(facts) }),
  videoMessage: (input: Of<VideoInput>, facts: Facts) => contents.video({ ...input, ...placed(facts) }),
  videoNote: (input: Of<VideoInput>, facts: Facts) => contents.videoNote({ ...input, ...placed(facts) }),
  gifMessage: (input: Of<VideoInput>, facts: Facts) => contents.gif({ ...input, ...placed(facts) }),
  audioMessage: (input: Of<AudioInput>, facts: Facts) => contents.audio({ ...input, ...placed(facts) }),
  voiceNote: (input: Omit<Of<AudioInput>, "voice">, facts: Facts) =>
    contents.audio({ ...input, ...placed(facts), voice: true }),
  documentMessage: (input: Of<DocumentInput>, facts: Facts) => contents.document({ ...input, ...placed(facts) }),
  stickerMessage: (input: Of<StickerInput>, facts: Facts) => contents.sticker({ ...input, ...placed(facts) }),
  locationMessage: ({ location = paulista }: { readonly location?: PlaceInput }) => contents.location(location),
  liveLocationMessage: (input: { readonly location?: PlaceInput; readonly caption?: string }, { at }: Facts) =>
    contents.liveLocation({ ...paulista, ...input.location, ...captioned(input), at }),
  contactMessage: ({ contact = bia }: { readonly contact?: ContactInput | readonly ContactInput[] }) =>
    "name" in contact ? contents.contact(contact) : contents.contacts(contact),
  /** `to` is the message reacted to; an empty emoji takes the reaction back. */
  reactionMessage: (
    { emoji = "👍", to = "3EB0000000000000000001" }: { readonly emoji?: string; readonly to?: Reference },
    { keyOf, at }: Facts,
  ) => contents.reaction({ key: keyOf(to), emoji, at }),
  pollMessage: ({ poll = lunch }: { readonly poll?: PollInput }) => contents.poll(poll),
  /** 2.3.6 posts no votes; this is how later ones do. */
  pollVote: (
    {
      poll = "3EB0000000000000000001",
      options = ["Pizza"],
    }: { readonly poll?: Reference; readonly options?: readonly string[] },
    { keyOf, at }: Facts,
  ) => contents.pollVote({ key: keyOf(poll), options, at }),
  buttonReply: ({ choice = yes }: { readonly choice?: Chosen }) => contents.buttonReply(choice),
  listReply: ({ choice = yes }: { readonly choice?: Chosen }) => contents.listReply(choice),
  interactiveReply: ({ choice = yes }: { readonly choice?: Chosen }) => contents.interactiveReply(choice),
  templateReply: ({ choice = yes }: { readonly choice?: Chosen }) => contents.templateReply(choice),
  /** Something to choose from, of a business that writes to the instance. */
  menuMessage: ({ menu = { text: "Confirm?", buttons: [yes] } }: { readonly menu?: MenuInput }) => contents.menu(menu),
  orderMessage: ({ order = { id: "1234567890", items: 2, total: 50 } }: { readonly order?: OrderInput }) =>
    contents.order(order),
  productMessage: ({ product = { id: "p1", title: "Shirt", price: 50 } }: { readonly product?: ProductInput }) =>
    contents.product(product),
  groupInvite: ({
    invite = { groupJid: "120363040000000009@g.us", code: "AbCdEfGh" },
  }: {
    readonly invite?: GroupInviteInput;
  }) => contents.groupInvite(invite),
  eventMessage: ({ event = { name: "Party", startsAt: firstAt } }: { readonly event?: AppointmentInput }) =>
    contents.event(event),
  albumMessage: ({ images = 2, videos = 0 }: { readonly images?: number; readonly videos?: number }) =>
    contents.album({ images, videos }),
  pinMessage: (
    { message = "3EB0000000000000000001", pinned = true }: { readonly message?: Reference; readonly pinned?: boolean },
    { keyOf, at }: Facts,
  ) => contents.pin({ key: keyOf(message), pinned, at }),
  /** Any content, as a phone sends it. */
  message: ({ content = { conversation: "oi" } }: { readonly content?: MessageContent }) => content,
} as const satisfies Readonly<Record<string, (input: never, facts: Facts) => MessageContent>>;

const placed = ({ id, at }: Facts) => ({ id, at });
const captioned = ({ caption }: { readonly caption?: string }) => (caption === undefined ? {} : { caption });

const paulista: PlaceInput = { latitude: -23.5614, longitude: -46.6559 };
const bia: ContactInput = { name: "Bia", phone: "5511999990002" };
const lunch: PollInput = { name: "Lunch?", options: ["Pizza", "Salad"] };
