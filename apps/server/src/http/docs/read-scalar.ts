/** What the plugin calls of the server that it thinks it stands in. */
type Collector = {
  log: { warn: (sentence: string) => void };
  hasPlugin: () => boolean;
  route: (route: { url: string; handler: (request: unknown, reply: Reply) => unknown }) => void;
};
type Reply = { header: () => Reply; send: (body: string) => unknown };
type Plugin = (server: Collector, options: object, done: () => void) => void;

/**
 * Scalar's browser bundle, one script that stands for itself. It is published within an integration for Fastify, so a
 * collector stands in for that server and keeps what is registered. It is large: load it when somebody wants it.
 */
export async function readScalar(): Promise<string> {
  const { default: plugin }: { default: Plugin } = await import("@scalar/fastify-api-reference");
  let script = "";
  const reply: Reply = { header: () => reply, send: (body) => (script = body) };
  plugin(
    {
      log: { warn: () => {} },
      hasPlugin: () => false,
      route: ({ url, handler }) => {
        if (url.endsWith(".js")) handler({}, reply);
      },
    },
    { configuration: { url: "/" } },
    () => {},
  );
  if (!script.includes("createApiReference"))
    throw new Error("@scalar/fastify-api-reference no longer registers its browser bundle.");
  return script;
}
