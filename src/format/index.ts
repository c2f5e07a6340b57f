// Markdown in, WhatsApp's own syntax out.
export { type ToWhatsAppOptions, toWhatsApp } from "./to-whatsapp.js";
