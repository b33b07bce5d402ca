//! ElGamal on ristretto255: the ciphertext of a point M is (a, b) = (r B, M + r Y).

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar};
use rayon::prelude::*;

use crate::group;

/// Ciphertexts a || b of `messages`, one for each of `randomness`; constant time.
pub fn encrypt(pk: &RistrettoPoint, messages: &[RistrettoPoint], randomness: &[Scalar]) -> Vec<u8> {
    let key = group::table(pk);
    let masked: Vec<RistrettoPoint> = messages
        .par_iter()
        .with_min_len(64)
        .zip(randomness)
        .map(|(message, r)| message + &*key * r)
        .collect();
    interleave(&group::base_multiples(randomness), &group::encode(&masked))
}

/// a1 || b1 || a2 || b2 .. of two lists of encodings of one length.
pub fn interleave(a: &[u8], b: &[u8]) -> Vec<u8> {
    let pairs = a.as_chunks::<32>().0.iter().zip(b.as_chunks::<32>().0);
    pairs.flat_map(|(a, b)| [*a, *b]).flatten().collect()
}
