import { createSocket } from "node:dgram";

const ipv4 = 1;
const noSuchName = 3;
/** The name of the question, an address of four bytes, good for no time at all. */
const toTheQuestion = [0xc0, 0x0c, 0, ipv4, 0, 1, 0, 0, 0, 0, 0, 4];

/** A name server on this machine: `answer` says where a name leads just now, or null where there is no such name. */
export async function startNameServer(answer: (name: string) => string[] | null) {
  const socket = createSocket("udp4");
  const asked: string[] = [];
  socket.on("message", (query, from) => {
    const { name, type, end } = questionOf(query);
    const found = answer(name);
    if (type === ipv4) asked.push(name);
    const records = type === ipv4 ? (found ?? []) : [];
    const head = Buffer.alloc(12);
    query.copy(head, 0, 0, 2);
    // An answer, recursion wished for and to be had, and whether there is such a name.
    head.writeUInt16BE(0x8180 | (found === null ? noSuchName : 0), 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(records.length, 6);
    const answers = records.map((address) =>
      Buffer.from([...toTheQuestion, ...address.split(".").map(Number)]),
    );
    socket.send(
      Buffer.concat([head, query.subarray(12, end), ...answers]),
      from.port,
      from.address,
    );
  });
  await new Promise<void>((resolve) => socket.bind(0, "127.0.0.1", resolve));
  return {
    server: `127.0.0.1:${socket.address().port}`,
    /** Names whose addresses somebody wanted. */
    asked,
    stop: () => new Promise<void>((resolve) => socket.close(() => resolve())),
  };
}

function questionOf(query: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString("latin1", at + 1, at + 1 + length));
    at += length + 1;
  }
  return { name: labels.join("."), type: query.readUInt16BE(at + 1), end: at + 5 };
}
