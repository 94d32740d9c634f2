//! Family sheets, institutional households, and what their members are to each other.

use super::code_list;

code_list! {
    /// A family sheet or an institutional household (DPR 223/1989, art. 4 and 5).
    HouseholdKind {
        Family = "F", "Famiglia";
        Institution = "C", "Convivenza";
    }
}

code_list! {
    /// What a member is to the head of the family sheet (T05). Codes 14, 15, 19 and 80 come only from the first
    /// transfer of a Comune's register.
    Kinship {
        Head = "1", "Intestatario/a della scheda";
        Spouse = "2", "Marito/Moglie";
        Child = "3", "Figlio/a";
        Grandchild = "4", "Nipote (discendente)";
        GreatGrandchild = "5", "Pronipote (discendente)";
        Parent = "6", "Padre/Madre";
        Grandparent = "7", "Nonno/a";
        GreatGrandparent = "8", "Bisnonno/a";
        Sibling = "9", "Fratello/Sorella";
        SiblingsChild = "10", "Nipote (collaterale)";
        Uncle = "11", "Zio/a (collaterale)";
        Cousin = "12", "Cugino/a";
        OtherRelative = "13", "Altro parente";
        Stepchild = "14", "Figliastro/a";
        Stepparent = "15", "Patrigno/Matrigna";
        ChildInLaw = "16", "Genero/Nuora";
        ParentInLaw = "17", "Suocero/a";
        SiblingInLaw = "18", "Cognato/a";
        Stepsibling = "19", "Fratellastro/Sorellastra";
        NephewByAffinity = "20", "Nipote (affine)";
        UncleByAffinity = "21", "Zio/a (affine)";
        OtherAffine = "22", "Altro affine";
        Partner = "23", "Convivente con vincoli di adozione o affettivi";
        InstitutionHead = "24", "Responsabile della convivenza non affettiva";
        InstitutionMember = "25", "Convivente in convivenza non affettiva";
        Guardian = "26", "Tutore";
        CivilPartner = "28", "Unito/a civilmente";
        Adopted = "80", "Adottato/a";
        Nephew = "81", "Nipote";
        Undefined = "99", "Non definito";
    }
}

code_list! {
    /// What a person is to an institutional household (T06).
    InstitutionRole {
        Head = "1", "Responsabile della convivenza";
        Member = "2", "Membro della convivenza";
        Other = "3", "Altro";
        Unknown = "9", "Non noto";
    }
}

code_list! {
    /// Why people form one family sheet (T26).
    HouseholdReason {
        Marriage = "1", "Matrimonio";
        Kinship = "2", "Parentela";
        Affinity = "3", "Affinità";
        Adoption = "4", "Adozione";
        Guardianship = "5", "Tutela";
        Affection = "6", "Vincoli affettivi";
        Other = "9", "Altro motivo";
    }
}

code_list! {
    /// Why people live in an institution (T27).
    InstitutionKind {
        Religious = "1", "Motivi religiosi";
        Medical = "2", "Cura";
        Care = "3", "Assistenza";
        Military = "4", "Motivi militari";
        Penal = "5", "Pena";
        Other = "6", "Altri motivi";
    }
}
