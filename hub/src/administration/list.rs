//! Lists: behind an id, so many, matching a text.

use schema::names::fold_words;

/// Which part of a list.
#[derive(Clone, Debug)]
pub struct ListQuery {
    /// Only ids behind this one.
    pub after: i64,
    /// How many at most.
    pub limit: usize,
    /// Words that all must occur, whatever their case and accents; empty: all.
    pub text: String,
}

impl Default for ListQuery {
    fn default() -> Self {
        Self {
            after: 0,
            limit: 100,
            text: String::new(),
        }
    }
}

impl ListQuery {
    /// The page, out of all that the actor sees in the order of its ids. The directory is small, and the two
    /// databases fold letters differently: so words are sought here.
    pub(super) fn page<T>(
        &self,
        rows: impl IntoIterator<Item = T>,
        id: impl Fn(&T) -> i64,
        text: impl Fn(&T) -> String,
    ) -> Vec<T> {
        let words = fold_words(&self.text);
        let matches = |row: &T| {
            let told = fold_words(&text(row)).join(" ");
            words.iter().all(|word| told.contains(word.as_str()))
        };
        rows.into_iter()
            .filter(|row| id(row) > self.after && (words.is_empty() || matches(row)))
            .take(self.limit)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(after: i64, limit: usize, text: &str) -> Vec<i64> {
        let rows = [(1, "Niccolò Rossi"), (3, "Anna ROSSI"), (7, "Rosa Bianchi")];
        let query = ListQuery {
            after,
            limit,
            text: text.to_owned(),
        };
        query
            .page(rows, |row| row.0, |row| row.1.to_owned())
            .iter()
            .map(|row| row.0)
            .collect()
    }

    #[test]
    fn behind_an_id_so_many_with_all_the_words() {
        assert_eq!(page(0, 2, ""), [1, 3]);
        assert_eq!(page(3, 2, " "), [7]);
        assert_eq!(page(0, 9, "rossi"), [1, 3]);
        assert_eq!(page(0, 9, "rossi niccolo"), [1]);
        assert_eq!(page(0, 9, "verdi"), [0; 0]);
    }
}
