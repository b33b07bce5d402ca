//! Many equations checked as one sum: each weighted at random, and bisected where the sum is not zero.
//!
//! An equation says that base B + key Y + sum s_k P_k is the identity. Weights are the caller's work.

use std::ops::Range;

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar};

use crate::{
    bulk::Terms,
    group::{self, Identity},
};

/// Weighted equations, grouped into items of which the first false one is wanted.
#[derive(Default)]
pub struct Batch {
    /// Terms whose scalars are weights alone, so below 2^128, and all others.
    short: Terms,
    long: Terms,
    items: Vec<Item>,
}

struct Item {
    /// Where the item's terms end.
    short: usize,
    long: usize,
    base: Scalar,
    key: Scalar,
}

impl Batch {
    /// Add weight P to the item being written; nothing where the encoding is seen to be bad.
    pub fn add(&mut self, weight: Scalar, encoding: &[u8; 32]) -> Option<()> {
        self.short.add(weight, encoding, Identity::Accepted)
    }

    /// Add scalar P, P not the identity if that is refused.
    pub fn add_long(&mut self, scalar: Scalar, encoding: &[u8; 32], identity: Identity) -> Option<()> {
        self.long.add(scalar, encoding, identity)
    }

    /// End the item with its multiples of B and of the key. Terms of an item never ended are not looked at.
    pub fn close(&mut self, base: Scalar, key: Scalar) {
        self.items.push(Item { short: self.short.len(), long: self.long.len(), base, key });
    }

    /// The first item whose sum is not the identity. `key` is Y, any point where no item uses it.
    pub fn first_false(&self, key: &RistrettoPoint) -> Option<usize> {
        if self.holds(0..self.items.len(), key) {
            return None;
        }
        let mut suspect = 0..self.items.len();
        while suspect.len() > 1 {
            let middle = suspect.start + suspect.len() / 2;
            let first = suspect.start..middle;
            suspect = if self.holds(first.clone(), key) { middle..suspect.end } else { first };
        }
        Some(suspect.start)
    }

    fn holds(&self, items: Range<usize>, key: &RistrettoPoint) -> bool {
        let before = items.start.checked_sub(1).map(|last| &self.items[last]);
        let (short, long) = before.map_or((0, 0), |item| (item.short, item.long));
        let chosen = &self.items[items];
        let Some(last) = chosen.last() else { return true };
        let base: Scalar = chosen.iter().map(|item| item.base).sum();
        let multiple: Scalar = chosen.iter().map(|item| item.key).sum();
        let fixed = RistrettoPoint::vartime_double_scalar_mul_basepoint(&multiple, key, &base);
        match (self.short.sum_of(short..last.short), self.long.sum_of(long..last.long)) {
            (Some(short), Some(long)) => group::is_identity(&(fixed + short + long)),
            _ => false,
        }
    }
}
