import { Trans, useLingui } from "@lingui/react/macro";
import { useEffect, useState } from "react";

/** A notification at the end, for whoever wishes one; where the browser has none, nothing is offered. */
export function TellMe(props: { isOver: boolean; name: string | null }) {
  const { t } = useLingui();
  const [isWished, setIsWished] = useState(false);
  const title = t`The batch is done`;
  useEffect(() => {
    if (!props.isOver || !isWished) return;
    const notification = new Notification(title, { body: props.name ?? "Bunch" });
    notification.addEventListener("click", () => window.focus());
  }, [props.isOver, isWished, title, props.name]);
  if (!("Notification" in window) || Notification.permission === "denied") return null;
  return (
    <label>
      <input
        type="checkbox"
        checked={isWished}
        onChange={async (event) => {
          const wish = event.target.checked;
          setIsWished(wish && (await Notification.requestPermission()) === "granted");
        }}
      />
      <Trans>Tell me when it is done</Trans>
    </label>
  );
}
