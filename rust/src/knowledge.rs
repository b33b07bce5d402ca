//! Proof of knowledge of logarithms (spec/proofs/knowledge.md): for points P_k = x_k B,
//! T_k = w_k B, c = H(statement, T), z_k = w_k + c x_k; check z_k B = T_k + c P_k.

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar, traits::Identity as _};
use rayon::prelude::*;

use crate::{
    batch::Batch,
    bulk,
    fault::Fault,
    group::{self, Identity},
    nonce::Nonces,
    random,
    transcript::Transcript,
};

/// Claims checked as one sum.
const BLOCK: usize = 4096;

/// One proof with its statement: `state` is the transcript before "T", the rest concatenated encodings.
#[derive(Clone, Copy)]
pub struct Claim<'a> {
    pub state: &'a [u8],
    pub points: &'a [u8],
    pub t: &'a [u8],
    pub z: &'a [u8],
}

/// (T, z) for `secrets`, encoded.
pub fn prove(state: &[u8], secrets: &[Scalar], mut nonces: Nonces<'_>) -> Result<(Vec<u8>, Vec<u8>), Fault> {
    let mut transcript = Transcript::resumed(state);
    let secret = zeroize::Zeroizing::new(group::scalar_bytes(secrets));
    let w = nonces.draw(secrets.len(), &secret, &transcript)?;
    let t = bulk::base_multiples(&w).into_flattened();
    transcript.append("T", &t);
    let c = transcript.challenge("c");
    let z: Vec<Scalar> = w.iter().zip(secrets).map(|(w, x)| w + c * x).collect();
    Ok((t, group::scalar_bytes(&z)))
}

/// The index of the first claim that does not hold, malformed ones included.
pub fn first_false(claims: &[Claim<'_>]) -> Result<Option<usize>, Fault> {
    let size = claims.len().div_ceil(rayon::current_num_threads()).clamp(1, BLOCK);
    let verdicts: Result<Vec<Option<usize>>, Fault> = claims.par_chunks(size).map(first_false_of).collect();
    let found = verdicts?.into_iter().enumerate().find_map(|(block, bad)| bad.map(|i| block * size + i));
    Ok(found)
}

fn first_false_of(claims: &[Claim<'_>]) -> Result<Option<usize>, Fault> {
    let mut batch = Batch::default();
    let mut malformed = None;
    for (index, claim) in claims.iter().enumerate() {
        let weights = random::weights(claim.z.len() / 32)?;
        if claim.weigh(&weights, &mut batch).is_none() {
            malformed = Some(index);
            break;
        }
    }
    Ok(batch.first_false(&RistrettoPoint::identity()).or(malformed))
}

impl Claim<'_> {
    /// Add the claim's equations, one weight each; nothing if it is malformed.
    fn weigh(&self, weights: &[Scalar], batch: &mut Batch) -> Option<()> {
        let same = self.points.len() == self.t.len() && self.t.len() == self.z.len();
        if !same || self.points.is_empty() {
            return None;
        }
        let (points, t) = (group::encodings(self.points).ok()?, group::encodings(self.t).ok()?);
        let z = group::scalars(group::encodings(self.z).ok()?)?;
        let mut transcript = Transcript::resumed(self.state);
        transcript.append("T", self.t);
        let c = transcript.challenge("c");
        for (k, weight) in weights.iter().enumerate() {
            batch.add(*weight, &t[k])?;
            batch.add_long(weight * c, &points[k], Identity::Refused)?;
        }
        let base: Scalar = weights.iter().zip(&z).map(|(weight, z)| weight * z).sum();
        batch.close(-base, Scalar::ZERO);
        Some(())
    }
}
