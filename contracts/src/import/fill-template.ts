/** What a table's column fills in a prompt: `{{product}}`. */
const placeholder = /\{\{([^{}|\n]+)\}\}/g;

/** The names that stand in double braces, each once, in their order. */
export function placeholdersOf(template: string): string[] {
  const names = [...template.matchAll(placeholder)].map(([, name = ""]) => name.trim());
  return [...new Set(names)].filter((name) => name !== "");
}

/** The prompt with something in the place of each name in double braces. */
export function fillTemplate(template: string, valueOf: (name: string) => string): string {
  return template.replace(placeholder, (whole, name: string) =>
    name.trim() === "" ? whole : valueOf(name.trim()),
  );
}
