import { type CSSProperties, memo, useEffect, useMemo, useState } from "react";
import { blurOf } from "../results/blur.ts";
import type { PictureSource } from "../results/picture-source.ts";

/** A line breaks, a server starts anew: whatever did not come is asked for so long later, and when the network is back. */
const againAfterMs = [2000, 8000, 30_000];

/** A picture that shows its blur, or a smaller copy of it, until it is there; and itself should a copy be gone. */
export const ArrivingPicture = memo(function ArrivingPicture(props: {
  source: PictureSource;
  className?: string | undefined;
  fit: "contain" | "cover";
  /** How wide it is shown at about, for browsers that do not find out by themselves. */
  widthPx?: number;
  /** How wide it is shown, where that is known: then the browser need not find out. */
  exactPx?: number | undefined;
  /** Shown until then, the best one in front; whichever of them comes first is seen first. */
  standIns?: readonly string[];
  /** Its own size where its box follows from it, so that nothing moves when it comes. */
  natural?: { width: number; height: number } | undefined;
  eager?: boolean;
  /** False inside a link, where a drag would carry the address off. */
  draggable?: boolean;
}) {
  const { source } = props;
  const [broken, setBroken] = useState<string | null>(null);
  const isBroken = broken === source.url && source.original !== null;
  const { turn, onLost } = useAgain(() => setBroken(null));
  const blur = useMemo(() => blurOf(source.thumbhash), [source.thumbhash]);
  const stands = [...(props.standIns ?? []), ...(blur === null ? [] : [blur])];
  const style: CSSProperties = {
    backgroundImage: stands.map((url) => `url("${url}")`).join(", ") || undefined,
    backgroundSize: props.fit,
    backgroundPosition: "center",
    backgroundRepeat: "no-repeat",
  };
  return (
    <img
      key={turn}
      ref={props.exactPx === undefined ? keepItsCopy : letGoLater}
      className={props.className}
      // First of all: set later, a lazy picture is asked for at once.
      loading={props.eager ? "eager" : "lazy"}
      decoding="async"
      sizes={
        !source.srcSet || isBroken
          ? undefined
          : props.exactPx === undefined
            ? `auto, ${props.widthPx ?? 200}px`
            : `${props.exactPx}px`
      }
      srcSet={isBroken ? undefined : source.srcSet}
      src={isBroken ? (source.original ?? source.url) : source.url}
      alt={source.alt}
      {...props.natural}
      draggable={props.draggable}
      style={style}
      // Loaded is not yet decoded, and in between there would be nothing to see.
      onLoad={({ currentTarget: picture }) => {
        // Not by drawing it anew: a hundred come one after the other.
        const uncover = () => picture.style.setProperty("background-image", "none");
        picture.decode().then(uncover, uncover);
      }}
      onError={() => {
        if (isBroken || source.original === null) onLost();
        else setBroken(source.url);
      }}
    />
  );
});

/** Asks anew, a few times, for what was lost altogether. */
function useAgain(onAgain: () => void) {
  const [turn, setTurn] = useState(0);
  const [lostIn, setLostIn] = useState(-1);
  useEffect(() => {
    if (lostIn !== turn) return;
    const again = () => {
      onAgain();
      setTurn(turn + 1);
    };
    const waitMs = againAfterMs[turn];
    const timer = waitMs === undefined ? undefined : window.setTimeout(again, waitMs);
    window.addEventListener("online", again);
    return () => {
      window.clearTimeout(timer);
      window.removeEventListener("online", again);
    };
    // What is done again is the same in each render.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [lostIn, turn]);
  return { turn, onLost: () => setLostIn(turn) };
}

/** Taken out of the page, a picture that finds out its size by itself has none, and its largest copy would be fetched for nobody. */
function keepItsCopy(picture: HTMLImageElement) {
  return () => {
    if (picture.srcset) picture.sizes = `${picture.clientWidth}px`;
    letGo(picture);
  };
}

/** One that is told its size keeps its copy by itself. */
function letGoLater(picture: HTMLImageElement) {
  return () => letGo(picture);
}

/** One that has not come is no longer waited for, so that those that are looked at come sooner. */
function letGo(picture: HTMLImageElement): void {
  queueMicrotask(() => {
    if (picture.isConnected || picture.complete) return;
    picture.removeAttribute("srcset");
    picture.removeAttribute("src");
  });
}
