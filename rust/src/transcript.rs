//! The Fiat-Shamir transcript. The state S is a byte string; here only its running hash is kept.
//!
//! append(l, x): S = S || 01 || LP(l) || LP(x). squeeze(l): d = SHA-512(S || 02 || LP(l)), then
//! S = LP("MBP1/fs/next") || d.

use curve25519_dalek::scalar::Scalar;
use rayon::prelude::*;
use sha2::{Digest, Sha512};

use crate::hash::{absorb, opened};

/// A transcript in the middle of a proof.
#[derive(Clone)]
pub struct Transcript {
    state: Sha512,
}

impl Transcript {
    /// An empty transcript of the proof called `label`.
    pub fn new(label: &str) -> Self {
        let mut state = Sha512::new();
        absorb(&mut state, b"MBP1/fs");
        absorb(&mut state, label.as_bytes());
        Transcript { state }
    }

    /// Go on from the state S that another holder of the transcript has built.
    pub fn resumed(state: &[u8]) -> Self {
        Transcript { state: Sha512::new_with_prefix(state) }
    }

    /// Absorb `bytes`.
    pub fn append(&mut self, label: &str, bytes: &[u8]) {
        self.append_pieces(label, bytes.len(), std::iter::once(bytes));
    }

    /// Append the concatenation of `pieces`, `length` bytes in all, without making it.
    pub fn append_pieces<'a>(&mut self, label: &str, length: usize, pieces: impl Iterator<Item = &'a [u8]>) {
        self.state.update([1]);
        absorb(&mut self.state, label.as_bytes());
        self.state.update((length as u64).to_le_bytes());
        for piece in pieces {
            self.state.update(piece);
        }
    }

    /// Absorb LE64(`value`).
    pub fn append_u64(&mut self, label: &str, value: u64) {
        self.append(label, &value.to_le_bytes());
    }

    /// 64 bytes that depend on all that was absorbed; the state moves on.
    pub fn squeeze(&mut self, label: &str) -> [u8; 64] {
        let mut state = std::mem::take(&mut self.state);
        state.update([2]);
        absorb(&mut state, label.as_bytes());
        let digest: [u8; 64] = state.finalize().into();
        absorb(&mut self.state, b"MBP1/fs/next");
        self.state.update(digest);
        digest
    }

    /// A challenge: what is squeezed, modulo q.
    pub fn challenge(&mut self, label: &str) -> Scalar {
        Scalar::from_bytes_mod_order_wide(&self.squeeze(label))
    }

    /// `count` challenges; element i is HS("MBP1/fs/vec", d, LE64 i).
    pub fn challenge_vec(&mut self, label: &str, count: usize) -> Vec<Scalar> {
        let digest = self.squeeze(label);
        let frame = opened("MBP1/fs/vec", 2, &[&digest]);
        (0..count)
            .into_par_iter()
            .with_min_len(512)
            .map(|i| {
                let mut hash = frame.clone();
                absorb(&mut hash, &(i as u64).to_le_bytes());
                Scalar::from_bytes_mod_order_wide(&hash.finalize().into())
            })
            .collect()
    }
}
