import type { Execution } from "@bunch/contracts/execution";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useClient } from "../../api/client-context.ts";
import { pictureSource } from "../../results/picture-source.ts";
import { renewEveryMs } from "../../results/signed-address.ts";
import { ArrivingPicture } from "../../ui/arriving-picture.tsx";
import classes from "./history.module.css";

const shown = 4;
const copiesWithinAsks = 6;
const copiesAgainMs = 4000;

/** The first pictures of a batch, by which it is known again; asked for when its row comes near. */
export function FirstPictures({ execution }: { execution: Execution }) {
  const client = useClient();
  const frame = useRef<HTMLDivElement>(null);
  const isNear = useNear(frame);
  const { id, stats } = execution;
  const there = Math.min(shown, stats.successful);
  const pictures = useQuery({
    // While fewer are there than are shown, each new one is a reason to ask.
    queryKey: ["results", id, "first", there],
    queryFn: async ({ signal }) =>
      (await client.listResults(id, { status: "completed", limit: shown }, signal)).data,
    enabled: isNear && there > 0,
    staleTime: Infinity,
    placeholderData: (before) => before,
    refetchInterval: ({ state }) => {
      const lacks = state.data?.some((one) => one.thumbhash === null);
      if (lacks && state.dataUpdateCount < copiesWithinAsks) return copiesAgainMs;
      return renewEveryMs((state.data ?? []).map(({ result_url: url }) => url));
    },
  });
  const expected = Math.min(shown, stats.total_results);
  return (
    <div ref={frame} className={classes.pictures} aria-hidden>
      {Array.from({ length: expected }, (_, place) => {
        const source = pictureSource(pictures.data?.[place], "");
        return (
          <span key={place} data-empty={place >= there || undefined}>
            {source ? (
              <ArrivingPicture source={source} fit="cover" widthPx={48} draggable={false} />
            ) : null}
          </span>
        );
      })}
    </div>
  );
}

/** Whether the element has come near what is seen; once it has, it stays so. */
function useNear(element: React.RefObject<HTMLElement | null>): boolean {
  const [isNear, setNear] = useState(false);
  useEffect(() => {
    if (isNear || element.current === null) return;
    const watch = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) setNear(true);
      },
      { rootMargin: "300px 0px" },
    );
    watch.observe(element.current);
    return () => watch.disconnect();
  }, [isNear, element]);
  return isNear;
}
