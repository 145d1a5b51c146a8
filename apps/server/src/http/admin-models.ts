import { ChangedModel, ModelChange } from "@bunch/contracts/model-change";
import { routes } from "@bunch/contracts/routes";
import { changeModel, forAdmins, undoModelChange } from "@bunch/core/flow/change-model";
import type { StoredChange } from "@bunch/core/models/model-change";
import type { Person } from "@bunch/core/ports/person";
import { Problem } from "@bunch/core/problem";
import { type Request, type Response, Router } from "express";
import type { AppInput } from "./app-input.ts";
import { cameByOf } from "./request/came-by.ts";
import { jsonBody, smallBodyBytes } from "./request/json-body.ts";
import { parseBody } from "./request/parse-body.ts";
import { parseExactly, refuseNul } from "./request/parse-request.ts";
import { success } from "./success.ts";
import { entryOfChange, wireChangedModel } from "./wire/changed-model.ts";

/** `/api/admin/models/:id`: what admins change of the catalogue; who is one, the database decides. */
export function adminModels(app: AppInput): Router {
  const doors = {
    catalogue: app.doors.models,
    modelChanges: app.modelChanges,
    keeper: app.catalogue,
  };
  const { defaultModel } = app.settings;

  const tell = (response: Response, id: string, stored: readonly StoredChange[]) => {
    const told = wireChangedModel(app.doors.models, id, stored);
    success(response, ChangedModel, 200, told ?? { ...nothing, id });
  };
  return Router()
    .get(routes.getModelChange.path, async (request, response) => {
      await adminOf(app, request);
      const id = request.params["id"];
      const told = wireChangedModel(app.doors.models, id, await app.modelChanges.all());
      if (!told) throw new Problem("not_found", "There is no such model. GET /api/models has all.");
      success(response, ChangedModel, 200, told);
    })
    .put(routes.changeModel.path, jsonBody(smallBodyBytes), async (request, response) => {
      const admin = await adminOf(app, request);
      const id = modelIdOf(request);
      const asked = parseBody(ModelChange, request, parseExactly);
      refuseNul({ other_fields: JSON.stringify(asked).includes("\\u0000") ? "\0" : "" });
      const stored = await changeModel(doors, {
        ...by(request, admin),
        id,
        defaultModel,
        change: entryOfChange(asked),
        prices: asked.cost_per_image,
        today: app.doors.models.today,
      });
      app.log.info({ model: id, byUserId: admin.userId }, "A model was changed.");
      tell(response, id, stored);
    })
    .delete(routes.undoModelChange.path, async (request, response) => {
      const admin = await adminOf(app, request);
      const id = request.params["id"];
      const stored = await undoModelChange(doors, { ...by(request, admin), id, defaultModel });
      app.log.info({ model: id, byUserId: admin.userId }, "A change of a model was undone.");
      tell(response, id, stored);
    });
}

const nothing = {
  now: null,
  as_it_came: null,
  change: null,
  changed_at: null,
  changed_by: null,
  problem: null,
};

/** Before anything is looked at: what does not fit is nobody else's business. Where nobody signs in it is whoever asks. */
async function adminOf(app: AppInput, request: Request): Promise<Person> {
  const person = await app.userOf(request);
  if (person.by !== "local" && !(await app.people.isAdmin(person))) throw forAdmins();
  await app.catalogue.takeUp();
  return person;
}

const by = (request: Request, admin: Person) => ({
  askerId: admin.userId,
  cameBy: cameByOf(request, admin),
});

function modelIdOf(request: Request): string {
  const { id } = request.params;
  if (typeof id === "string" && /^[\w.:/@+-]{1,200}$/u.test(id)) return id;
  throw new Problem(
    "bad_request",
    "A model's id has up to 200 letters, digits and the signs . _ - : / @ +. Give it such a one.",
  );
}
