import type { RowProblem } from "@bunch/contracts/import/row-problem";
import type { MessageDescriptor } from "@lingui/core";
import { msg, plural } from "@lingui/core/macro";

/** What is wrong in one place of a file, and what to do about it. */
export function importProblemWords({ code, value, allowed }: RowProblem): MessageDescriptor {
  const number = Number(allowed);
  switch (code) {
    case "no_prompt_column":
      return msg`No column is called “prompt”. Name the one with the words so, in the first row.`;
    case "no_column_for":
      return msg`No column is called “${value}”, which stands in the prompt. Name one so. There are: ${allowed}.`;
    case "double_column":
      return msg`Another column means the same. Keep one of the two.`;
    case "no_rows":
      return msg`There is no prompt in this file.`;
    case "too_many_prompts":
      return msg`These would be ${value} prompts; one batch takes ${allowed}. Split the file.`;
    case "unclosed_quote":
      return msg`A quotation mark is opened here and never closed. Close it, or double it.`;
    case "too_many_cells":
      return msg`There are more cells than columns. Put words that hold a separator in quotation marks.`;
    case "bad_json":
      return msg`This line is neither text in quotation marks nor an object. Mend its JSON.`;
    case "bad_value":
      return msg`“${value}” cannot stand here. Write text, a number, or a list of numbers.`;
    case "unknown_field":
      return msg`No prompt has this field. Leave it out.`;
    case "empty_prompt":
      return msg`There is no prompt. Write one, or leave the row out.`;
    case "empty_value":
      return msg`This cell is to stand in the prompt, and is empty. Fill it, or leave the row out.`;
    case "prompt_too_long":
      return msg`${plural(number, { one: "The prompt is # character too long. Shorten it.", other: "The prompt is # characters too long. Shorten it." })}`;
    case "bad_character":
      return msg`The prompt holds a broken character. Type it again.`;
    case "bad_ratio":
      return msg`“${value}” is no shape of this model. Write one of ${allowed}.`;
    case "bad_size":
      return msg`“${value}” is no size of this model. Write one of ${allowed}.`;
    case "bad_count":
      return msg`“${value}” is no number of pictures. Write 1 to 4.`;
    case "bad_reference":
      return msg`“${value}” names no reference picture. Write numbers up to ${allowed}, “all” or “none”.`;
    case "bad_name":
      return msg`“${value}” cannot be a file’s name everywhere. Leave out signs such as / : ? and dots at its ends.`;
    case "name_taken":
      return msg`Row ${allowed} has the same file name. Give one of them another.`;
    default:
      return code satisfies never;
  }
}
