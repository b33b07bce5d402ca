//! Shamir's sharing with Feldman's commitments (spec/trustees.md, spec/proofs/decryption.md).

use std::ops::Range;

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar, traits::VartimeMultiscalarMul};
use rayon::prelude::*;

use crate::{
    bulk::{self, Product, Terms},
    fault::{Fault, require},
    group::{self, Identity},
    random,
};

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
    RistrettoPoint::vartime_multiscalar_mul(&powers, commitments)
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

/// Rows checked as one sum.
const BLOCK: usize = 4096;

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

    /// What each trustee's factors are multiplied by: -lambda_i.
    fn products(&self) -> Result<Vec<Product<'_>>, Fault> {
        self.require_lengths()?;
        let lambdas = lagrange_at_zero(self.indices)?;
        Ok(lambdas.iter().zip(&self.factors).map(|(lambda, factors)| (-lambda, *factors)).collect())
    }

    /// M = b - sum lambda_i D_i for every row, encoded; a bad encoding is the caller's fault.
    pub fn recombine(&self) -> Result<Vec<u8>, Fault> {
        let second: Vec<[u8; 32]> = self.rows.iter().map(|row| row[1]).collect();
        let plain = bulk::combinations(&second, &self.products()?);
        Ok(plain.ok_or(Fault::Misuse("not a canonical point"))?.into_flattened())
    }

    /// Whether `plain` is what `recombine` would make, by one random-weighted sum; bad encodings are false.
    pub fn opens_to(&self, plain: &[[u8; 32]]) -> Result<bool, Fault> {
        let products = self.products()?;
        if plain.len() != self.rows.len() {
            return Ok(false);
        }
        let blocks: Result<Vec<bool>, Fault> = (0..plain.len().div_ceil(BLOCK))
            .into_par_iter()
            .map(|block| {
                self.block_opens(block * BLOCK..plain.len().min((block + 1) * BLOCK), plain, &products)
            })
            .collect();
        Ok(blocks?.into_iter().all(|holds| holds))
    }

    fn block_opens(
        &self,
        rows: Range<usize>,
        plain: &[[u8; 32]],
        products: &[Product<'_>],
    ) -> Result<bool, Fault> {
        let weights = random::weights(rows.len())?;
        let mut terms = Terms::default();
        let mut add = |scalar, encoding| terms.add(scalar, encoding, Identity::Accepted).is_some();
        // weight (b - sum lambda D - M), the short scalars first
        let mut good = rows.clone().zip(&weights).all(|(row, weight)| add(*weight, &self.rows[row][1]));
        for (row, weight) in rows.zip(&weights) {
            good &= add(-weight, &plain[row]);
            good &= products.iter().all(|(lambda, factors)| add(weight * lambda, &factors[row]));
        }
        Ok(good && terms.sum_of(0..terms.len()).is_some_and(|sum| group::is_identity(&sum)))
    }
}
