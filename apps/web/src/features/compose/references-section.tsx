import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { IconArrowLeft, IconArrowRight, IconPhotoPlus, IconX } from "@tabler/icons-react";
import { useRef } from "react";
import { useFormats } from "../../language/use-formats.ts";
import type { Reference } from "./reference-store.ts";
import classes from "./references-section.module.css";
import type { Taken } from "./take-references.ts";

/** The reference pictures in their order; more by drop, paste or choice, as far as there is room. */
export function ReferencesSection(props: {
  references: Reference[];
  max: number;
  maxMegabytes: number;
  problem: Taken["problem"];
  onFiles: (files: File[]) => void;
  onRemove: (id: string) => void;
  onMove: (id: string, by: -1 | 1) => void;
}) {
  const { t } = useLingui();
  const formats = useFormats();
  const file = useRef<HTMLInputElement>(null);
  const { references, max } = props;
  const megabytes = formats.number(props.maxMegabytes);
  const last = references.length - 1;
  return (
    <>
      <ul className={classes.references}>
        {references.map((reference, index) => {
          const number = index + 1;
          return (
            <li key={reference.id} className={classes.reference}>
              <img src={reference.previewUrl} alt={t`Reference ${number}: ${reference.name}`} />
              <span className={classes.number} aria-hidden="true">
                {number}
              </span>
              <button
                type="button"
                className={classes.remove}
                aria-label={t`Remove reference ${number}`}
                onClick={() => props.onRemove(reference.id)}
              >
                <IconX size={16} stroke={1.8} />
              </button>
              <span className={classes.order}>
                {index > 0 ? (
                  <button
                    type="button"
                    aria-label={t`Move reference ${number} earlier`}
                    onClick={() => props.onMove(reference.id, -1)}
                  >
                    <IconArrowLeft size={16} stroke={1.8} />
                  </button>
                ) : null}
                {index < last ? (
                  <button
                    type="button"
                    aria-label={t`Move reference ${number} later`}
                    onClick={() => props.onMove(reference.id, 1)}
                  >
                    <IconArrowRight size={16} stroke={1.8} />
                  </button>
                ) : null}
              </span>
            </li>
          );
        })}
        {references.length < max ? (
          <li
            className={classes.dropCell}
            data-room={references.length === 0 ? 3 : Math.max(1, 3 - (references.length % 3))}
          >
            <button type="button" className={classes.drop} onClick={() => file.current?.click()}>
              <IconPhotoPlus size={20} stroke={1.6} aria-hidden />
              <span>
                <Trans>Drop, paste or choose.</Trans>{" "}
                {references.length < 2 ? <Trans>They guide every picture.</Trans> : null}
              </span>
            </button>
          </li>
        ) : null}
      </ul>
      <input
        ref={file}
        hidden
        type="file"
        multiple
        accept="image/png,image/jpeg,image/webp"
        aria-label={t`Reference pictures`}
        onChange={(event) => {
          props.onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
      <p className={classes.problem} role="status">
        {props.problem === "wrong_kind" ? (
          <Trans>Only PNG, JPEG and WebP pictures are taken.</Trans>
        ) : null}
        {props.problem === "too_large" ? (
          <Trans>A picture over {megabytes} MB is too large. Make it smaller first.</Trans>
        ) : null}
        {props.problem === "too_many" || references.length > max ? (
          <Plural
            value={max}
            _0="This model takes no reference pictures. Remove them."
            one="There is room for # reference picture."
            other="There is room for # reference pictures."
          />
        ) : null}
      </p>
    </>
  );
}
