//! What was written: the supplies in their order, people to ask about, and every defect put in.

use schema::date::Day;
use serde::{Deserialize, Serialize};

use crate::record::SupplyHeader;

/// What [`generate`](super::generate) wrote; also the content of `manifest.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    /// The seed.
    pub seed: u64,
    /// Residents on 1 January 2023.
    pub residents: u64,
    /// People in all, former residents and citizens abroad included.
    pub persons: u64,
    /// The Comuni, by ISTAT code.
    pub comuni: Vec<ComuneSummary>,
    /// People to ask about.
    pub witnesses: Vec<Witness>,
    /// What was spoilt on purpose; empty unless asked for.
    pub defects: Vec<Defect>,
}

impl Summary {
    /// Every supply in the order of sending: the first of each Comune, then the second ones, and so on.
    pub fn files(&self) -> Vec<&SupplyFile> {
        let mut files: Vec<&SupplyFile> = self.comuni.iter().flat_map(|c| &c.files).collect();
        files.sort_by_key(|file| (file.header.extracted_on, &file.header.comune));
        files
    }
}

/// What one Comune sends.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComuneSummary {
    /// ISTAT code.
    pub istat: String,
    /// Belfiore code.
    pub belfiore: String,
    /// Name.
    pub name: String,
    /// Residents on 1 January 2023.
    pub residents: u64,
    /// Women among them.
    pub women: u64,
    /// Foreign citizens among them.
    pub foreigners: u64,
    /// Families on 1 January 2023.
    pub families: u64,
    /// Institutional households on 1 January 2023.
    pub institutions: u64,
    /// Its supplies, in order.
    pub files: Vec<SupplyFile>,
}

/// One supply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SupplyFile {
    /// Name of the file in the folder of the manifest.
    pub file: String,
    /// The header; in LAC files it is nowhere else.
    pub header: SupplyHeader,
    /// Records of people in it.
    pub records: u64,
}

/// Something spoilt on purpose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Defect {
    /// Name of the file.
    pub file: String,
    /// What kind.
    pub kind: super::defects::DefectKind,
    /// The Comune's number of the person; empty for the supply as a whole.
    pub local_id: String,
    /// The anomaly that it gives (a duplicate in XML only when loaded); empty if no single record tells it.
    pub code: String,
    /// True if the record (of a duplicate the second one) or the supply is refused for it.
    pub refused: bool,
}

/// What makes a person worth asking about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WitnessKind {
    /// An Italian resident about whom nothing is doubtful: the declared address is the true one.
    Resident,
    /// A married resident.
    Married,
    /// A foreign citizen.
    Foreigner,
    /// Moved within the province between January and July 2023.
    Moved,
    /// Moved within the province in the years before.
    MovedBefore,
    /// Left the province.
    Left,
    /// Died.
    Dead,
    /// A citizen abroad.
    Aire,
    /// Only the year of birth is known.
    UncertainBirth,
    /// A change of residence is still being verified.
    PendingProcedure,
    /// Resident of a Comune that sends LAC files.
    Lac,
    /// The codice fiscale is one with letters for digits.
    Omocodia,
    /// Bore another name and codice fiscale before.
    Renamed,
    /// Has no fixed abode.
    NoFixedAbode,
}

/// A person to ask about, as after the last supply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Witness {
    /// Why.
    pub kind: WitnessKind,
    /// The Comune's own number of the person's card.
    pub local_id: String,
    /// Codice fiscale.
    pub codice_fiscale: String,
    /// ID ANPR; empty if none.
    pub id_anpr: String,
    /// Surname.
    pub surname: String,
    /// Given names.
    pub names: String,
    /// `M` or `F`.
    pub sex: String,
    /// Birth, in the form of [`UncertainDate`](schema::date::UncertainDate).
    pub birth: String,
    /// Belfiore code of the place of birth.
    pub birth_place: String,
    /// Its name then.
    pub birth_place_name: String,
    /// ISTAT code of the Comune where the person is, or was last, registered.
    pub comune: String,
    /// Where the person came from or went, within the province; empty if not.
    pub other_comune: String,
    /// The day on which that, the death or the change happened; `None` if there is none.
    pub day: Option<Day>,
    /// Present address; `None` without one.
    pub address: Option<WitnessAddress>,
    /// Marital status, ANPR table 1; empty if the Comune does not say it.
    pub marital_status: String,
    /// ISTAT codes of the citizenships held.
    pub citizenships: Vec<String>,
}

/// An address in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WitnessAddress {
    /// Type of the street.
    pub street_type: String,
    /// Its name.
    pub street: String,
    /// House number; 0 = none.
    pub number: i32,
    /// Exponent.
    pub exponent: String,
    /// Flat.
    pub interior: String,
    /// CAP.
    pub postal_code: String,
}
