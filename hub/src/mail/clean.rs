//! Text that came from people, made fit for a mail.

/// Longest line of a header that is made of such text, in characters.
const LONGEST: usize = 200;

/// One line: whatever could begin another line, or make a reader see something else, becomes a space.
pub fn one_line(text: &str) -> String {
    let flat: String = text
        .chars()
        .map(|c| if is_unfit(c) { ' ' } else { c })
        .take(LONGEST)
        .collect();
    flat.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Lines of text: line feeds stay, everything else of that kind becomes a space.
pub fn plain_text(text: &str) -> String {
    text.replace("\r\n", "\n")
        .chars()
        .map(|c| if c != '\n' && is_unfit(c) { ' ' } else { c })
        .collect()
}

/// Controls, ends of line and of paragraph, and marks that turn the direction of what follows.
fn is_unfit(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_begins_another_line() {
        assert_eq!(one_line(" Rossi\r\nBcc: x@y.it\t "), "Rossi Bcc: x@y.it");
        assert_eq!(one_line("a\u{2028}b\u{85}c\0d\u{202e}e"), "a b c d e");
        assert_eq!(one_line(&"è".repeat(500)).chars().count(), 200);
        assert_eq!(one_line("D'Àngelo  Nicolò"), "D'Àngelo Nicolò");
    }

    #[test]
    fn text_keeps_its_lines() {
        assert_eq!(plain_text("uno\r\ndue\n\ttre\rq\u{7}"), "uno\ndue\n tre q ");
    }
}
