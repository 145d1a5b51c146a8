import { stringify } from "csv-stringify/sync";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { decodeText } from "./decode-text.ts";
import { readCsv } from "./read-csv.ts";
import { entriesOfRows, readRows } from "./read-rows.ts";

const takes = { aspectRatios: ["1:1", "16:9", "4:5"], imageSizes: ["1K", "2K"], references: 2 };
const read = (fileName: string, text: string, maxPrompts = 100) =>
  readRows({ fileName, text, maxPrompts, takes });
const entries = (fileName: string, text: string) => {
  const { rows, problems } = read(fileName, text);
  expect(problems).toEqual([]);
  return entriesOfRows(rows);
};
const problems = (fileName: string, text: string, maxPrompts = 100) =>
  read(fileName, text, maxPrompts).problems.map(({ row, column, code }) => [row, column, code]);

const cell = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.string({
    unit: fc.constantFrom('"', ",", ";", "\t", "\n", "\r", "a", " ", "é"),
    maxLength: 8,
  }),
);

test("P14: whatever a CSV writer writes comes back, with each separator and line break", () => {
  fc.assert(
    fc.property(
      fc
        .integer({ min: 2, max: 4 })
        .chain((width) =>
          fc.tuple(
            fc.constantFrom(",", ";", "\t"),
            fc.constantFrom("unix", "windows", "mac"),
            fc.boolean(),
            fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 6 }),
          ),
        ),
      ([delimiter, record_delimiter, bom, lines]) => {
        const width = lines[0]?.length ?? 2;
        const header = Array.from({ length: width }, (_, n) => `column ${n}`);
        const text = stringify([header, ...lines], {
          delimiter,
          record_delimiter,
          bom,
          quoted_match: /[\r\n]/,
          quoted_empty: true,
        });
        const { records, unclosedRow } = readCsv(text);
        expect(unclosedRow).toBe(null);
        expect(records.map(({ cells }) => cells)).toEqual([header, ...lines]);
        expect(records.map(({ row }) => row)).toEqual(records.map((_, n) => n + 1));
      },
    ),
  );
});

test("P14: no text breaks the reader, and four times the text takes it about four times as long", () => {
  fc.assert(
    fc.property(cell, fc.constantFrom("a.csv", "a.jsonl", "a.txt"), (text, name) => {
      const { rows, problems: found } = read(name, `prompt,size\n${text}`);
      for (const { entry } of rows) expect(entry.prompt.trim()).toBe(entry.prompt);
      expect(found.length).toBeLessThanOrEqual(100);
    }),
  );
  const cpuOf = (rows: number) => {
    const text = `prompt,ratio\n${'"a fox, ""red""",16:9\r\n'.repeat(rows)}`;
    const before = process.cpuUsage();
    expect(read("a.csv", text, rows).rows).toHaveLength(rows);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  cpuOf(10_000);
  const few = cpuOf(50_000);
  // Far from the sixteen times of one that looks at all of it again for each row.
  expect(cpuOf(200_000) / few).toBeLessThan(10);
});

test("P14: English headings with commas, a quoted prompt over two lines, empty cells as the batch has it", () => {
  const text =
    'Prompt,Aspect ratio,IMAGE_SIZE,pictures,reference,file name\r\n"a fox, ""red""\r\nat dawn",16:9,2k,,1,fox.png\r\na hare,,,2,none,hare\r\n\r\na bear,,,,all,\r\n';
  expect(entries("list.CSV", text)).toEqual([
    {
      prompt: 'a fox, "red"\nat dawn',
      aspect_ratio: "16:9",
      image_size: "2K",
      references: [1],
      file_name: "fox",
    },
    { prompt: "a hare", references: [], file_name: "hare-a" },
    { prompt: "a hare", references: [], file_name: "hare-b" },
    { prompt: "a bear" },
  ]);
});

test("P14: a CSV as French Excel saves it: semicolons, Windows-1252, ratios turned into times", () => {
  const text =
    "Texte;Format;Taille;Images;Référence;Nom\r\nun été, au bord de l’eau;16:09;2K;1;1+2;été\r\nun lièvre;04:05:00;;;aucune;\r\n";
  const bytes = Uint8Array.from(text, (sign) => (sign === "’" ? 0x92 : sign.codePointAt(0)!));
  expect(entries("liste.csv", decodeText(bytes))).toEqual([
    {
      prompt: "un été, au bord de l’eau",
      aspect_ratio: "16:9",
      image_size: "2K",
      references: [1, 2],
      file_name: "été",
    },
    { prompt: "un lièvre", aspect_ratio: "4:5", references: [] },
  ]);
});

test("P14: tabs, a `sep=` line, UTF-16 and a single column, in which commas are words", () => {
  expect(entries("a.tsv", "prompt\tratio\na fox\t1:1")).toEqual([
    { prompt: "a fox", aspect_ratio: "1:1" },
  ]);
  expect(entries("a.csv", "sep=;\r\nprompt;ratio\r\na, b;1:1")).toEqual([
    { prompt: "a, b", aspect_ratio: "1:1" },
  ]);
  expect(entries("a.csv", "prompt\na fox, red; fast\n")).toEqual([{ prompt: "a fox, red; fast" }]);
  const wide = Buffer.from("\uFEFFprompt\tsize\nun été\t1K", "utf16le");
  expect(entries("a.csv", decodeText(wide))).toEqual([{ prompt: "un été", image_size: "1K" }]);
});

test("P15: lines of JSON are text or objects, with the same names", () => {
  const text = [
    '"a fox"',
    "",
    '{"prompt": "a hare\\n\\nat dawn", "ratio": "16:9", "variations": 2, "references": []}',
    '{"texte": "un ours", "reference": 2, "taille": null}',
  ].join("\r\n");
  const hare = { prompt: "a hare\n\nat dawn", aspect_ratio: "16:9", references: [] };
  expect(entries("a.jsonl", text)).toEqual([
    { prompt: "a fox" },
    hare,
    hare,
    { prompt: "un ours", references: [2] },
  ]);
});

test("P15: any other file is text with blank lines between prompts", () => {
  expect(entries("a.txt", "prompt,size\n\na fox")).toEqual([
    { prompt: "prompt,size" },
    { prompt: "a fox" },
  ]);
});

test("P16: what does not fit is told by row and column, all of it at once, and columns without a meaning by name", () => {
  const text = [
    "prompt,Ratio,size,images,reference,nom,SKU",
    "a,7:5,9K,5,3,a/b,1",
    " ,1:1,1K,1,1,one,2",
    "c,1:1,1K,1,x,ONE.png,3",
    "d,1:1,1K,1,1,three,4,5",
    `${"e".repeat(8001)},,,,,,`,
    "f\0,,,,,,",
    "g,,,,,one,",
    "h,,,,,one.jpg,",
  ].join("\n");
  expect(problems("a.csv", text)).toEqual([
    [2, "Ratio", "bad_ratio"],
    [2, "size", "bad_size"],
    [2, "images", "bad_count"],
    [2, "reference", "bad_reference"],
    [2, "nom", "bad_name"],
    [3, "prompt", "empty_prompt"],
    [4, "reference", "bad_reference"],
    [4, "nom", "name_taken"],
    [5, null, "too_many_cells"],
    [6, "prompt", "prompt_too_long"],
    [7, "prompt", "bad_character"],
    [8, "nom", "name_taken"],
    [9, "nom", "name_taken"],
  ]);
  expect(read("a.csv", text).ignored).toEqual(["SKU"]);
  expect(read("a.csv", text).problems[0]).toMatchObject({
    value: "7:5",
    allowed: "1:1, 16:9, 4:5",
  });
});

test.each([
  ["a.csv", "", [[null, null, "no_rows"]]],
  ["a.csv", "prompt,size\n\n", [[null, null, "no_rows"]]],
  ["a.csv", "a fox,16:9\na hare,1:1", [[1, null, "no_prompt_column"]]],
  ["a.csv", "prompt,texte\na,b", [[1, "texte", "double_column"]]],
  ["a.csv", 'prompt,size\na,1K\n"b,1K\nc,2K', [[3, null, "unclosed_quote"]]],
  ["a.jsonl", '"a"\n{"prompt": "b"', [[2, null, "bad_json"]]],
  ["a.jsonl", "7", [[1, null, "bad_json"]]],
  ["a.jsonl", '{"prompt": "a", "seed": 1}', [[1, "seed", "unknown_field"]]],
  ["a.jsonl", '{"prompt": "a", "size": {}}', [[1, "size", "bad_value"]]],
  ["a.jsonl", '{"prompt": "\\ud800"}', [[1, "prompt", "bad_character"]]],
  ["a.jsonl", '{"size": "1K"}', [[1, "prompt", "empty_prompt"]]],
])("P16: %s with %j is refused", (name, text, expected) => {
  expect(problems(name, text)).toEqual(expected);
});

test("P16: the most prompts holds for rows as often as they are drawn", () => {
  const text = "prompt,pictures\na,3\nb,2";
  expect(problems("a.csv", text, 5)).toEqual([]);
  expect(read("a.csv", text, 4).problems).toEqual([
    { code: "too_many_prompts", row: null, column: null, value: "5", allowed: "4" },
  ]);
});

describe("P17: a table fills the prompts", () => {
  const filled = (text: string, templates: string[], maxPrompts = 100) =>
    readRows({
      fileName: "a.csv",
      text,
      maxPrompts,
      takes,
      templates: templates.map((prompt) => ({ prompt })),
    });

  test("a table without prompts fills those that are given, each row all of them, with what the row has of its own", () => {
    const text = "Produit;Couleur;ratio;nom;SKU\r\nthéière;bleu;16:9;tea;1\r\nvase;vert;;;2\r\n";
    const table = filled(text, ["un {{produit}} {{ COULEUR }}", "le {{produit}} de dos"]);
    expect(table.problems).toEqual([]);
    expect(entriesOfRows(table.rows)).toEqual([
      { prompt: "un théière bleu", aspect_ratio: "16:9", file_name: "tea-1" },
      { prompt: "le théière de dos", aspect_ratio: "16:9", file_name: "tea-2" },
      { prompt: "un vase vert" },
      { prompt: "le vase de dos" },
    ]);
    expect(table).toMatchObject({ isFilled: true, ignored: ["SKU"] });
  });

  test("prompts of the table itself are filled by their row, and others are as they stand", () => {
    const text =
      "prompt,product,colour\na {{colour}} {{product}},cup,red\na {{thing}},cup,red\nplain,,\n";
    const table = filled(text, ["never {{product}}"]);
    expect(table.problems).toEqual([]);
    expect(entriesOfRows(table.rows).map(({ prompt }) => prompt)).toEqual([
      "a red cup",
      "a {{thing}}",
      "plain",
    ]);
    expect(table).toMatchObject({ isFilled: false, ignored: [] });
  });

  test("what is missing is told by row and column before anything is taken: a column, a cell; limits hold for what comes of it", () => {
    const told = (text: string, templates: string[], maxPrompts = 100) =>
      filled(text, templates, maxPrompts).problems.map((one) => [
        one.row,
        one.column,
        one.code,
        one.value,
      ]);
    expect(told("product,size\ncup,1K", ["a {{product}} in {{colour}}"])).toEqual([
      [1, null, "no_column_for", "colour"],
    ]);
    expect(told('product\ncup\n""\n', ["a {{product}}"])).toEqual([]);
    expect(told("product,colour\ncup,\n,red", ["a {{product}}, {{colour}}, {{colour}}"])).toEqual([
      [2, "colour", "empty_value", ""],
      [3, "product", "empty_value", ""],
    ]);
    expect(told("prompt,product\na {{product}} in {{colour}},cup", [])).toEqual([
      [2, null, "no_column_for", "colour"],
    ]);
    expect(told("product\na\nb\nc", ["{{product}} 1", "{{product}} 2"], 5)).toEqual([
      [null, null, "too_many_prompts", "6"],
    ]);
    expect(told("product\ncup", [])).toEqual([[1, null, "no_prompt_column", "product"]]);
    expect(told(`product\n${"x".repeat(8000)}`, ["a {{product}}"])).toEqual([
      [2, "prompt", "prompt_too_long", `a ${"x".repeat(57)}…`],
    ]);
  });

  test("what a prompt has of its own holds for each row that says nothing else", () => {
    const template = {
      prompt: "a {{product}}",
      aspect_ratio: "4:5",
      references: [2],
      file_name: "x",
    };
    const { rows, problems: found } = readRows({
      fileName: "a.csv",
      text: "product,ratio,reference\ncup,16:9,\nvase,,none",
      maxPrompts: 9,
      takes,
      templates: [template],
    });
    expect(found).toEqual([]);
    expect(entriesOfRows(rows)).toEqual([
      { prompt: "a cup", aspect_ratio: "16:9", references: [2] },
      { prompt: "a vase", aspect_ratio: "4:5", references: [] },
    ]);
  });

  test("what would be far too much is refused before it is made", () => {
    const templates = Array.from({ length: 2000 }, (_, n) => `{{product}} ${n}`);
    const text = `product\n${"cup\n".repeat(20_000)}`;
    const before = process.memoryUsage().heapUsed;
    expect(filled(text, templates).problems.map(({ code, value }) => [code, value])).toEqual([
      ["too_many_prompts", "40000000"],
    ]);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(200_000_000);
  });

  test("a cell is words alone: what looks like a placeholder or a replacement in it stays as it is", () => {
    const table = filled("product,colour\n{{colour}} $& $1,red", ["a {{product}}!"]);
    expect(table.rows[0]?.entry.prompt).toBe("a {{colour}} $& $1!");
  });
});
