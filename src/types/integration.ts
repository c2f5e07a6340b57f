/** How an instance reaches WhatsApp: a paired phone, Meta's Cloud API, or a transport of your own. */
export type Integration = "WHATSAPP-BAILEYS" | "WHATSAPP-BUSINESS" | "EVOLUTION";
