type FormFields = Record<string, string | Blob | Blob[]>;

/** A multipart form of these fields; a list of files comes under one name. */
export function formOf(fields: FormFields): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields))
    for (const one of Array.isArray(value) ? value : [value])
      if (typeof one === "string") form.append(name, one);
      else form.append(name, one, "picture.png");
  return form;
}
