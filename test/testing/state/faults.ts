import type { StateRecord, StateSpace, StateStore } from "../../../src/state/store.js";

type Wrap = (real: StateSpace, shared: Map<string, unknown>) => Partial<StateSpace>;

const pause = () => new Promise((resolve) => setImmediate(resolve));

const isVersion = (version: unknown): version is number => Number.isSafeInteger(version) && Number(version) > 0;

/** A store that takes some keys for others. */
const keyed =
  (other: (key: string) => string): Wrap =>
  (real) => ({
    set: (key, ...rest) => real.set(other(key), ...rest),
    get: async (key, options) => renamed(await real.get(other(key), options), key),
    delete: (key, version) => real.delete(other(key), version),
  });

/** A store that takes some values for others. */
const valued =
  (other: (value: string) => string): Wrap =>
  (real) => ({
    set: (key, value, options) => real.set(key, typeof value === "string" ? other(value) : value, options),
  });

/** Ways to break a promise of a store, each around one that keeps them. `shared` is the space's, over all its openings. */
export const faults: Readonly<Record<string, Wrap>> = {
  "a set that names a version looks, and then writes": (real) => ({
    async set(key, value, { version, ...options } = {}) {
      if (!isVersion(version)) return real.set(key, value, { ...options, version });
      const found = await real.get(key, { expired: true });
      await pause();
      return version === found?.version ? real.set(key, value, options) : undefined;
    },
  }),
  "a set where nothing must be writes over what is there": (real) => ({
    set: (key, value, { version, ...options } = {}) =>
      real.set(key, value, { ...options, version: version || undefined }),
  }),
  "a set writes whatever version is there": (real) => ({
    set: (key, value, { version, ...options } = {}) =>
      real.set(key, value, isVersion(version) ? options : { ...options, version }),
  }),
  "a set that was refused answers a version": (real) => ({
    set: async (...given) => (await real.set(...given)) ?? 1_000_000_007,
  }),
  "versions begin anew with each record": (real, shared) => ({
    async set(key, value, { version, ...options } = {}) {
      const found = await real.get(key, { expired: true });
      const next = found ? Number(shared.get(`last ${key}`) ?? 0) + 1 : 1;
      const given = version ? Number(shared.get(`${key} ${version}`) ?? version + 1e9) : version;
      const written = await real.set(key, value, { ...options, version: given });
      if (written === undefined) return undefined;
      shared.set(`last ${key}`, next).set(`${key} ${next}`, written).set(`${key} of ${written}`, next);
      return next;
    },
    async get(key, options) {
      const found = await real.get(key, options);
      return found && { ...found, version: Number(shared.get(`${key} of ${found.version}`)) };
    },
  }),
  "versions are 0": (real) => ({ set: async (...given) => ((await real.set(...given)) === undefined ? undefined : 0) }),
  "a version stays when the value does": (real) => ({
    async set(key, value, options = {}) {
      const found = await real.get(key);
      const isSame = found?.value === value && options.version === undefined && options.expiresAt === found.expiresAt;
      return isSame ? found.version : real.set(key, value, options);
    },
  }),
  "a write is there a moment later": (real) => ({
    async set(key, value, options = {}) {
      const found = await real.get(key);
      if (!found || options.version !== undefined) return real.set(key, value, options);
      setImmediate(() => real.set(key, value, options).catch(() => {}));
      return found.version + 1;
    },
  }),
  "a delete deletes whatever version is there": (real) => ({
    delete: (key, version) => (isVersion(version) ? real.delete(key) : real.delete(key, version)),
  }),
  "a delete knows no expired record": (real) => ({
    delete: async (key, version) => (await real.get(key)) !== undefined && real.delete(key, version),
  }),
  "a delete says that it was there, whatever was": (real) => ({
    async delete(key, version) {
      await real.delete(key, version);
      return true;
    },
  }),
  "an expired record is still answered": (real) => ({ get: (key) => real.get(key, { expired: true }) }),
  "an expired record cannot be asked for": (real) => ({ get: (key) => real.get(key) }),
  "an expired record has a version that is refused": (real) => ({
    set: async (key, value, options = {}) =>
      options.version && !(await real.get(key)) ? undefined : real.set(key, value, options),
  }),
  "a record expires a moment late": (real) => ({
    set: (key, value, { expiresAt, ...options } = {}) =>
      real.set(key, value, { ...options, expiresAt: expiresAt === undefined ? undefined : expiresAt + 1 }),
  }),
  "a write leaves the end of the one before": (real) => ({
    async set(key, value, options = {}) {
      const found = await real.get(key);
      return real.set(key, value, { ...options, expiresAt: options.expiresAt ?? found?.expiresAt });
    },
  }),
  "NaN stays": (real) => ({
    set: (key, value, { expiresAt, ...options } = {}) =>
      real.set(key, value, { ...options, expiresAt: Number.isNaN(expiresAt) ? undefined : expiresAt }),
  }),
  "keys are the same in upper and lower case": keyed((key) => (typeof key === "string" ? key.toLowerCase() : key)),
  "long keys are cut": keyed((key) => (key?.length > 512 || typeof key !== "string" ? key : key.slice(0, 255))),
  "keys are trimmed": keyed((key) => (typeof key === "string" && key !== "" ? key.trimEnd() || "-" : key)),
  "values end at the first NUL": valued((value) => value.split("\0")[0] ?? ""),
  "values are read and written again": valued(normal),
  "large values are cut": valued((value) => value.slice(0, 1_000_000)),
  "a prefix has wildcards": (real) => ({
    async list({ prefix, limit, cursor = "" }) {
      if (!prefix?.isWellFormed() || !/[%_]/.test(prefix)) {
        return real.list({ limit, ...(prefix !== undefined && { prefix }), ...(cursor && { cursor }) });
      }
      const plain = prefix.replace(/[\\^$.|?+()[\]{}*]/g, "\\$&");
      const pattern = new RegExp(`^${plain.replaceAll("%", "[^]*").replaceAll("_", "[^]")}`, "u");
      const { records } = await real.list({ limit: 10_000, ...(cursor && { cursor }) });
      const found = records.filter(({ key }) => pattern.test(key));
      const last = found[limit - 1];
      return { records: found.slice(0, limit), ...(found.length > limit && last && { cursor: last.key }) };
    },
  }),
  "a prefix is not looked at": (real) => ({ list: ({ prefix: _, ...options }) => real.list(options) }),
  "a list has one page": (real) => ({ list: async (options) => ({ records: (await real.list(options)).records }) }),
  "every page has a cursor": (real) => ({
    async list(options) {
      const page = await real.list(options);
      const last = page.records.at(-1);
      return last ? { ...page, cursor: last.key } : page;
    },
  }),
  "pages go by place": (real) => ({
    async list({ prefix, limit, cursor = "0" }) {
      const { records } = await real.list({ limit: 10_000, ...(prefix !== undefined && { prefix }) });
      const from = Number(cursor) || 0;
      const isLast = from + limit >= records.length;
      return { records: records.slice(from, from + limit), ...(!isLast && { cursor: `${from + limit}` }) };
    },
  }),
  "a list is in JavaScript's own order": (real) => ({
    async list(options) {
      const page = await real.list(options);
      return { ...page, records: [...page.records].sort((a, b) => (a.key < b.key ? -1 : 1)) };
    },
  }),
  "expired records are listed": (real) => ({
    async list(options) {
      const page = await real.list(options);
      const { records } = await real.expired({ limit: 10_000 });
      return page.cursor ? page : { records: [...page.records, ...records].slice(0, options.limit) };
    },
  }),
  "expired records are told of latest first": (real) => ({
    async expired(options) {
      const page = await real.expired(options);
      return { ...page, records: [...page.records].reverse() };
    },
  }),
  "expired records go by place": (real) => ({
    async expired({ limit, cursor = "0 -" }) {
      const [place, sign] = typeof cursor === "string" ? cursor.split(" ") : [];
      if (sign !== "-") return real.expired({ limit, cursor });
      const { records } = await real.expired({ limit: 10_000 });
      const from = Number(place);
      const isLast = from + limit >= records.length;
      return { records: records.slice(from, from + limit), ...(!isLast && { cursor: `${from + limit} -` }) };
    },
  }),
  "no expired record is told of": () => ({ expired: async () => ({ records: [] }) }),
  "expired records are counted": (real) => ({
    count: async () => (await real.count()) + (await real.expired({ limit: 10_000 })).records.length,
  }),
};

/** Faults of a whole store. */
export const storeFaults: Readonly<Record<string, (real: StateStore) => Partial<StateStore>>> = {
  "spaces are one": (real) => ({ open: (_, settings) => real.open("all", settings) }),
  "what has expired is not kept": (real) => ({ open: (name) => real.open(name) }),
  "what has expired is kept for ever": (real) => ({
    open: (name) => real.open(name, { keepExpiredMs: Number.POSITIVE_INFINITY }),
  }),
  "a closed store goes on": () => ({ close: async () => {} }),
  "a closed store is empty": (real) => {
    let isClosed = false;
    return {
      async close() {
        isClosed = true;
      },
      open: (name, settings) => {
        const space = real.open(name, settings);
        return proxy(space, { get: async (...given) => (isClosed ? undefined : space.get(...given)) });
      },
    };
  },
  "it says that it is durable, and is not": () => ({ isDurable: true }),
};

export function faulty(store: StateStore, wrap: Wrap): StateStore {
  const shared = new Map<string, Map<string, unknown>>();
  return {
    ...store,
    open(name, settings) {
      const real = store.open(name, settings);
      const own = shared.get(name) ?? new Map<string, unknown>();
      shared.set(name, own);
      return proxy(real, wrap(real, own));
    },
  };
}

function proxy(real: StateSpace, broken: Partial<StateSpace>): StateSpace {
  return new Proxy(real, {
    get(target, key) {
      const method = Object.hasOwn(broken, key) ? Reflect.get(broken, key) : Reflect.get(target, key);
      return typeof method === "function" ? method.bind(target) : method;
    },
  });
}

function renamed(record: StateRecord | undefined, key: string): StateRecord | undefined {
  return record && { ...record, key };
}

function normal(value: string): string {
  try {
    return JSON.stringify(JSON.parse(value));
  } catch {
    return value;
  }
}
