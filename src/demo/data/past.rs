//! What has happened at Maison Véra before anybody looks: customers, their orders, and what was said.

/// Somebody who bought here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoCustomer {
    pub name: &'static str,
    pub email: &'static str,
    /// E.164, from the range that France keeps for fiction.
    pub phone: &'static str,
    pub language: &'static str,
    pub street: &'static str,
    pub postcode: &'static str,
    pub city: &'static str,
    pub orders: &'static [DemoOrder],
    pub talk: &'static [Said],
}

/// An order, and how far it has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoOrder {
    pub placed: Placed,
    pub to: To,
    /// Category and quantity: what of it is in stock where it comes from is bought.
    pub lines: &'static [(&'static str, i64)],
    pub now: Now,
}

/// Where it was placed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Placed {
    Web,
    /// By this agent, on the phone.
    Phone(&'static str),
    /// At the counter of the store that it is picked up in.
    Store,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum To {
    /// The customer's own address.
    Home,
    /// The store with this code.
    Store(&'static str),
    /// The store with this code, which has none of it: it is sent there.
    StoreWithout(&'static str),
    /// The relay point with this code.
    Relay(&'static str),
}

/// How far an order has come; `Sent`, `Delivered`: with this carrier and tracking number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Now {
    Offered,
    Accepted,
    Picked,
    Packed,
    Ready,
    Collected,
    Sent(&'static str, &'static str),
    Delivered(&'static str, &'static str),
    /// Why.
    Cancelled(&'static str),
}

/// A piece of a conversation; who of the staff speaks is named by login.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    Visitor(&'static str),
    Agent(&'static str, &'static str),
    /// An email from an agent.
    Email(&'static str, &'static str),
    Note(&'static str, &'static str),
    /// A call that was taken, and what was noted of it.
    Call(&'static str, &'static str),
    Closed(&'static str),
}

/// A browser in the webchat of which nobody knows yet who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DemoVisitor {
    pub language: &'static str,
    pub name: Option<&'static str>,
    /// What was typed as their own; nobody has proved it.
    pub email: Option<&'static str>,
    pub talk: &'static [Said],
}

use Said::{Agent, Call, Closed, Email, Note, Visitor};

pub const CUSTOMERS: &[DemoCustomer] = &[
    DemoCustomer {
        name: "Élodie Girard",
        email: "elodie.girard@example.com",
        phone: "+33639980142",
        language: "fr",
        street: "27 rue Sala",
        postcode: "69002",
        city: "Lyon",
        orders: &[
            DemoOrder {
                placed: Placed::Web,
                to: To::Home,
                lines: &[("Linge de lit", 1), ("Textiles", 2)],
                now: Now::Delivered("Colissimo", "6A20481937465"),
            },
            DemoOrder {
                placed: Placed::Web,
                to: To::Store("LYO1"),
                lines: &[("Vaisselle", 2), ("Bougies & senteurs", 1)],
                now: Now::Ready,
            },
        ],
        talk: &[
            Visitor("Bonjour, j’ai reçu le code de retrait. Est-ce que ma sœur peut venir chercher la commande à ma place ?"),
            Agent("camille", "Bonjour Élodie ! Oui, bien sûr : il suffit qu’elle montre le code à six chiffres en caisse."),
            Visitor("Parfait. Et vous auriez encore le même bol dans une autre couleur à Bellecour ?"),
            Agent("camille", "Je vérifie… Il nous en reste en boutique. Je vous en fais mettre un de côté avec la commande ?"),
        ],
    },
    DemoCustomer {
        name: "Julien Mercier",
        email: "julien.mercier@example.com",
        phone: "+33639980167",
        language: "fr",
        street: "5 rue du Temple",
        postcode: "75004",
        city: "Paris",
        orders: &[
            DemoOrder { placed: Placed::Web, to: To::Store("PAR1"), lines: &[("Pulls & mailles", 1)], now: Now::Offered },
            DemoOrder { placed: Placed::Web, to: To::Home, lines: &[("Luminaires", 1)], now: Now::Cancelled("Commandé deux fois") },
        ],
        talk: &[
            Visitor("Bonjour, je viens de commander un pull pour un retrait dans le Marais. Il sera prêt avant 18 h aujourd’hui ?"),
            Visitor("C’est pour un anniversaire ce soir…"),
        ],
    },
    DemoCustomer {
        name: "Nadège Besson",
        email: "nadege.besson@example.com",
        phone: "+33639980118",
        language: "fr",
        street: "12 cours Gambetta",
        postcode: "34000",
        city: "Montpellier",
        orders: &[
            DemoOrder {
                placed: Placed::Web,
                to: To::Home,
                lines: &[("Bain", 3), ("Bougies & senteurs", 2)],
                now: Now::Sent("Colissimo", "6A20513390274"),
            },
            DemoOrder { placed: Placed::Web, to: To::Store("LYO1"), lines: &[("Robes", 1)], now: Now::Accepted },
            DemoOrder {
                placed: Placed::Phone("camille"),
                to: To::StoreWithout("LYO1"),
                lines: &[("Manteaux", 1)],
                now: Now::Sent("Navette Véra", "NV-20711"),
            },
        ],
        talk: &[],
    },
    DemoCustomer {
        name: "Sofiane Haddad",
        email: "sofiane.haddad@example.com",
        phone: "+33639980125",
        language: "fr",
        street: "40 rue Sainte-Catherine",
        postcode: "33000",
        city: "Bordeaux",
        orders: &[
            DemoOrder { placed: Placed::Phone("karim"), to: To::Home, lines: &[("Mobilier d'appoint", 1)], now: Now::Picked },
            DemoOrder { placed: Placed::Web, to: To::Store("BDX1"), lines: &[("Chemises", 2)], now: Now::Packed },
        ],
        talk: &[
            Call(
                "karim",
                "Commande passée par téléphone. Livraison en appartement, troisième étage sans ascenseur : à préciser au transporteur.",
            ),
            Email(
                "karim",
                "Bonjour Sofiane,\n\nComme convenu, votre commande part de notre entrepôt d’Orléans. Le transporteur vous appellera la veille pour fixer l’heure.\n\nÀ bientôt,",
            ),
        ],
    },
    DemoCustomer {
        name: "Anne-Laure Perrin",
        email: "al.perrin@example.com",
        phone: "+33639980133",
        language: "fr",
        street: "9 quai Saint-Antoine",
        postcode: "69002",
        city: "Lyon",
        orders: &[
            DemoOrder {
                placed: Placed::Web,
                to: To::Store("LYO1"),
                lines: &[("Accessoires", 1), ("Bougies & senteurs", 3)],
                now: Now::Offered,
            },
            DemoOrder { placed: Placed::Store, to: To::Store("LYO1"), lines: &[("Vaisselle", 4)], now: Now::Collected },
            DemoOrder { placed: Placed::Web, to: To::Relay("RLY1"), lines: &[("Bain", 1)], now: Now::Sent("Colissimo", "6A20544810932") },
        ],
        talk: &[
            Visitor("Bonjour, le retour en boutique est-il possible sans le ticket ?"),
            Agent(
                "louise",
                "Bonjour, oui : nous retrouvons votre achat avec votre e-mail. Vous avez trente jours, l’article non porté avec son étiquette.",
            ),
            Visitor("Merci beaucoup !"),
            Agent("louise", "Avec plaisir, très belle journée à vous."),
            Closed("louise"),
        ],
    },
    DemoCustomer {
        name: "Margaret Collins",
        email: "margaret.collins@example.com",
        phone: "+33639980154",
        language: "en",
        street: "18 rue de Turenne",
        postcode: "75003",
        city: "Paris",
        orders: &[
            DemoOrder { placed: Placed::Web, to: To::Store("PAR1"), lines: &[("Manteaux", 1)], now: Now::Ready },
            DemoOrder {
                placed: Placed::Web,
                to: To::Home,
                lines: &[("Linge de lit", 1)],
                now: Now::Delivered("Chronopost", "XY104882736FR"),
            },
        ],
        talk: &[
            Visitor("Hello, my duvet cover has arrived, but can I wash it at 60 degrees?"),
            Agent("oliver", "Hello Margaret! Please stay at 40 °C: at 60 the linen may shrink a little. No ironing needed."),
            Visitor("Good to know, thank you."),
            Note("oliver", "Prefers English. Collects her coat in the Marais this week."),
            Closed("oliver"),
        ],
    },
    DemoCustomer {
        name: "Théo Lambert",
        email: "theo.lambert@example.com",
        phone: "+33639980171",
        language: "fr",
        street: "3 place du Bouffay",
        postcode: "44000",
        city: "Nantes",
        orders: &[
            DemoOrder { placed: Placed::Web, to: To::Home, lines: &[("Pulls & mailles", 1), ("Accessoires", 1)], now: Now::Offered },
            DemoOrder { placed: Placed::Web, to: To::Store("NTE1"), lines: &[("Bain", 2)], now: Now::Collected },
        ],
        talk: &[],
    },
    DemoCustomer {
        name: "Patricia Nogueira",
        email: "patricia.nogueira@example.com",
        phone: "+33639980186",
        language: "fr",
        street: "61 rue Paradis",
        postcode: "13006",
        city: "Marseille",
        orders: &[DemoOrder {
            placed: Placed::Phone("louise"),
            to: To::Store("MRS1"),
            lines: &[("Textiles", 1), ("Vaisselle", 1)],
            now: Now::Offered,
        }],
        talk: &[
            Visitor("Bonjour, la lampe que j’ai vue sur votre site est-elle livrée avec son ampoule ?"),
            Agent(
                "karim",
                "Bonjour Patricia, l’ampoule n’est pas fournie : il faut une E27 de 40 W au plus. Vous souhaitez que je l’ajoute à votre commande ?",
            ),
        ],
    },
];

pub const VISITORS: &[DemoVisitor] = &[
    DemoVisitor {
        language: "fr",
        name: None,
        email: None,
        talk: &[Visitor("Bonjour, est-ce que vous avez des housses de couette en 260 × 240 en boutique à Lyon ?")],
    },
    // The same address as a customer's: staff see the suggestion and decide.
    DemoVisitor {
        language: "fr",
        name: Some("Nadège"),
        email: Some("nadege.besson@example.com"),
        talk: &[Visitor("Bonjour, je voudrais changer la taille de la robe que je dois retirer à Lyon, c’est encore possible ?")],
    },
];
