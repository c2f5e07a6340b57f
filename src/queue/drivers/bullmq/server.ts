import type { Client } from "./scripts.js";

/** What is wrong with how Redis is set up, in sentences. None when Redis does not tell, as hosted ones do not. */
export async function faultsOf(client: Client): Promise<string[]> {
  const faults: string[] = [];
  const [policy, appendonly] = await Promise.all([setting(client, "maxmemory-policy"), setting(client, "appendonly")]);
  if (policy !== undefined && policy !== "noeviction") {
    faults.push(
      `Expected Redis to have maxmemory-policy noeviction, got ${policy}: it deletes jobs when memory runs short. Set it in redis.conf.`,
    );
  }
  if (appendonly !== undefined && appendonly !== "yes") {
    faults.push(
      `Expected Redis to have appendonly yes, got ${appendonly}: what came after the last snapshot is lost when it restarts. Set it in redis.conf.`,
    );
  }
  return faults;
}

async function setting(client: Client, name: string): Promise<string | undefined> {
  try {
    const answer: unknown = await client.config("GET", name);
    return Array.isArray(answer) && typeof answer[1] === "string" ? answer[1] : undefined;
  } catch {
    return undefined;
  }
}
