//! The arithmetic of a tellers poll. Bytes in, bytes out: points and scalars are concatenated 32-byte
//! encodings, and bad evidence is a returned value, never a panic. Beside it, ballot papers in piles.
//!
//! Constant time where values are secret; variable time only where all of them are published.

pub mod ballot_lines;
pub mod batch;
pub mod decoded;
pub mod decrypt;
pub mod dleq;
pub mod elgamal;
pub mod embedding;
pub mod fault;
pub mod generators;
pub mod group;
pub mod hash;
pub mod knowledge;
pub mod merkle;
pub mod msm;
pub mod nonce;
pub mod piles;
#[cfg(feature = "python")]
mod python;
pub mod random;
pub mod rankings;
pub mod seal;
pub mod sharing;
pub mod shuffle;
pub mod signature;
pub mod stretching;
pub mod transcript;
