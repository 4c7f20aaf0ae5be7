//! What agents answer again and again.

/// A text that an agent calls up by `/` and its shortcut.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CannedReply {
    pub shortcut: String,
    pub language: String,
    pub text: String,
}

/// Ten shortcuts, each in French and English.
pub fn canned_replies() -> Vec<CannedReply> {
    let reply = |shortcut: &str, language: &str, text: &str| CannedReply {
        shortcut: shortcut.to_owned(),
        language: language.to_owned(),
        text: text.to_owned(),
    };
    REPLIES.iter().flat_map(|(shortcut, fr, en)| [reply(shortcut, "fr", fr), reply(shortcut, "en", en)]).collect()
}

#[rustfmt::skip]
const REPLIES: &[(&str, &str, &str)] = &[
    ("bonjour",
        "Bonjour, et merci de nous écrire. Je regarde cela tout de suite.",
        "Hello, and thank you for writing. I am looking into it right now."),
    ("retrait",
        "Votre commande vous attend sept jours en boutique. Il suffit de montrer le code reçu par e-mail ; une pièce d’identité n’est pas nécessaire.",
        "Your order waits for you in the store for seven days. All you need is the code we emailed you; no ID is necessary."),
    ("horaires",
        "La plupart de nos boutiques ouvrent du lundi au samedi, de 10 h à 19 h. Dites-moi laquelle vous arrange et je vous confirme ses horaires.",
        "Most of our stores are open Monday to Saturday, 10 am to 7 pm. Tell me which one suits you and I will confirm its hours."),
    ("livraison",
        "La livraison à domicile prend deux à quatre jours ouvrés. Vous recevez le numéro de suivi dès que le colis part.",
        "Home delivery takes two to four working days. You will get the tracking number as soon as the parcel leaves."),
    ("retard",
        "Toutes nos excuses pour ce retard. Je contacte le transporteur et je reviens vers vous aujourd’hui, quoi qu’il arrive.",
        "I am sorry about the delay. I am contacting the carrier and will get back to you today, whatever the answer."),
    ("retour",
        "Vous avez trente jours pour changer d’avis. Le retour est gratuit en boutique, avec l’article non porté et son étiquette.",
        "You have thirty days to change your mind. Returns are free in any store, with the item unworn and its label on."),
    ("taille",
        "Si vous hésitez entre deux tailles, prenez la plus grande pour les mailles et votre taille habituelle pour les chemises et les robes.",
        "Between two sizes, take the larger one for knitwear and your usual size for shirts and dresses."),
    ("rupture",
        "Cet article n’est plus disponible dans cette boutique. Je peux vous le faire envoyer ou le faire préparer dans une autre : que préférez-vous ?",
        "This item is no longer available in that store. I can have it sent to you or prepared in another one: which do you prefer?"),
    ("entretien",
        "Nos lins se lavent à 40 °C et sèchent sur un fil, sans repassage. La laine se lave à la main, à l’eau froide, et sèche à plat.",
        "Wash our linen at 40 °C and dry it on a line, no ironing needed. Wash wool by hand in cold water and dry it flat."),
    ("merci",
        "Avec plaisir ! Je reste à votre disposition. Très belle journée à vous.",
        "My pleasure! I am here if you need anything else. Have a lovely day."),
];
