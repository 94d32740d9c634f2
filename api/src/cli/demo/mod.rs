//! `demo`: a province of its own, loaded and served.

mod certificates;
