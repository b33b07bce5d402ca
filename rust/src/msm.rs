//! Sums of multiples: in variable time for public values, in constant time for secrets.

use curve25519_dalek::{
    ristretto::RistrettoPoint,
    scalar::Scalar,
    traits::{Identity, MultiscalarMul, VartimeMultiscalarMul},
};
use rayon::prelude::*;

/// Terms for one run of Pippenger's method: enough to pay for its buckets, few enough for the cache.
pub const CHUNK: usize = 4096;

/// sum s_i P_i in variable time; `scalars` and `points` are as many.
pub fn public(scalars: &[Scalar], points: &[RistrettoPoint]) -> RistrettoPoint {
    scalars
        .par_chunks(CHUNK)
        .zip(points.par_chunks(CHUNK))
        .map(|(s, p)| RistrettoPoint::vartime_multiscalar_mul(s, p))
        .reduce(RistrettoPoint::identity, |left, right| left + right)
}

/// sum s_i P_i in time that tells nothing of the scalars.
pub fn secret(scalars: &[Scalar], points: &[RistrettoPoint]) -> RistrettoPoint {
    scalars
        .par_chunks(256)
        .zip(points.par_chunks(256))
        .map(|(s, p)| RistrettoPoint::multiscalar_mul(s, p))
        .reduce(RistrettoPoint::identity, |left, right| left + right)
}
