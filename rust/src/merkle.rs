//! The root of a Merkle tree over many entries at once (spec/log.md; RFC 9162, section 2.1).

use rayon::prelude::*;
use sha2::{Digest, Sha256};

/// Hashes worth a task of their own.
const TASK: usize = 512;

/// The root over `entries`; of none, SHA-256 of nothing.
///
/// Neighbours are joined level by level, and one without a neighbour goes up as it is: the same tree as that
/// which splits at the largest power of two.
pub fn root(entries: &[&[u8]]) -> [u8; 32] {
    let mut level: Vec<[u8; 32]> =
        entries.par_iter().with_min_len(TASK).map(|entry| hash(&[&[0], entry])).collect();
    while level.len() > 1 {
        level = level
            .par_chunks(2)
            .with_min_len(TASK)
            .map(|pair| match pair {
                [left, right] => hash(&[&[1], left, right]),
                alone => alone[0],
            })
            .collect();
    }
    level.first().copied().unwrap_or_else(|| hash(&[]))
}

fn hash(parts: &[&[u8]]) -> [u8; 32] {
    parts.iter().fold(Sha256::new(), |hash, part| hash.chain_update(part)).finalize().into()
}
