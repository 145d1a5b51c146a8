import { frList } from "./fr-list.ts";
import { frSet } from "./fr-set.ts";
import { frWarns } from "./fr-warns.ts";
import { frUsage } from "./fr-usage.ts";
import type { Words } from "./en.ts";
import type { Formats } from "./formats.ts";

/** The same as en.ts, in French. */
export const fr = (f: Formats): Words => {
  const pictures = (n: number) =>
    `${f.number(n)} ${f.plural(n, { one: "image", other: "images" })}`;
  const prompts = (n: number) =>
    `${f.number(n)} ${f.plural(n, { one: "prompt", other: "prompts" })}`;
  return {
    yes: "Oui",
    no: "Non",
    free: "gratuit",
    none: "aucune",
    error: "Erreur :",
    warning: "À noter :",
    about: (amount) => `environ ${amount}`,

    notAnAddress: (given) =>
      `« ${given} » n’est pas l’adresse d’un serveur. Écrivez-la comme http://localhost:3000.`,
    badPort: (given) =>
      `PORT vaut « ${given} », qui n’est pas un port. Indiquez un nombre de 1 à 65535.`,
    stranger: (url, port, isOwn) =>
      `Ce qui répond à ${url} n’est pas Bunch.\n${
        isOwn
          ? `Arrêtez-le, ou donnez un autre port à Bunch : PORT=${port} devant la commande, ou dans .env.`
          : "Donnez la bonne adresse avec --server."
      }`,
    silent: (url) =>
      `Quelque chose à ${url} accepte les connexions et ne répond pas. Voyez ce que c’est, ou donnez une autre adresse avec --server.`,
    nobody: (url) =>
      `Aucun serveur ne répond à ${url}. Démarrez-le là-bas, ou retirez --server et BUNCH_URL pour utiliser celui de ce dossier.`,
    starting:
      "Aucun serveur ne tourne encore : un serveur démarre (il s’arrêtera de lui-même quand il n’aura plus rien à faire) …",
    started: (url) => `Le serveur tourne à ${url}`,
    startFailed: (log) => `Le serveur n’a pas démarré. Ses mots sont dans ${log}.`,
    startFailedBecause: "Le serveur n’a pas démarré :",
    startTooSlow: (seconds, log) =>
      `Le serveur n’était pas prêt au bout de ${seconds} secondes. Regardez ${log}, puis réessayez.`,
    plainHttp: (host) =>
      `La clé part vers ${host} sans chiffrement : cette adresse commence par http. Préférez https si d’autres partagent le chemin.`,

    noPrompts: "Il n’y a pas de prompt. Donnez un fichier, - pour l’entrée standard, ou --prompt.",
    fileUnreadable: (path, why) => `${path} est illisible : ${why}.`,
    notText: (path) =>
      `${path} n’est pas du texte. Donnez un fichier de prompts séparés par des lignes vides, un .csv ou un .jsonl.`,
    list: frList,
    promptTooLong: (n, length, most) =>
      `Le prompt ${f.number(n)} a ${f.number(length)} caractères, ${f.number(length - most)} de trop. Raccourcissez-le.`,
    promptBadSign: (n) =>
      `Le prompt ${f.number(n)} contient un caractère qui ne peut pas être enregistré. Retapez-le.`,
    tooManyPrompts: (n, most) =>
      `Il y a ${prompts(n)} ; ce serveur en prend ${f.number(most)} à la fois. Laissez-en de côté, faites deux lots, ou relevez MAX_PROMPTS.`,
    repeated: (n) =>
      `${prompts(n)} ${f.plural(n, { one: "est en double et sera dessiné", other: "sont en double et seront dessinés" })} chaque fois.`,
    reading: "Lecture des prompts au clavier : des lignes vides entre eux, Ctrl-D à la fin.",
    refNotPicture: (path) => `${path} n’est pas une image PNG, JPEG ou WebP.`,
    refTooLarge: (path, mb) => `${path} dépasse ${f.number(mb)} Mo. Réduisez-la.`,
    tooManyRefs: (most) =>
      `Au plus ${f.number(most)} ${f.plural(most, { one: "image de référence est acceptée", other: "images de référence sont acceptées" })}. Retirez-en, ou relevez MAX_REFERENCE_IMAGES.`,
    badNumber: (option, rule) => `${option} doit être ${rule}.`,
    wholeFrom: (least, most) => `un nombre entier de ${f.number(least)} à ${f.number(most)}`,
    dollars: "un montant en dollars, comme 5 ou 0.50",
    nameTooLong: "Le nom a au plus 200 caractères.",

    keyFileBad: (path) =>
      `${path} ne contient pas de clé : une seule ligne sans blanc est attendue.`,
    keyAsk: (vendor) =>
      `Clé ${vendor ?? "d’API"} (elle n’est pas affichée ; seul le serveur la garde, chiffrée)`,
    set: frSet,
    warns: frWarns(f),
    keyMissing: (model, vendor, variable) =>
      `${model} demande une clé ${vendor ?? "de son fournisseur"}. Définissez ${variable}, donnez --key-file, ou prenez --model simulator.`,
    keyRefused: (company) =>
      `${company ?? "Le fournisseur"} refuse cette clé. Rien n’a été facturé.`,
    keyEmpty: "Tapez une clé, ou faites Ctrl-C.",

    pictures,
    prompts,
    timesEach: (all, n, each) => `${pictures(all)} : ${prompts(n)} × ${f.number(each)}`,
    simulator: "Simulateur",
    labels: {
      pictures: "Images",
      model: "Modèle",
      shape: "Format",
      references: "Références",
      price: "Prix",
      cap: "Plafond",
      folder: "Dossier",
      server: "Serveur",
      name: "Nom",
      batch: "Lot",
      status: "État",
      begun: "Lancé",
      cost: "Coût",
      prompts: "Prompts",
      sizes: "Tailles",
      shapes: "Formats",
      key: "Clé",
      onDoubt: "Sans réponse",
      seed: "Graine",
    },
    onDoubt: {
      repay: "redessiner d’office",
      ask: "vous demander d’abord",
      fail: "abandonner",
    },
    price: (total, high) => `environ ${total}, au plus ${high} environ`,
    each: (amount) => `environ ${amount} l’image`,
    cap: (amount) => `s’arrête avant ${amount}`,
    capBelowPrice:
      "Le plafond est inférieur au prix : le lot se mettra sans doute en pause avant la fin.",
    firstPrompts: "Premiers prompts",
    andMore: (n) => `et ${f.number(n)} de plus`,
    generate: (n, amount) =>
      `Générer ${n === 1 ? "" : "les "}${pictures(n)}${amount ? ` — environ ${amount}` : ""} ?`,
    needsYes:
      "Ce n’est pas un terminal : personne ne peut répondre. Voyez le prix ci-dessus et ajoutez --yes pour lancer. Rien n’a été envoyé.",
    notSent: "Rien n’a été envoyé, et rien n’est facturé.",

    otherBatch: (folder) =>
      `${folder} appartient à un autre lot. Donnez un autre dossier avec --out ; rien n’a été envoyé.`,
    otherServer: (folder, server) =>
      `Le lot de ${folder} tourne sur ${server}. Donnez cette adresse avec --server, ou un autre dossier avec --out ; rien n’a été envoyé.`,
    noteBroken: (path) =>
      `${path} est illisible. Donnez un autre dossier avec --out, ou supprimez ce fichier si son lot est fini.`,
    folderUnwritable: (folder, why) =>
      `Impossible d’écrire dans ${folder} : ${why}. Rien n’a été envoyé.`,
    goesOn: (id, begun) =>
      `Le lot ${id} de ce dossier, lancé le ${begun}, continue ; rien n’est payé deux fois.`,
    perhapsSent:
      "Le dernier essai s’est interrompu pendant l’envoi. Il repart sous le même numéro, et ne peut donc pas être payé deux fois.",
    batchGone:
      "Le serveur ne connaît plus le lot de ce dossier ; il a été supprimé, ou le serveur a d’autres données.",
    isFinished: (id, begun) => `Le lot ${id} de ce dossier, lancé le ${begun}, est fini.`,
    again: (isFree) =>
      isFree ? "Tout générer de nouveau ?" : "Tout générer de nouveau, et payer de nouveau ?",
    addAgain: "Rien n’a été envoyé. Pour tout redessiner et repayer, ajoutez --again.",
    keyChanged:
      "Ce lot a déjà été envoyé avec une autre clé, et il est en cours. Donnez la même clé, ou trouvez-le avec bunch batch list.",
    notKnownSent:
      "Le serveur n’a pas répondu : on ne sait pas encore si le lot a commencé. Relancez la même commande : elle continue, et ne paie rien deux fois.",

    sent: (id) => `Le lot ${id} a commencé.`,
    done: (n, total) => `${f.number(n)} sur ${f.number(total)}`,
    failed: (n) => `${f.number(n)} ${f.plural(n, { one: "échec", other: "échecs" })}`,
    cancelled: (n) => `${f.number(n)} ${f.plural(n, { one: "annulée", other: "annulées" })}`,
    spent: (amount) => `${amount} dépensés`,
    undecided: (n) =>
      `${f.number(n)} ${f.plural(n, { one: "attend", other: "attendent" })} votre décision`,
    upToMore: (amount) => `jusqu’à ${amount} de plus`,
    left: (rest) => `encore ${rest} environ`,
    leftCount: (n) => `${f.number(n)} ${f.plural(n, { one: "restante", other: "restantes" })}`,
    limitedTo: (perMinute) => `Cette clé est limitée à ${pictures(perMinute)} par minute.`,
    waitingUntil: (why, until) => `${why} La suite à ${until}.`,
    lineBroken: "Le serveur ne répond pas ; nouvel essai …",
    saving: (n) => `Enregistrement de ${pictures(n)} …`,
    gaveUpWaiting: (minutes) =>
      `Le serveur n’a pas répondu pendant ${f.number(minutes)} minutes. Le lot continuera quand il tournera ; la même commande reprendra le suivi.`,
    stillRuns: (id) => `Suivi arrêté. Le lot ${id} continue.`,
    watchAgain: "Le suivre de nouveau :",
    cancelIt: "L’annuler :",
    sameCommand: "la même commande",

    cannotSave: (n, why) =>
      `${pictures(n)} ${f.plural(n, { one: "n’a pas pu être enregistrée", other: "n’ont pas pu être enregistrées" })} : ${why}`,
    fetchAgain: "Elles sont en sûreté sur le serveur. Pour les prendre :",
    diskFull: (folder) => `le disque de ${folder} est plein`,
    badCopy: "ce qui est arrivé n’est pas ce que le serveur a",

    resultHere: (saved, total, folder) =>
      `${f.number(saved)} ${f.plural(saved, { one: "image", other: "images" })} sur ${f.number(total)} dans ${folder}`,
    resultPlain: (done, total) =>
      `${f.number(done)} ${f.plural(done, { one: "image terminée", other: "images terminées" })} sur ${f.number(total)}`,
    took: (cost, duration) => `${cost}, ${duration}`,
    nothingDrawn: "Aucune image n’a été dessinée.",
    wasCancelled: "Le lot a été annulé.",
    retryWith: (amount) => `Réessayer les échecs${amount ? ` (environ ${amount})` : ""} :`,
    possible: (amount) =>
      `Jusqu’à ${amount} de plus ont peut-être été facturés pour des appels restés sans réponse.`,
    overCap: (amount) =>
      `Le plafond est dépassé de ${amount} : une réponse a été facturée plus que le maximum connu de son modèle.`,
    renamed: (n, name) =>
      n === 1
        ? `Un fichier étranger à ce lot occupait la place : une image s’appelle donc ${name}.`
        : `Des fichiers étrangers à ce lot occupaient la place : ${pictures(n)} ont un autre nom, comme ${name}.`,

    paused: (id) => `Le lot ${id} est en pause.`,
    resumeWith: "Reprendre avec :",
    goesOnAt: (moment) => `Tant que le serveur tourne, il reprendra de lui-même à ${moment}.`,
    askKey: "Une autre clé (non affichée ; Entrée garde l’actuelle)",
    askCap: (now) =>
      `Nouveau plafond en dollars, ${now} à présent (Entrée sans rien laisse le lot en pause)`,
    askResume: "Reprendre maintenant ?",
    capNotHigher: (now) => `Donnez un montant au-dessus de ${now}.`,
    capFigures: (spent, left, next) =>
      `${spent} sont dépensés, frais possibles compris ; il reste ${left}, et l’image suivante peut coûter jusqu’à ${next}.`,
    doubtsWait: (n, amount) =>
      `${pictures(n)} ${f.plural(n, { one: "a", other: "ont" })} peut-être été ${f.plural(n, { one: "dessinée et facturée", other: "dessinées et facturées" })} sans nous parvenir : jusqu’à ${amount}. ${f.plural(n, { one: "La redessiner, ou l’abandonner", other: "Les redessiner, ou les abandonner" })} ?`,
    decideWith: "Décidez avec l’une de ces commandes :",
    askDecision: (n) => `Qu’en faire${n === 1 ? "" : ", pour toutes"} ?`,
    decideLater: "Décider plus tard",
    drawAgain: (amount) => `Redessiner — environ ${amount}, au risque de payer deux fois`,
    giveUp: "Abandonner ; un nouvel essai reste possible",
    drawAgainAsk: (n, amount) =>
      `Redessiner ${pictures(n)}${amount ? ` — environ ${amount}` : ""} ?`,
    gaveUp: (n) =>
      `${pictures(n)} ${f.plural(n, { one: "est abandonnée", other: "sont abandonnées" })}.`,
    nothingUndecided: "Aucune image de ce lot n’attend de décision.",
    decideOne: "Dites --draw-again ou --give-up, l’un des deux.",
    resumed: (id) => `Le lot ${id} continue.`,

    noBatchFits: "Aucun lot ne correspond.",
    noBatches:
      "Aucun lot pour l’instant. Commencez par : bunch batch run prompts.txt --model simulator",
    moreBatches: (n) =>
      `Seuls les ${f.number(n)} plus récents sont montrés ; --limit en montre plus.`,
    noSuchBatch: (id) => `Il n’y a pas de lot ${id}. Voyez bunch batch list.`,
    severalBatches: (id) => `Plusieurs lots commencent par ${id}. Donnez-en davantage.`,
    badId: (id) => `« ${id} » n’est pas le numéro d’un lot. Voyez bunch batch list.`,
    pausedNow: (id) => `Le lot ${id} est en pause. Ce qui est en cours est terminé, et facturé.`,
    cancelledNow: (notStarted, amount, underWay) =>
      [
        `Annulé : ${f.number(notStarted)} ${f.plural(notStarted, { one: "non commencée", other: "non commencées" })}${notStarted > 0 ? `, ${amount} économisés environ` : ""}`,
        ...(underWay > 0
          ? [
              `${f.number(underWay)} en cours ${f.plural(underWay, { one: "sera facturée", other: "seront facturées" })}`,
            ]
          : []),
      ].join(" ; ") + ".",
    nothingFailed: "Rien n’a échoué : il n’y a rien à réessayer.",
    retryAsk: (n, amount) =>
      `Réessayer ${f.number(n)} ${f.plural(n, { one: "échec", other: "échecs" })}${amount ? ` — environ ${amount}` : ""} ?`,
    retried: (n) =>
      `${pictures(n)} ${f.plural(n, { one: "est redessinée", other: "sont redessinées" })}.`,
    deleteAsk: (id, n) =>
      `Supprimer du serveur le lot ${id} et ${n === 1 ? "son image" : `ses ${pictures(n)}`} ?`,
    deleteNeedsYes:
      "Ce n’est pas un terminal : personne ne peut répondre. Ajoutez --yes pour supprimer. Rien n’a été supprimé.",
    deleted: (id) =>
      `Le lot ${id} est supprimé, avec ses images. Les copies dans vos dossiers restent.`,
    nothingDone: "Rien n’a été fait.",
    downloaded: (n, fetched, folder) =>
      `${pictures(n)} dans ${folder} (dont ${f.number(fetched)} ${f.plural(fetched, { one: "prise", other: "prises" })} à l’instant).`,
    noPictures: "Il n’y a pas d’image dans ce lot.",
    needsKey: "demande une clé",
    needsNoKey: "sans clé",
    isDefault: "pris si rien d’autre n’est choisi",
    isShutDown: (on) => `arrêté le ${on}`,
    eachBySize: (size, amount) => `${size} ${amount}`,
    upToRefs: (n) => `jusqu’à ${f.number(n)}`,
    status: {
      pending: "en attente",
      processing: "en cours",
      paused: "en pause",
      completed: "terminé",
      cancelled: "annulé",
      failed: "échoué",
    },

    usage: frUsage,
    bug: "C’est une panne de bunch lui-même :",
  };
};
