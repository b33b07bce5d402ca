//! Proof of knowledge of logarithms (spec/proofs/knowledge.md): for points P_k = x_k B,
//! T_k = w_k B, c = H(statement, T), z_k = w_k + c x_k; check z_k B = T_k + c P_k.

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar, traits::Identity as _};
use rayon::prelude::*;

use crate::{
    batch::Batch,
    fault::Fault,
    group::{self, Identity},
    nonce::Nonces,
    random,
    transcript::Transcript,
};

/// Claims checked as one sum.
const BLOCK: usize = 1024;

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
    let t = group::base_multiples(&w);
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
        let Some(opened) = Opened::read(claim) else {
            malformed = Some(index);
            break;
        };
        opened.weigh(&mut batch)?;
    }
    Ok(batch.first_false(&RistrettoPoint::identity()).or(malformed))
}

/// A claim whose encodings are good.
struct Opened {
    points: Vec<RistrettoPoint>,
    t: Vec<RistrettoPoint>,
    z: Vec<Scalar>,
    c: Scalar,
}

impl Opened {
    fn read(claim: &Claim<'_>) -> Option<Self> {
        let same = claim.points.len() == claim.t.len() && claim.t.len() == claim.z.len();
        if !same || claim.points.is_empty() {
            return None;
        }
        let points = group::points(group::encodings(claim.points).ok()?, Identity::Refused)?;
        let t = group::points(group::encodings(claim.t).ok()?, Identity::Accepted)?;
        let z = group::scalars(group::encodings(claim.z).ok()?)?;
        let mut transcript = Transcript::resumed(claim.state);
        transcript.append("T", claim.t);
        Some(Opened { points, t, z, c: transcript.challenge("c") })
    }

    fn weigh(self, batch: &mut Batch) -> Result<(), Fault> {
        let weights = random::weights(self.z.len())?;
        let mut base = Scalar::ZERO;
        for (k, weight) in weights.iter().enumerate() {
            base += weight * self.z[k];
            batch.term(*weight, -self.t[k]);
            batch.term(-(weight * self.c), self.points[k]);
        }
        batch.close(base, Scalar::ZERO);
        Ok(())
    }
}
