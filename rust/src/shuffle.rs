//! The shuffle and its proof (spec/proofs/shuffle.md): a commitment-consistent proof of a permutation
//! matrix and of re-encryption under it, for rows of w ciphertexts.
//!
//! Letters are the protocol's, indices here run from 0. Output i re-encrypts input pi(i).
#![allow(non_snake_case)] // the letters of the paper

mod prove;
mod rows;
mod verify;

use curve25519_dalek::scalar::Scalar;

use crate::{
    fault::{Fault, require},
    group,
    transcript::Transcript,
};

pub use prove::Secrets;
pub use rows::sum_of_piece;
pub use verify::Split;

/// The first bytes of a proof file.
const MAGIC: &[u8; 8] = b"MBP1mix1";

/// What a mixer shuffles, and as whom. `rows` is the input file: N rows of `width` ciphertexts.
#[derive(Clone, Copy)]
pub struct Stage<'a> {
    pub eid: &'a [u8; 32],
    pub contest: &'a str,
    pub group: &'a str,
    pub stage: u64,
    pub mixer: &'a str,
    pub pk: &'a [u8; 32],
    pub width: usize,
    pub rows: &'a [u8],
}

impl Stage<'_> {
    /// N, if the input is whole rows, at least one and few enough to be numbered.
    fn count(&self) -> Result<usize, Fault> {
        let row = self.width.checked_mul(64).ok_or(Fault::Misuse("too wide"))?;
        require(row > 0, "rows have at least one ciphertext")?;
        require(self.rows.len().is_multiple_of(row), "not whole rows")?;
        let count = self.rows.len() / row;
        require(count > 0 && count < u32::MAX as usize, "a shuffle has from 1 to 2^32 - 2 rows")?;
        Ok(count)
    }

    /// The transcript up to both files.
    fn transcript(&self, count: usize, out: &[u8]) -> Transcript {
        let mut transcript = Transcript::new("shuffle");
        transcript.append("eid", self.eid);
        transcript.append("contest", self.contest.as_bytes());
        transcript.append("group", self.group.as_bytes());
        transcript.append_u64("stage", self.stage);
        transcript.append("mixer", self.mixer.as_bytes());
        transcript.append("Y", self.pk);
        transcript.append_u64("N", count as u64);
        transcript.append_u64("w", self.width as u64);
        transcript.append("in", self.rows);
        transcript.append("out", out);
        transcript
    }
}

/// A proof file taken apart, its encodings not yet decoded.
struct Parts<'a> {
    C: &'a [[u8; 32]],
    Ch: &'a [[u8; 32]],
    /// T1, T2, T3.
    t: &'a [[u8; 32]],
    /// T4a_j, T4b_j column by column.
    t4: &'a [[u8; 32]],
    Th: &'a [[u8; 32]],
    /// z1, z2, z3.
    z: Vec<Scalar>,
    z4: Vec<Scalar>,
    zh: Vec<Scalar>,
    z_prime: Vec<Scalar>,
}

impl<'a> Parts<'a> {
    /// Nothing unless the file has exactly the header, the length and scalars below q.
    fn read(file: &'a [u8], count: usize, width: usize) -> Option<Self> {
        let (header, body) = file.split_at_checked(16)?;
        let expected = header_of(count, width)?;
        let (mut rest, odd) = body.as_chunks::<32>();
        let length = count.checked_mul(5)?.checked_add(width.checked_mul(3)?)?.checked_add(6)?;
        if header != expected || !odd.is_empty() || rest.len() != length {
            return None;
        }
        let mut take = |n: usize| {
            let (taken, left) = rest.split_at(n);
            rest = left;
            taken
        };
        Some(Parts {
            C: take(count),
            Ch: take(count),
            t: take(3),
            t4: take(2 * width),
            Th: take(count),
            z: group::scalars(take(3))?,
            z4: group::scalars(take(width))?,
            zh: group::scalars(take(count))?,
            z_prime: group::scalars(take(count))?,
        })
    }

    /// c, from a transcript out of which u has been drawn.
    fn challenge(&self, mut transcript: Transcript) -> Scalar {
        for (label, points) in [("Ch", self.Ch), ("T", self.t), ("T4", self.t4), ("Th", self.Th)] {
            transcript.append(label, points.as_flattened());
        }
        transcript.challenge("c")
    }
}

/// "MBP1mix1" || LE32 N || LE32 w.
fn header_of(count: usize, width: usize) -> Option<[u8; 16]> {
    let mut header = [0; 16];
    header[..8].copy_from_slice(MAGIC);
    header[8..12].copy_from_slice(&u32::try_from(count).ok()?.to_le_bytes());
    header[12..].copy_from_slice(&u32::try_from(width).ok()?.to_le_bytes());
    Some(header)
}
