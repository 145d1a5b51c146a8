/** Where a request to a vendor goes that has a path of its own here; what follows the path is that vendor's. */
export interface OwnPathRoute {
  to: "own path";
  vendor: "a1111" | "comfyui" | "vertex";
  path: string;
  query: URLSearchParams;
}

const ownPath = /^\/(a1111|comfyui|vertex)(\/.*)$/u;

/** Reads an address below `/a1111`, `/comfyui` and `/vertex`; null for any other. */
export function ownPathOf({ pathname, searchParams: query }: URL): OwnPathRoute | null {
  const [, vendor, path = ""] = ownPath.exec(pathname) ?? [];
  return vendor === "a1111" || vendor === "comfyui" || vendor === "vertex"
    ? { to: "own path", vendor, path, query }
    : null;
}
