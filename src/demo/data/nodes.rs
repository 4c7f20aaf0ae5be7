//! Where Maison Véra has its stock.

use std::collections::BTreeMap;

use crate::import::NodeRow;

/// A node as an import would bring it, with what a customer asks about a store.
#[derive(Debug, Clone, PartialEq)]
pub struct DemoNode {
    pub node: NodeRow,
    /// Day (`mon` to `sun`) to the times it is open, as `10:00-19:00`.
    pub hours: BTreeMap<String, Vec<String>>,
    /// E.164.
    pub phone: String,
}

/// Two warehouses, twelve stores, one supplier, three relay points.
pub fn nodes() -> Vec<DemoNode> {
    NODES.iter().map(Place::node).collect()
}

struct Place {
    code: &'static str,
    name: &'static str,
    kind: &'static str,
    street: &'static str,
    postcode: &'static str,
    city: &'static str,
    at: (f64, f64),
    phone: &'static str,
    hours: Hours,
}

/// The weeks that French shops keep.
#[derive(Clone, Copy)]
enum Hours {
    /// Monday to Saturday, all day.
    City,
    /// As above, and on Sunday afternoon.
    CityAndSunday,
    /// Closed on Monday morning, later in the day.
    MondayAfternoon,
    /// Closed on Monday, and at noon.
    MiddayBreak,
    Warehouse,
    Workshop,
    /// A tobacconist's: early, late, and on Sunday morning.
    Kiosk,
}

impl Hours {
    fn week(self) -> BTreeMap<String, Vec<String>> {
        // Monday, Tuesday to Friday, Saturday, Sunday
        let days: [&[&str]; 4] = match self {
            Hours::City => [&["10:00-19:00"], &["10:00-19:00"], &["10:00-19:30"], &[]],
            Hours::CityAndSunday => [&["10:30-19:30"], &["10:30-19:30"], &["10:00-20:00"], &["13:00-19:00"]],
            Hours::MondayAfternoon => [&["14:00-19:00"], &["10:00-19:00"], &["10:00-19:00"], &[]],
            Hours::MiddayBreak => [&[], &["10:00-13:00", "14:00-19:00"], &["10:00-19:00"], &[]],
            Hours::Warehouse => [&["06:00-21:00"], &["06:00-21:00"], &["07:00-13:00"], &[]],
            Hours::Kiosk => [&["07:30-20:00"], &["07:30-20:00"], &["08:00-20:00"], &["08:30-12:30"]],
            Hours::Workshop => [&["08:00-12:00", "13:30-17:00"], &["08:00-12:00", "13:30-17:00"], &[], &[]],
        };
        let week = [("mon", 0), ("tue", 1), ("wed", 1), ("thu", 1), ("fri", 1), ("sat", 2), ("sun", 3)];
        week.iter().map(|&(day, at)| (day.to_owned(), days[at].iter().map(|&open| open.to_owned()).collect())).collect()
    }
}

impl Place {
    fn node(&self) -> DemoNode {
        DemoNode {
            node: NodeRow {
                code: self.code.to_owned(),
                name: self.name.to_owned(),
                kind: self.kind.to_owned(),
                street: self.street.to_owned(),
                postcode: self.postcode.to_owned(),
                city: self.city.to_owned(),
                country: "FR".to_owned(),
                latitude: self.at.0,
                longitude: self.at.1,
            },
            hours: self.hours.week(),
            phone: self.phone.to_owned(),
        }
    }
}

#[rustfmt::skip]
const NODES: &[Place] = &[
    Place { code: "ORL1", name: "Entrepôt Orléans", kind: "warehouse", street: "8 rue des Châtaigniers", postcode: "45140", city: "Ormes", at: (47.9452, 1.8256), phone: "+33261910145", hours: Hours::Warehouse },
    Place { code: "SQF1", name: "Entrepôt Lyon Chesnes", kind: "warehouse", street: "31 rue du Morellon", postcode: "38070", city: "Saint-Quentin-Fallavier", at: (45.6446, 5.1003), phone: "+33465710138", hours: Hours::Warehouse },
    Place { code: "LYO1", name: "Lyon Bellecour", kind: "store", street: "14 rue Émile-Zola", postcode: "69002", city: "Lyon", at: (45.7595, 4.8333), phone: "+33465710269", hours: Hours::City },
    Place { code: "PAR1", name: "Paris Marais", kind: "store", street: "31 rue des Francs-Bourgeois", postcode: "75004", city: "Paris", at: (48.8571, 2.3611), phone: "+33199000475", hours: Hours::CityAndSunday },
    Place { code: "PAR2", name: "Paris Batignolles", kind: "store", street: "62 rue des Batignolles", postcode: "75017", city: "Paris", at: (48.8853, 2.3203), phone: "+33199001775", hours: Hours::City },
    Place { code: "LIL1", name: "Lille Vieux-Lille", kind: "store", street: "23 rue de la Grande-Chaussée", postcode: "59800", city: "Lille", at: (50.6388, 3.0634), phone: "+33353010159", hours: Hours::MondayAfternoon },
    Place { code: "BDX1", name: "Bordeaux Grands-Hommes", kind: "store", street: "8 rue Voltaire", postcode: "33000", city: "Bordeaux", at: (44.8424, -0.5768), phone: "+33536490133", hours: Hours::City },
    Place { code: "NTE1", name: "Nantes Crébillon", kind: "store", street: "17 rue Crébillon", postcode: "44000", city: "Nantes", at: (47.2134, -1.5606), phone: "+33261910244", hours: Hours::City },
    Place { code: "TLS1", name: "Toulouse Carmes", kind: "store", street: "26 rue des Filatiers", postcode: "31000", city: "Toulouse", at: (43.5982, 1.4449), phone: "+33536490231", hours: Hours::MondayAfternoon },
    Place { code: "MRS1", name: "Marseille Paradis", kind: "store", street: "45 rue Paradis", postcode: "13001", city: "Marseille", at: (43.2937, 5.3772), phone: "+33465710313", hours: Hours::City },
    Place { code: "STR1", name: "Strasbourg Cathédrale", kind: "store", street: "12 rue des Hallebardes", postcode: "67000", city: "Strasbourg", at: (48.5821, 7.7493), phone: "+33353010267", hours: Hours::City },
    Place { code: "REN1", name: "Rennes Lafayette", kind: "store", street: "9 rue La Fayette", postcode: "35000", city: "Rennes", at: (48.1112, -1.6793), phone: "+33261910335", hours: Hours::MondayAfternoon },
    Place { code: "NCE1", name: "Nice Masséna", kind: "store", street: "18 rue de la Liberté", postcode: "06000", city: "Nice", at: (43.6981, 7.2683), phone: "+33465710406", hours: Hours::City },
    Place { code: "MPL1", name: "Montpellier Comédie", kind: "store", street: "21 rue de la Loge", postcode: "34000", city: "Montpellier", at: (43.6098, 3.8778), phone: "+33465710534", hours: Hours::MiddayBreak },
    Place { code: "VOS1", name: "Tissage Haute-Vologne", kind: "supplier", street: "12 chemin du Tissage", postcode: "88400", city: "Gérardmer", at: (48.0735, 6.8779), phone: "+33353010388", hours: Hours::Workshop },
    Place { code: "RLY1", name: "Relais Tabac de la Guillotière", kind: "relay_point", street: "41 Grande Rue de la Guillotière", postcode: "69007", city: "Lyon", at: (45.7543, 4.8437), phone: "+33465710601", hours: Hours::Kiosk },
    Place { code: "RLY2", name: "Relais Presse Croix-Rousse", kind: "relay_point", street: "88 boulevard de la Croix-Rousse", postcode: "69001", city: "Lyon", at: (45.7741, 4.8262), phone: "+33465710619", hours: Hours::Kiosk },
    Place { code: "RPA1", name: "Relais Librairie Oberkampf", kind: "relay_point", street: "57 rue Oberkampf", postcode: "75011", city: "Paris", at: (48.8645, 2.3743), phone: "+33199001170", hours: Hours::Kiosk },
];
