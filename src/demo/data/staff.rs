//! Who works at Maison Véra.

/// Everybody's password in the demo.
pub const PASSWORD: &str = "comptoir";

/// Somebody who signs in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DemoStaff {
    pub login: String,
    pub name: String,
    /// `agent`, `clerk`, `supervisor` or `admin`.
    pub role: String,
    /// Where a clerk works.
    pub node: Option<String>,
    pub language: String,
}

/// Four agents, two supervisors, an admin, and a clerk for each store and warehouse, and for a relay point.
pub fn staff() -> Vec<DemoStaff> {
    STAFF
        .iter()
        .map(|&(login, name, role, node, language)| DemoStaff {
            login: login.to_owned(),
            name: name.to_owned(),
            role: role.to_owned(),
            node: (!node.is_empty()).then(|| node.to_owned()),
            language: language.to_owned(),
        })
        .collect()
}

const STAFF: &[(&str, &str, &str, &str, &str)] = &[
    ("camille", "Camille Roche", "agent", "", "fr"),
    ("karim", "Karim Benali", "agent", "", "fr"),
    ("louise", "Louise Lefèvre", "agent", "", "fr"),
    ("oliver", "Oliver Hughes", "agent", "", "en"),
    ("helene", "Hélène Marchand", "supervisor", "", "fr"),
    ("thomas", "Thomas Nguyen", "supervisor", "", "fr"),
    ("vera", "Véra Delmas", "admin", "", "fr"),
    ("ines", "Inès Garnier", "clerk", "LYO1", "fr"),
    ("gabriel", "Gabriel Moreau", "clerk", "PAR1", "fr"),
    ("salome", "Salomé Petit", "clerk", "PAR2", "fr"),
    ("arthur", "Arthur Vandamme", "clerk", "LIL1", "fr"),
    ("maia", "Maïa Etcheverry", "clerk", "BDX1", "fr"),
    ("yann", "Yann Guillou", "clerk", "NTE1", "fr"),
    ("clement", "Clément Fabre", "clerk", "TLS1", "fr"),
    ("nadia", "Nadia Ferrero", "clerk", "MRS1", "fr"),
    ("lena", "Léna Schmitt", "clerk", "STR1", "fr"),
    ("erwan", "Erwan Le Goff", "clerk", "REN1", "fr"),
    ("chiara", "Chiara Giordano", "clerk", "NCE1", "fr"),
    ("bastien", "Bastien Roux", "clerk", "MPL1", "fr"),
    ("fatou", "Fatou Diallo", "clerk", "ORL1", "fr"),
    ("marc", "Marc Poncet", "clerk", "SQF1", "fr"),
    ("selim", "Selim Kaya", "clerk", "RLY1", "fr"),
];
