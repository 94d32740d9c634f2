//! A request, as far as rights go.

use std::net::IpAddr;

/// One declaration, or one consultation: its kind and the fields that it asks for, in the API's names.
#[derive(Clone, Debug)]
pub struct Declared {
    /// Empty for a search.
    pub kind: &'static str,
    pub kind_label: &'static str,
    /// What kinds of this sort are called together.
    pub sort: &'static str,
    /// Name and label.
    pub fields: Vec<(&'static str, &'static str)>,
    /// Names of all the fields that a consultation of this kind can show; none for a declaration.
    pub showable: Vec<&'static str>,
}

/// Who asks what, when and whence.
#[derive(Clone, Debug)]
pub struct Asked {
    pub user_id: i64,
    pub service: &'static str,
    pub service_label: &'static str,
    pub function_label: &'static str,
    /// The purpose to which the caller's token is bound.
    pub bound: Option<String>,
    pub purpose: String,
    pub declarations: Vec<Declared>,
    pub comuni: Option<Vec<String>>,
    pub day: i32,
    pub network: Option<IpAddr>,
    pub certificate: Option<[u8; 32]>,
}
