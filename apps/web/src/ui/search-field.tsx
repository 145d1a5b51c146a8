import { IconSearch, IconX } from "@tabler/icons-react";
import { useLingui } from "@lingui/react/macro";
import { useEffect, useRef, useState } from "react";
import { Field } from "./field.tsx";
import classes from "./search-field.module.css";
import { useSteady } from "./use-steady.ts";

const searchAfterMs = 250;

/**
 * A field to look for something: Escape and the cross empty it. What is typed it keeps to itself, so that no letter waits for a
 * page, and tells it a moment after the last one.
 */
export function SearchField(props: {
  /** What is searched, said in the field and to those who hear it. */
  label: string;
  /** What is searched for, as the address has it. */
  search: string;
  onSearch: (search: string) => void;
}) {
  const { t } = useLingui();
  const { label, search } = props;
  const [typed, type] = useTyped(search, props.onSearch);
  return (
    <Field>
      <IconSearch size={16} stroke={1.8} aria-hidden />
      <input
        type="text"
        enterKeyHint="search"
        aria-label={label}
        placeholder={label}
        maxLength={200}
        value={typed}
        onChange={(event) => type(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === "Escape" && typed !== "") type("");
        }}
      />
      {typed === "" ? null : (
        <button
          type="button"
          className={classes.empty}
          aria-label={t`Empty the search`}
          onClick={(event) => {
            // The cross goes with the words: who pressed it goes on in the field.
            event.currentTarget.parentElement?.querySelector("input")?.focus();
            type("");
          }}
        >
          <IconX size={16} stroke={1.8} aria-hidden />
        </button>
      )}
    </Field>
  );
}

/** What is typed, told as a search a moment after the last letter; another search than was told takes its place. */
function useTyped(
  search: string,
  onSearch: (search: string) => void,
): [string, (text: string) => void] {
  const [typed, setTyped] = useState(search);
  const told = useRef(search);
  const timer = useRef<number | undefined>(undefined);
  const tell = useSteady((text: string) => {
    told.current = text.trim();
    onSearch(told.current);
  });
  useEffect(() => () => window.clearTimeout(timer.current), []);
  useEffect(() => {
    // The address changed by itself, as by a link to the page that is open.
    if (search === told.current) return;
    window.clearTimeout(timer.current);
    told.current = search;
    setTyped(search);
  }, [search]);
  const type = (text: string) => {
    setTyped(text);
    window.clearTimeout(timer.current);
    // Who empties it is done.
    if (text === "") tell(text);
    else timer.current = window.setTimeout(() => tell(text), searchAfterMs);
  };
  return [typed, type];
}
