import type { RowSettings } from "@bunch/contracts/prompt-row";
import { useLingui } from "@lingui/react/macro";

/** Says what a prompt has of its own, in a few signs: "16:9 · 2K". */
export function useOwnWords(): (own: RowSettings) => string {
  const { t } = useLingui();
  return ({ aspect_ratio: ratio, image_size: size, references, file_name: name }) => {
    const places = references?.join(", ") ?? "";
    const guides =
      references === undefined
        ? null
        : references.length === 0
          ? t`no reference`
          : t`reference ${places}`;
    return [ratio, size, guides, name]
      .filter((one) => one !== undefined && one !== null)
      .join(" · ");
  };
}
