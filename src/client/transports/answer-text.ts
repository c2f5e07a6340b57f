import { AnswerBroken, AnswerTooLong } from "../transport.js";

/** What a refusal may say, however small the file that was asked for. */
const shortest = 1024 * 1024;

/**
 * The text of an answer's body, of which at most `maxBytes` are read.
 *
 * @throws {AnswerTooLong} there are more
 * @throws {AnswerBroken} it ended before its end
 */
export async function answerText(
  status: number,
  body: { text(): Promise<string> } & AsyncIterable<Uint8Array>,
  maxBytes: number | undefined,
): Promise<string> {
  try {
    if (maxBytes === undefined) return await body.text();
    const isSuccess = status >= 200 && status < 300;
    return await textUpTo(body, isSuccess ? maxBytes : Math.max(maxBytes, shortest));
  } catch (cause) {
    if (cause instanceof AnswerTooLong) throw cause;
    throw new AnswerBroken("the answer broke off", { cause });
  }
}

async function textUpTo(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
  const decoder = new TextDecoder();
  let text = "";
  let total = 0;
  for await (const piece of body) {
    total += piece.length;
    // Leaving the loop ends the body, and with it the connection.
    if (total > maxBytes) throw new AnswerTooLong(`the answer is longer than ${maxBytes} bytes`);
    text += decoder.decode(piece, { stream: true });
  }
  return text + decoder.decode();
}
