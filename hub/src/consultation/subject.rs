//! The subject of a consultation as the trace keeps it, and back: what is no person says all that is needed to read the
//! same again.

use schema::date::Day;

use super::request::{About, AskedAddress, AskedStreet};

const ADDRESS: &str = "INDIRIZZO";
const EVENTS: &str = "EVENTI";
/// Whatever it is.
const ANY: &str = "*";

/// Nothing that is typed can look like two parts.
fn part(text: &str) -> String {
    text.replace('|', " ")
}

fn optional(text: Option<&String>) -> String {
    text.map_or_else(|| ANY.to_owned(), |text| part(text))
}

impl About {
    /// As the trace keeps it.
    pub fn traced(&self) -> String {
        match self {
            Self::Person(subject) => subject.to_string(),
            Self::Found(_) => "RIFERIMENTO".to_owned(),
            Self::Address(one) => {
                let (kind, street) = match &one.street {
                    AskedStreet::Code(code) => ("#".to_owned(), part(code)),
                    AskedStreet::Named(kind, name) => (optional(kind.as_ref()), part(name)),
                };
                [
                    ADDRESS.to_owned(),
                    one.comune.clone(),
                    kind,
                    street,
                    one.number.to_string(),
                    optional(one.exponent.as_ref()),
                    optional(one.staircase.as_ref()),
                    optional(one.interior.as_ref()),
                ]
                .join("|")
            }
            Self::Events {
                comune,
                from,
                to,
                page,
            } => format!("{EVENTS}|{comune}|{from}|{to}|{page}"),
        }
    }

    /// What a record speaks of: the person, if it found one, else the address or the events.
    pub fn of_record(subject: &str, person_id: i64) -> Option<Self> {
        if person_id != 0 {
            return Some(Self::Found(person_id));
        }
        let parts: Vec<&str> = subject.split('|').collect();
        let optional = |text: &str| (text != ANY).then(|| text.to_owned());
        match parts.as_slice() {
            [
                ADDRESS,
                comune,
                kind,
                street,
                number,
                exponent,
                staircase,
                interior,
            ] => {
                let street = (*street).to_owned();
                Some(Self::Address(AskedAddress {
                    comune: (*comune).to_owned(),
                    street: if *kind == "#" {
                        AskedStreet::Code(street)
                    } else {
                        AskedStreet::Named(optional(kind), street)
                    },
                    number: number.parse().ok()?,
                    exponent: optional(exponent),
                    staircase: optional(staircase),
                    interior: optional(interior),
                }))
            }
            [EVENTS, comune, from, to, page] => Some(Self::Events {
                comune: (*comune).to_owned(),
                from: Day::parse_iso(from)?,
                to: Day::parse_iso(to)?,
                page: page.parse().ok()?,
            }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_person_is_read_back() {
        let address = |street, interior: Option<&str>| {
            About::Address(AskedAddress {
                comune: "036023".to_owned(),
                street,
                number: 12,
                exponent: Some(String::new()),
                staircase: None,
                interior: interior.map(str::to_owned),
            })
        };
        let named = |kind: Option<&str>| {
            AskedStreet::Named(kind.map(str::to_owned), "EMILIA EST".to_owned())
        };
        for about in [
            address(AskedStreet::Code("10".to_owned()), Some("3")),
            address(named(Some("VIA")), None),
            address(named(None), None),
            About::Events {
                comune: "036023".to_owned(),
                from: Day(2025_01_01),
                to: Day(2025_12_31),
                page: 2,
            },
        ] {
            assert_eq!(About::of_record(&about.traced(), 0), Some(about.clone()));
            assert_eq!(About::of_record(&about.traced(), 7), Some(About::Found(7)));
        }
        assert_eq!(About::of_record("RSSMRA70A01F257L", 0), None);
        let hostile = address(AskedStreet::Named(None, "A|B|1|||".to_owned()), None);
        let read = About::of_record(&hostile.traced(), 0).unwrap();
        assert_eq!(
            read,
            address(AskedStreet::Named(None, "A B 1   ".to_owned()), None)
        );
    }
}
