/** Words of the outbox. */
export default {
  fr: {
    'outbox.title': 'Boîte d’envoi', 'outbox.text': 'Chaque e-mail et chaque SMS, tel qu’il est parti.', 'outbox.search': 'Destinataire, objet ou commande', 'outbox.language': 'Switch to English', 'outbox.console': 'Console', 'outbox.tablet': 'Magasin',
    'outbox.all': 'Tout', 'outbox.email': 'E-mails', 'outbox.sms': 'SMS', 'outbox.trouble': 'En difficulté', 'outbox.filter': 'Filtrer', 'outbox.list': 'Envois', 'outbox.more': 'Plus anciens',
    'outbox.status.waiting': 'En attente', 'outbox.status.sending': 'En cours', 'outbox.status.sent': 'Envoyé', 'outbox.status.kept': 'Gardé ici', 'outbox.status.dead': 'Abandonné',
    'outbox.kept.hint': 'Aucun serveur n’est configuré pour ce canal : le message est gardé ici au lieu de partir.', 'outbox.empty': 'Rien n’est parti pour l’instant. Passez une commande dans la boutique : sa confirmation arrive ici.', 'outbox.none': 'Aucun envoi ne correspond.', 'outbox.none_yet': { one: 'Rien de tel dans l’envoi le plus récent.', other: 'Rien de tel parmi les {count} envois les plus récents.' }, 'outbox.choose': 'Choisissez un envoi pour le lire.',
    'outbox.to': 'À', 'outbox.at': 'Le', 'outbox.template': 'Modèle', 'outbox.attempts': 'Essais', 'outbox.order': 'Commande', 'outbox.view.html': 'Comme reçu', 'outbox.view.narrow': 'Sur téléphone', 'outbox.view.text': 'Version texte', 'outbox.view': 'Affichage', 'outbox.preview': 'Aperçu de l’e-mail', 'outbox.back': 'Retour', 'outbox.no_subject': 'SMS',
  },
  en: {
    'outbox.title': 'Outbox', 'outbox.text': 'Every email and every SMS, as it went out.', 'outbox.search': 'Recipient, subject or order', 'outbox.language': 'Passer en français', 'outbox.console': 'Console', 'outbox.tablet': 'Store',
    'outbox.all': 'All', 'outbox.email': 'Emails', 'outbox.sms': 'SMS', 'outbox.trouble': 'In trouble', 'outbox.filter': 'Filter', 'outbox.list': 'Deliveries', 'outbox.more': 'Older ones',
    'outbox.status.waiting': 'Waiting', 'outbox.status.sending': 'Sending', 'outbox.status.sent': 'Sent', 'outbox.status.kept': 'Kept here', 'outbox.status.dead': 'Given up',
    'outbox.kept.hint': 'No server is configured for this channel: the message is kept here instead of leaving.', 'outbox.empty': 'Nothing has gone out yet. Place an order in the shop: its confirmation arrives here.', 'outbox.none': 'No delivery fits.', 'outbox.none_yet': { one: 'Nothing like it in the newest delivery.', other: 'Nothing like it among the {count} newest deliveries.' }, 'outbox.choose': 'Choose a delivery to read it.',
    'outbox.to': 'To', 'outbox.at': 'At', 'outbox.template': 'Template', 'outbox.attempts': 'Attempts', 'outbox.order': 'Order', 'outbox.view.html': 'As received', 'outbox.view.narrow': 'On a phone', 'outbox.view.text': 'Text version', 'outbox.view': 'View', 'outbox.preview': 'Preview of the email', 'outbox.back': 'Back', 'outbox.no_subject': 'SMS',
  },
};
