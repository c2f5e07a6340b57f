// Starts the simulator with the given command, opens its page, and ends it as Ctrl-C does.
import { spawn } from "node:child_process";
import { once } from "node:events";

const child = spawn(process.argv[2], ["simulate", "--port", "0", "--gateway-port", "0"], {
  stdio: ["ignore", "pipe", "inherit"],
});
const [text] = await once(child.stdout.setEncoding("utf8"), "data");
const page = await fetch(text.split("\n")[0]);
console.log(page.status, page.headers.get("content-type"));
child.kill("SIGINT");
const [code] = await once(child, "close");
process.exitCode = page.ok && code === 0 ? 0 : 1;
