//! Why a declaration cannot be determined.

macro_rules! reasons {
    ($($(#[$meta:meta])* $variant:ident = $code:literal, $text:literal;)+) => {
        /// Why an answer is A. The codes are stable; docs/checks.md lists them with their texts.
        /// Their order is their weight: where several hold, the first is given.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ReasonCode {
            $($(#[$meta])* $variant,)+
        }

        impl ReasonCode {
            /// Every reason, heaviest first.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// The reason of that code.
            pub fn from_code(code: &str) -> Option<Self> {
                match code { $($code => Some(Self::$variant),)+ _ => None }
            }

            /// What it means, in Italian, for the person who reads the answer.
            pub const fn text(self) -> &'static str {
                match self { $(Self::$variant => $text),+ }
            }
        }
    };
}

reasons! {
    /// A limited key asked about nobody, or about somebody of another Comune: which of the two is not said.
    OutOfScope = "FUORI_AMBITO",
        "Nessun soggetto corrispondente nell'ambito territoriale concesso.";
    /// Nobody in the hub has that codice fiscale, ID ANPR or generalities.
    SubjectUnknown = "SOGGETTO_NON_TROVATO",
        "Il soggetto non risulta nelle anagrafi dei Comuni aderenti.";
    /// More than one person fits, or the only one fits but for a field that the register lacks.
    SubjectAmbiguous = "SOGGETTO_NON_UNIVOCO",
        "I dati indicati non bastano a distinguere il soggetto.";
    /// A certification block, or a certifiability that excludes this kind.
    NotCertifiable = "NON_CERTIFICABILE",
        "La posizione del soggetto non è certificabile alla data di riferimento.";
    /// Dead on the reference day: a state that ended with life cannot be determined.
    SubjectDead = "SOGGETTO_DECEDUTO",
        "Il soggetto risulta deceduto alla data di riferimento: ripetere la verifica a una data anteriore.";
    /// Removed for a move to a place that does not supply the hub.
    SubjectMoved = "SOGGETTO_EMIGRATO",
        "Alla data di riferimento il soggetto risulta trasferito fuori dai Comuni aderenti.";
    /// Removed for another reason (untraceable, not renewed, …).
    SubjectRemoved = "SOGGETTO_CANCELLATO",
        "Alla data di riferimento il soggetto risulta cancellato dall'anagrafe.";
    /// Registered in AIRE on the reference day.
    SubjectAbroad = "SOGGETTO_AIRE",
        "Alla data di riferimento il soggetto è iscritto all'AIRE: il dato può non essere aggiornato.";
    /// Two Comuni claim the person on the reference day.
    ResidenceDisputed = "RESIDENZA_CONTESA",
        "Più Comuni dichiarano il soggetto residente alla data di riferimento.";
    /// A residence change or an inquiry into untraceability is under way.
    ProcedurePending = "PROCEDIMENTO_PENDENTE",
        "È in corso un procedimento anagrafico che può modificare il dato.";
    /// The Comune does not send facts of this kind.
    NotSupplied = "FATTO_NON_FORNITO",
        "Il Comune competente non fornisce questo dato.";
    /// The reference day comes before the oldest fact known.
    BeforeHistory = "PRIMA_DELLO_STORICO",
        "La data di riferimento precede la storia anagrafica disponibile.";
    /// A date that lacks day or month covers the day that decides.
    UncertainDate = "DATA_INCERTA",
        "Una data registrata in forma incompleta non consente di rispondere.";
    /// The register holds facts that exclude each other on the reference day.
    ConflictingFacts = "FATTI_DISCORDANTI",
        "L'anagrafe contiene dati discordanti alla data di riferimento.";
    /// The declared street fits several streets of the Comune.
    StreetAmbiguous = "VIA_NON_DISTINGUIBILE",
        "La via dichiarata corrisponde a più vie del Comune.";
    /// The Comune's street register does not hold the street of the person's address.
    StreetUnknown = "VIA_NON_NOTA",
        "Lo stradario del Comune non consente il confronto della via.";
    /// Registered without a fixed abode: there is no address to compare.
    NoFixedAbode = "SENZA_FISSA_DIMORA",
        "Il soggetto è iscritto come persona senza fissa dimora.";
    /// The person lives in an institution and has no family sheet.
    Institution = "CONVIVENZA_ANAGRAFICA",
        "Il soggetto è iscritto in una convivenza anagrafica.";
    /// A code that the person bore, but not on the reference day.
    IdentifierSuperseded = "IDENTIFICATIVO_SUPERATO",
        "L'identificativo dichiarato è appartenuto al soggetto in un altro periodo.";
    /// Two codici fiscali that differ by omocodia only: one person re-coded, or two people.
    IdentifierVariant = "CODICE_FISCALE_VARIATO",
        "I codici fiscali differiscono per la sola omocodia.";
    /// The relative is not in the hub, or not within the key's territory.
    RelativeUnknown = "FAMILIARE_NON_TROVATO",
        "Il familiare indicato non risulta nell'ambito consultabile.";
    /// More than one person fits the relative.
    RelativeAmbiguous = "FAMILIARE_NON_UNIVOCO",
        "I dati indicati non bastano a distinguere il familiare.";
    /// The roles on the family sheet do not say what two members are to each other.
    KinshipUnclear = "PARENTELA_NON_DETERMINABILE",
        "Il rapporto di parentela non si può determinare dalla scheda di famiglia.";
    /// The links of descent or marriage that the hub knows do not reach the relative.
    LinkUnclear = "LEGAME_NON_DETERMINABILE",
        "I dati disponibili non consentono di stabilire il legame con il familiare.";
    /// The register has no value where one was declared.
    Missing = "DATO_MANCANTE",
        "L'anagrafe non contiene il dato da confrontare.";
}

impl std::fmt::Display for ReasonCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.code())
    }
}
