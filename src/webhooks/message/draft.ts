import type {
  Album,
  Appointment,
  Contact,
  Deletion,
  Edit,
  GroupInvite,
  Location,
  Media,
  Order,
  Pin,
  Poll,
  PollVote,
  Product,
  Reaction,
  Selection,
  Template,
} from "./parts.js";
import type { MessageBase, MessageKind } from "./types.js";
import type { Writable } from "./values.js";

/** What a kind's reader may set. */
export interface Content {
  kind: MessageKind;
  text?: string;
  media?: Media;
  videoNote?: boolean;
  gif?: boolean;
  voiceNote?: boolean;
  animated?: boolean;
  location?: Location;
  contacts?: Contact[];
  reaction?: Reaction;
  poll?: Poll;
  vote?: PollVote;
  selection?: Selection;
  template?: Template;
  order?: Order;
  product?: Product;
  groupInvite?: GroupInvite;
  event?: Appointment;
  album?: Album;
  pin?: Pin;
  edited?: Edit;
  deleted?: Deletion;
  protocol?: { readonly type: string };
}

/**
 * A message while it is read: what all kinds have, then what its kind has. One object from beginning to end, because
 * copying it for the kind's fields costs more than all the rest of a delivery.
 */
export type Draft = Content & Omit<Writable<MessageBase>, "raw"> & { raw: unknown };
