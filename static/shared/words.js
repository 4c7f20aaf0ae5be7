/** Words that every app needs. */
export default {
  fr: {
    'problem.offline': 'Pas de connexion. Vérifiez le réseau et réessayez.',
    'problem.unexpected_answer': 'Le serveur a répondu quelque chose d’inattendu. Réessayez dans un instant.',
    'again': 'Réessayer',
    'close': 'Fermer',
    'connection.connecting': 'Connexion…',
    'connection.offline': 'Hors ligne',

    'channel.webchat': 'Chat',
    'channel.phone': 'Téléphone',
    'channel.email': 'E-mail',
    'channel.sms': 'SMS',
    'channel.store': 'Magasin',
    'channel.web': 'Boutique en ligne',
    'channel.system': 'Système',
  },
  en: {
    'problem.offline': 'No connection. Check your network and try again.',
    'problem.unexpected_answer': 'The server answered something unexpected. Try again in a moment.',
    'again': 'Try again',
    'close': 'Close',
    'connection.connecting': 'Connecting…',
    'connection.offline': 'Offline',

    'channel.webchat': 'Chat',
    'channel.phone': 'Phone',
    'channel.email': 'Email',
    'channel.sms': 'SMS',
    'channel.store': 'Store',
    'channel.web': 'Online shop',
    'channel.system': 'System',
  },
};
