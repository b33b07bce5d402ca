//! A trustee's partial decryption with its proof (spec/proofs/decryption.md).
//!
//! D = x_i a for every ciphertext; one Chaum-Pedersen for all of them on the sums A* = sum delta a and
//! D* = sum delta D, whose weights delta come from the transcript.

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar};
use rayon::prelude::*;

use crate::{
    decoded::{Ciphertexts, Points},
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

    /// (factors, proof); constant time in `secret`, which must be the logarithm of X_i.
    pub fn decrypt(&self, secret: &Scalar, nonces: Nonces<'_>) -> Result<(Vec<u8>, dleq::Proof), Fault> {
        require(group::base(secret).compress().to_bytes() == *self.x_pub, "the secret is not that of X")?;
        require(!self.rows.is_empty(), "no ciphertexts")?;
        let a = first_halves(self.rows).ok_or(Fault::Misuse("not a good ciphertext"))?;
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
        let Some(sums) = sums(&delta, self.rows, factors) else {
            return false;
        };
        self.holds_of(transcript, &sums, proof)
    }

    /// The weights of `sums`, encoded, for whoever lets other machines compute it.
    pub fn weights(&self, factors: &[[u8; 32]]) -> Vec<u8> {
        group::scalar_bytes(&self.transcript(factors.as_flattened()).1)
    }

    /// As `holds`, where A* and D* are known already and believed.
    pub fn holds_with(&self, factors: &[[u8; 32]], sums: &Sums, proof: &dleq::Proof) -> bool {
        self.holds_of(self.transcript(factors.as_flattened()).0, sums, proof)
    }

    fn holds_of(&self, transcript: Transcript, [a, d]: &Sums, proof: &dleq::Proof) -> bool {
        let x = group::point(self.x_pub, Identity::Refused);
        x.is_some_and(|x| dleq::holds(transcript, &x, a, d, proof))
    }
}

/// A* = sum delta a and D* = sum delta D.
pub type Sums = [RistrettoPoint; 2];

/// The sums of some rows, as many as weights and factors; nothing where an encoding is bad.
pub fn sums(delta: &[Scalar], rows: &[[[u8; 32]; 2]], factors: &[[u8; 32]]) -> Option<Sums> {
    if delta.len() != rows.len() || rows.len() != factors.len() {
        return None;
    }
    let (a, d) = (first_halves(rows)?, Points::of_new_factors(factors).all()?);
    Some([msm::public(delta, &a), msm::public(delta, &d)])
}

fn first_halves(rows: &[[[u8; 32]; 2]]) -> Option<Vec<RistrettoPoint>> {
    let known = Ciphertexts::of(rows);
    (0..rows.len()).into_par_iter().with_min_len(64).map(|row| known.half(row, 0)).collect()
}
