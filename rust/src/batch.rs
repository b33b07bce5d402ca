//! Many equations checked as one sum: each weighted at random, and bisected where the sum is not zero.
//!
//! An equation says that base B + key Y + sum s_k P_k is the identity. Weights are the caller's work.

use std::ops::Range;

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar};

use crate::{group, msm};

/// Weighted equations, grouped into items of which the first false one is wanted.
#[derive(Default)]
pub struct Batch {
    scalars: Vec<Scalar>,
    points: Vec<RistrettoPoint>,
    items: Vec<Item>,
}

struct Item {
    end: usize,
    base: Scalar,
    key: Scalar,
}

impl Batch {
    /// A term of the item being written. A short scalar is cheap: rather than it, its point is negated.
    pub fn term(&mut self, scalar: Scalar, point: RistrettoPoint) {
        self.scalars.push(scalar);
        self.points.push(point);
    }

    /// End the item with its multiples of B and of the key.
    pub fn close(&mut self, base: Scalar, key: Scalar) {
        self.items.push(Item { end: self.points.len(), base, key });
    }

    /// The first item whose sum is not the identity. `key` is Y, any point where no item uses it.
    pub fn first_false(&self, key: &RistrettoPoint) -> Option<usize> {
        if self.holds(0..self.items.len(), key) {
            return None;
        }
        let mut suspect = 0..self.items.len();
        while suspect.len() > 1 {
            let middle = suspect.start + suspect.len() / 2;
            suspect = if self.holds(suspect.start..middle, key) {
                middle..suspect.end
            } else {
                suspect.start..middle
            };
        }
        Some(suspect.start)
    }

    fn holds(&self, items: Range<usize>, key: &RistrettoPoint) -> bool {
        let start = if items.start == 0 { 0 } else { self.items[items.start - 1].end };
        let chosen = &self.items[items];
        let end = chosen.last().map_or(start, |item| item.end);
        let base: Scalar = chosen.iter().map(|item| item.base).sum();
        let multiple: Scalar = chosen.iter().map(|item| item.key).sum();
        let fixed = RistrettoPoint::vartime_double_scalar_mul_basepoint(&multiple, key, &base);
        group::is_identity(&(fixed + msm::public(&self.scalars[start..end], &self.points[start..end])))
    }
}
