//! Ed25519 signatures, many at once, each held to the rule of spec/entries.md by itself.
//!
//! RFC 8032 without cofactor: a key is canonical and not of small order, S is below q, and the bytes of
//! S B - k A are those of R. No random sum over signatures says the same: parts of small order in R or A
//! cancel in such a sum about as often as not. What is shared is only what every signature uses: tables of
//! multiples of keys that have signed often, and the inversion with which results are encoded.

use std::collections::HashMap;

use curve25519_dalek::{
    constants::ED25519_BASEPOINT_TABLE,
    edwards::{CompressedEdwardsY, EdwardsBasepointTable, EdwardsPoint},
    scalar::Scalar,
    traits::BasepointTable,
};
use rayon::prelude::*;
use sha2::{Digest, Sha512};

/// Signatures encoded with one inversion.
const BLOCK: usize = 128;

/// A table costs as much as so many signatures gain by it.
const OFTEN: usize = 128;

/// Somebody is said to have signed a message. Of whatever length: a wrong one makes it false.
#[derive(Clone, Copy)]
pub struct Claim<'a> {
    pub key: &'a [u8],
    pub message: &'a [u8],
    pub signature: &'a [u8],
}

/// -A, or a table of its multiples.
enum Key {
    Point(EdwardsPoint),
    Table(Box<EdwardsBasepointTable>),
}

impl Key {
    fn read(encoding: &[u8], uses: usize) -> Option<Self> {
        let encoding = CompressedEdwardsY(encoding.try_into().ok()?);
        let point = encoding.decompress()?;
        if point.is_small_order() || point.compress() != encoding {
            return None;
        }
        Some(if uses < OFTEN {
            Key::Point(-point)
        } else {
            Key::Table(Box::new(EdwardsBasepointTable::create(&-point)))
        })
    }

    /// S B - k A.
    fn commitment(&self, s: &Scalar, k: &Scalar) -> EdwardsPoint {
        match self {
            Key::Point(minus) => EdwardsPoint::vartime_double_scalar_mul_basepoint(k, minus, s),
            Key::Table(multiples) => s * ED25519_BASEPOINT_TABLE + k * &**multiples,
        }
    }
}

/// The index of the first claim that does not hold, however it fails.
pub fn first_false(claims: &[Claim<'_>]) -> Option<usize> {
    let mut uses: HashMap<&[u8], usize> = HashMap::new();
    for claim in claims {
        *uses.entry(claim.key).or_default() += 1;
    }
    let keys: HashMap<&[u8], Key> =
        uses.into_par_iter().filter_map(|(key, uses)| Some((key, Key::read(key, uses)?))).collect();
    let bad = |(block, claims): (usize, &[Claim<'_>])| {
        first_false_of(claims, &keys).map(|index| block * BLOCK + index)
    };
    claims.par_chunks(BLOCK).enumerate().filter_map(bad).min()
}

fn first_false_of(claims: &[Claim<'_>], keys: &HashMap<&[u8], Key>) -> Option<usize> {
    let opened: Vec<([u8; 32], EdwardsPoint)> =
        claims.iter().map_while(|claim| open(claim, keys.get(claim.key)?)).collect();
    let points: Vec<EdwardsPoint> = opened.iter().map(|(_, point)| *point).collect();
    let found = EdwardsPoint::compress_batch_alloc(&points);
    let differs = opened.iter().zip(found).position(|((r, _), found)| found.to_bytes() != *r);
    differs.or((opened.len() < claims.len()).then_some(opened.len()))
}

/// R as it was given, and S B - k A; nothing where the signature is malformed.
fn open(claim: &Claim<'_>, key: &Key) -> Option<([u8; 32], EdwardsPoint)> {
    let (r, s) = claim.signature.split_first_chunk::<32>()?;
    let s = Scalar::from_canonical_bytes(s.try_into().ok()?).into_option()?;
    let hash = Sha512::new().chain_update(r).chain_update(claim.key).chain_update(claim.message);
    let k = Scalar::from_bytes_mod_order_wide(&hash.finalize().into());
    Some((*r, key.commitment(&s, &k)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 8032, section 7.1, TEST 2.
    const KEY: &str = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    const SIGNATURE: &str = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da\
                             085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

    fn bytes(hex: &str) -> Vec<u8> {
        (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
    }

    #[test]
    fn it_is_the_ed25519_of_rfc_8032_singly_and_with_a_table() {
        let (key, signature) = (bytes(KEY), bytes(SIGNATURE));
        let good = Claim { key: &key, message: &[0x72], signature: &signature };
        let false_one = Claim { message: &[0x73], ..good };
        for uses in [1, OFTEN + BLOCK] {
            let mut claims = vec![good; uses];
            assert_eq!(first_false(&claims), None);
            for index in [0, uses / 2, uses - 1] {
                claims[index] = false_one;
                assert_eq!(first_false(&claims), Some(index));
                claims[index] = good;
            }
        }
        assert_eq!(first_false(&[]), None);
    }

    #[test]
    fn what_is_malformed_is_false() {
        let (key, signature) = (bytes(KEY), bytes(SIGNATURE));
        let good = Claim { key: &key, message: &[0x72], signature: &signature };
        let mut high = signature.clone();
        high[63] |= 0x20; // S is above q
        let bad = [
            Claim { signature: &signature[..63], ..good },
            Claim { signature: &high, ..good },
            Claim { key: &key[..31], ..good },
            Claim { key: &[1; 0], ..good },
        ];
        for claim in bad {
            assert_eq!(first_false(&[good, claim, good]), Some(1));
        }
    }
}
