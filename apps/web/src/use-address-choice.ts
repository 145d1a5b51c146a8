import { useSearchParams } from "react-router";

/** What a list is narrowed to, kept in the address, so that Back and reload keep it. */
export function useAddressChoice(name: string): [string, (value: string) => void] {
  const [params, setParams] = useSearchParams();
  const change = (value: string) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value === "") next.delete(name);
        else next.set(name, value);
        return next;
      },
      { replace: true, preventScrollReset: true },
    );
  return [params.get(name) ?? "", change];
}
