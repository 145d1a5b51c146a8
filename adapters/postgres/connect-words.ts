import { CannotStart } from "@bunch/core/cannot-start";

/** The database of DATABASE_URL does not let us in; the message says what to look at, without the password. */
export class DatabaseUnreachable extends CannotStart {
  override name = "DatabaseUnreachable";
}

/** Turns what a first connection met into a sentence with its mend; anything else stays what it is. */
export function explainConnection(error: unknown, connectionString: string): unknown {
  const mend = mendOf(error instanceof Error ? error : new Error(String(error)));
  if (mend === null) return error;
  return new DatabaseUnreachable(
    `The database${placeOf(connectionString)} cannot be used: ${mend} Look at DATABASE_URL; without it Bunch brings its own.`,
    { cause: error },
  );
}

function mendOf(error: Error): string | null {
  const code = "code" in error ? String(error.code) : "";
  switch (code) {
    case "ECONNREFUSED":
    case "ENOENT":
      return "nothing listens there. Start PostgreSQL, or correct host and port.";
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return "no machine has that name. Correct the host, or see that this machine is online.";
    case "ECONNRESET":
      return "it hung up. See that this is PostgreSQL's port, and whether it wants ?sslmode=require.";
    case "EHOSTUNREACH":
    case "ENETUNREACH":
    case "ETIMEDOUT":
      return "it cannot be reached from here. See to the network, or to a firewall between.";
    case "28P01":
    case "28000":
      return `it refuses this login (${error.message}). Correct user and password; signs such as # / @ in a password have to be percent-encoded.`;
    case "3D000":
      return `it is not there (${error.message}). Create it, or correct the name.`;
    case "53300":
      return `it has no connection left (${error.message}). Close others, or raise its max_connections.`;
    case "57P03":
      return `it is just starting or stopping (${error.message}). Try again in a moment.`;
    default:
      break;
  }
  if (/timeout|timed out/i.test(error.message))
    return "it does not answer. Correct host and port, or see to a firewall between.";
  return /certificate|SSL/i.test(error.message)
    ? `the encrypted connection failed (${error.message}). Correct sslmode in the address, or give it the right certificate.`
    : null;
}

/** Host, port and name only: an address holds a password. */
function placeOf(connectionString: string): string {
  const url = URL.canParse(connectionString) ? new URL(connectionString) : null;
  return url ? ` ${url.hostname}${url.port ? `:${url.port}` : ""}${url.pathname}` : "";
}
