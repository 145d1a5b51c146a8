import type { Role } from "./rights.ts";

/** Somebody who comes to the database: by which role, with which claims, and whose rows they reach. */
export type Actor = {
  name: string;
  role: "anon" | Role;
  claims: string | null;
  reaches: string[];
  isAdmin?: true;
};
const claimsOf = (sub: string) => JSON.stringify({ sub, role: "authenticated" });
const everyone = ["owner", "another", "admin", "nobody"];

/** Everybody who may come, where `owner` and `another` are people and `admin` stands in user_roles. */
export function actorsOf(people: { owner: string; another: string; admin: string }): Actor[] {
  const { owner, another, admin } = people;
  return [
    { name: "the owner", role: "authenticated", claims: claimsOf(owner), reaches: ["owner"] },
    {
      name: "another person",
      role: "authenticated",
      claims: claimsOf(another),
      reaches: ["another"],
    },
    {
      name: "an admin",
      role: "authenticated",
      claims: claimsOf(admin),
      reaches: everyone,
      isAdmin: true,
    },
    {
      name: "a person whose token says admin",
      role: "authenticated",
      claims: JSON.stringify({
        sub: another,
        role: "authenticated",
        user_metadata: { role: "admin" },
        app_metadata: { role: "admin" },
      }),
      reaches: ["another"],
    },
    { name: "a person without claims", role: "authenticated", claims: null, reaches: [] },
    { name: "a stranger", role: "anon", claims: JSON.stringify({ role: "anon" }), reaches: [] },
    {
      name: "a stranger with the owner's claims",
      role: "anon",
      claims: claimsOf(owner),
      reaches: [],
    },
    {
      name: "the API for the owner",
      role: "app_api",
      claims: claimsOf(owner),
      reaches: ["owner"],
    },
    {
      name: "the API for another",
      role: "app_api",
      claims: claimsOf(another),
      reaches: ["another"],
    },
    { name: "the API for an admin", role: "app_api", claims: claimsOf(admin), reaches: ["admin"] },
    { name: "the API without claims", role: "app_api", claims: null, reaches: [] },
    { name: "the API with emptied claims", role: "app_api", claims: "", reaches: [] },
    { name: "a worker", role: "app_worker", claims: null, reaches: everyone },
    { name: "who rotates", role: "app_rotation", claims: null, reaches: everyone },
  ];
}
