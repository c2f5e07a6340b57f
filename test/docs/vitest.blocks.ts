import project from "../../vitest.config.js";

/** For code blocks that are tests themselves. */
export default { ...project, test: { include: ["test/docs/.blocks/*.ts"] } };
