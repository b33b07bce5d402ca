//! A trustee's partial decryption with its proof (spec/proofs/decryption.md).
//!
//! D = x_i a for every ciphertext; one Chaum-Pedersen for all of them on the sums A* = sum delta a and
//! D* = sum delta D, whose weights delta come from the transcript.

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar};
use rayon::prelude::*;

use crate::{
    decoded::Ciphertexts,
    dleq,
    fault::{Fault, require},
    group::{self, Identity},
    msm,
    nonce::Nonces,
    transcript::Transcript,
};

/// What a trustee decrypts, and as whom.
#[derive(Clone, Copy)]
pub struct Opening<'a> {
    pub eid: &'a [u8; 32],
    pub contest: &'a str,
    pub group: &'a str,
    pub index: u64,
    /// X_i, the public half of the trustee's share.
    pub x_pub: &'a [u8; 32],
    /// Ciphertexts a || b; only the a's matter here.
    pub rows: &'a [[[u8; 32]; 2]],
}

impl Opening<'_> {
    /// The transcript up to the factors, and the weights delta.
    fn transcript(&self, factors: &[u8]) -> (Transcript, Vec<Scalar>) {
        let mut transcript = Transcript::new("decrypt");
        transcript.append("eid", self.eid);
        transcript.append("contest", self.contest.as_bytes());
        transcript.append("group", self.group.as_bytes());
        transcript.append_u64("i", self.index);
        transcript.append("X", self.x_pub);
        transcript.append_pieces("A", 32 * self.rows.len(), self.rows.iter().map(|row| row[0].as_slice()));
        transcript.append("D", factors);
        let delta = transcript.challenge_vec("delta", self.rows.len());
        (transcript, delta)
    }

    fn first_halves(&self) -> Option<Vec<RistrettoPoint>> {
        let rows = Ciphertexts::of(self.rows);
        (0..self.rows.len()).into_par_iter().with_min_len(64).map(|row| rows.half(row, 0)).collect()
    }

    /// (factors, proof); constant time in `secret`, which must be the logarithm of X_i.
    pub fn decrypt(&self, secret: &Scalar, nonces: Nonces<'_>) -> Result<(Vec<u8>, dleq::Proof), Fault> {
        require(group::base(secret).compress().to_bytes() == *self.x_pub, "the secret is not that of X")?;
        require(!self.rows.is_empty(), "no ciphertexts")?;
        let a = self.first_halves().ok_or(Fault::Misuse("not a good ciphertext"))?;
        let half = secret.div_by_2();
        let halves: Vec<RistrettoPoint> = a.par_iter().with_min_len(32).map(|a| half * a).collect();
        let factors = group::encode_doubles(&halves);
        let (transcript, delta) = self.transcript(&factors);
        let proof = dleq::prove(transcript, secret, &msm::public(&delta, &a), nonces)?;
        Ok((factors, proof))
    }

    /// Whether `factors` are this trustee's, one for each row.
    pub fn holds(&self, factors: &[[u8; 32]], proof: &dleq::Proof) -> bool {
        if factors.len() != self.rows.len() || factors.is_empty() {
            return false;
        }
        let (transcript, delta) = self.transcript(factors.as_flattened());
        let decoded = (
            group::point(self.x_pub, Identity::Refused),
            self.first_halves(),
            group::points(factors, Identity::Accepted),
        );
        let (Some(x), Some(a), Some(d)) = decoded else {
            return false;
        };
        dleq::holds(transcript, &x, &msm::public(&delta, &a), &msm::public(&delta, &d), proof)
    }
}
