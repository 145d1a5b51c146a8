import type { ProviderKey } from "@bunch/contracts/provider-key";
import { type Ref, useId } from "react";
import { vendorName } from "../language/vendor-name.ts";
import classes from "./key-choice.module.css";
import { KeyVerdict } from "./key-verdict.tsx";

/** Which key is used: one of those that are remembered, or something else. */
export function KeyChoice(props: {
  label: string;
  keys: ProviderKey[];
  /** Above the remembered ones. */
  before?: { value: string; text: string }[];
  /** Below them. */
  after: { value: string; text: string }[];
  /** The id of a key, or the value of something else; null while nothing is chosen. */
  value: string | null;
  onChoose: (value: string) => void;
  ref?: Ref<HTMLDivElement>;
}) {
  const { label, keys, before, after, value: chosen, onChoose, ref } = props;
  const name = useId();
  const choice = (value: string) => ({
    name,
    value,
    isChosen: value === chosen,
    onChoose,
  });
  return (
    <div ref={ref} role="radiogroup" aria-label={label} className={classes.keys}>
      {before?.map(({ value, text }) => (
        <One key={value} {...choice(value)}>
          <b>{text}</b>
        </One>
      ))}
      {keys.map((key) => (
        <One key={key.id} {...choice(key.id)}>
          <b>
            {key.name ?? vendorName(key.vendor)}{" "}
            {key.last_four === null ? null : (
              <span className={classes.tail}>•••• {key.last_four}</span>
            )}
          </b>
          <small>
            <KeyVerdict {...key} />
          </small>
        </One>
      ))}
      {after.map(({ value, text }) => (
        <One key={value} {...choice(value)}>
          <b>{text}</b>
        </One>
      ))}
    </div>
  );
}

function One(props: {
  name: string;
  value: string;
  isChosen: boolean;
  onChoose: (value: string) => void;
  children: React.ReactNode;
}) {
  return (
    <label className={classes.choice} data-chosen={props.isChosen || undefined}>
      <input
        type="radio"
        name={props.name}
        value={props.value}
        checked={props.isChosen}
        onChange={() => props.onChoose(props.value)}
      />
      {props.children}
    </label>
  );
}
