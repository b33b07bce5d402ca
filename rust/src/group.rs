//! Encodings of ristretto255 (RFC 9496), one by one and by the file.
//!
//! A point is 32 bytes and has one encoding; a scalar is 32 bytes little-endian and below q; a
//! ciphertext is 64 bytes a || b. Decoding runs in variable time: encodings are public.

use curve25519_dalek::{
    constants::RISTRETTO_BASEPOINT_TABLE,
    ristretto::{CompressedRistretto, RistrettoBasepointTable, RistrettoPoint},
    scalar::Scalar,
    traits::Identity as _,
};
use rayon::prelude::*;
use zeroize::Zeroizing;

use crate::fault::{Fault, require};

/// Points worth a task of their own.
const TASK: usize = 128;

/// Whether the identity is a good value in a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    Refused,
    Accepted,
}

/// The point of an encoding; nothing where it is not canonical, or the identity where that is refused.
pub fn point(encoding: &[u8; 32], identity: Identity) -> Option<RistrettoPoint> {
    if identity == Identity::Refused && *encoding == [0; 32] {
        return None;
    }
    CompressedRistretto(*encoding).decompress()
}

/// The scalar of an encoding; nothing where it is not below q.
pub fn scalar(encoding: &[u8; 32]) -> Option<Scalar> {
    Scalar::from_canonical_bytes(*encoding).into_option()
}

/// `bytes` as 32-byte encodings.
pub fn encodings(bytes: &[u8]) -> Result<&[[u8; 32]], Fault> {
    let (whole, rest) = bytes.as_chunks::<32>();
    require(rest.is_empty(), "not a whole number of 32-byte encodings")?;
    Ok(whole)
}

/// `bytes` as 64-byte ciphertexts, each a pair of encodings.
pub fn ciphertexts(bytes: &[u8]) -> Result<&[[[u8; 32]; 2]], Fault> {
    let (pairs, rest) = encodings(bytes)?.as_chunks::<2>();
    require(rest.is_empty(), "not a whole number of 64-byte ciphertexts")?;
    Ok(pairs)
}

/// Every point, or nothing if one is bad.
pub fn points(encodings: &[[u8; 32]], identity: Identity) -> Option<Vec<RistrettoPoint>> {
    encodings.par_iter().with_min_len(TASK).map(|encoding| point(encoding, identity)).collect()
}

/// Every scalar, or nothing if one is bad.
pub fn scalars(encodings: &[[u8; 32]]) -> Option<Vec<Scalar>> {
    encodings.iter().map(scalar).collect()
}

/// The index of the first bad point.
pub fn first_bad_point(encodings: &[[u8; 32]], identity: Identity) -> Option<usize> {
    encodings.par_iter().with_min_len(TASK).position_first(|encoding| point(encoding, identity).is_none())
}

/// The index of the first scalar that is not below q.
pub fn first_bad_scalar(encodings: &[[u8; 32]]) -> Option<usize> {
    encodings.iter().position(|encoding| scalar(encoding).is_none())
}

/// A caller's points, which it has checked before.
pub fn checked_points(bytes: &[u8]) -> Result<Vec<RistrettoPoint>, Fault> {
    points(encodings(bytes)?, Identity::Accepted).ok_or(Fault::Misuse("not a canonical point"))
}

/// A caller's single point that may not be the identity, a public key say.
pub fn checked_key(bytes: &[u8]) -> Result<RistrettoPoint, Fault> {
    let [encoding] = encodings(bytes)? else {
        return Err(Fault::Misuse("not one 32-byte point"));
    };
    point(encoding, Identity::Refused).ok_or(Fault::Misuse("not a canonical point, or the identity"))
}

/// A caller's scalars, secret as a rule.
pub fn checked_scalars(bytes: &[u8]) -> Result<Zeroizing<Vec<Scalar>>, Fault> {
    let found = scalars(encodings(bytes)?).map(Zeroizing::new);
    found.ok_or(Fault::Misuse("a scalar is not below q"))
}

/// A caller's optional scalars.
pub fn checked_optional(bytes: Option<&[u8]>) -> Result<Option<Zeroizing<Vec<Scalar>>>, Fault> {
    bytes.map(checked_scalars).transpose()
}

/// The encodings of points, one after another.
pub fn encode(points: &[RistrettoPoint]) -> Vec<u8> {
    let encoded: Vec<[u8; 32]> =
        points.par_iter().with_min_len(TASK).map(|point| point.compress().to_bytes()).collect();
    encoded.into_flattened()
}

/// The encodings of the doubles of points: ten times cheaper than `encode`, so provers work with halves.
pub fn encode_doubles(halves: &[RistrettoPoint]) -> Vec<u8> {
    let encoded: Vec<Vec<[u8; 32]>> = halves
        .par_chunks(1024)
        .map(|chunk| {
            RistrettoPoint::double_and_compress_batch(chunk)
                .into_iter()
                .map(|double| double.to_bytes())
                .collect()
        })
        .collect();
    encoded.concat().into_flattened()
}

/// The bytes of scalars, one after another.
pub fn scalar_bytes(scalars: &[Scalar]) -> Vec<u8> {
    scalars.iter().flat_map(|scalar| scalar.to_bytes()).collect()
}

/// s B in constant time.
pub fn base(s: &Scalar) -> RistrettoPoint {
    s * RISTRETTO_BASEPOINT_TABLE
}

/// s_i B, encoded, in constant time.
pub fn base_multiples(scalars: &[Scalar]) -> Vec<u8> {
    let half = |s: &Scalar| base(&s.div_by_2());
    let halves: Vec<RistrettoPoint> = scalars.par_iter().with_min_len(TASK).map(half).collect();
    encode_doubles(&halves)
}

/// s_i P_i, encoded, in constant time; `scalars` and `points` are as many.
pub fn multiples(scalars: &[Scalar], points: &[RistrettoPoint]) -> Vec<u8> {
    let half = |(s, point): (&Scalar, &RistrettoPoint)| s.div_by_2() * point;
    let halves: Vec<RistrettoPoint> = scalars.par_iter().zip(points).with_min_len(32).map(half).collect();
    encode_doubles(&halves)
}

/// A table for many constant-time multiples of one point.
pub fn table(point: &RistrettoPoint) -> Box<RistrettoBasepointTable> {
    Box::new(RistrettoBasepointTable::create(point))
}

/// Whether a point is the identity.
pub fn is_identity(point: &RistrettoPoint) -> bool {
    *point == RistrettoPoint::identity()
}
