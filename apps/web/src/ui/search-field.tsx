import { IconSearch, IconX } from "@tabler/icons-react";
import { useLingui } from "@lingui/react/macro";
import { Field } from "./field.tsx";
import classes from "./search-field.module.css";

/** A field to look for something: Escape and the cross empty it. */
export function SearchField(props: {
  /** What is searched, said in the field and to those who hear it. */
  label: string;
  value: string;
  onChange: (text: string) => void;
}) {
  const { t } = useLingui();
  const { label, value, onChange } = props;
  return (
    <Field>
      <IconSearch size={16} stroke={1.8} aria-hidden />
      <input
        type="text"
        enterKeyHint="search"
        aria-label={label}
        placeholder={label}
        maxLength={200}
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && value !== "") onChange("");
        }}
      />
      {value === "" ? null : (
        <button
          type="button"
          className={classes.empty}
          aria-label={t`Empty the search`}
          onClick={(event) => {
            // The cross goes with the words: who pressed it goes on in the field.
            event.currentTarget.parentElement?.querySelector("input")?.focus();
            onChange("");
          }}
        >
          <IconX size={16} stroke={1.8} aria-hidden />
        </button>
      )}
    </Field>
  );
}
