import { Mark } from "../mark.tsx";
import type { Stories } from "../story.tsx";

export const stories: Stories = { "as it is": () => <Mark /> };
