//! The catalogue. Codes are never given again to another meaning: `F` = the supply as a whole, `E` = the
//! record is refused, `W` = it is taken.

use crate::record::Severity;

macro_rules! catalogue {
    ($( $(#[doc = $doc:literal])* $Name:ident $code:literal $severity:ident $text:literal; )*) => {
        /// A kind of anomaly.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum AnomalyCode {
            $( $(#[doc = $doc])* $Name, )*
        }

        impl AnomalyCode {
            /// Every kind, in the order of the codes.
            pub const ALL: &'static [Self] = &[$( Self::$Name, )*];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $( Self::$Name => $code, )* }
            }

            /// Whether it refuses the record (or holds the supply) or only warns.
            pub const fn severity(self) -> Severity {
                match self { $( Self::$Name => Severity::$severity, )* }
            }

            /// What it means, in Italian, for the office that receives it.
            pub const fn text(self) -> &'static str {
                match self { $( Self::$Name => $text, )* }
            }
        }
    };
}

catalogue! {
    /// The file ends too early.
    Truncated "F001" Error "Il file termina prima della sua fine naturale: la fornitura è stata troncata.";
    /// Not well-formed XML.
    NotWellFormed "F002" Error "Il file XML non è ben formato.";
    /// DTD, entity declaration or reference to an entity of one's own.
    EntityDeclared "F003" Error "Il file contiene una DTD o entità proprie, che non sono ammesse.";
    /// Nested too deep.
    TooDeep "F004" Error "Gli elementi sono annidati oltre il limite ammesso.";
    /// A field beyond every limit.
    FieldTooLarge "F005" Error "Un campo supera la dimensione massima ammessa (4 KiB).";
    /// A record beyond every limit.
    RecordTooLarge "F006" Error "Una scheda supera la dimensione massima ammessa (256 KiB o 2.000 elementi).";
    /// Root element or version of the layout unknown.
    LayoutUnknown "F007" Error "Il tracciato o la sua versione non sono riconosciuti.";
    /// A mandatory datum of the header is missing or wrong.
    HeaderInvalid "F008" Error "Un dato obbligatorio della testata manca o non è valido.";
    /// An encoding other than those admitted.
    EncodingUnsupported "F009" Error "La codifica dei caratteri dichiarata o riconosciuta non è ammessa.";
    /// The file cannot be read.
    Unreadable "F010" Error "Il file non può essere letto (errore di lettura o compressione non valida).";
    /// The columns of a LAC file are not the expected ones.
    ColumnsUnknown "F011" Error "La prima riga del file LAC non contiene i nomi delle colonne previste.";
    /// An element outside its place.
    OutOfPlace "F012" Error "Un elemento si trova in una posizione non prevista dal tracciato.";
    /// Counted and declared totals of the supply differ.
    TotalsDiffer "F020" Error "I totali di controllo della fornitura non corrispondono al contenuto.";
    /// Counted and declared totals of a chunk differ.
    ChunkTotalsDiffer "F021" Error "I totali di controllo di un invio non corrispondono al contenuto.";
    /// Chunks are missing, repeated or out of order.
    ChunkMissing "F022" Error "Gli invii mancano, sono ripetuti o non sono in ordine.";
    /// The file names another Comune than the one that sends it.
    OtherComune "F023" Error "Il Comune indicato nel file non è quello che trasmette la fornitura.";
    /// The same id with other content.
    IdReused "F024" Error "L'identificativo della fornitura è già stato usato con un contenuto diverso.";
    /// The same progressive number with another id.
    NumberReused "F025" Error "Il numero progressivo della fornitura è già stato usato.";
    /// Another format than the Comune's plan says.
    OutsidePlan "F026" Error "Il formato della fornitura non è quello previsto dal piano del Comune.";
    /// A progressive number not after the last one applied.
    NumberPast "F027" Error "Il numero progressivo non segue quello dell'ultima fornitura caricata.";
    /// Extracted before the supply applied last.
    ExtractedEarlier "F028" Error "I dati sono stati estratti prima di quelli dell'ultima fornitura caricata.";

    /// A mandatory field is missing.
    FieldMissing "E101" Error "Manca un dato obbligatorio.";
    /// Not a date, or one that the calendar does not have.
    DateInvalid "E102" Error "La data non è leggibile o non esiste nel calendario.";
    /// A date after the extraction.
    DateInFuture "E103" Error "La data è successiva al giorno di estrazione dei dati.";
    /// An end before its beginning.
    EndBeforeBeginning "E104" Error "La data di fine precede quella di inizio.";
    /// A code that its list does not hold.
    CodeUnknown "E105" Error "Il codice non appartiene alla tabella prevista per il campo.";
    /// The codice fiscale is malformed or its check character is wrong.
    FiscalCodeInvalid "E106" Error "Il codice fiscale è malformato o il carattere di controllo è errato.";
    /// The ID ANPR is malformed or its check character is wrong.
    AnprIdInvalid "E107" Error "L'ID ANPR è malformato o il carattere di controllo è errato.";
    /// Control characters.
    ControlCharacters "E108" Error "Il campo contiene caratteri di controllo.";
    /// Bytes that are no text in the file's encoding.
    EncodingInvalid "E109" Error "Il campo contiene byte non validi nella codifica del file.";
    /// Longer than the field may be.
    TooLong "E110" Error "Il valore supera la lunghezza ammessa per il campo.";
    /// Not a number, or out of its range.
    NumberInvalid "E111" Error "Il valore non è un numero o è fuori dai limiti del campo.";
    /// Two facts of which only one can hold at a time.
    Overlapping "E112" Error "Due posizioni che si escludono risultano valide nello stesso periodo.";
    /// A row with too few or too many columns.
    ColumnCount "E113" Error "La riga ha un numero di colonne diverso dall'intestazione.";
    /// The same individual twice in one file.
    DuplicateIndividual "E114" Error "L'identificativo dell'individuo è già presente nello stesso file.";
    /// Something happens before birth.
    BeforeBirth "E115" Error "Il fatto risulta anteriore alla nascita della persona.";
    /// Not a codice fiscale of a person nor a provisional one, or otherwise in the wrong form.
    FormatInvalid "E116" Error "Il valore non ha la forma prevista per il campo.";
    /// A row of another Comune.
    RowOfOtherComune "E117" Error "La riga riguarda un Comune diverso da quello che trasmette la fornitura.";
    /// The codes of one record belong to different people.
    IdentifiersContradict "E120" Error "ID ANPR, codice fiscale o numero di scheda indicano persone diverse.";
    /// Several people fit the record.
    NotDistinguishable "E121" Error "La persona non è distinguibile da altre già presenti nell'hub.";
    /// Nobody known bears the codes or the card, and the record does not say who it is.
    NobodyKnown "E122" Error "La scheda riguarda una persona non ancora nota all'hub e non ne contiene le generalità.";

    /// An element that the layout does not know.
    ElementUnknown "W201" Warning "Elemento non previsto dal tracciato: è stato ignorato (segnalato una sola volta).";
    /// An attribute or column that the layout does not know.
    AttributeUnknown "W202" Warning "Attributo o colonna non previsti dal tracciato: sono stati ignorati (segnalati una sola volta).";
    /// Text between the elements.
    TextIgnored "W203" Warning "Testo non previsto tra gli elementi: è stato ignorato (segnalato una sola volta).";
    /// The codice fiscale does not agree with the other data.
    FiscalCodeDisagrees "W204" Warning "Il codice fiscale non concorda con il dato indicato.";
    /// A provisional codice fiscale of eleven digits.
    FiscalCodeProvisional "W205" Warning "Il codice fiscale è provvisorio (11 cifre).";
    /// No codice fiscale.
    FiscalCodeMissing "W206" Warning "Manca il codice fiscale.";
    /// The place did not exist on that date.
    PlaceUnknown "W207" Warning "Il luogo di nascita non è noto negli archivi alla data di nascita.";
    /// A document number unlike those of its kind.
    DocumentFormat "W208" Warning "Il numero del documento non ha la forma consueta per il suo tipo.";
    /// A code of a secondary list that the list does not hold.
    CodeIgnored "W209" Warning "Il codice non appartiene alla tabella prevista: il campo è stato lasciato vuoto.";
    /// A file that is not UTF-8.
    NotUtf8 "W210" Warning "Il file non è in UTF-8: è stato letto come Windows-1252 (segnalato una sola volta).";
    /// The family has another number of members than declared.
    FamilySizeDiffers "W211" Warning "Il numero di componenti dichiarato non corrisponde alle righe della famiglia.";
    /// The family has no head, or several.
    FamilyHeads "W212" Warning "La famiglia non ha esattamente un intestatario.";
    /// The family has several addresses.
    FamilyAddresses "W213" Warning "I componenti della famiglia hanno indirizzi diversi.";
    /// Facts on a subject that the record does not declare.
    SubjectNotDeclared "W214" Warning "Il dato riguarda un argomento che la scheda non dichiara: è stato ignorato.";
    /// Surname or names missing without the flag that says so.
    NameMissing "W215" Warning "Manca il cognome o il nome, senza l'indicazione che la persona ne è priva.";
    /// Several sheets at once.
    SeveralSheets "W216" Warning "La persona risulta contemporaneamente in più schede di famiglia o convivenza.";
    /// Facts on somebody whose Comune is another.
    OutOfCompetence "W220" Warning "Il dato riguarda una persona residente in un altro Comune: è stato ignorato.";
    /// Resident in two Comuni at once.
    ResidentTwice "W221" Warning "La persona risulta residente in due Comuni nello stesso periodo.";
    /// Recognised without a code.
    KnownByGeneralities "W222" Warning "La persona è stata riconosciuta dalle sole generalità.";
    /// Resident so far, and not mentioned by a full supply.
    Absent "W223" Warning "La persona risultava residente e non compare nella fornitura completa: la residenza è stata chiusa in data incerta.";
    /// Absences that refused records leave unsure.
    AbsenceUnsure "W224" Warning "Persone residenti non compaiono nella fornitura completa, ma alcune schede rifiutate non sono attribuibili: le residenze non sono state chiuse.";
    /// A membership of a sheet that the supply does not describe.
    SheetUnknown "W225" Warning "La scheda di famiglia o di convivenza indicata non è descritta nella fornitura.";
    /// Spouse or civil partner, and single.
    PartnerSingle "W226" Warning "La persona è indicata come coniuge o unita civilmente ma risulta celibe o nubile.";
    /// A second description of a street or sheet.
    Repeated "W227" Warning "La via o la scheda è descritta più volte: è stata considerata la prima descrizione.";
    /// Something that the Comune's plan leaves out.
    SubjectNotPlanned "W228" Warning "La fornitura dichiara argomenti che il piano del Comune non prevede: sono stati ignorati (segnalato una sola volta).";
    /// More residents are missing from a full supply than can have left.
    TooManyAbsent "W229" Warning "Troppe persone residenti non compaiono nella fornitura completa: le residenze non sono state chiuse, in attesa di conferma.";
}

impl AnomalyCode {
    /// The kind with this code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.code() == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_in_order_and_tell_the_severity() {
        for pair in AnomalyCode::ALL.windows(2) {
            let rank = |c: &AnomalyCode| ("FEW".find(&c.code()[..1]), c.code());
            assert!(rank(&pair[0]) < rank(&pair[1]), "{pair:?}");
        }
        for kind in AnomalyCode::ALL {
            assert_eq!(
                kind.severity() == Severity::Warning,
                kind.code().starts_with('W'),
                "{kind:?}"
            );
            assert_eq!(AnomalyCode::from_code(kind.code()), Some(*kind));
        }
    }

    /// The catalogue as the manual shows it.
    fn table() -> String {
        use std::fmt::Write;
        let mut rows = String::new();
        for kind in AnomalyCode::ALL {
            let severity = match kind.severity() {
                Severity::Error => "E",
                Severity::Warning => "W",
            };
            writeln!(rows, "| `{}` | {severity} | {} |", kind.code(), kind.text())
                .expect("a String takes all");
        }
        rows
    }

    #[test]
    fn the_manual_holds_the_same_catalogue() {
        let manual = include_str!("../../../docs/supply-formats.md");
        let found: Vec<_> = manual
            .lines()
            .filter(|line| {
                AnomalyCode::ALL
                    .iter()
                    .any(|kind| line.starts_with(&format!("| `{}` |", kind.code())))
            })
            .collect();
        assert_eq!(
            found,
            table().lines().collect::<Vec<_>>(),
            "put this table into docs/supply-formats.md:\n{}",
            table()
        );
    }
}
