export { formatJid, type Jid, type JidKind, parseJid, toJid } from "./jid.js";
