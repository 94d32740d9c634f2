//! The columns, and one row cut into them.

use std::borrow::Cow;

macro_rules! columns {
    ($($Name:ident),+ $(,)?) => {
        /// A column; its name is that of the variant.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Column { $( $Name, )+ }

        impl Column {
            /// Every column, in the order of the layout.
            pub const ALL: &'static [Self] = &[$( Self::$Name, )+];

            /// The name in the first row.
            pub const fn name(self) -> &'static str {
                match self { $( Self::$Name => stringify!($Name), )+ }
            }
        }
    };
}

columns!(
    Codpro,
    Codcom,
    Tipores,
    Codicefam,
    Codiceconv,
    IdIndividuo,
    Cognome,
    Nome,
    Codfiscale,
    Sesso,
    Datanas,
    Pronas,
    Comnas,
    Estnas,
    Cittad,
    Ncomp,
    Relpar,
    Staciv,
    Dataiscr,
    Idtoponimo,
    Specie,
    Denominazione,
    Civico,
    Esponente,
    Interno,
    Cap,
    Nsez,
);

/// Where each column stands in the rows of one file.
#[derive(Debug, Clone)]
pub struct Layout {
    /// By column, in the order of [`Column::ALL`].
    places: Vec<usize>,
    /// Number of names in the first row.
    pub width: usize,
    /// Names that are no column.
    pub unknown: Vec<String>,
}

impl Layout {
    /// Reads the first row; `Err` names a column that is missing.
    pub fn read(header: &str) -> Result<Self, &'static str> {
        let mut cut = Cut::default();
        cut.row(header);
        let mut names: Vec<_> = (0..cut.count())
            .map(|i| cut.get(header, i).trim().to_ascii_lowercase())
            .collect();
        if names.last().is_some_and(String::is_empty) {
            names.pop();
        }
        let mut places = Vec::with_capacity(Column::ALL.len());
        for column in Column::ALL {
            let wanted = column.name().to_ascii_lowercase();
            places.push(
                names
                    .iter()
                    .position(|n| *n == wanted)
                    .ok_or(column.name())?,
            );
        }
        let known = |name: &String| {
            name == "filler"
                || Column::ALL
                    .iter()
                    .any(|c| c.name().eq_ignore_ascii_case(name))
        };
        let unknown = names.iter().filter(|name| !known(name)).cloned().collect();
        Ok(Self {
            places,
            width: names.len(),
            unknown,
        })
    }

    /// Where a column stands.
    pub fn place(&self, column: Column) -> usize {
        self.places
            .get(column as usize)
            .copied()
            .unwrap_or(usize::MAX)
    }
}

/// A row cut at its separators; kept from row to row so as not to allocate.
#[derive(Debug, Default)]
pub struct Cut {
    /// Beginning and end of each field, without its quotes, and whether it had any.
    fields: Vec<(usize, usize, bool)>,
}

impl Cut {
    /// Cuts a row. A field in double quotes may hold separators, and its own quotes doubled; one that only begins
    /// with a quote is taken as it is. A line end never stands in a field.
    pub fn row(&mut self, row: &str) {
        self.fields.clear();
        let bytes = row.as_bytes();
        let mut at = 0;
        loop {
            let rest = bytes.get(at..).unwrap_or_default();
            let quoted = rest.first() == Some(&b'"');
            if let Some(close) = quoted.then(|| closing_quote(rest)).flatten() {
                self.fields.push((at + 1, at + close, true));
                at += close + 1;
            } else {
                let end = memchr::memchr(b';', rest).unwrap_or(rest.len());
                self.fields.push((at, at + end, false));
                at += end;
            }
            if bytes.get(at) != Some(&b';') {
                break;
            }
            at += 1;
        }
    }

    /// Number of fields, with the empty one behind a separator at the end.
    pub fn count(&self) -> usize {
        self.fields.len()
    }

    /// The field at that place, empty if the row is shorter.
    pub fn get<'r>(&self, row: &'r str, place: usize) -> Cow<'r, str> {
        let Some((from, to, quoted)) = self.fields.get(place).copied() else {
            return Cow::Borrowed("");
        };
        let text = row.get(from..to).unwrap_or_default();
        if quoted && text.contains('"') {
            Cow::Owned(text.replace("\"\"", "\""))
        } else {
            Cow::Borrowed(text)
        }
    }

    /// Length of the longest field, in bytes.
    pub fn longest(&self) -> usize {
        self.fields
            .iter()
            .map(|(from, to, _)| to - from)
            .max()
            .unwrap_or_default()
    }
}

/// Where the quote stands that closes the field: before a separator or the end of the row.
fn closing_quote(field: &[u8]) -> Option<usize> {
    let mut at = 1;
    loop {
        at += memchr::memchr(b'"', field.get(at..)?)?;
        match field.get(at + 1) {
            None | Some(b';') => return Some(at),
            Some(b'"') => at += 2,
            Some(_) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(row: &str) -> Vec<String> {
        let mut cut = Cut::default();
        cut.row(row);
        (0..cut.count())
            .map(|i| cut.get(row, i).into_owned())
            .collect()
    }

    #[test]
    fn rows_are_cut_at_separators_outside_quotes() {
        assert_eq!(fields("a;b;"), ["a", "b", ""]);
        assert_eq!(fields(""), [""]);
        assert_eq!(fields("\"a;b\";c"), ["a;b", "c"]);
        assert_eq!(fields("\"say \"\"x\"\"\";c"), ["say \"x\"", "c"]);
        assert_eq!(fields("\"a\"b;c"), ["\"a\"b", "c"]);
        assert_eq!(fields("\"open;c"), ["\"open", "c"]);
        assert_eq!(fields("\"\";\""), ["", "\""]);
    }

    #[test]
    fn the_first_row_names_the_columns() {
        let names: Vec<_> = Column::ALL.iter().map(|c| c.name()).collect();
        assert_eq!(names.join(";").len(), 215);
        let plain = Layout::read(&names.join(";")).unwrap();
        assert_eq!((plain.width, plain.place(Column::Nsez)), (27, 26));
        let filler =
            Layout::read(&format!("{};FILLER;Extra;", names.join(";").to_uppercase())).unwrap();
        assert_eq!(
            (filler.width, filler.unknown),
            (29, vec!["extra".to_owned()])
        );
        assert_eq!(Layout::read("Codpro;Codcom").unwrap_err(), "Tipores");
    }
}
