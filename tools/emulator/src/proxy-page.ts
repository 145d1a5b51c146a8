import type { PlannedError } from "./scenario.ts";

/** An error of the proxy that stands before a server of one's own: what the server itself never says. */
export function proxyPage(httpStatus: number, words: string): PlannedError {
  return {
    kind: "error",
    httpStatus,
    body: () =>
      `<html>\r\n<head><title>${httpStatus} ${words}</title></head>\r\n<body>\r\n<center><h1>${httpStatus} ${words}</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n`,
  };
}
