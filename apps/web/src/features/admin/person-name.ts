/** What a person is called where they are one of many: the e-mail address, else the end of the id. */
export function personName(person: { id: string; email: string | null }): string {
  return person.email ?? `…${person.id.slice(-8)}`;
}
