import { ask, baileys, business, type Endpoint, remove, send } from "./endpoint.js";

/**
 * Routes that came after 2.3.6, with the version that brought them: before it they are a 404. Those of 2.4 follow what its
 * release candidates do.
 */
export const laterEndpoints = {
  editTemplate: { ...ask("/template/edit/:instanceName", business), since: "2.3.7" },
  deleteTemplate: { ...remove("/template/delete/:instanceName", business), since: "2.3.7" },
  sendCarousel: { ...send("/message/sendCarousel/:instanceName", baileys), since: "2.4.0", timeoutMs: 60_000 },
  markMessageAsPlayed: { ...ask("/chat/markMessageAsPlayed/:instanceName", baileys), since: "2.4.0" },
  getPollVote: { ...ask("/chat/getPollVote/:instanceName", baileys), since: "2.4.0" },
  findChannels: { ...ask("/chat/findChannels/:instanceName", baileys), since: "2.4.0" },
  updateMemberAddMode: { ...ask("/group/updateMemberAddMode/:instanceName", baileys), since: "2.4.0" },
} as const satisfies Record<string, Endpoint & { readonly since: string }>;
