// Every body, by the name of its endpoint

// Parts of bodies, to build your own with
export { media, messageKey, number } from "./fields.js";
export { type SchemaName, schemas } from "./schemas.js";
export { button, contactCard, quoted } from "./send.js";
