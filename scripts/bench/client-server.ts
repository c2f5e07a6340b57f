import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export const path = "/message/sendText/shop";
export const headers = { apikey: "bench-key", "content-type": "application/json" };
export const body = { number: "5511999990001", text: "Your order 123 is on its way and arrives at 14:30." };

const answer = JSON.stringify({
  key: { remoteJid: "5511999990001@s.whatsapp.net", fromMe: true, id: "3EB043C6BFC6336943433D" },
  pushName: "Você",
  status: "PENDING",
  message: { conversation: body.text },
  contextInfo: { mentionedJid: [], groupMentions: [], disappearingMode: { initiator: 0 } },
  messageType: "conversation",
  messageTimestamp: 1767225600,
  instanceId: "00000000-0000-4000-8000-000000000001",
  source: "web",
});

if (process.argv[2] === "serve") {
  const server = createServer((request, response) => {
    let bytes = 0;
    request.on("data", (piece: Buffer) => {
      bytes += piece.length;
    });
    request.once("end", () => {
      if (request.headers["content-type"]?.startsWith("multipart/")) process.send?.(bytes);
      response.writeHead(201, { "content-type": "application/json; charset=utf-8" });
      response.end(answer);
    });
  });
  server.listen(0, "127.0.0.1", () => process.send?.((server.address() as AddressInfo).port));
}
