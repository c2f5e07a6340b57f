// What users run is measured: the built package, not the sources as a script runner translates them.

const load = async (path: string): Promise<unknown> => import(new URL(`../../dist/${path}`, import.meta.url).href);

export const root = () => load("index.js") as Promise<typeof import("../../src/index.js")>;
export const webhooks = () => load("webhooks/index.js") as Promise<typeof import("../../src/webhooks/index.js")>;
export const format = () => load("format/index.js") as Promise<typeof import("../../src/format/index.js")>;
