//! A person's own attributes.

use super::code_list;

code_list! {
    /// Sex, as the register records it.
    Sex {
        Male = "M", "Maschio";
        Female = "F", "Femmina";
    }
}

code_list! {
    /// Whether the Agenzia delle Entrate knows the codice fiscale with the same data.
    CfValidation {
        Validated = "1", "Validato";
        NotValidated = "9", "Non validato";
    }
}

code_list! {
    /// Which parent (the hub's own list).
    Parent {
        Father = "P", "Padre";
        Mother = "M", "Madre";
    }
}

code_list! {
    /// Kinds of document (the hub's own list).
    DocumentKind {
        IdentityCard = "CI", "Carta d'identità";
        Passport = "PASS", "Passaporto";
        StayPermit = "SOGG", "Permesso di soggiorno";
    }
}
