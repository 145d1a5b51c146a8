import type { ReactNode } from "react";

/** One setting of the form under its heading, with what there is to say beside that. */
export function SettingSection(props: {
  title: string;
  note?: string | undefined;
  titleId?: string;
  children: ReactNode;
}) {
  return (
    <section>
      <h2>
        <span id={props.titleId}>{props.title}</span>
        {props.note ? <small className="tabular">{props.note}</small> : null}
      </h2>
      {props.children}
    </section>
  );
}
