import type { Request, Response } from "express";

type Words = { status: number; title: string; text: string };

const english = {
  no_ticket: {
    status: 401,
    title: "Please open it from the admin page",
    text: "The queue's dashboard opens for ten minutes at a time. Sign in, go to the admin page, and follow the link there.",
  },
  no_admin: {
    status: 403,
    title: "This is for admins",
    text: "The queue's dashboard is for admins. Ask whoever runs this server to make you one.",
  },
  changes_nothing: {
    status: 405,
    title: "It only looks",
    text: "The queue's dashboard changes nothing. Pause, resume and cancel batches where they are shown.",
  },
  queue_away: {
    status: 503,
    title: "The queue does not answer",
    text: "Its store is away just now. Nothing is lost: the database knows all that is to be drawn. Try again in a moment.",
  },
} as const satisfies Record<string, Words>;

const french: Record<keyof typeof english, Omit<Words, "status">> = {
  no_ticket: {
    title: "Ouvrez-le depuis la page d'administration",
    text: "Le tableau de bord de la file s'ouvre pour dix minutes. Connectez-vous, allez à la page d'administration et suivez le lien.",
  },
  no_admin: {
    title: "Réservé aux administrateurs",
    text: "Le tableau de bord de la file est réservé aux administrateurs. Demandez à la personne qui gère ce serveur de vous donner ce rôle.",
  },
  changes_nothing: {
    title: "Il ne fait que montrer",
    text: "Le tableau de bord de la file ne change rien. Mettez en pause, reprenez ou annulez les lots là où ils sont affichés.",
  },
  queue_away: {
    title: "La file ne répond pas",
    text: "Son stockage est absent pour le moment. Rien n'est perdu : la base de données sait tout ce qui reste à dessiner. Réessayez dans un instant.",
  },
};

/** A page in words for a person who cannot see the dashboard, in their language. */
export function boardRefusal(
  request: Request,
  response: Response,
  why: keyof typeof english,
): void {
  const language = request.acceptsLanguages(["en", "fr"]) === "fr" ? "fr" : "en";
  const { title, text } = language === "fr" ? french[why] : english[why];
  response
    .status(english[why].status)
    .type("html")
    .send(
      `<!doctype html>\n<html lang="${language}"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Bunch</title>\n<h1>${title}</h1>\n<p>${text}</p>\n</html>\n`,
    );
}
