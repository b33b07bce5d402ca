//! What can go wrong inside the core that is not evidence.

/// A caller's mistake, or a machine without randomness. Bad evidence is no fault: it is a returned value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// An argument has the wrong length or is not what its name says.
    Misuse(&'static str),
    /// The operating system gave no randomness.
    Randomness,
}

impl From<getrandom::Error> for Fault {
    fn from(_: getrandom::Error) -> Self {
        Fault::Randomness
    }
}

/// Refuse an argument of which `expected` does not hold.
pub fn require(expected: bool, why: &'static str) -> Result<(), Fault> {
    if expected { Ok(()) } else { Err(Fault::Misuse(why)) }
}
