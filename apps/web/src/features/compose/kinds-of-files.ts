const listEnding = /\.(?:csv|tsv|jsonl|ndjson)$/i;

/** What dropped and chosen files are taken for: lists of prompts, plain text, and pictures all the rest. */
export function kindsOfFiles(files: readonly File[]): {
  lists: File[];
  texts: File[];
  pictures: File[];
} {
  const lists = files.filter((file) => listEnding.test(file.name));
  const texts = files.filter(
    (file) => !lists.includes(file) && (/\.txt$/i.test(file.name) || file.type === "text/plain"),
  );
  const pictures = files.filter((file) => !lists.includes(file) && !texts.includes(file));
  return { lists, texts, pictures };
}
