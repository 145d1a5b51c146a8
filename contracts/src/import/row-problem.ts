export const rowProblemCodes = [
  "no_prompt_column",
  "no_column_for",
  "double_column",
  "no_rows",
  "too_many_prompts",
  "unclosed_quote",
  "too_many_cells",
  "bad_json",
  "bad_value",
  "unknown_field",
  "empty_prompt",
  "empty_value",
  "prompt_too_long",
  "bad_character",
  "bad_ratio",
  "bad_size",
  "bad_count",
  "bad_reference",
  "bad_name",
  "name_taken",
] as const;
export type RowProblemCode = (typeof rowProblemCodes)[number];

/** What is wrong with a file of prompts, and where; the words are each program's own. */
export type RowProblem = {
  code: RowProblemCode;
  /** As a spreadsheet or an editor numbers it, from 1; in plain text the prompt's number. Null: the file as a whole. */
  row: number | null;
  /** The column as the file calls it. */
  column: string | null;
  /** What stands there, shortened. */
  value: string;
  /** What would fit, or the number that is allowed or exceeded. */
  allowed: string;
};

/** The most that are told of one file: more help nobody. */
export const mostProblems = 100;
