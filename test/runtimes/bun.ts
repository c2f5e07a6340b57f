import { app } from "./app.js";

interface Server {
  readonly port: number;
}
declare const Bun: {
  serve(options: {
    port: number;
    hostname: string;
    fetch(request: Request, server: Server): Promise<Response>;
  }): Server;
};

const { port } = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: (request, server) => app(request, server) });
console.log(port);
