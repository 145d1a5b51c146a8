import type { ReactNode } from "react";
import type { LightTileProps } from "./light-tile-props.ts";
import classes from "./light-table.module.css";

/** The cell of the grid that a tile stands in. The table hears its keys and clicks. */
export function TileCell(props: {
  tile: LightTileProps;
  tabIndex: 0 | -1;
  describedBy?: string | undefined;
  children: ReactNode;
}) {
  const { tile } = props;
  return (
    <div
      role="gridcell"
      className={classes.cell}
      data-place={tile.place}
      data-slot={tile.slot}
      tabIndex={props.tabIndex}
      aria-colindex={tile.column + 1}
      aria-selected={tile.isSelected}
      aria-describedby={props.describedBy}
    >
      {props.children}
    </div>
  );
}
