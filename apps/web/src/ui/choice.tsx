import { IconChevronDown } from "@tabler/icons-react";
import { useId } from "react";
import { Field } from "./field.tsx";
import classes from "./choice.module.css";

/** One of a few, from a list that the system draws. */
export function Choice<Value extends string>(props: {
  label: string;
  /** The label stands in front of what is chosen, for where there is no room above. */
  isInline?: boolean;
  value: Value;
  options: { value: Value; text: string }[];
  onChange: (value: Value) => void;
}) {
  const id = useId();
  return (
    <div className={classes.choice} data-inline={props.isInline || undefined}>
      <label htmlFor={id}>{props.label}</label>
      <Field>
        <select
          id={id}
          value={props.value}
          onChange={(event) => {
            const chosen = props.options.find(({ value }) => value === event.target.value);
            if (chosen) props.onChange(chosen.value);
          }}
        >
          {props.options.map(({ value, text }) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
        <IconChevronDown size={16} stroke={1.8} aria-hidden />
      </Field>
    </div>
  );
}
