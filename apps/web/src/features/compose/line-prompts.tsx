import { Trans } from "@lingui/react/macro";
import { useState } from "react";
import { TextButton } from "../../ui/text-button.tsx";

/**
 * Whoever pastes a list with a prompt on each line has one prompt of many lines: with one press it is as many, and with
 * another one again, until something is written.
 */
export function LinePrompts(props: {
  text: string;
  /** The lines of the only prompt; fewer than two where there is nothing to offer. */
  lines: readonly string[];
  onText: (text: string) => void;
}) {
  const { text, lines, onText } = props;
  const [made, setMade] = useState<{ from: string; to: string } | null>(null);
  const canGoBack = made?.to === text;
  if (!canGoBack && lines.length < 2) return null;
  const press = () => {
    if (canGoBack) return onText(made.from);
    const to = lines.join("\n\n");
    setMade({ from: text, to });
    onText(to);
  };
  return (
    <TextButton className="small" onClick={press}>
      {canGoBack ? <Trans>Back to one prompt</Trans> : <Trans>Make each line a prompt</Trans>}
    </TextButton>
  );
}
