//! The words of the daily mail: counts in, text out.

use std::fmt::Write;

use schema::date::Day;

use super::tally::Counts;
use super::text::{counted, grouped, long_day, service_name};
use crate::mail::one_line;

/// Most users of whom a mail tells one by one.
const MOST_USERS: usize = 300;

/// What one recipient is told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// The day.
    pub day: Day,
    /// Name of the Comune, to a TOP; `None` to an ADMIN.
    pub comune: Option<String>,
    /// Offices in which something was done.
    pub offices: Vec<Office>,
}

/// What was done in an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Entity and office.
    pub name: String,
    /// Its users who did something.
    pub users: Vec<User>,
}

/// What a user did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    /// Surname, name and user name.
    pub name: String,
    /// By service.
    pub services: Vec<Service>,
}

/// How much of a service was used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Service {
    /// As the trace calls it.
    pub code: String,
    /// How often, and with what outcome.
    pub counts: Counts,
}

/// Subject and body.
pub fn compose(digest: &Digest) -> (String, String) {
    let day = long_day(digest.day);
    let subject = format!("Anagrafe Hub: attività di {day}");
    let about = match &digest.comune {
        Some(comune) => format!(
            "che hanno riguardato il suo ente ({}) o gli utenti degli uffici che ha registrato",
            one_line(comune)
        ),
        None => "degli utenti del suo ufficio".to_owned(),
    };
    let mut body = format!("Buongiorno,\n\necco le attività di {day} {about}.\n");
    let mut all = Counts::default();
    let mut told = 0;
    let mut untold = 0;
    for office in &digest.offices {
        let mut is_named = false;
        for user in &office.users {
            for service in &user.services {
                all.add(&service.counts);
            }
            if told == MOST_USERS {
                untold += 1;
                continue;
            }
            told += 1;
            if !is_named {
                is_named = true;
                let _ = write!(body, "\n{}\n", one_line(&office.name));
            }
            let _ = writeln!(body, "\n  {}", one_line(&user.name));
            for service in &user.services {
                let name = one_line(service_name(&service.code));
                let _ = writeln!(body, "    {name}: {}", words(&service.counts));
            }
        }
    }
    if untold > 0 {
        let others = counted(untold, "altro utente", "altri utenti");
        let _ = writeln!(body, "\n… e {others}: vedere il monitoraggio.");
    }
    let _ = write!(
        body,
        "\nIn tutto: {}.\n\n\
         Il dettaglio è nelle pagine Monitoraggio e Registro degli accessi dell'hub.\n\
         Questo messaggio è automatico: le risposte non sono lette. Non contiene dati delle persone cercate.\n",
        words(&all)
    );
    (subject, body)
}

fn words(counts: &Counts) -> String {
    let mut parts = Vec::new();
    if counts.answered > 0 {
        let mut part = counted(counts.answered, "richiesta evasa", "richieste evase");
        if counts.yes + counts.no + counts.unsure > 0 {
            let _ = write!(
                part,
                " (esiti: {} S, {} N, {} A)",
                grouped(counts.yes),
                grouped(counts.no),
                grouped(counts.unsure)
            );
        }
        parts.push(part);
    }
    for (number, one, many) in [
        (counts.refused, "richiesta rifiutata", "richieste rifiutate"),
        (
            counts.failed_sign_ins,
            "accesso non riuscito",
            "accessi non riusciti",
        ),
        (counts.other, "altro atto", "altri atti"),
    ] {
        if number > 0 {
            parts.push(counted(number, one, many));
        }
    }
    parts.join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn service(code: &str, counts: Counts) -> Service {
        Service {
            code: code.to_owned(),
            counts,
        }
    }

    fn user(name: &str, services: Vec<Service>) -> User {
        User {
            name: name.to_owned(),
            services,
        }
    }

    fn text(digest: &Digest) -> String {
        let (subject, body) = compose(digest);
        format!("{subject}\n\n{body}")
    }

    #[test]
    fn a_top_is_told_by_office_user_and_service() {
        let many = Counts {
            answered: 1_204,
            yes: 1_100,
            no: 90,
            unsure: 14,
            refused: 3,
            ..Counts::default()
        };
        let one = Counts {
            answered: 1,
            yes: 1,
            ..Counts::default()
        };
        let failed = Counts {
            failed_sign_ins: 2,
            ..Counts::default()
        };
        let other = Counts {
            other: 1,
            ..Counts::default()
        };
        insta::assert_snapshot!(text(&Digest {
            day: Day(2026_11_20),
            comune: Some("Comune di Modena".to_owned()),
            offices: vec![
                Office {
                    name: "Azienda USL di Modena – Scelta e revoca".to_owned(),
                    users: vec![
                        user(
                            "Bianchi Anna (a.bianchi)",
                            vec![service("ACCESSO", failed), service("VERIFICA", many)]
                        ),
                        user(
                            "Neri Nicolò (n.neri)",
                            vec![service("VERIFICA_MASSIVA", one)]
                        ),
                    ],
                },
                Office {
                    name: "Comune di Modena – Anagrafe".to_owned(),
                    users: vec![user(
                        "Verdi Lucia (l.verdi)",
                        vec![service("CONVENZIONI", other)]
                    )],
                },
            ],
        }));
    }

    #[test]
    fn an_admin_is_told_of_the_office() {
        let refused = Counts {
            refused: 1,
            ..Counts::default()
        };
        insta::assert_snapshot!(text(&Digest {
            day: Day(2026_12_01),
            comune: None,
            offices: vec![Office {
                name: "INPS – Sede di Modena".to_owned(),
                users: vec![user(
                    "Gallo Ugo (u.gallo)",
                    vec![service("VERIFICA", refused)]
                )],
            }],
        }));
    }

    #[test]
    fn names_cannot_pretend_to_be_lines() {
        let digest = Digest {
            day: Day(2026_11_20),
            comune: Some("Comune\nIn tutto: niente.".to_owned()),
            offices: vec![Office {
                name: "Ente\r\n\r\nufficio".to_owned(),
                users: vec![user(
                    "A\nB (c)",
                    vec![service(
                        "X\nY",
                        Counts {
                            other: 1,
                            ..Counts::default()
                        },
                    )],
                )],
            }],
        };
        let (_, body) = compose(&digest);
        assert_eq!(
            body.lines()
                .filter(|line| line.starts_with("In tutto"))
                .count(),
            1
        );
        assert!(
            body.contains("\nEnte ufficio\n\n  A B (c)\n    X Y: 1 altro atto\n"),
            "{body}"
        );
    }

    #[test]
    fn a_long_mail_says_how_many_it_leaves_out() {
        let one = Counts {
            answered: 1,
            ..Counts::default()
        };
        let users = (0..MOST_USERS + 2)
            .map(|number| user(&format!("Utente {number}"), vec![service("VERIFICA", one)]))
            .collect();
        let (_, body) = compose(&Digest {
            day: Day(2026_11_20),
            comune: None,
            offices: vec![Office {
                name: "Ufficio".to_owned(),
                users,
            }],
        });
        assert!(body.contains("\n… e 2 altri utenti: vedere il monitoraggio.\n"));
        assert!(body.contains("In tutto: 302 richieste evase."));
        assert!(!body.contains("Utente 300\n"));
    }
}
