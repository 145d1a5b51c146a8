import { routes } from "@bunch/contracts/routes";
import { Me, Settings } from "@bunch/contracts/settings";
import { Router } from "express";
import type { AppInput } from "./app-input.ts";
import { cameByOf } from "./request/came-by.ts";
import { success } from "./success.ts";

/** `GET /api/settings`: how to sign in, for everybody. `GET /api/me`: who asks. */
export function me(app: AppInput): Router {
  const { version, signIn } = app.settings;
  const settings: Settings = {
    version,
    sign_in: signIn && {
      supabase_url: signIn.supabaseUrl,
      publishable_key: signIn.publishableKey,
    },
  };
  return Router()
    .get(routes.settings.path, (_request, response) => {
      success(response, Settings, 200, settings);
    })
    .get(routes.me.path, async (request, response) => {
      const person = await app.userOf(request);
      const { userId, email, by, scope, sessionId } = person;
      // The web app asks this at each start, so it is where somebody who signed in is seen first.
      if (sessionId !== null)
        await app.people.noteSignIn({ userId, cameBy: cameByOf(request, person), sessionId });
      const is_admin = await app.people.isAdmin({ userId });
      success(response, Me, 200, { id: userId, email, by, scope, is_admin });
    });
}
