import card from "../../ui/card.module.css";
import classes from "./history.module.css";

const rows = 6;

/** Where the batches will stand, until they are there. */
export function ComingRows({ children }: { children: React.ReactNode }) {
  return (
    <>
      <p className="unseen" role="status">
        {children}
      </p>
      <div className={`${card.card} ${classes.coming}`} aria-hidden>
        {Array.from({ length: rows }, (_, row) => (
          <div key={row}>
            <i />
            <i />
            <i />
          </div>
        ))}
      </div>
    </>
  );
}
