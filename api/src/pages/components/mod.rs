//! The parts that pages are made of. Each is a value with its own template, put into a page with `{{ … }}`.

mod badge;
mod button;
mod chart;
mod choice;
mod facts;
mod field;
mod file;
mod form;
mod pagination;
mod table;
mod table_csv;

pub use badge::{Badge, Tone};
pub use button::PostButton;
pub use chart::{Bar, BarChart};
pub use choice::{Choice, Choices, Select};
pub use facts::Facts;
pub use field::{Field, TextArea};
pub use file::FileField;
pub use form::{Asked, Fault, Form};
pub use pagination::Pagination;
pub use table::{Cell, Column, Table};

/// Components escape what they are given; a page takes them as they are.
macro_rules! markup {
    ($($component:ty),+ $(,)?) => {
        $( impl askama::filters::HtmlSafe for $component {} )+
    };
}

markup!(
    Badge, BarChart, Choices, Facts, Field, FileField, Form, Pagination, PostButton, Select, Table,
    TextArea,
);
