import classes from "./table-below.module.css";

/** A chart's figures, folded away below it; where it is narrow the table scrolls sideways, by keyboard too. */
export function TableBelow(props: {
  summary: string;
  heads: readonly string[];
  /** Of each row first its name. */
  rows: readonly { key: string; cells: readonly string[] }[];
}) {
  return (
    <details className={classes.table}>
      <summary>{props.summary}</summary>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div role="region" aria-label={props.summary} tabIndex={0}>
        <table>
          <thead>
            <tr>
              {props.heads.map((head) => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {props.rows.map(({ key, cells: [name, ...cells] }) => (
              <tr key={key}>
                <th scope="row">{name}</th>
                {cells.map((cell, index) => (
                  <td key={props.heads[index + 1]}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
