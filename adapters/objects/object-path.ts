const segment = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;
/** As pictures and references are named: `<name>-<32 hex of the content's sha256>.<ext>`. */
const contentName = /-[0-9a-f]{32}\.[a-z0-9]{1,8}$/;

/** The segments of a stored picture's path; throws at what could lead elsewhere or would have to be escaped. */
export function segmentsOf(path: string): string[] {
  const segments = path.split("/");
  if (!segments.every((one) => segment.test(one) && !one.includes("..")))
    throw new Error(`"${path}" is no path of a stored picture.`);
  return segments;
}

/** True where the name tells the bytes. A smaller copy's name does not: a newer program may make it anew, a little different. */
export function isNamedByContent(path: string): boolean {
  return contentName.test(path);
}
