//! Framed hashing: every input is tagged and length-prefixed before SHA-512.
//!
//! LP(x) = LE64(len x) || x; frame(tag, x1..xn) = LP(tag) || LE32(n) || LP(x1) || .. || LP(xn).

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar};
use sha2::{Digest, Sha512};

/// Absorb LP(`bytes`).
pub fn absorb(hash: &mut Sha512, bytes: &[u8]) {
    hash.update((bytes.len() as u64).to_le_bytes());
    hash.update(bytes);
}

/// The start of a frame of `count` parts, of which `parts` are absorbed already.
///
/// Frames that share their first parts are hashed from one clone of it each.
pub fn opened(tag: &str, count: u32, parts: &[&[u8]]) -> Sha512 {
    let mut hash = Sha512::new();
    absorb(&mut hash, tag.as_bytes());
    hash.update(count.to_le_bytes());
    for part in parts {
        absorb(&mut hash, part);
    }
    hash
}

/// H512 of the frame.
pub fn h512(tag: &str, parts: &[&[u8]]) -> [u8; 64] {
    opened(tag, parts.len() as u32, parts).finalize().into()
}

/// HS: H512 as a little-endian integer modulo q.
pub fn scalar(tag: &str, parts: &[&[u8]]) -> Scalar {
    Scalar::from_bytes_mod_order_wide(&h512(tag, parts))
}

/// HG: the one-way map of RFC 9496 on H512.
pub fn element(tag: &str, parts: &[&[u8]]) -> RistrettoPoint {
    RistrettoPoint::from_uniform_bytes(&h512(tag, parts))
}
