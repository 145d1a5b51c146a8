import { Plural, Trans, useLingui } from "@lingui/react/macro";
import { useModelName } from "../../api/use-model-name.ts";
import { useFormats } from "../../language/use-formats.ts";
import classes from "./review.module.css";
import type { PriceTold } from "./use-estimate.ts";

/** What each of several models will charge, and the sum. */
export function BillByModel({ price }: { price: PriceTold }) {
  const { t } = useLingui();
  const formats = useFormats();
  const nameOf = useModelName();
  const images = price.images / price.byModel.length;
  return (
    <table className={classes.bill} aria-label={t`The bill`}>
      <tbody>
        {price.byModel.map(({ model, likely, each: dollars }) => {
          const each = formats.each(dollars);
          return (
            <tr key={model}>
              <td>
                {nameOf(model)}
                <span className={classes.part}>
                  {dollars === 0 ? (
                    <Plural value={images} one="# picture, free" other="# pictures, free" />
                  ) : (
                    <Plural
                      value={images}
                      one={<Trans># picture at about {each}</Trans>}
                      other={<Trans># pictures at about {each}</Trans>}
                    />
                  )}
                </span>
              </td>
              <td>{formats.total(likely)}</td>
            </tr>
          );
        })}
        <tr>
          <td>
            <Trans>In all, about</Trans>
          </td>
          <td>{formats.total(price.likely)}</td>
        </tr>
      </tbody>
    </table>
  );
}
