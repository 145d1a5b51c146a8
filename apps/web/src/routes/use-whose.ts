import { useSearchParams } from "react-router";
import { useMe } from "../api/use-me.ts";
import { personName } from "../features/admin/person-name.ts";
import { useUser } from "../features/admin/use-user.ts";

/** Whose batch an admin came to look at, as the address says it; null where it is one's own. */
export function useWhose(): string | null {
  const [params] = useSearchParams();
  const me = useMe();
  const id = params.get("of");
  const isOthers = id !== null && id !== me.data?.id;
  const user = useUser(id ?? "", isOthers && me.data?.is_admin === true);
  if (!isOthers) return null;
  return personName(user.data ?? { id, email: null });
}
