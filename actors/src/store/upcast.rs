//! Events as the journal keeps them: a name, a schema number and the JSON of their data. Old ones stay readable for ever.

use comptoir_domain::entity::{Entity, Kind};
use serde::de::Error as _;

/// The schema that events are written in. When the shape of an event changes, this grows by one and [`upcast`] learns the old shape.
pub const SCHEMA: i16 = 1;

/// An event's name and the JSON of its data.
///
/// Events serialise as `{"type":"…","data":{…}}` with the name first and no quote in it, so the parts can be cut out of the
/// text: this is on the path of every message.
pub fn split<E: serde::Serialize>(event: &E) -> (String, String) {
    let whole = serde_json::to_string(event).unwrap_or_default();
    let Some((name, data)) = whole.strip_prefix(r#"{"type":""#).and_then(|rest| rest.split_once(r#"","data":"#)) else {
        return (whole, "{}".to_owned());
    };
    (name.to_owned(), data.strip_suffix('}').unwrap_or(data).to_owned())
}

/// Reads an event back.
pub fn join<E: Entity>(name: &str, schema: i16, data: &str) -> Result<E::Event, serde_json::Error> {
    let data = upcast(E::KIND, name, schema, data)?;
    serde_json::from_str(&format!(r#"{{"type":"{name}","data":{data}}}"#))
}

/// An event's data in the present schema.
fn upcast<'a>(kind: Kind, name: &str, schema: i16, data: &'a str) -> Result<&'a str, serde_json::Error> {
    match schema {
        SCHEMA => Ok(data),
        newer => Err(serde_json::Error::custom(format!(
            "a {} event {name} has schema {newer}, this program knows up to {SCHEMA}: it was written by a newer version",
            kind.as_str()
        ))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use comptoir_domain::customer::{self, Customer};

    #[test]
    fn an_event_comes_back_as_it_was() {
        for event in [customer::Event::Named { name: r#"Camille "Cam" D'Arc","data":"#.to_owned() }, customer::Event::HandoverUsed {}] {
            let (name, data) = split(&event);
            assert_eq!(join::<Customer>(&name, SCHEMA, &data).unwrap(), event, "{name} {data}");
        }
    }

    #[test]
    fn an_event_of_a_newer_program_is_refused_in_words() {
        let error = join::<Customer>("customer.named", 99, "{}").unwrap_err();
        assert!(error.to_string().contains("newer version"), "{error}");
    }
}
