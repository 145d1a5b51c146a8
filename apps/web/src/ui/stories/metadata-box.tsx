import { MetadataBox } from "../metadata-box.tsx";
import { Held, type Stories } from "../story.tsx";

export const stories: Stories = {
  "bytes as they came": () => (
    <Held<boolean> first={false}>
      {(isChecked, change) => <MetadataBox isChecked={isChecked} onChange={change} />}
    </Held>
  ),
  "with prompt and settings": () => (
    <Held<boolean> first>
      {(isChecked, change) => <MetadataBox isChecked={isChecked} onChange={change} />}
    </Held>
  ),
  "in a bar": () => (
    <Held<boolean> first>
      {(isChecked, change) => <MetadataBox isShort isChecked={isChecked} onChange={change} />}
    </Held>
  ),
};
