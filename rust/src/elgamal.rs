//! ElGamal on ristretto255: the ciphertext of a point M is (a, b) = (r B, M + r Y).

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar};

use crate::bulk::{self, Base};

/// Ciphertexts a || b of `messages`, one for each of `randomness`; constant time. Nothing if an encoding
/// of a message is bad.
pub fn encrypt(pk: RistrettoPoint, messages: &[[u8; 32]], randomness: &[Scalar]) -> Option<Vec<u8>> {
    let key = Base::new(pk);
    let masked = bulk::fixed_sums(randomness.len(), Some(messages), &[(&key, randomness)])?;
    Some(interleave(&bulk::base_multiples(randomness), &masked.encodings))
}

/// a1 || b1 || a2 || b2 .. of two lists of one length.
pub fn interleave(a: &[[u8; 32]], b: &[[u8; 32]]) -> Vec<u8> {
    a.iter().zip(b).flat_map(|(a, b)| [*a, *b]).flatten().collect()
}
