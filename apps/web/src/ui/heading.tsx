import { type ReactNode, useEffect, useRef } from "react";

let isFirstScreen = true;

/** The `h1` of a screen: it takes the focus when one arrives from another screen, and names the tab. */
export function Heading(props: { title: string; children: ReactNode; className?: string }) {
  const element = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // On the very first screen the browser has put the focus where it belongs.
    if (!isFirstScreen) element.current?.focus({ preventScroll: true });
    isFirstScreen = false;
  }, []);
  useEffect(() => {
    document.title = `${props.title} — Bunch`;
  }, [props.title]);
  return (
    <h1 ref={element} tabIndex={-1} className={props.className}>
      {props.children}
    </h1>
  );
}
