//! What is shown, and what is masked because the right does not reach it.

/// A part of a sheet: shown, or masked. What is masked is not there: it is taken away before anything is made of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shown<T> {
    /// The right does not grant it.
    Masked,
    /// As the register has it.
    Value(T),
}

impl<T> Shown<T> {
    /// The value, if it is granted.
    pub fn when(granted: bool, value: impl FnOnce() -> T) -> Self {
        if granted {
            Self::Value(value())
        } else {
            Self::Masked
        }
    }

    /// The value, if it is shown.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Masked => None,
            Self::Value(value) => Some(value),
        }
    }

    /// True if it is masked.
    pub const fn is_masked(&self) -> bool {
        matches!(self, Self::Masked)
    }

    /// The same of something made from it.
    pub fn map<U>(self, make: impl FnOnce(T) -> U) -> Shown<U> {
        match self {
            Self::Masked => Shown::Masked,
            Self::Value(value) => Shown::Value(make(value)),
        }
    }

    /// The same by reference.
    pub const fn as_ref(&self) -> Shown<&T> {
        match self {
            Self::Masked => Shown::Masked,
            Self::Value(value) => Shown::Value(value),
        }
    }
}

impl<T> Shown<Vec<T>> {
    /// What is shown; nothing of what is masked.
    pub fn all(&self) -> &[T] {
        match self {
            Self::Masked => &[],
            Self::Value(all) => all,
        }
    }
}
