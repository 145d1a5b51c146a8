import { Trans } from "@lingui/react/macro";
import { useSyncExternalStore } from "react";
import { Note } from "../../ui/note.tsx";

/** No news come: whether that is for want of a network, and what happens meanwhile. */
export function BrokenLineNote() {
  const isOnline = useSyncExternalStore(onNetwork, () => navigator.onLine);
  return (
    <Note kind="offline" role="status">
      <strong>
        {isOnline ? (
          <Trans>The line to the server is broken.</Trans>
        ) : (
          <Trans>You are offline.</Trans>
        )}
      </strong>{" "}
      {isOnline ? (
        <Trans>Nothing is lost. This page connects again by itself.</Trans>
      ) : (
        <Trans>
          The batch goes on without this page. What has come meanwhile is shown as soon as you are
          online again.
        </Trans>
      )}
    </Note>
  );
}

function onNetwork(tell: () => void) {
  window.addEventListener("online", tell);
  window.addEventListener("offline", tell);
  return () => {
    window.removeEventListener("online", tell);
    window.removeEventListener("offline", tell);
  };
}
