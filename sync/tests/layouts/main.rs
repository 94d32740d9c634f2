//! The layouts from outside: what is written is read back, supplies of others are read, hostile ones are refused.

mod hostile;
mod lac_files;
mod manual;
mod round_trip;
mod samples;
mod support;
