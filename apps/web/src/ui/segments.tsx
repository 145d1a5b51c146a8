import classes from "./segments.module.css";

export type Segment<Value extends string> = { value: Value; label: string; count?: string };

/** A few choices side by side, one of them pressed. */
export function Segments<Value extends string>(props: {
  /** What is chosen here, for those who do not see the heading. */
  label: string;
  segments: Segment<Value>[];
  value: Value;
  onChange: (value: Value) => void;
  isWide?: boolean;
}) {
  return (
    <div
      className={classes.segments}
      role="group"
      aria-label={props.label}
      data-wide={props.isWide || undefined}
    >
      {props.segments.map((segment) => (
        <button
          key={segment.value}
          type="button"
          aria-pressed={segment.value === props.value}
          onClick={() => props.onChange(segment.value)}
        >
          {segment.label}
          {segment.count === undefined ? null : <span> {segment.count}</span>}
        </button>
      ))}
    </div>
  );
}
