/** What the database says of a person, at this very moment. */
export type People = {
  isAdmin(input: { userId: string }): Promise<boolean>;
};
