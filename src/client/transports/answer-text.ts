import { AnswerTooLong } from "../transport.js";

/** The text of a body, of which at most `maxBytes` are read. @throws {AnswerTooLong} there are more */
export async function textUpTo(body: AsyncIterable<Uint8Array>, maxBytes: number): Promise<string> {
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
