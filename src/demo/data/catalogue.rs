//! What Maison Véra makes: pieces, and the families (a model in a material) that each range of pieces comes in.

/// A category of the shop.
pub(super) struct Category {
    pub name: &'static str,
    /// The beginning of its SKUs.
    pub code: &'static str,
    pub ranges: &'static [Range],
}

/// Pieces that all come in the same families.
pub(super) struct Range {
    pub pieces: &'static [Piece],
    pub families: &'static [Family],
}

pub(super) struct Piece {
    pub name: &'static str,
    pub euros: i64,
    pub grams: i64,
    pub sizes: Sizes,
    pub says: &'static str,
}

/// The sizes of a piece; each with price and weight in per cent of the piece's.
#[derive(Clone, Copy)]
pub(super) struct Sizes {
    pub name: &'static str,
    pub values: &'static [(&'static str, i64)],
}

pub(super) struct Family {
    pub model: &'static str,
    /// Follows "en"; empty where the model says it all.
    pub material: &'static str,
    /// Its price in per cent of the piece's.
    pub per_cent: i64,
    pub colours: &'static [&'static str],
    pub vendor: &'static str,
    pub says: &'static str,
    pub care: &'static str,
}

impl Family {
    /// Where it is made, as the page says it.
    pub fn origin(&self) -> &'static str {
        match self.vendor {
            WEAVER => "Tissé à Gérardmer, dans les Vosges",
            POTTER => "Tourné et émaillé en Puisaye",
            CHANDLER => "Coulé et mis en flacon à Apt, en Provence",
            KNITTER => "Tricoté en Bretagne",
            _ => "Dessiné à Lyon, fabriqué en Europe",
        }
    }
}

/// The supplier of all linen.
pub(super) const WEAVER: &str = "Tissage Haute-Vologne";
const HOUSE: &str = "Maison Véra";
const POTTER: &str = "Poterie des Ocres";
const CHANDLER: &str = "Ciergerie du Luberon";
const KNITTER: &str = "Bonneterie de l'Aven";

const fn piece(name: &'static str, euros: i64, grams: i64, sizes: Sizes, says: &'static str) -> Piece {
    Piece { name, euros, grams, sizes, says }
}

const fn family(
    model: &'static str,
    material: &'static str,
    per_cent: i64,
    colours: &'static [&'static str],
    vendor: &'static str,
    says: &'static str,
    care: &'static str,
) -> Family {
    Family { model, material, per_cent, colours, vendor, says, care }
}

const fn sizes(name: &'static str, values: &'static [(&'static str, i64)]) -> Sizes {
    Sizes { name, values }
}

const ONE: Sizes = sizes("", &[]);
const DUVETS: Sizes = sizes("Dimensions", &[("140 × 200", 80), ("200 × 200", 100), ("240 × 220", 120), ("260 × 240", 135)]);
const MATTRESSES: Sizes = sizes("Dimensions", &[("90 × 190", 75), ("140 × 190", 100), ("160 × 200", 115), ("180 × 200", 130)]);
const SHEETS: Sizes = sizes("Dimensions", &[("180 × 290", 80), ("240 × 300", 100), ("270 × 310", 115)]);
const PILLOWS: Sizes = sizes("Dimensions", &[("50 × 70", 90), ("65 × 65", 100)]);
const CUSHIONS: Sizes = sizes("Dimensions", &[("30 × 50", 85), ("45 × 45", 100), ("60 × 60", 140)]);
const CURTAINS: Sizes = sizes("Dimensions", &[("140 × 250", 100), ("140 × 300", 115)]);
const TABLES: Sizes = sizes("Dimensions", &[("140 × 140", 75), ("170 × 250", 100), ("170 × 320", 130)]);
const RUGS: Sizes = sizes("Dimensions", &[("70 × 140", 45), ("120 × 180", 100), ("160 × 230", 165)]);
const SETS: Sizes = sizes("Lot", &[("À l'unité", 100), ("Lot de 4", 370)]);
const CANDLES: Sizes = sizes("Format", &[("90 g", 60), ("190 g", 100), ("400 g", 180)]);
const FLASKS: Sizes = sizes("Format", &[("100 ml", 70), ("200 ml", 100)]);
const LETTERS: Sizes = sizes("Taille", &[("XS", 100), ("S", 100), ("M", 100), ("L", 100), ("XL", 100)]);
const FIGURES: Sizes = sizes("Taille", &[("36", 100), ("38", 100), ("40", 100), ("42", 100), ("44", 100)]);
const HANDS: Sizes = sizes("Taille", &[("S", 100), ("M", 100), ("L", 100)]);
const ROBES: Sizes = sizes("Taille", &[("S-M", 100), ("L-XL", 100)]);
const LENGTHS: Sizes = sizes("Longueur", &[("80 cm", 100), ("90 cm", 100), ("100 cm", 100)]);

const WASH_40: &str = "Lavage à 40 °C, séchage sur fil";
const WASH_30: &str = "Lavage à 30 °C, repassage doux";
const BY_HAND: &str = "Lavage à la main à l'eau froide, séchage à plat";
const DRY_CLEAN: &str = "Nettoyage à sec";
const DISHWASHER: &str = "Passe au lave-vaisselle et au micro-ondes";
const DUST: &str = "Se dépoussière avec un chiffon sec";

#[rustfmt::skip]
pub(super) const CATALOGUE: &[Category] = &[
    Category { name: "Linge de lit", code: "LIT", ranges: &[Range {
        pieces: &[
            piece("Housse de couette", 119, 1600, DUVETS, "Une housse généreuse, à rabat, qui se met et se retire sans lutter."),
            piece("Drap-housse", 59, 850, MATTRESSES, "Un drap-housse à bonnets de 32 cm, pour les matelas épais."),
            piece("Drap plat", 69, 1000, SHEETS, "Un drap plat à large revers, bordé d'un point de bourdon."),
            piece("Taie d'oreiller", 25, 220, PILLOWS, "Une taie portefeuille à volant plat."),
            piece("Taie de traversin", 32, 320, sizes("Dimensions", &[("43 × 140", 100), ("43 × 160", 110)]), "Une taie de traversin ouverte aux deux bouts."),
        ],
        families: &[
            family("Alba", "lin lavé", 140, &["Écru", "Sauge", "Bleu orage"], WEAVER, "Le lin est lavé après la teinture : il tombe souple dès la première nuit et embellit avec les années.", WASH_40),
            family("Noé", "gaze de coton", 105, &["Blanc", "Argile"], HOUSE, "Une double gaze légère, froissée naturellement, qui laisse respirer.", WASH_40),
            family("Sillage", "percale de coton", 100, &["Blanc", "Gris perle", "Bleu nuit"], HOUSE, "Une percale de 80 fils au centimètre, fraîche et nette.", "Lavage à 60 °C, séchage en machine possible"),
            family("Orme", "satin de coton", 120, &["Ivoire", "Terracotta"], HOUSE, "Un satin au toucher soyeux et à l'éclat discret.", WASH_40),
            family("Vologne", "lin et coton rayé", 125, &["Rayé bleu", "Rayé ocre"], WEAVER, "Des rayures tissées, inspirées des toiles à matelas d'autrefois.", WASH_40),
        ],
    }] },
    Category { name: "Vaisselle", code: "VAI", ranges: &[
        Range {
            pieces: &[
                piece("Assiette plate", 19, 620, SETS, "Une assiette de 27 cm, au bord à peine relevé."),
                piece("Assiette creuse", 18, 540, SETS, "Une assiette profonde pour les soupes, les pâtes et les salades."),
                piece("Assiette à dessert", 15, 400, SETS, "Une assiette de 21 cm pour le dessert ou le fromage."),
                piece("Bol", 14, 350, SETS, "Un bol pour le petit déjeuner, qui tient bien dans les deux mains."),
                piece("Mug", 16, 330, SETS, "Un mug de 30 cl, à l'anse large."),
                piece("Saladier", 48, 1400, ONE, "Un saladier de 26 cm qui va du four à la table."),
                piece("Plat de service", 55, 1650, ONE, "Un plat ovale de 38 cm pour les grandes tablées."),
            ],
            families: &[
                family("Brume", "grès", 100, &["Craie", "Brume", "Encre"], POTTER, "L'émail mat, posé à la main, n'est jamais tout à fait le même.", DISHWASHER),
                family("Lune", "porcelaine", 125, &["Blanc"], HOUSE, "Une porcelaine fine et solide, au blanc légèrement satiné.", DISHWASHER),
                family("Rivage", "faïence", 90, &["Lait", "Vert d'eau"], POTTER, "Un liseré peint au pinceau souligne le bord.", DISHWASHER),
            ],
        },
        Range {
            pieces: &[
                piece("Verre à eau", 12, 210, SETS, "Un verre de 28 cl, stable et léger."),
                piece("Verre à pied", 16, 190, SETS, "Un verre de 35 cl, pour le vin de tous les jours."),
                piece("Carafe", 38, 780, ONE, "Une carafe d'un litre, qui verse sans goutter."),
            ],
            families: &[
                family("Lise", "verre soufflé", 100, &["Transparent", "Fumé"], HOUSE, "Le verre est soufflé à la bouche, d'où ses bulles fines.", "Lavage à la main conseillé"),
            ],
        },
    ] },
    Category { name: "Luminaires", code: "LUM", ranges: &[
        Range {
            pieces: &[
                piece("Lampe à poser", 89, 1800, ONE, "Une lampe basse pour une table de nuit ou une étagère, avec variateur sur le fil."),
                piece("Lampadaire", 229, 6500, ONE, "Un lampadaire de 150 cm, à la base lestée."),
                piece("Suspension", 139, 2200, sizes("Diamètre", &[("35 cm", 100), ("50 cm", 145)]), "Une suspension au câble textile de deux mètres."),
                piece("Applique", 79, 1100, ONE, "Une applique à brancher ou à raccorder, au choix."),
                piece("Baladeuse", 65, 900, ONE, "Une petite lampe rechargeable, douze heures d'autonomie."),
            ],
            families: &[
                family("Céleste", "opaline et laiton", 130, &["Laiton", "Bronze"], HOUSE, "Un globe d'opaline diffuse une lumière douce, sans éblouir.", DUST),
                family("Ombelle", "papier washi", 80, &["Blanc"], HOUSE, "Le papier, plissé à la main, est tendu sur une armature de bambou.", DUST),
                family("Joncs", "rotin tressé", 90, &["Naturel", "Noir"], HOUSE, "Le tressage dessine sur les murs une ombre de feuillage.", DUST),
                family("Volta", "acier laqué", 100, &["Vert olive", "Crème", "Brique"], HOUSE, "Un abat-jour d'acier embouti, laqué à l'intérieur comme à l'extérieur.", DUST),
                family("Nacre", "albâtre", 170, &["Naturel"], HOUSE, "Chaque bloc a ses veines, que la lumière révèle le soir.", DUST),
            ],
        },
    ] },
    Category { name: "Mobilier d'appoint", code: "MOB", ranges: &[Range {
        pieces: &[
            piece("Tabouret", 95, 3600, ONE, "Un tabouret de 45 cm qui sert aussi de bout de canapé."),
            piece("Table d'appoint", 149, 6200, ONE, "Une petite table ronde de 45 cm de diamètre."),
            piece("Console", 329, 17000, ONE, "Une console étroite, 110 cm de long, pour l'entrée ou le couloir."),
            piece("Banc", 259, 12500, sizes("Longueur", &[("100 cm", 85), ("140 cm", 100)]), "Un banc pour l'entrée, le bout du lit ou la table."),
            piece("Chevet", 189, 8500, ONE, "Un chevet à tiroir et niche, 40 cm de large."),
            piece("Étagère murale", 99, 4200, sizes("Longueur", &[("60 cm", 80), ("90 cm", 100)]), "Une étagère à fixations invisibles, livrée avec ses chevilles."),
            piece("Porte-revues", 69, 2300, ONE, "Un porte-revues à poser près du fauteuil."),
            piece("Portemanteau", 179, 6800, ONE, "Un portemanteau sur pied de 175 cm, huit patères."),
        ],
        families: &[
            family("Tilleul", "chêne massif", 125, &["Naturel", "Fumé"], HOUSE, "Du chêne de forêts françaises, huilé, assemblé sans vis apparente.", "Se nourrit d'huile une fois l'an"),
            family("Forge", "métal et frêne", 90, &["Noir", "Kaki"], HOUSE, "La structure en métal reste fine ; le frêne la réchauffe.", DUST),
            family("Anse", "rotin et hêtre", 100, &["Naturel"], HOUSE, "Le rotin est courbé à la vapeur, puis ligaturé à la main.", DUST),
        ],
    }] },
    Category { name: "Textiles", code: "TEX", ranges: &[
        Range {
            pieces: &[
                piece("Housse de coussin", 35, 260, CUSHIONS, "Une housse passepoilée, fermée par une glissière invisible."),
                piece("Rideau", 95, 1500, CURTAINS, "Un rideau à galon fronceur, vendu à l'unité, doublé d'un ourlet lesté."),
                piece("Plaid", 89, 1100, ONE, "Un plaid de 130 × 180 cm, frangé aux deux bouts."),
                piece("Jeté de lit", 159, 2300, sizes("Dimensions", &[("180 × 260", 85), ("260 × 260", 100)]), "Un grand jeté qui habille le lit jusqu'au sol."),
            ],
            families: &[
                family("Alba", "lin lavé", 120, &["Écru", "Sauge", "Terracotta"], WEAVER, "Un lin épais et souple, lavé après la teinture.", WASH_40),
                family("Cassis", "laine vierge", 130, &["Ocre", "Sapin"], HOUSE, "Une laine cardée, tissée en chevrons.", DRY_CLEAN),
                family("Iris", "velours de coton", 110, &["Bleu canard", "Rouille", "Mousse"], HOUSE, "Un velours ras dont le reflet change avec le jour.", WASH_30),
            ],
        },
        Range {
            pieces: &[
                piece("Nappe", 89, 900, TABLES, "Une nappe à coins onglets."),
                piece("Chemin de table", 39, 260, ONE, "Un chemin de table de 50 × 150 cm."),
                piece("Lot de 4 serviettes de table", 42, 240, ONE, "Quatre serviettes de 45 × 45 cm."),
                piece("Torchon", 14, 110, ONE, "Un torchon de 50 × 70 cm, avec son attache."),
            ],
            families: &[
                family("Alba", "lin lavé", 120, &["Écru", "Lavande", "Encre"], WEAVER, "Le lin absorbe bien, sèche vite et se passe de repassage.", WASH_40),
                family("Bistrot", "métis lin et coton", 90, &["Liteau rouge", "Liteau bleu"], WEAVER, "Un métis à liteaux tissés, comme dans les cafés.", "Lavage à 60 °C, séchage en machine possible"),
            ],
        },
        Range {
            pieces: &[piece("Tapis", 179, 4200, RUGS, "Un tapis tissé à plat, réversible.")],
            families: &[
                family("Sente", "jute", 80, &["Naturel"], HOUSE, "La jute réchauffe les sols de pierre et vieillit bien.", "S'aspire, ne se mouille pas"),
                family("Cassis", "laine vierge", 150, &["Ivoire", "Ocre"], HOUSE, "Une laine dense, douce sous les pieds nus.", "S'aspire, se confie au nettoyage à sec"),
                family("Marelle", "coton recyclé", 70, &["Gris", "Multicolore"], HOUSE, "Tissé de lisières de nos propres ateliers.", WASH_30),
            ],
        },
    ] },
    Category { name: "Bougies & senteurs", code: "SEN", ranges: &[Range {
        pieces: &[
            piece("Bougie parfumée", 34, 450, CANDLES, "Une cire de soja et une mèche de coton, dans un verre à réutiliser."),
            piece("Diffuseur", 42, 520, FLASKS, "Un flacon et huit tiges de rotin, qui parfument une pièce pendant trois mois."),
            piece("Brume d'intérieur", 26, 240, ONE, "Une brume de 100 ml pour le linge et les rideaux."),
        ],
        families: &[
            family("Figuier", "", 100, &[], CHANDLER, "La feuille froissée, le fruit encore vert, un bois laiteux.", "Tenir hors de portée des enfants"),
            family("Fleur d'oranger", "", 100, &[], CHANDLER, "Un néroli clair, comme un jardin à l'heure de l'arrosage.", "Tenir hors de portée des enfants"),
            family("Feu de bois", "", 105, &[], CHANDLER, "Le bouleau qui fume, un peu de cuir, l'hiver dehors.", "Tenir hors de portée des enfants"),
            family("Linge propre", "", 95, &[], CHANDLER, "Le coton séché au vent, une pointe de savon de Marseille.", "Tenir hors de portée des enfants"),
            family("Thé fumé", "", 105, &[], CHANDLER, "Un thé noir, le cèdre, une écorce d'orange.", "Tenir hors de portée des enfants"),
            family("Verveine", "", 95, &[], CHANDLER, "Une feuille de verveine citronnée, frottée entre les doigts.", "Tenir hors de portée des enfants"),
            family("Cèdre & mousse", "", 105, &[], CHANDLER, "Un sous-bois après la pluie.", "Tenir hors de portée des enfants"),
            family("Pivoine", "", 100, &[], CHANDLER, "Un bouquet du mois de mai, frais et à peine poudré.", "Tenir hors de portée des enfants"),
        ],
    }] },
    Category { name: "Pulls & mailles", code: "PUL", ranges: &[Range {
        pieces: &[
            piece("Pull col rond", 89, 320, LETTERS, "Un pull droit à manches montées, le plus simple et le plus porté."),
            piece("Pull col V", 89, 310, LETTERS, "Un col V profond, à porter à même la peau ou sur une chemise."),
            piece("Pull col roulé", 99, 350, LETTERS, "Un col roulé souple, qui ne serre pas."),
            piece("Cardigan", 109, 400, LETTERS, "Un cardigan à boutons de corozo et poches plaquées."),
            piece("Débardeur en maille", 69, 220, LETTERS, "Un débardeur à grosses côtes, sur une chemise ou un tee-shirt."),
            piece("Marinière", 79, 340, LETTERS, "Une marinière à manches trois quarts et col bateau."),
        ],
        families: &[
            family("Léonie", "laine mérinos", 100, &["Écru", "Marine", "Tabac"], KNITTER, "Un fil extra-fin, chaud sans épaisseur, qui ne gratte pas.", BY_HAND),
            family("Gabin", "cachemire", 190, &["Gris chiné", "Camel"], KNITTER, "Un cachemire deux fils, à la tenue durable.", BY_HAND),
            family("Ondine", "alpaga et laine", 125, &["Bleu brume", "Rouille"], KNITTER, "Une maille aérienne au tomber vaporeux.", BY_HAND),
            family("Perle", "coton biologique", 80, &["Blanc cassé", "Sauge"], KNITTER, "Un coton peigné, au point perle, pour la demi-saison.", WASH_30),
        ],
    }] },
    Category { name: "Robes", code: "ROB", ranges: &[Range {
        pieces: &[
            piece("Robe courte", 95, 280, FIGURES, "Une robe au-dessus du genou, à manches courtes et poches."),
            piece("Robe midi", 119, 360, FIGURES, "Une robe à mi-mollet, marquée à la taille."),
            piece("Robe longue", 139, 430, FIGURES, "Une robe longue, fluide, à bretelles réglables."),
            piece("Robe chemise", 119, 390, FIGURES, "Une robe boutonnée de haut en bas, avec sa ceinture."),
            piece("Robe portefeuille", 125, 370, FIGURES, "Une robe croisée qui se noue sur le côté."),
        ],
        families: &[
            family("Céleste", "lin", 110, &["Écru", "Bleu orage"], WEAVER, "Un lin mi-épais, opaque, qui se froisse avec élégance.", WASH_40),
            family("Colombe", "popeline de coton", 95, &["Blanc", "Rayé marine"], HOUSE, "Une popeline fraîche, qui se tient.", WASH_30),
            family("Garance", "viscose", 100, &["Fleurs rouille", "Fleurs nuit"], HOUSE, "Un imprimé dessiné dans notre atelier de Lyon.", WASH_30),
            family("Aurore", "soie lavée", 190, &["Champagne", "Vert sapin"], HOUSE, "Une soie mate et dense, lavée pour l'adoucir.", DRY_CLEAN),
            family("Blanche", "laine légère", 140, &["Anthracite", "Bordeaux"], HOUSE, "Une laine froide, pour l'hiver et le bureau.", DRY_CLEAN),
        ],
    }] },
    Category { name: "Chemises", code: "CHE", ranges: &[Range {
        pieces: &[
            piece("Chemise droite", 79, 220, LETTERS, "Une chemise à col français, coupe droite."),
            piece("Chemise ample", 85, 250, LETTERS, "Une chemise large aux épaules tombantes."),
            piece("Blouse", 75, 180, LETTERS, "Une blouse à col froncé et manches resserrées au poignet."),
            piece("Tunique", 85, 260, LETTERS, "Une tunique fendue sur les côtés, à porter longue."),
            piece("Chemise à col officier", 79, 220, LETTERS, "Une chemise à col montant, sans pointes."),
        ],
        families: &[
            family("Armand", "lin lavé", 115, &["Blanc", "Ciel", "Kaki"], WEAVER, "Un lin souple qui se passe de fer.", WASH_40),
            family("Colombe", "popeline de coton", 90, &["Blanc", "Rayé bleu"], HOUSE, "Une popeline nette, au col qui se tient.", WASH_30),
            family("Octave", "oxford", 95, &["Blanc", "Bleu"], HOUSE, "Un oxford à deux fils, plus doux à chaque lavage.", WASH_30),
            family("Basile", "flanelle", 105, &["Carreaux bruns", "Gris"], HOUSE, "Une flanelle grattée à l'endroit comme à l'envers.", WASH_30),
            family("Aurore", "soie lavée", 175, &["Ivoire"], HOUSE, "Une soie mate et dense, lavée pour l'adoucir.", DRY_CLEAN),
        ],
    }] },
    Category { name: "Manteaux", code: "MAN", ranges: &[
        Range {
            pieces: &[
                piece("Manteau droit", 289, 1500, FIGURES, "Un manteau au genou, à col tailleur et doublure intégrale."),
                piece("Manteau long", 339, 1800, FIGURES, "Un manteau à mi-mollet, à nouer ou à laisser ouvert."),
                piece("Caban", 259, 1350, FIGURES, "Un caban à double boutonnage et col large."),
                piece("Veste courte", 219, 950, FIGURES, "Une veste courte sans col, à poches passepoilées."),
            ],
            families: &[
                family("Honoré", "drap de laine", 100, &["Marine", "Camel"], HOUSE, "Un drap serré qui coupe le vent.", DRY_CLEAN),
                family("Solène", "laine bouillie", 90, &["Bleu nuit", "Brique"], HOUSE, "Une laine foulée, chaude et souple, coupée à bords francs.", DRY_CLEAN),
                family("Auguste", "laine et cachemire", 145, &["Gris chiné", "Noir"], HOUSE, "Dix pour cent de cachemire, pour le toucher.", DRY_CLEAN),
            ],
        },
        Range {
            pieces: &[
                piece("Trench", 229, 950, FIGURES, "Un trench croisé, à bavolet et ceinture."),
                piece("Ciré", 149, 800, FIGURES, "Un ciré à capuche et boutons-pression."),
                piece("Parka", 249, 1300, FIGURES, "Une parka à taille réglable et grandes poches."),
            ],
            families: &[
                family("Embrun", "coton déperlant", 100, &["Mastic", "Marine"], HOUSE, "Un coton serré, traité sans composés fluorés.", WASH_30),
                family("Estran", "toile enduite recyclée", 85, &["Jaune", "Kaki"], HOUSE, "Des bouteilles recyclées, des coutures étanches.", "S'essuie avec une éponge humide"),
            ],
        },
        Range {
            pieces: &[
                piece("Doudoune courte", 189, 620, LETTERS, "Une doudoune légère, qui se range dans sa poche."),
                piece("Gilet matelassé", 129, 410, LETTERS, "Un gilet sans manches, à porter dessous ou dessus."),
                piece("Manteau matelassé", 239, 980, LETTERS, "Un manteau matelassé à capuche amovible."),
            ],
            families: &[
                family("Givre", "nylon recyclé", 100, &["Noir", "Sauge"], HOUSE, "Un garnissage végétal, chaud même mouillé.", WASH_30),
                family("Bergère", "coton surpiqué", 95, &["Écru", "Fleurs indigo"], HOUSE, "Un boutis surpiqué, dans l'esprit provençal.", WASH_30),
            ],
        },
    ] },
    Category { name: "Accessoires", code: "ACC", ranges: &[
        Range {
            pieces: &[
                piece("Écharpe", 55, 190, ONE, "Une écharpe de 35 × 190 cm, finie de franges torsadées."),
                piece("Étole", 79, 240, ONE, "Une étole de 70 × 200 cm, à draper."),
                piece("Bonnet", 35, 80, ONE, "Un bonnet côtelé à revers."),
                piece("Gants", 45, 70, HANDS, "Des gants à poignets longs."),
            ],
            families: &[
                family("Léonie", "laine mérinos", 100, &["Écru", "Marine", "Tabac"], KNITTER, "La même laine que nos pulls, pour les assortir.", BY_HAND),
                family("Gabin", "cachemire", 190, &["Gris chiné", "Camel"], KNITTER, "Un cachemire deux fils, léger comme rien.", BY_HAND),
                family("Ondine", "alpaga et laine", 120, &["Bleu brume", "Rouille"], KNITTER, "Une maille aérienne et très chaude.", BY_HAND),
            ],
        },
        Range {
            pieces: &[
                piece("Cabas", 89, 620, ONE, "Un cabas qui prend un ordinateur et le marché."),
                piece("Sac bandoulière", 119, 480, ONE, "Un sac à porter croisé, à bandoulière réglable."),
                piece("Pochette", 49, 160, ONE, "Une pochette zippée pour le téléphone et les clés."),
                piece("Trousse de toilette", 45, 180, ONE, "Une trousse doublée d'une toile enduite."),
            ],
            families: &[
                family("Sellier", "cuir végétal", 170, &["Cognac", "Noir"], HOUSE, "Un cuir tanné aux écorces, qui se patine.", "Se nourrit de cire incolore"),
                family("Halle", "toile de coton", 75, &["Écru", "Kaki", "Marine"], HOUSE, "Une toile de 400 g, lavée, aux anses doublées.", WASH_30),
            ],
        },
        Range {
            pieces: &[piece("Ceinture", 59, 190, LENGTHS, "Une ceinture de 3 cm, à boucle de laiton.")],
            families: &[family("Sellier", "cuir végétal", 100, &["Cognac", "Noir"], HOUSE, "Un cuir tanné aux écorces, qui se patine.", "Se nourrit de cire incolore")],
        },
    ] },
    Category { name: "Bain", code: "BAI", ranges: &[
        Range {
            pieces: &[
                piece("Drap de bain", 45, 650, sizes("Dimensions", &[("70 × 140", 85), ("100 × 150", 120)]), "Un drap de bain généreux, à liteau tissé."),
                piece("Serviette de toilette", 22, 280, ONE, "Une serviette de 50 × 100 cm, avec son attache."),
                piece("Lot de 2 gants de toilette", 12, 90, ONE, "Deux gants de 16 × 22 cm."),
                piece("Tapis de bain", 35, 720, sizes("Dimensions", &[("50 × 80", 100), ("60 × 100", 130)]), "Un tapis épais, qui sèche vite."),
                piece("Peignoir", 89, 1150, ROBES, "Un peignoir à col châle et deux poches."),
                piece("Serviette invité", 13, 110, ONE, "Une petite serviette de 30 × 50 cm pour le lavabo."),
            ],
            families: &[
                family("Galet", "coton biologique", 100, &["Blanc", "Sable", "Vert d'eau"], HOUSE, "Une éponge de 550 g, dense et moelleuse.", "Lavage à 60 °C, séchage en machine possible"),
                family("Ruche", "nid d'abeille", 90, &["Écru", "Gris"], HOUSE, "Les alvéoles absorbent beaucoup et pèsent peu.", WASH_40),
                family("Alba", "lin lavé", 135, &["Écru", "Sauge"], WEAVER, "Le lin frictionne doucement et sèche en deux heures.", WASH_40),
                family("Anatole", "coton et bambou", 110, &["Bleu orage", "Argile"], HOUSE, "Une éponge soyeuse, qui reste souple.", WASH_40),
            ],
        },
    ] },
];
