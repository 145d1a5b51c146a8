import { RememberBox } from "../remember-box.tsx";
import { Held, type Stories } from "../story.tsx";

export const stories: Stories = {
  "not kept": () => (
    <Held<boolean> first={false}>
      {(isChecked, change) => <RememberBox isChecked={isChecked} onChange={change} />}
    </Held>
  ),
  kept: () => (
    <Held<boolean> first>
      {(isChecked, change) => <RememberBox isChecked={isChecked} onChange={change} />}
    </Held>
  ),
};
