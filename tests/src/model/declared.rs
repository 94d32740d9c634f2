//! A request, as far as rights go.

use std::net::IpAddr;

/// One declaration: its kind and the fields that it uses, in the API's names.
#[derive(Clone, Debug)]
pub struct Declared {
    pub kind: &'static str,
    pub kind_label: &'static str,
    /// Name and label.
    pub fields: Vec<(&'static str, &'static str)>,
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
