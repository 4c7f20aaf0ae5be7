//! Maison Véra, the made-up French homeware and clothing house that the demo shows: the same at every start.

mod catalogue;
mod draw;
mod holidays;
mod nodes;
mod past;
mod products;
mod replies;
mod staff;
mod stock;

pub use holidays::HOLIDAYS;
pub use nodes::{DemoNode, nodes};
pub use past::{CUSTOMERS, DemoCustomer, DemoOrder, DemoVisitor, Now, Placed, Said, To, VISITORS};
pub use products::products;
pub use replies::{CannedReply, canned_replies};
pub use staff::{DemoStaff, PASSWORD, staff};
pub use stock::stock;

/// What the shop is called.
pub const SHOP_NAME: &str = "Maison Véra";
/// The shop's customer service; a number that France keeps for fiction.
pub const SHOP_PHONE: &str = "+33199004827";
/// The currency of all prices.
pub const CURRENCY: &str = "EUR";

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, HashSet};

    use super::*;

    fn all_unique<T: std::hash::Hash + Eq>(things: impl Iterator<Item = T>) -> bool {
        let mut seen = HashSet::new();
        things.into_iter().all(|thing| seen.insert(thing))
    }

    #[test]
    fn there_are_twelve_stores_two_warehouses_and_a_supplier_in_france() {
        let nodes = nodes();
        let of_kind = |kind| nodes.iter().filter(|node| node.node.kind == kind).count();
        assert_eq!((of_kind("store"), of_kind("warehouse"), of_kind("supplier"), of_kind("relay_point"), nodes.len()), (12, 2, 1, 3, 18));
        assert!(all_unique(nodes.iter().map(|node| &node.node.code)));
        assert!(all_unique(nodes.iter().map(|node| &node.node.name)));
        assert!(all_unique(nodes.iter().map(|node| &node.phone)));
        for DemoNode { node, hours, phone } in &nodes {
            assert!((42.3..51.1).contains(&node.latitude), "{}", node.code);
            assert!((-4.8..8.3).contains(&node.longitude), "{}", node.code);
            assert!(node.postcode.len() == 5 && node.postcode.bytes().all(|byte| byte.is_ascii_digit()), "{}", node.code);
            assert_eq!(hours.keys().map(String::as_str).collect::<Vec<_>>(), ["fri", "mon", "sat", "sun", "thu", "tue", "wed"]);
            assert!(phone.starts_with("+33") && phone.len() == 12, "{phone}");
        }
        let closed_on_sunday = nodes.iter().filter(|node| node.hours["sun"].is_empty()).count();
        assert!(closed_on_sunday >= 12 && closed_on_sunday < nodes.len());
    }

    #[test]
    fn the_numbers_are_those_that_france_keeps_for_fiction() {
        let fictitious = ["+3319900", "+3326191", "+3335301", "+3346571", "+3353649", "+3363998"];
        let phones = nodes().into_iter().map(|node| node.phone).chain([SHOP_PHONE.to_owned()]);
        let customers = CUSTOMERS.iter().map(|customer| customer.phone.to_owned());
        for phone in phones.chain(customers) {
            assert!(fictitious.iter().any(|range| phone.starts_with(range)), "{phone}");
        }
    }

    #[test]
    fn nodes_open_in_the_morning_and_close_later() {
        for node in nodes() {
            for range in node.hours.values().flatten() {
                let (from, to) = range.split_once('-').unwrap();
                assert!(from.len() == 5 && to.len() == 5 && from < to, "{range}");
            }
        }
    }

    #[test]
    fn about_three_hundred_products_fill_twelve_categories() {
        let products = products();
        assert!((280..=320).contains(&products.len()), "{}", products.len());
        let mut categories = BTreeMap::<_, usize>::new();
        for product in &products {
            *categories.entry(product.category.as_str()).or_default() += 1;
        }
        assert_eq!(categories.len(), 12);
        assert!(categories.values().all(|&count| count >= 20), "{categories:?}");
        assert!(all_unique(products.iter().map(|product| &product.handle)));
        assert!(all_unique(products.iter().map(|product| &product.title)));
        for product in &products {
            assert!(!product.variants.is_empty() && !product.vendor.is_empty() && !product.tags.is_empty());
            assert_eq!(ammonia::clean(&product.description_html), product.description_html, "{}", product.title);
            assert!(product.handle.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'));
        }
    }

    #[test]
    fn variants_can_be_told_apart_scanned_and_paid() {
        let products = products();
        let variants = || products.iter().flat_map(|product| &product.variants);
        assert!(all_unique(variants().map(|variant| &variant.sku)));
        assert!(all_unique(variants().map(|variant| variant.barcode.as_deref().unwrap())));
        for product in &products {
            assert!(all_unique(product.variants.iter().map(|variant| &variant.options)), "{}", product.title);
        }
        for variant in variants() {
            assert!((400..=150_000).contains(&variant.price), "{} {}", variant.sku, variant.price);
            assert!((10..=60_000).contains(&variant.grams), "{} {}", variant.sku, variant.grams);
            let barcode = variant.barcode.as_deref().unwrap();
            let digits: Vec<u32> = barcode.chars().map(|digit| digit.to_digit(10).unwrap()).collect();
            assert_eq!(digits.len(), 13);
            assert!(("200".."300").contains(&&barcode[..3]), "{barcode}");
            let weighted: u32 = digits.iter().enumerate().map(|(place, digit)| digit * if place % 2 == 1 { 3 } else { 1 }).sum();
            assert_eq!(weighted % 10, 0, "{barcode}");
        }
    }

    #[test]
    fn stock_is_of_known_skus_at_known_nodes_and_differs() {
        let products = products();
        let nodes = nodes();
        let stock = stock();
        let skus: HashSet<_> = products.iter().flat_map(|product| &product.variants).map(|variant| variant.sku.as_str()).collect();
        let codes: HashSet<_> = nodes.iter().map(|node| node.node.code.as_str()).collect();
        assert!(stock.iter().all(|row| skus.contains(row.sku.as_str()) && codes.contains(row.node.as_str())));
        assert!(stock.iter().all(|row| row.on_hand >= 0 && row.safety_stock >= 0));
        assert!(all_unique(stock.iter().map(|row| (&row.node, &row.sku))));

        let mut on_hand = BTreeMap::<&str, Vec<i64>>::new();
        let mut in_all = BTreeMap::<&str, i64>::new();
        for row in &stock {
            on_hand.entry(&row.node).or_default().push(row.on_hand);
            *in_all.entry(&row.sku).or_default() += row.on_hand;
        }
        assert_eq!(on_hand.len(), 15);
        let mean = |code: &str| on_hand[code].iter().sum::<i64>() / on_hand[code].len() as i64;
        assert!(mean("ORL1") > 60 && mean("SQF1") > 40 && mean("VOS1") > 200);
        for node in nodes.iter().filter(|node| node.node.kind == "store") {
            let counts = &on_hand[node.node.code.as_str()];
            assert!(mean(&node.node.code) <= 8 && counts.len() > 300, "{}", node.node.code);
            assert!(counts.contains(&0) && counts.contains(&1) && counts.iter().any(|&count| count > 3), "{}", node.node.code);
        }
        assert!(in_all.values().filter(|&&units| units <= 5).count() >= 20, "some SKUs are low everywhere");
    }

    #[test]
    fn every_store_and_warehouse_has_a_clerk() {
        let staff = staff();
        let with_role = |role| staff.iter().filter(move |person| person.role == role);
        assert_eq!((with_role("agent").count(), with_role("supervisor").count(), with_role("admin").count()), (4, 2, 1));
        assert!(all_unique(staff.iter().map(|person| &person.login)));
        let posts: HashSet<_> = with_role("clerk").map(|person| person.node.clone().unwrap()).collect();
        let nodes = nodes();
        let of_ours = nodes.iter().map(|node| &node.node).filter(|node| ["store", "warehouse"].contains(&node.kind.as_str()));
        let posts_wanted: HashSet<_> = of_ours.map(|node| node.code.clone()).chain(["RLY1".to_owned()]).collect();
        assert_eq!(posts, posts_wanted);
        assert!(staff.iter().all(|person| person.role == "clerk" || person.node.is_none()));
    }

    #[test]
    fn the_past_is_of_known_staff_stores_and_categories() {
        let (nodes, staff, products) = (nodes(), staff(), products());
        let works_here = |login: &str| staff.iter().any(|person| person.login == login && person.role != "clerk");
        assert!(all_unique(CUSTOMERS.iter().map(|customer| customer.email)));
        for order in CUSTOMERS.iter().flat_map(|customer| customer.orders) {
            assert!(!matches!(order.placed, Placed::Phone(agent) if !works_here(agent)));
            let is = |code: &str, kind: &str| nodes.iter().any(|node| node.node.code == code && node.node.kind == kind);
            assert!(match order.to {
                To::Home => true,
                To::Store(code) | To::StoreWithout(code) => is(code, "store"),
                To::Relay(code) => is(code, "relay_point"),
            });
            assert!(
                order
                    .lines
                    .iter()
                    .all(|(category, quantity)| *quantity > 0 && products.iter().any(|product| product.category == *category))
            );
        }
        for said in CUSTOMERS.iter().flat_map(|customer| customer.talk).chain(VISITORS.iter().flat_map(|visitor| visitor.talk)) {
            match said {
                Said::Visitor(text) => assert!(!text.is_empty()),
                Said::Agent(login, _) | Said::Email(login, _) | Said::Note(login, _) | Said::Call(login, _) | Said::Closed(login) => {
                    assert!(works_here(login), "{login}");
                }
            }
        }
    }

    #[test]
    fn every_canned_reply_is_there_in_french_and_english() {
        let replies = canned_replies();
        let shortcuts =
            |language| replies.iter().filter(|reply| reply.language == language).map(|reply| &reply.shortcut).collect::<HashSet<_>>();
        assert_eq!(shortcuts("fr").len(), 10);
        assert_eq!(shortcuts("fr"), shortcuts("en"));
        assert_eq!(replies.len(), 20);
    }

    #[test]
    fn it_is_the_same_every_time() {
        assert_eq!(products(), products());
        assert_eq!(stock(), stock());
    }
}
