import type { RequestOptions } from "../call.js";
import { endpoints } from "../endpoints/index.js";
import type { InstanceCall } from "../instance.js";
import type {
  BaileysAuthState,
  BaileysDevice,
  BaileysNode,
  BaileysPresence,
  CreateParticipantNodesBody,
  DecryptMessageBody,
  GetUSyncDevicesBody,
  ParticipantNodes,
  ProfilePictureUrlBody,
} from "../types/baileys.js";

/**
 * Baileys' own functions, as they are. Baileys only; the other integrations fail with a {@link ServerError}
 * ("… is not a function"). The gateway does not check these bodies: what you pass is what Baileys gets.
 */
export class BaileysResource {
  readonly #call: InstanceCall;

  constructor(call: InstanceCall) {
    this.#call = call;
  }

  /** Whether a JID is on WhatsApp. Safe to repeat. For numbers use `chats.whatsappNumbers`. */
  onWhatsapp(body: { readonly jid: string }, options?: RequestOptions): Promise<readonly BaileysPresence[]> {
    return this.#call(endpoints.onWhatsapp, body, options);
  }

  /** The address of a profile picture. Safe to repeat. `body.timeoutMs` is the gateway's own patience, in ms. */
  profilePictureUrl(body: ProfilePictureUrlBody, options?: RequestOptions): Promise<string> {
    return this.#call(endpoints.profilePictureUrl, body, options);
  }

  /** Makes sure that there are encryption sessions with these JIDs. Safe to repeat. The gateway ignores `force`. */
  assertSessions(body: { readonly jids: readonly string[] }, options?: RequestOptions): Promise<boolean> {
    return this.#call(endpoints.assertSessions, body, options);
  }

  /** Encrypts a message for each JID without sending it. Not safe to repeat: it moves the encryption sessions on. */
  createParticipantNodes(body: CreateParticipantNodesBody, options?: RequestOptions): Promise<ParticipantNodes> {
    return this.#call(endpoints.createParticipantNodes, body, options);
  }

  /** The devices of these accounts. Safe to repeat. */
  getUSyncDevices(body: GetUSyncDevicesBody, options?: RequestOptions): Promise<readonly BaileysDevice[]> {
    return this.#call(endpoints.getUSyncDevices, body, options);
  }

  /** A fresh tag for {@link sendNode}. Safe to repeat: each call gives another. */
  generateMessageTag(options?: RequestOptions): Promise<string> {
    return this.#call(endpoints.generateMessageTag, {}, options);
  }

  /** Sends a node to WhatsApp. The answer is empty and proves nothing. Not safe to repeat. */
  sendNode(body: { readonly stanza: BaileysNode }, options?: RequestOptions): Promise<void> {
    return this.#call(endpoints.sendNode, body, options);
  }

  /** Decrypts a message; the answer is base64 too. Not safe to repeat: a session opens each message once. */
  signalRepositoryDecryptMessage(body: DecryptMessageBody, options?: RequestOptions): Promise<string> {
    return this.#call(endpoints.signalRepositoryDecryptMessage, body, options);
  }

  /** Who the session is. Safe to repeat. The answer holds secrets: never log it. */
  getAuthState(options?: RequestOptions): Promise<BaileysAuthState> {
    return this.#call(endpoints.getAuthState, {}, options);
  }
}
