import { useCompose } from "../features/compose/compose-context.tsx";

/** Puts pictures among the references of the batch that is being prepared. */
export function useAsReference(): (files: File[]) => void {
  const { references, beginAnew } = useCompose();
  return (files) => {
    beginAnew();
    references.add(files);
  };
}
