import { type ReactNode, useState } from "react";

/** A story's own words, in the language that the page of pieces is shown in. */
export type Say = (english: string, french: string) => string;

/** One state of a piece, drawn. */
export type Story = (props: { say: Say }) => ReactNode;

/** All states of a piece, each by what a person would call it. */
export type Stories = Record<string, Story>;

/** Holds what a piece was told last, so that it can be tried. */
export function Held<Value>(props: {
  first: Value;
  children: (value: Value, change: (value: Value) => void) => ReactNode;
}) {
  const [value, setValue] = useState(props.first);
  return props.children(value, setValue);
}
