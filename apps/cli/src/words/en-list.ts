import type { RowProblemCode } from "@bunch/contracts/import/row-problem";

/** What is said of a list of prompts; `row` says what is wrong in one place, with what stands there and what would fit. */
export type ListWords = {
  unfit: (path: string) => string;
  place: (row: string, column: string) => string;
  ignored: (path: string, columns: string) => string;
  noReference: string;
  ofReference: (places: string) => string;
  row: Record<RowProblemCode, (value: string, allowed: string) => string>;
};

const row: ListWords["row"] = {
  no_prompt_column: (headings) =>
    `no column is called "prompt". These are there: ${headings}. Name the one with the words so.`,
  no_column_for: (name, headings) =>
    `no column is called "${name}", which stands in the prompt. These are there: ${headings}.`,
  double_column: () => "another column means the same. Keep one of the two.",
  no_rows: () => "there is no prompt.",
  too_many_prompts: (value, allowed) => `these would be ${value} prompts, of ${allowed} at most.`,
  unclosed_quote: () => "a quotation mark is opened and never closed. Close it, or double it.",
  too_many_cells: (_, allowed) =>
    `there are more than ${allowed} cells. Put words that hold a separator in quotation marks.`,
  bad_json: (value) => `"${value}" is neither text nor an object. Mend its JSON.`,
  bad_value: (value) => `"${value}" cannot stand here. Write text, a number, or a list of numbers.`,
  unknown_field: () => "no prompt has this field. Leave it out.",
  empty_prompt: () => "there is no prompt. Write one, or leave the row out.",
  empty_value: () =>
    "this cell is to stand in the prompt, and is empty. Fill it, or leave the row out.",
  prompt_too_long: (_, excess) => `the prompt is ${excess} characters too long. Shorten it.`,
  bad_character: () => "the prompt holds a broken character. Type it again.",
  bad_ratio: (value, allowed) => `"${value}" is no shape. Write it like ${allowed}.`,
  bad_size: (value, allowed) => `"${value}" is no size. Write it like ${allowed}.`,
  bad_count: (value) => `"${value}" is no number of pictures. Write 1 to 4.`,
  bad_reference: (value, count) =>
    `"${value}" names no reference picture; ${count} were given. Write their numbers, all or none.`,
  bad_name: (value) =>
    `"${value}" cannot be a file's name everywhere. Leave out signs such as / : ? and dots at its ends.`,
  name_taken: (value, other) => `row ${other} has the file name "${value}" too. Give another.`,
};

export const enList: ListWords = {
  unfit: (path) => `${path} does not fit, so nothing was sent:`,
  place: (number, column) => (column === "" ? `row ${number}` : `row ${number}, ${column}`),
  ignored: (path, columns) => `Columns of ${path} that mean nothing here are left out: ${columns}.`,
  noReference: "no reference",
  ofReference: (places) => `reference ${places}`,
  row,
};
