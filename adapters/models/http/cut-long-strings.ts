/** A JSON document whose long strings stay where they are, as slices of the original bytes. */
export type CutJson = {
  value: unknown;
  /** The raw bytes between the quotes of a string that was cut out; null for any other value. */
  rawOf(value: unknown): Buffer | null;
  /** The text of a string, cut out or not; null for any other value and for one that JSON does not allow. */
  textOf(value: unknown): string | null;
};

const quote = 0x22;
const backslash = 0x5c;
const colon = 0x3a;
/** A string in the skeleton that begins with this is a placeholder: those that begin so by themselves are cut out too. */
const mark = "~";
const escapedMark = "\\u007e";
const longestKeptBytes = 1024;
/** Without its long strings an answer is a few kilobytes; beyond this it is none. */
const largestSkeletonBytes = 16 * 1024 * 1024;

/**
 * Parses JSON without making strings of its pictures, which would cost three times their weight in memory: JSON.parse
 * sees a skeleton with placeholders. Null for what is no complete JSON.
 */
export function cutLongStrings(body: Uint8Array): CutJson | null {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  const cuts: Buffer[] = [];
  const kept: Buffer[] = [];
  let keptBytes = 0;
  const keep = (piece: Buffer) => {
    kept.push(piece);
    keptBytes += piece.byteLength;
  };
  let copiedTo = 0;
  let open = bytes.indexOf(quote);
  while (open !== -1) {
    const close = closingQuote(bytes, open + 1);
    if (close === -1) return null;
    const raw = bytes.subarray(open + 1, close);
    if (mustBeCut(raw) && !isKey(bytes, close + 1)) {
      keep(bytes.subarray(copiedTo, open + 1));
      keep(Buffer.from(`${mark}${cuts.length}`));
      cuts.push(raw);
      copiedTo = close;
    }
    open = bytes.indexOf(quote, close + 1);
  }
  keep(bytes.subarray(copiedTo));
  if (keptBytes > largestSkeletonBytes) return null;
  const skeleton = parsed(Buffer.concat(kept).toString("utf8"));
  if (!skeleton) return null;
  const rawOf = (value: unknown) =>
    typeof value === "string" && value.startsWith(mark)
      ? (cuts[Number(value.slice(mark.length))] ?? null)
      : null;
  return {
    value: skeleton.value,
    rawOf,
    textOf(value) {
      const raw = rawOf(value);
      if (raw) return unescaped(raw);
      return typeof value === "string" ? value : null;
    },
  };
}

/** Reads the escapes of a string's raw bytes; null where JSON does not allow them. */
export function unescaped(raw: Buffer): string | null {
  const text = parsed(`"${raw.toString("utf8")}"`)?.value;
  return typeof text === "string" ? text : null;
}

function closingQuote(bytes: Buffer, from: number): number {
  let close = bytes.indexOf(quote, from);
  while (close !== -1 && isEscaped(bytes, close, from)) close = bytes.indexOf(quote, close + 1);
  return close;
}

function isEscaped(bytes: Buffer, at: number, from: number): boolean {
  let before = at;
  while (before > from && bytes[before - 1] === backslash) before -= 1;
  return (at - before) % 2 === 1;
}

function mustBeCut(raw: Buffer): boolean {
  if (raw.byteLength > longestKeptBytes) return true;
  const start = raw.toString("latin1", 0, escapedMark.length);
  return start.startsWith(mark) || start.toLowerCase() === escapedMark;
}

/** Keys stay, however long: they are what the skeleton is read by. */
function isKey(bytes: Buffer, from: number): boolean {
  let at = from;
  while (at < bytes.byteLength && isSpace(bytes[at])) at += 1;
  return bytes[at] === colon;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;
}

function parsed(text: string): { value: unknown } | null {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return null;
  }
}
