import type { MessageContent, MessageKey } from "../../types/index.js";

/** A message that a channel of your own hands to its instance. */
export interface ReceiveEvolutionBody {
  /** The instance's `number`: how the gateway finds it. */
  readonly numberId: string;
  readonly key: Pick<MessageKey, "remoteJid" | "fromMe"> & { readonly id?: string | undefined };
  readonly pushName?: string | undefined;
  readonly message: MessageContent;
  /** The name of the content's field, e.g. `conversation`. */
  readonly messageType: string;
  readonly profilePicUrl?: string | undefined;
}

/** Meta's handshake. */
export interface VerifyMetaQuery {
  /** The server's `WA_BUSINESS_TOKEN_WEBHOOK`. A secret. */
  readonly verifyToken: string;
  /** The text to get back, e.g. random digits. */
  readonly challenge: string;
}

/** A Cloud API webhook as Meta posts it. */
export interface ReceiveMetaBody {
  /** `whatsapp_business_account`. */
  readonly object: string;
  readonly entry: readonly Readonly<Record<string, unknown>>[];
}

/** The gateway took the body. It says so too when it did nothing with it. */
export interface InboundReceipt {
  readonly status: "success";
}
