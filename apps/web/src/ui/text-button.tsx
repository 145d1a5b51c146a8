import type { ButtonHTMLAttributes, Ref } from "react";
import classes from "./text-button.module.css";

/** A button that reads like a link, for small choices inside a line. */
export function TextButton(
  props: ButtonHTMLAttributes<HTMLButtonElement> & { ref?: Ref<HTMLButtonElement> },
) {
  return (
    <button
      type="button"
      {...props}
      className={props.className ? `${classes.text} ${props.className}` : classes.text}
    />
  );
}
