//! Shamir's sharing with Feldman's commitments (spec/trustees.md, spec/proofs/decryption.md).

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar, traits::VartimeMultiscalarMul};
use rayon::prelude::*;

use crate::{
    fault::{Fault, require},
    group, msm, random,
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

/// The decryption factors of one file of ciphertexts: `factors[j]` by the trustee `indices[j]`, in row order.
pub struct Shares<'a> {
    pub indices: &'a [u64],
    pub factors: Vec<&'a [[u8; 32]]>,
    pub rows: &'a [[[u8; 32]; 2]],
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
        let lambdas = lagrange_at_zero(self.indices)?;
        let plain: Option<Vec<[u8; 32]>> = (0..self.rows.len())
            .into_par_iter()
            .with_min_len(32)
            .map(|row| self.open(row, &lambdas))
            .collect();
        Ok(plain.ok_or(Fault::Misuse("not a canonical point"))?.into_flattened())
    }

    fn open(&self, row: usize, lambdas: &[Scalar]) -> Option<[u8; 32]> {
        let accepted = group::Identity::Accepted;
        let b = group::point(&self.rows[row][1], accepted)?;
        let factors: Option<Vec<RistrettoPoint>> =
            self.factors.iter().map(|factors| group::point(&factors[row], accepted)).collect();
        let mask = RistrettoPoint::vartime_multiscalar_mul(lambdas, factors?);
        Some((b - mask).compress().to_bytes())
    }

    /// Whether `plain` is what `recombine` would make, by one random-weighted sum; bad encodings are false.
    pub fn opens_to(&self, plain: &[[u8; 32]]) -> Result<bool, Fault> {
        self.require_lengths()?;
        let lambdas = lagrange_at_zero(self.indices)?;
        let blocks: Result<Vec<bool>, Fault> = (0..self.rows.len().div_ceil(BLOCK))
            .into_par_iter()
            .map(|block| self.block_opens(block * BLOCK, plain, &lambdas))
            .collect();
        Ok(plain.len() == self.rows.len() && blocks?.into_iter().all(|holds| holds))
    }

    fn block_opens(&self, first: usize, plain: &[[u8; 32]], lambdas: &[Scalar]) -> Result<bool, Fault> {
        let rows = first..self.rows.len().min(first + BLOCK);
        let (mut scalars, mut points) = (Vec::new(), Vec::new());
        for (row, weight) in rows.clone().zip(random::weights(rows.len())?) {
            let terms =
                self.factors.iter().zip(lambdas).map(|(factors, lambda)| (factors.get(row), weight * lambda));
            let terms = terms.chain([(plain.get(row), weight), (Some(&self.rows[row][1]), -weight)]);
            for (encoding, scalar) in terms {
                let Some(point) = encoding.and_then(|bytes| group::point(bytes, group::Identity::Accepted))
                else {
                    return Ok(false);
                };
                scalars.push(scalar);
                points.push(point);
            }
        }
        Ok(group::is_identity(&msm::public(&scalars, &points)))
    }
}
