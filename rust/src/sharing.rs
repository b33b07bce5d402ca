//! Shamir's sharing with Feldman's commitments (spec/trustees.md, spec/proofs/decryption.md).

use curve25519_dalek::{
    ristretto::RistrettoPoint,
    scalar::Scalar,
    traits::{Identity as _, VartimeMultiscalarMul},
};
use rayon::prelude::*;

use crate::{
    decoded::{Ciphertexts, Points},
    fault::{Fault, require},
    group::{self, Identity},
    msm, random,
};

/// Rows checked as one sum.
const BLOCK: usize = 1024;

/// f(x) mod q for secret coefficients, lowest first.
pub fn polynomial_at(coefficients: &[Scalar], x: u64) -> Scalar {
    let x = Scalar::from(x);
    coefficients.iter().rev().fold(Scalar::ZERO, |value, coefficient| value * x + coefficient)
}

/// sum x^k A_k for public commitments.
pub fn commitment_at(commitments: &[RistrettoPoint], x: u64) -> RistrettoPoint {
    let x = Scalar::from(x);
    let powers = std::iter::successors(Some(Scalar::ONE), |power| Some(power * x));
    let powers: Vec<Scalar> = powers.take(commitments.len()).collect();
    msm::public(&powers, commitments)
}

/// lambda_i = prod_{k != i} k / (k - i) for distinct indices from 1.
pub fn lagrange_at_zero(indices: &[u64]) -> Result<Vec<Scalar>, Fault> {
    let mut sorted = indices.to_vec();
    sorted.sort_unstable();
    let distinct = sorted.windows(2).all(|pair| pair[0] != pair[1]);
    require(distinct && sorted.first() != Some(&0), "indices must be distinct and from 1")?;
    let lambda = |i: &u64| {
        let others = indices.iter().filter(|k| *k != i);
        let (above, below) = others.fold((Scalar::ONE, Scalar::ONE), |(above, below), k| {
            (above * Scalar::from(*k), below * (Scalar::from(*k) - Scalar::from(*i)))
        });
        above * below.invert()
    };
    Ok(indices.iter().map(lambda).collect())
}

/// lambda_i = parts[i] / common, in whole numbers, so that multiples are of a few bits.
///
/// Nothing where a number has more than 31 bits, as with many trustees of high numbers.
struct Fractions {
    common: i64,
    parts: Vec<i64>,
}

impl Fractions {
    fn at_zero(indices: &[u64]) -> Option<Self> {
        let mut fractions = Vec::with_capacity(indices.len());
        let mut common: i128 = 1;
        for i in indices {
            let (mut above, mut below): (i128, i128) = (1, 1);
            for k in indices.iter().filter(|k| *k != i) {
                above = above.checked_mul(i128::from(*k))?;
                below = below.checked_mul(i128::from(*k) - i128::from(*i))?;
            }
            let shared = greatest_divisor(above, below);
            fractions.push((above / shared, below / shared));
            common = common.checked_mul((below / shared) / greatest_divisor(common, below / shared))?;
        }
        let whole = |(above, below): (i128, i128)| small(above.checked_mul(common / below)?);
        let parts: Option<Vec<i64>> = fractions.into_iter().map(whole).collect();
        Some(Fractions { common: small(common)?, parts: parts? })
    }
}

fn small(number: i128) -> Option<i64> {
    i32::try_from(number).ok().map(i64::from)
}

/// Of numbers that are not zero; without a sign.
fn greatest_divisor(a: i128, b: i128) -> i128 {
    let (mut a, mut b) = (a.abs(), b.abs());
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

/// n P for a public n of a few bits.
fn small_multiple(n: i64, point: &RistrettoPoint) -> RistrettoPoint {
    let bits = u64::BITS - n.unsigned_abs().leading_zeros();
    let multiple = (0..bits).rev().fold(RistrettoPoint::identity(), |sum, bit| {
        let double = sum + sum;
        if n.unsigned_abs() >> bit & 1 == 1 { double + point } else { double }
    });
    if n < 0 { -multiple } else { multiple }
}

/// The decryption factors of one file of ciphertexts: `factors[j]` by the trustee `indices[j]`, in row order.
pub struct Shares<'a> {
    pub indices: &'a [u64],
    pub factors: Vec<&'a [[u8; 32]]>,
    pub rows: &'a [[[u8; 32]; 2]],
}

/// Ciphertexts and factors to be read row by row, those decoded that are known.
struct Known<'a> {
    rows: Ciphertexts<'a>,
    factors: Vec<Points<'a>>,
}

impl Known<'_> {
    /// b and the D_i of a row; nothing where one is badly encoded.
    fn row(&self, row: usize) -> Option<(RistrettoPoint, Vec<RistrettoPoint>)> {
        let factors = self.factors.iter().map(|factors| factors.get(row));
        Some((self.rows.half(row, 1)?, factors.collect::<Option<_>>()?))
    }
}

impl Shares<'_> {
    fn require_lengths(&self) -> Result<(), Fault> {
        require(self.indices.len() == self.factors.len(), "not one list of factors for each index")?;
        let whole = self.factors.iter().all(|factors| factors.len() == self.rows.len());
        require(whole, "not one factor for each ciphertext")
    }

    /// M = b - sum lambda_i D_i for every row, encoded. A bad encoding is a fault.
    pub fn recombine(&self) -> Result<Vec<u8>, Fault> {
        self.require_lengths()?;
        let (lambdas, known) = (lagrange_at_zero(self.indices)?, self.known());
        let plain: Option<Vec<[u8; 32]>> = (0..self.rows.len())
            .into_par_iter()
            .with_min_len(32)
            .map(|row| {
                let (b, factors) = known.row(row)?;
                Some((b - RistrettoPoint::vartime_multiscalar_mul(&lambdas, factors)).compress().to_bytes())
            })
            .collect();
        Ok(plain.ok_or(Fault::Misuse("not a canonical point"))?.into_flattened())
    }

    fn known(&self) -> Known<'_> {
        Known {
            rows: Ciphertexts::of(self.rows),
            factors: self.factors.iter().map(|factors| Points::of_factors(factors)).collect(),
        }
    }

    /// Whether `plain` is what `recombine` would make, by one random-weighted sum; bad encodings are false.
    pub fn opens_to(&self, plain: &[[u8; 32]]) -> Result<bool, Fault> {
        self.require_lengths()?;
        let (terms, known) = (self.terms()?, self.known());
        let blocks: Result<Vec<bool>, Fault> = (0..self.rows.len().div_ceil(BLOCK))
            .into_par_iter()
            .map(|block| self.block_opens(&known, block * BLOCK, plain, &terms))
            .collect();
        Ok(plain.len() == self.rows.len() && blocks?.into_iter().all(|holds| holds))
    }

    /// What b, and each D_i, is multiplied by; a true second value says that the multiple is subtracted.
    ///
    /// Weights stay short if they are never negated modulo q: their points are.
    fn terms(&self) -> Result<(Scalar, Vec<(Scalar, bool)>), Fault> {
        let lambdas = lagrange_at_zero(self.indices)?;
        Ok(match Fractions::at_zero(self.indices) {
            Some(Fractions { common, parts }) => {
                let part = |n: i64| (Scalar::from(n.unsigned_abs()), (n > 0) == (common > 0));
                (Scalar::from(common.unsigned_abs()), parts.into_iter().map(part).collect())
            }
            None => (Scalar::ONE, lambdas.into_iter().map(|lambda| (lambda, true)).collect()),
        })
    }

    fn block_opens(
        &self,
        known: &Known<'_>,
        first: usize,
        plain: &[[u8; 32]],
        (common, parts): &(Scalar, Vec<(Scalar, bool)>),
    ) -> Result<bool, Fault> {
        let block = first..self.rows.len().min(first + BLOCK);
        let (mut scalars, mut points) = (Vec::new(), Vec::new());
        for (row, weight) in block.clone().zip(random::weights(block.len())?) {
            let message = plain.get(row).and_then(|bytes| group::point(bytes, Identity::Accepted));
            let (Some(message), Some((b, factors))) = (message, known.row(row)) else {
                return Ok(false);
            };
            scalars.push(weight * common);
            points.push(b - message);
            for (factor, (part, subtracted)) in factors.into_iter().zip(parts) {
                scalars.push(weight * part);
                points.push(if *subtracted { -factor } else { factor });
            }
        }
        Ok(group::is_identity(&msm::public(&scalars, &points)))
    }

    /// Whether the messages, rows of `width`, are the rows of `plain` in whatever order, none the identity.
    ///
    /// Compared are the encodings of 2 d M with the d of `Fractions`: a small multiple, and its double, tell
    /// as much as M does, since the group has prime order. False also where d is not small.
    pub fn opens_in_some_order_to(&self, width: usize, plain: &[[u8; 32]]) -> Result<bool, Fault> {
        self.require_lengths()?;
        lagrange_at_zero(self.indices)?;
        require(width > 0 && self.rows.len().is_multiple_of(width), "not whole rows")?;
        let Some(Fractions { common, parts }) = Fractions::at_zero(self.indices) else {
            return Ok(false);
        };
        if plain.len() != self.rows.len() {
            return Ok(false);
        }
        let known = self.known();
        let opened = doubles((0..self.rows.len()).into_par_iter().with_min_len(64).map(|row| {
            let (b, factors) = known.row(row)?;
            let masks = factors.iter().zip(&parts).map(|(factor, part)| small_multiple(*part, factor));
            Some(masks.fold(small_multiple(common, &b), |sum, mask| sum - mask))
        }));
        let listed = doubles(plain.par_iter().with_min_len(64).map(|encoding| {
            group::point(encoding, Identity::Refused).map(|point| small_multiple(common, &point))
        }));
        let (Some(mut opened), Some(mut listed)) = (opened, listed) else {
            return Ok(false);
        };
        let mut opened: Vec<&mut [[u8; 32]]> = opened.chunks_exact_mut(width).collect();
        let mut listed: Vec<&mut [[u8; 32]]> = listed.chunks_exact_mut(width).collect();
        opened.par_sort_unstable();
        listed.par_sort_unstable();
        Ok(opened == listed)
    }
}

/// The encodings of the doubles of points, nothing if one is missing.
fn doubles(points: impl ParallelIterator<Item = Option<RistrettoPoint>>) -> Option<Vec<[u8; 32]>> {
    let points: Vec<RistrettoPoint> = points.collect::<Option<_>>()?;
    Some(group::encode_doubles(&points).as_chunks::<32>().0.to_vec())
}
