import { people } from "./stage/people.ts";
import type { State, Visit } from "./state.ts";
import { go } from "./ways.ts";

/** Who are you: what is seen before anything else where people sign in. */
export const signInStates: State[] = [
  { name: "sign-in", viewer: "a stranger", come: signIn },
  {
    name: "sign-in-refused",
    viewer: "a stranger",
    refusal: /400/,
    come: async (visit) => {
      const { page, say, makeRoom } = visit;
      await signIn(visit);
      await page.getByRole("button", { name: say("I have a password") }).click();
      await page.getByLabel(say("E-mail address")).fill(people.marie.email);
      await page.getByLabel(say("Password")).fill("a wrong one");
      await makeRoom(async () => {
        await page.getByRole("button", { name: say("Sign in"), exact: true }).click();
        await page.getByRole("alert").waitFor();
      });
    },
  },
  {
    name: "sign-in-link-old",
    viewer: "a stranger",
    come: async (visit) => {
      await visit.makeRoom(async () => {
        await go(visit, "/nano-banana?error_code=otp_expired");
        await visit.page.getByRole("alert").waitFor();
      });
    },
  },
  {
    name: "sign-in-sent",
    viewer: "a stranger",
    come: async (visit) => {
      const { page, say } = visit;
      await signIn(visit);
      await page.getByLabel(say("E-mail address")).fill(people.nadia.email);
      await page.getByRole("button", { name: say("Send me a link") }).click();
      await page.getByRole("heading", { name: say("Check your e-mail") }).waitFor();
    },
  },
];

async function signIn(visit: Visit): Promise<void> {
  await go(visit, "/nano-banana");
  const google = visit.say("Continue with {name}", { name: "Google" });
  await visit.page.getByRole("button", { name: google }).waitFor();
}
