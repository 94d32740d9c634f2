//! A row of the queue as a message of RFC 5322.

use std::time::SystemTime;

use lettre::message::header::{
    ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue,
};
use lettre::message::{Mailbox, Message, SinglePart};
use schema::tables::MailRow;

use super::one_line;

/// RFC 3834: nobody's absence notice need answer it.
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// The message, or why there can be none.
///
/// Nothing of it depends on the moment of sending: a second delivery is the same to the byte, and its `Message-ID` lets
/// the receiver drop it. The moment of queueing is in the id, since a database restored gives ids again.
pub(super) fn compose(row: &MailRow, from: &Mailbox) -> Result<Message, String> {
    let to: lettre::Address = row
        .recipient
        .parse()
        .map_err(|_| "l'indirizzo non è valido".to_owned())?;
    let queued = row.created_at.and_utc();
    let id = format!(
        "<{}.{}@{}>",
        row.id,
        queued.timestamp_micros(),
        from.email.domain()
    );
    Message::builder()
        .from(from.clone())
        // The address alone: a name adds nothing but a way to write into a header.
        .to(Mailbox::new(None, to))
        .subject(one_line(&row.subject))
        .message_id(Some(id))
        .date(SystemTime::from(queued))
        .header(AutoSubmitted)
        .singlepart(
            SinglePart::builder()
                .header(ContentType::TEXT_PLAIN)
                // Every mail server takes it, and an operator can read it on the way.
                .header(ContentTransferEncoding::QuotedPrintable)
                .body(row.body.clone()),
        )
        .map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(recipient: &str, subject: &str, body: &str) -> MailRow {
        let at = "2026-11-21T04:00:00".parse().unwrap();
        MailRow {
            id: 7,
            dedup: "x".to_owned(),
            recipient: recipient.to_owned(),
            subject: subject.to_owned(),
            body: body.to_owned(),
            created_at: at,
            next_try_at: at,
            tries: 1,
            lease_until: at,
            lease_by: String::new(),
            sent_at: None,
            failed_at: None,
            last_error: String::new(),
        }
    }

    fn text(row: &MailRow) -> String {
        let from: Mailbox = "Anagrafe Hub <hub@provincia.example>".parse().unwrap();
        String::from_utf8(compose(row, &from).unwrap().formatted()).unwrap()
    }

    #[test]
    fn the_same_row_is_the_same_message() {
        let row = row(
            "a.rossi@comune.example",
            "Attività di venerdì",
            "Perché sì.\nÈ così.\n",
        );
        assert_eq!(text(&row), text(&row));
        insta::assert_snapshot!(text(&row).replace("\r\n", "\n"));
    }

    #[test]
    fn a_name_cannot_write_a_header() {
        let row = row(
            "a.rossi@comune.example",
            "Rossi\r\nBcc: altri@altrove.example\r\n\r\nCorpo",
            "testo",
        );
        let text = text(&row);
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(!head.lines().any(|line| line.starts_with("Bcc")), "{head}");
        assert_eq!(body.trim_end(), "testo");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        let from: Mailbox = "hub@provincia.example".parse().unwrap();
        for address in [
            "",
            "nessuno",
            "a@b\r\nRCPT TO:<c@d>",
            "a@b.example, c@d.example",
            "a b@c.example",
        ] {
            assert!(compose(&row(address, "", ""), &from).is_err(), "{address}");
        }
    }
}
