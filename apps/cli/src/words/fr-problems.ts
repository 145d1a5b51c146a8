import type { Company, ProblemWords, ToldProblem } from "./en-problems.ts";

/** Words for what goes wrong, in French, with who draws; the web app says the same. */
export function frProblems(company: Company): ProblemWords {
  const { Who, de, par } = inFrench(company);
  return {
    refused,
    noAnswer:
      "Le serveur ne répond pas. Vérifiez qu’il tourne et que vous êtes en ligne, puis réessayez.",
    result: {
      refused: "Le modèle refuse ce prompt. Changez les mots.",
      filtered: `Le filtre ${de} a retenu l’image. C’est souvent une fausse alerte : réessayez, ou changez les mots.`,
      no_picture: "Le modèle a répondu sans image. Un second essai suffit souvent.",
      too_long:
        "Le modèle a réfléchi trop longtemps et s’est arrêté avant de dessiner. Un prompt plus court aide.",
      bad_request: `${Who} n’a pas accepté cette demande. Relisez le prompt et voyez les images de référence.`,
      provider_error: `${Who} a eu une panne, plusieurs fois de suite. Réessayez un peu plus tard.`,
      unanswered: `${Who} n’a pas répondu à temps. L’image a peut-être été facturée.`,
      unreadable_answer: `La réponse ${de} ne contenait pas d’image lisible. Réessayez.`,
      doubted: "La liaison a été coupée pendant le dessin. L’image a peut-être été facturée.",
    },
    resultUnknown: "L’image n’est pas venue. Réessayez.",
    pause: {
      user: {
        title: "En pause.",
        advice:
          "Rien de nouveau ne commence avant la reprise. Ce qui est en cours est terminé, et facturé.",
      },
      cap: {
        title: "Le plafond est atteint.",
        advice:
          "Une image de plus pourrait le dépasser. Relevez le plafond pour continuer, ou annulez le reste.",
      },
      bad_key: {
        title: `${Who} refuse cette clé.`,
        advice: "Donnez une autre clé. Rien n’est perdu.",
      },
      key_blocked: {
        title: `${Who} a bloqué cette clé.`,
        advice: "Elle a peut-être fuité, ou ne peut pas appeler ce modèle. Donnez une autre clé.",
      },
      key_unreadable: {
        title: "La clé enregistrée ne peut plus être ouverte.",
        advice: "La clé de chiffrement du serveur a changé. Donnez la clé de nouveau.",
      },
      location: {
        title: `${Who} ne dessert pas le lieu où se trouve ce serveur.`,
        advice: "Faites tourner le serveur ailleurs, ou donnez la clé d’un projet utilisable ici.",
      },
      no_credit: {
        title: `Le crédit de cette clé est épuisé chez ${par}.`,
        advice: "Rechargez-le, puis reprenez. Ou donnez une autre clé.",
      },
      daily_quota: {
        title: `La limite ${de} pour aujourd’hui est atteinte.`,
        advice: "Une autre clé peut continuer maintenant.",
      },
      spending_cap: {
        title: `La limite de dépenses de cette clé est atteinte chez ${par}.`,
        advice: "Relevez-la, puis reprenez. Ou donnez une autre clé.",
      },
      model_gone: {
        title: `${Who} a arrêté ce modèle.`,
        advice:
          "Annulez ce lot et lancez-en un autre avec un modèle plus récent. Les images déjà dessinées restent.",
      },
      model_unknown: {
        title: `${Who} ne connaît pas ce modèle pour cette clé.`,
        advice:
          "Donnez une clé qui peut l’appeler, ou annulez et lancez un nouveau lot avec un autre modèle.",
      },
      reference_missing: {
        title: "Une image de référence manque sur le serveur.",
        advice: "Annulez ce lot et relancez-le avec l’image. Celles déjà dessinées restent.",
      },
      provider_unreachable: {
        title: `${Who} est injoignable.`,
        advice: "Vérifiez que le serveur est en ligne, puis reprenez. Rien n’est perdu.",
      },
      provider_overloaded: {
        title: `${Who} est surchargé en ce moment.`,
        advice: "Reprenez un peu plus tard. Rien n’est perdu.",
      },
      restored: {
        title: "Restauré depuis une sauvegarde.",
        advice:
          "Certaines de ces images ont pu être dessinées, et facturées, après cette sauvegarde. Reprenez pour faire dessiner le reste, ou annulez.",
      },
      disk_full: {
        title: "Le disque du serveur est plein.",
        advice:
          "Libérez de la place. Entre-temps rien n’est appelé ni facturé ; le lot reprend de lui-même.",
      },
      doubts: {
        title: "Des images sont peut-être déjà facturées.",
        advice:
          "Elles ont pu être dessinées sans nous parvenir. Redessinez-les ou abandonnez-les ; le lot reprend ensuite de lui-même.",
      },
      rate_limited: {
        title: `${Who} limite le nombre d’images par minute avec cette clé.`,
        advice: "Vous n’avez rien à faire.",
      },
    },
  };
}

/** The name as French sentences take it: at their beginning, behind "de", inside. */
function inFrench({ Who, who }: Company): { Who: string; de: string; par: string } {
  if (Who !== who) return { Who: "Le fournisseur", de: "du fournisseur", par: "le fournisseur" };
  return { Who, de: /^[AEIOUYH]/i.test(who) ? `d’${who}` : `de ${who}`, par: who };
}

function refused({ code, message, prompt, allowed, limit }: ToldProblem): string {
  switch (code) {
    case "bad_request":
      return `Le serveur n’a pas compris l’un des réglages. Il dit : ${message}`;
    case "no_prompts":
      return "Il n’y a pas encore de prompt. Écrivez-en au moins un.";
    case "too_many_prompts":
      return "Il y a plus de prompts que ce serveur n’en prend à la fois. Laissez-en de côté, ou lancez-les dans un second lot.";
    case "prompt_too_long":
      return prompt
        ? `Le prompt ${prompt} est trop long. Raccourcissez-le.`
        : "Un prompt est trop long. Raccourcissez-le.";
    case "prompt_has_nul":
      return prompt
        ? `Le prompt ${prompt} contient un caractère qui ne peut pas être enregistré. Retapez-le.`
        : "Un prompt contient un caractère qui ne peut pas être enregistré. Retapez-le.";
    case "api_key_missing":
      return "Ce modèle demande une clé Gemini. Ajoutez-en une, ou choisissez le simulateur.";
    case "key_unreadable":
      return "Cette clé enregistrée ne peut plus être ouverte : la clé de chiffrement du serveur a changé. Supprimez-la et ajoutez-la de nouveau.";
    case "reference_not_an_image":
      return "Une image de référence n’est pas un fichier PNG, JPEG ou WebP. Retirez-la ou choisissez-en une autre.";
    case "reference_unreadable":
      return "Une image de référence est illisible ; son fichier est peut-être abîmé. Retirez-la ou choisissez-en une autre.";
    case "too_many_references":
      return "Il y a plus d’images de référence que ce modèle n’en prend. Retirez-en.";
    case "reference_too_large":
      return "Une image de référence est trop lourde. Choisissez un fichier plus petit.";
    case "body_too_large":
      return "Le tout dépasse ce que le serveur accepte. Mettez moins de prompts ou des images de référence plus légères.";
    case "unknown_model":
      return `Le serveur ne connaît pas ce modèle.${allowed ? ` Il connaît ${allowed}.` : " Voyez bunch model list."}`;
    case "ratio_not_taken":
      return allowed
        ? `Le modèle ne dessine pas ce format. Il dessine ${allowed}.`
        : "Le modèle ne dessine pas ce format. Choisissez-en un autre.";
    case "size_not_taken":
      return allowed
        ? `Le modèle ne dessine pas cette taille. Il dessine ${allowed}.`
        : "Le modèle ne dessine pas cette taille. Choisissez-en une autre.";
    case "not_found":
      return "Ce que vous cherchez n’est plus ici. Il a peut-être été supprimé.";
    case "wrong_state":
      return "Ce n’est pas possible : le lot n’est pas dans l’état qu’il faut. Voyez bunch batch show.";
    case "idempotency_key_reused":
      return "Ce lot a déjà été lancé une fois, avec d’autres réglages. Cherchez-le parmi les lots.";
    case "forbidden_origin":
      return `Le serveur n’accepte pas de demandes à cette adresse. Il dit : ${message}`;
    case "sign_in_needed":
      return "Ce serveur demande qu’on se connecte. Donnez un jeton dans BUNCH_TOKEN, puis réessayez.";
    case "not_allowed":
      return `Vous n’avez pas le droit de faire cela. Le serveur dit : ${message}`;
    case "too_many_tokens":
      return "Vous avez autant de jetons qu’une personne peut en avoir. Révoquez-en un dont vous n’avez plus besoin.";
    case "over_limit":
      return overLimit(limit);
    case "disk_full":
      return "Le disque du serveur est plein. Faites-y de la place, puis réessayez. Rien n’a été facturé.";
    case "not_ready":
      return "Le serveur n’est pas encore prêt. Attendez un instant, puis réessayez.";
    case "internal":
      return "Le serveur a eu une panne. Réessayez ; si elle persiste, son journal dit pourquoi.";
    default:
      return code satisfies never;
  }
}

function overLimit(limit: ToldProblem["limit"]): string {
  switch (limit) {
    case "requests_a_minute":
      return "C’est plus de demandes que vous ne pouvez en envoyer en une minute. Attendez une minute, puis continuez.";
    case "executions_a_day":
      return "Vous avez lancé autant de lots que vous pouvez en un jour. Lancez le prochain après minuit (UTC), ou demandez plus à un administrateur.";
    case "pictures_a_day":
      return "C’est plus d’images que vous ne pouvez encore en demander aujourd’hui. Demandez-en moins, attendez minuit (UTC), ou demandez plus à un administrateur.";
    case "money_a_month":
      return "Cela peut coûter plus que ce que vous pouvez encore dépenser ce mois-ci. Demandez moins, annulez un lot dont vous n’avez plus besoin, ou demandez plus à un administrateur.";
    case undefined:
      return "Une de vos limites est atteinte. Attendez un peu, ou demandez plus à un administrateur.";
    default:
      return limit satisfies never;
  }
}
