//! Searches for people.

mod answer;
mod ask;
mod criteria;
#[cfg(test)]
mod tests;

pub use answer::SearchAnswerBody;
pub use ask::SearchBody;
