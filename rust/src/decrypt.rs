//! A trustee's partial decryption with its proof (spec/proofs/decryption.md).
//!
//! D = x_i a for every ciphertext; one Chaum-Pedersen for all of them on the sums A* = sum delta a and
//! D* = sum delta D, whose weights delta come from the transcript.

use curve25519_dalek::scalar::Scalar;
use zeroize::Zeroizing;

use crate::{
    bulk, dleq,
    fault::{Fault, require},
    group::{self, Identity},
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

    /// The a's, unless one of them is the identity.
    fn first_halves(&self) -> Option<Vec<[u8; 32]>> {
        self.rows.iter().map(|row| (row[0] != [0; 32]).then_some(row[0])).collect()
    }

    /// (factors, proof); constant time in `secret`, which must be the logarithm of X_i.
    pub fn decrypt(&self, secret: &Scalar, nonces: Nonces<'_>) -> Result<(Vec<u8>, dleq::Proof), Fault> {
        const BAD: Fault = Fault::Misuse("not a good ciphertext");
        require(bulk::base_multiples(&[*secret]) == [*self.x_pub], "the secret is not that of X")?;
        require(!self.rows.is_empty(), "no ciphertexts")?;
        let a = self.first_halves().ok_or(BAD)?;
        let secrets = Zeroizing::new(vec![*secret; a.len()]);
        let factors = bulk::multiples(&secrets, &a).ok_or(BAD)?.into_flattened();
        let (transcript, delta) = self.transcript(&factors);
        let sum = bulk::public_sum(&delta, &a).ok_or(BAD)?;
        let proof = dleq::prove(transcript, secret, &sum, nonces)?;
        Ok((factors, proof))
    }

    /// Whether `factors` are this trustee's, one for each row.
    pub fn holds(&self, factors: &[[u8; 32]], proof: &dleq::Proof) -> bool {
        let (Some(x), Some(a)) = (group::point(self.x_pub, Identity::Refused), self.first_halves()) else {
            return false;
        };
        if factors.len() != a.len() || factors.is_empty() {
            return false;
        }
        let (transcript, delta) = self.transcript(factors.as_flattened());
        match (bulk::public_sum(&delta, &a), bulk::public_sum(&delta, factors)) {
            (Some(a), Some(d)) => dleq::holds(transcript, &x, &a, &d, proof),
            _ => false,
        }
    }
}
