//! Where everything is: real places in metropolitan France.

use comptoir_domain::node::NodeKind;
use comptoir_domain::place::Point;

/// Regions by which online demand is learned and forecast.
pub const REGIONS: [&str; 12] = [
    "Île-de-France",
    "Hauts-de-France",
    "Grand Est",
    "Normandie",
    "Bretagne",
    "Pays de la Loire",
    "Centre-Val de Loire",
    "Bourgogne-Franche-Comté",
    "Auvergne-Rhône-Alpes",
    "Nouvelle-Aquitaine",
    "Occitanie",
    "Provence-Alpes-Côte d'Azur",
];

/// A place where customers live. `weight`: thousands of inhabitants of its urban area, roughly.
pub struct City {
    pub region: usize,
    pub point: Point,
    pub weight: f64,
}

const fn city(region: usize, latitude: f64, longitude: f64, weight: f64) -> City {
    City { region, point: Point { latitude, longitude }, weight }
}

/// Paris, Versailles, Évry, Meaux, Cergy; Lille, Amiens, Dunkerque, Valenciennes; Strasbourg, Reims, Metz, Nancy, Mulhouse, Troyes; Rouen, Caen,
/// Le Havre; Rennes, Brest, Lorient; Nantes, Angers, Le Mans; Orléans, Tours, Bourges; Dijon, Besançon; Lyon, Grenoble, Saint-Étienne,
/// Clermont-Ferrand, Annecy, Valence; Bordeaux, Limoges, Poitiers, La Rochelle, Pau, Bayonne; Toulouse, Montpellier, Nîmes, Perpignan;
/// Marseille, Aix, Nice, Toulon, Avignon.
pub const CITIES: [City; 50] = [
    city(0, 48.857, 2.352, 7_000.0),
    city(0, 48.805, 2.120, 1_400.0),
    city(0, 48.624, 2.429, 1_300.0),
    city(0, 48.960, 2.888, 900.0),
    city(0, 49.036, 2.063, 1_200.0),
    city(1, 50.629, 3.057, 1_500.0),
    city(1, 49.894, 2.296, 350.0),
    city(1, 51.034, 2.377, 400.0),
    city(1, 50.357, 3.525, 550.0),
    city(2, 48.573, 7.752, 850.0),
    city(2, 49.258, 4.031, 320.0),
    city(2, 49.119, 6.176, 370.0),
    city(2, 48.692, 6.184, 480.0),
    city(2, 47.750, 7.335, 410.0),
    city(2, 48.297, 4.074, 210.0),
    city(3, 49.443, 1.099, 700.0),
    city(3, 49.183, -0.371, 470.0),
    city(3, 49.494, 0.108, 340.0),
    city(4, 48.117, -1.678, 750.0),
    city(4, 48.390, -4.486, 370.0),
    city(4, 47.748, -3.370, 390.0),
    city(5, 47.218, -1.554, 1_000.0),
    city(5, 47.471, -0.552, 430.0),
    city(5, 48.006, 0.199, 370.0),
    city(6, 47.903, 1.909, 450.0),
    city(6, 47.394, 0.685, 520.0),
    city(6, 47.081, 2.399, 180.0),
    city(7, 47.322, 5.041, 390.0),
    city(7, 47.238, 6.024, 280.0),
    city(8, 45.764, 4.836, 2_300.0),
    city(8, 45.188, 5.724, 720.0),
    city(8, 45.439, 4.387, 500.0),
    city(8, 45.777, 3.087, 500.0),
    city(8, 45.899, 6.129, 300.0),
    city(8, 44.933, 4.892, 260.0),
    city(9, 44.838, -0.579, 1_380.0),
    city(9, 45.834, 1.262, 310.0),
    city(9, 46.580, 0.340, 280.0),
    city(9, 46.160, -1.151, 250.0),
    city(9, 43.295, -0.371, 260.0),
    city(9, 43.493, -1.475, 350.0),
    city(10, 43.605, 1.444, 1_490.0),
    city(10, 43.611, 3.877, 810.0),
    city(10, 43.837, 4.360, 350.0),
    city(10, 42.689, 2.895, 400.0),
    city(11, 43.296, 5.370, 1_600.0),
    city(11, 43.530, 5.447, 300.0),
    city(11, 43.710, 7.262, 1_000.0),
    city(11, 43.124, 5.928, 630.0),
    city(11, 43.949, 4.806, 530.0),
];

/// A place that stocks or sends. `size`: of a store's counter, against the mean.
pub struct Address {
    pub code: &'static str,
    pub kind: NodeKind,
    pub region: usize,
    pub point: Point,
    pub size: f64,
}

const fn store(code: &'static str, region: usize, latitude: f64, longitude: f64, size: f64) -> Address {
    Address { code, kind: NodeKind::Store, region, point: Point { latitude, longitude }, size }
}

const fn other(code: &'static str, kind: NodeKind, region: usize, latitude: f64, longitude: f64) -> Address {
    Address { code, kind, region, point: Point { latitude, longitude }, size: 0.0 }
}

/// Warehouses at Saran and Saint-Quentin-Fallavier, suppliers at Cholet and Troyes, and 26 stores.
pub const ADDRESSES: [Address; 30] = [
    other("W-SARAN", NodeKind::Warehouse, 6, 47.950, 1.875),
    other("W-STQUENTIN", NodeKind::Warehouse, 8, 45.643, 5.110),
    other("F-CHOLET", NodeKind::Supplier, 5, 47.060, -0.879),
    other("F-TROYES", NodeKind::Supplier, 2, 48.297, 4.074),
    store("PARIS-RIVOLI", 0, 48.859, 2.345, 2.2),
    store("PARIS-NATION", 0, 48.848, 2.396, 1.5),
    store("VELIZY", 0, 48.781, 2.221, 1.4),
    store("LILLE", 1, 50.637, 3.063, 1.4),
    store("AMIENS", 1, 49.894, 2.296, 0.6),
    store("STRASBOURG", 2, 48.583, 7.746, 1.2),
    store("REIMS", 2, 49.254, 4.032, 0.7),
    store("NANCY", 2, 48.692, 6.184, 0.7),
    store("ROUEN", 3, 49.443, 1.093, 0.8),
    store("CAEN", 3, 49.183, -0.371, 0.6),
    store("RENNES", 4, 48.111, -1.680, 1.0),
    store("BREST", 4, 48.390, -4.486, 0.5),
    store("NANTES", 5, 47.214, -1.558, 1.2),
    store("LEMANS", 5, 48.006, 0.199, 0.5),
    store("TOURS", 6, 47.394, 0.685, 0.7),
    store("DIJON", 7, 47.322, 5.041, 0.7),
    store("LYON", 8, 45.760, 4.836, 1.6),
    store("GRENOBLE", 8, 45.188, 5.724, 0.8),
    store("CLERMONT", 8, 45.777, 3.087, 0.6),
    store("BORDEAUX", 9, 44.841, -0.574, 1.3),
    store("LIMOGES", 9, 45.834, 1.262, 0.4),
    store("TOULOUSE", 10, 43.604, 1.444, 1.4),
    store("MONTPELLIER", 10, 43.608, 3.880, 1.0),
    store("MARSEILLE", 11, 43.296, 5.376, 1.3),
    store("NICE", 11, 43.701, 7.268, 1.0),
    store("TOULON", 11, 43.124, 5.928, 0.6),
];
