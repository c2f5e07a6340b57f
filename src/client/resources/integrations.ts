import { ApiError, AuthenticationError } from "../../errors/index.js";
import { redact } from "../../internal/redact.js";
import type { Caller, RequestOptions } from "../call.js";
import { endpoints } from "../endpoints/index.js";
import type { InboundReceipt, ReceiveEvolutionBody, ReceiveMetaBody, VerifyMetaQuery } from "../types/integration.js";

/** What the gateway says, with a 200, to a wrong token. */
const wrongToken = "Error, wrong validation token";

/**
 * The gateway's own inbound webhooks: how a channel of yours hands over messages, and how Meta does. No key is asked
 * for, and Meta's signature is not checked: whoever reaches these routes can make messages up.
 */
export class IntegrationsResource {
  readonly #caller: Caller;

  constructor(caller: Caller) {
    this.#caller = caller;
  }

  /**
   * Hands over a message that came in through a channel of your own. `EVOLUTION` only. Not safe to repeat: the message
   * would arrive twice.
   *
   * Resolves to `undefined` when no instance has this `numberId`; a receipt does not prove that anything was processed.
   *
   * @example await client.integrations.receiveEvolution({ numberId: "site", key: { remoteJid: "5511999990001", fromMe: false }, message: { conversation: "Oi" }, messageType: "conversation" });
   */
  receiveEvolution(body: ReceiveEvolutionBody, options?: RequestOptions): Promise<InboundReceipt | undefined> {
    return this.#caller.call(endpoints.receiveEvolution, { body }, options);
  }

  /**
   * Plays Meta's handshake: resolves when the gateway gives the challenge back, so `verifyToken` is the one to enter at
   * Meta. Business only, safe to repeat.
   *
   * @throws {AuthenticationError} the token is not the server's `WA_BUSINESS_TOKEN_WEBHOOK` (the gateway says so with a 200)
   * @throws {ApiError} the answer is neither the challenge nor that refusal
   */
  async verifyMeta({ verifyToken, challenge }: VerifyMetaQuery, options?: RequestOptions): Promise<void> {
    const query = { "hub.mode": "subscribe", "hub.verify_token": verifyToken, "hub.challenge": challenge };
    const text = await this.#caller.call<string>(endpoints.verifyMeta, { query }, options);
    if (text === challenge) return;
    const { method, path } = endpoints.verifyMeta;
    const facts = { status: 200, body: redact(text, [verifyToken]), endpoint: `${method} ${path}` };
    if (text === wrongToken) {
      throw new AuthenticationError(
        `Expected ${method} ${path} to give the challenge back, but the gateway refused the token. Pass the server's WA_BUSINESS_TOKEN_WEBHOOK as \`verifyToken\`.`,
        { ...facts, details: [wrongToken] },
      );
    }
    throw new ApiError(
      `Expected ${method} ${path} to give the challenge back, got another text. Check that \`baseUrl\` is the gateway's own address.`,
      facts,
    );
  }

  /**
   * Hands over a webhook as Meta posts it; useful behind a relay that checks Meta's signature. Business only. Not safe to
   * repeat: the messages would arrive twice.
   *
   * Send one at a time and wait: before gateway 2.4 messages that arrive in parallel get each other's `remoteJid`. Put one
   * message into one `entry`: the gateway repeats the first `entry` and loses the others, and reads only the first message.
   * The receipt does not prove that anything was processed.
   */
  receiveMeta(body: ReceiveMetaBody, options?: RequestOptions): Promise<InboundReceipt | undefined> {
    return this.#caller.call(endpoints.receiveMeta, { body }, options);
  }
}
