import { useLingui } from "@lingui/react/macro";
import { ActionIcon } from "@mantine/core";
import { IconZoomIn, IconZoomOut } from "@tabler/icons-react";
import { useFormats } from "../../language/use-formats.ts";
import { type Store, useStore } from "../../store.ts";
import classes from "./zoom-view.module.css";
import { whole, type Zoom, zoomTo } from "./zoom.ts";

const step = 1.5;

/** Nearer, further, and how near it is, which also goes to 100 % and back. */
export function ZoomButtons(props: { zoom: Store<Zoom>; full: number }) {
  const { t } = useLingui();
  const formats = useFormats();
  const { zoom, full } = props;
  const { times } = useStore(zoom);
  const percent = formats.percent(Math.round((times / full) * 100));
  return (
    <>
      <ActionIcon
        aria-label={t`Zoom out`}
        aria-disabled={times <= 1 || undefined}
        onClick={() => zoom.set((before) => zoomTo(before, before.times / step))}
      >
        <IconZoomOut size={20} stroke={1.6} aria-hidden />
      </ActionIcon>
      <button
        type="button"
        className={classes.percent}
        title={times > 1 ? t`Show it whole` : t`Show it at 100 %`}
        onClick={() => zoom.set((before) => toggled(before, full))}
      >
        {percent}
      </button>
      <ActionIcon
        aria-label={t`Zoom in`}
        onClick={() => zoom.set((before) => zoomTo(before, before.times * step))}
      >
        <IconZoomIn size={20} stroke={1.6} aria-hidden />
      </ActionIcon>
    </>
  );
}

function toggled(zoom: Zoom, full: number): Zoom {
  return zoom.times > 1 ? whole : zoomTo(zoom, full);
}

/** What a key does to the zoom; false for keys that are not its own. */
export function zoomByKey(key: string, zoom: Store<Zoom>, full: number): boolean {
  switch (key) {
    case "+":
    case "=":
      zoom.set((before) => zoomTo(before, before.times * step));
      return true;
    case "-":
    case "_":
      zoom.set((before) => zoomTo(before, before.times / step));
      return true;
    case "0":
      zoom.set(() => whole);
      return true;
    case "z":
    case "Z":
      zoom.set((before) => toggled(before, full));
      return true;
    default:
      return false;
  }
}
