import type { PictureSettings } from "@bunch/contracts/metadata/picture-settings";
import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { Button } from "@mantine/core";
import { useEffect, useState } from "react";
import { useModelName } from "../../api/use-model-name.ts";
import { Dialog } from "../../ui/dialog.tsx";
import dialog from "../../ui/dialog.module.css";
import type { Offered } from "./bring-back.ts";
import classes from "./bring-back-dialog.module.css";

/** What becomes of a picture that says how it was made: its prompt and settings come back, or it guides the pictures. */
export function BringBackDialog(props: {
  file: File;
  found: PictureSettings;
  offered: Offered;
  /** How many prompts are there already, and whether this is one of them. */
  before: number;
  isThere: boolean;
  onBringBack: () => void;
  onReference: () => void;
  onClose: () => void;
}) {
  const { t } = useLingui();
  const { found, offered, before } = props;
  const nameOf = useModelName();
  const preview = usePreview(props.file);
  return (
    <Dialog
      isOpen
      onClose={props.onClose}
      title={t`This picture carries its prompt`}
      closeLabel={t`Close`}
    >
      <div className={classes.picture}>
        <img src={preview} alt={props.file.name} />
        <div className={classes.words}>
          <p className={classes.prompt}>{offered.prompt}</p>
          <dl className={classes.settings}>
            <dt>
              <Trans>Model</Trans>
            </dt>
            <Setting found={found.model} here={offered.model && nameOf(offered.model.id)} />
            <dt>
              <Trans>Shape</Trans>
            </dt>
            <Setting
              found={found.aspectRatio ?? found.size?.join(" × ") ?? null}
              here={offered.aspectRatio}
            />
            <dt>
              <Trans>Size</Trans>
            </dt>
            <Setting found={found.imageSize} here={offered.imageSize} />
            {offered.seed === null ? null : (
              <>
                <dt>
                  <Trans>Seed</Trans>
                </dt>
                <Setting found={null} here={String(offered.seed)} />
              </>
            )}
          </dl>
        </div>
      </div>
      {before > 0 ? (
        <p className={classes.beside}>
          {props.isThere ? (
            <Trans>This prompt is there already. The settings then hold for the whole batch.</Trans>
          ) : (
            <Plural
              value={before}
              one="It goes behind your prompt. The settings then hold for the whole batch."
              other="It goes behind your # prompts. The settings then hold for the whole batch."
            />
          )}
        </p>
      ) : null}
      <div className={`${dialog.choices} ${classes.choices}`}>
        <Button onClick={props.onReference}>
          <Trans>Use as reference</Trans>
        </Button>
        <Button variant="go" data-autofocus onClick={props.onBringBack}>
          <Trans>Use prompt and settings</Trans>
        </Button>
      </div>
    </Dialog>
  );
}

/** What comes back of a setting: as this server calls it, or that it has nothing of the kind. */
function Setting({ found, here }: { found: string | null; here: string | null }) {
  if (here !== null) return <dd>{here}</dd>;
  return (
    <dd className={classes.not}>
      {found === null ? (
        <Trans>stays as it is</Trans>
      ) : (
        <Trans>No {found} here: stays as it is</Trans>
      )}
    </dd>
  );
}

/** An address for a file, for as long as it is looked at. */
function usePreview(file: File): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return address;
}
