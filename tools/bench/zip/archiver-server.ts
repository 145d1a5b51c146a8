import { createServer } from "node:http";
import { join } from "node:path";
// Version 8 brings no types, and those there are speak of version 7.
// @ts-expect-error
import { ZipArchive as untyped } from "archiver";

type Archive = NodeJS.ReadableStream & {
  file(path: string, entry: { name: string }): void;
  finalize(): Promise<void>;
};
const ZipArchive = untyped as new (options: { store: boolean }) => Archive;

// What one writes who needs a ZIP today: the same files, stored, with the library that most take. Told by its command
// line: the pictures' folder, their names, and how many there are to be in all.
const [folder = "", names = "", count = "0"] = process.argv.slice(2);
const files = names.split(",");

const server = createServer((_request, response) => {
  const archive = new ZipArchive({ store: true });
  archive.pipe(response);
  for (let number = 0; number < Number(count); number += 1)
    archive.file(join(folder, files[number % files.length] ?? ""), { name: `${number}.png` });
  void archive.finalize();
}).listen(0, "127.0.0.1", () => {
  const address = server.address();
  console.log(`listens on ${typeof address === "object" ? address?.port : ""}`);
});
