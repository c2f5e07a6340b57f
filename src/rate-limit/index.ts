// The limiter

export type { DecidedBy, LimitDecision, LimitPolicy, RuleState } from "./decision.js";
// What it tells
export type { RateLimitEventName, RateLimitEvents, Refusal } from "./events.js";
// In front of HTTP
export type { FetchHandlerLike, LimitedFetch } from "./http/fetch.js";
export { type RateLimitHeadersOptions, rateLimitHeaders } from "./http/headers.js";
export type { LimitedNode, LimitedRequest, LimitedResponse } from "./http/node.js";
export type { HttpSubject } from "./http/subject.js";
export type { NoticeFacts, NoticeOptions, NoticeText } from "./notice.js";
export type { HttpLimitOptions, LimitCost, LimitRule, LimitTable, RateLimiterOptions } from "./options.js";
export { createRateLimiter, type RateLimiter } from "./rate-limiter.js";
export type { Offender, RateLimitStats } from "./stats.js";
// Where it counts
export type { Count, LimitStore } from "./store.js";
export { type MemoryLimitsOptions, memoryLimits } from "./stores/memory-limits.js";
export { type PostgresLimitsOptions, type PostgresLimitsPool, postgresLimits } from "./stores/postgres-limits.js";
export { type RedisLimitsClient, type RedisLimitsOptions, redisLimits } from "./stores/redis-limits.js";
export type { LimitAddress, LimitKey, LimitSubject } from "./subject.js";
