//! Pippenger's method in eight lanes, for public values: every lane sums its own terms in its own buckets.

use core::arch::x86_64::*;

use curve25519_dalek::scalar::Scalar;

use super::{
    field::{Field, Lanes},
    lanes_fn,
    point::{Cached, Point},
};

/// Signed digits in radix 256: 32 of them, from -128 to 127.
const DIGITS: usize = 32;
/// Sizes of digits, 1 to 128, each with a bucket in every lane.
const BUCKETS: usize = 128;
/// Four coordinates of five limbs.
const LIMBS: usize = 20;

/// Eight terms: their points, and their digits from the lowest, lane by lane.
struct Terms {
    point: Cached,
    digits: [[i8; 8]; DIGITS],
}

/// Digits in radix 256 of scalars below 2^253.
fn digits(scalars: [&Scalar; 8]) -> [[i8; 8]; DIGITS] {
    let mut digits = [[0; 8]; DIGITS];
    for (lane, scalar) in scalars.iter().enumerate() {
        let mut carry = 0;
        for (place, byte) in scalar.as_bytes().iter().enumerate() {
            let digit = i16::from(*byte) + carry;
            carry = (digit + 128) >> 8;
            digits[place][lane] = (digit - (carry << 8)) as i8;
        }
    }
    digits
}

/// Points in extended coordinates, by size of digit and then by lane.
struct Buckets(Vec<[u64; LIMBS]>);

impl Buckets {
    fn empty() -> Buckets {
        let mut identity = [0; LIMBS];
        (identity[5], identity[10]) = (1, 1); // Y and Z
        Buckets(vec![identity; BUCKETS * 8])
    }

    lanes_fn! {
        /// Where each lane's bucket starts, counted in limbs.
        fn places(bucket: __m512i) -> __m512i {
            let lane = _mm512_set_epi64(7, 6, 5, 4, 3, 2, 1, 0);
            let index = _mm512_add_epi64(_mm512_slli_epi64::<3>(bucket), lane);
            _mm512_add_epi64(_mm512_slli_epi64::<4>(index), _mm512_slli_epi64::<2>(index))
        }
    }

    lanes_fn! {
        /// In each lane the point of its bucket. `bucket` is below BUCKETS in every lane.
        fn read(&self, bucket: __m512i) -> Point {
            let places = Buckets::places(bucket);
            let start: *const i64 = self.0.as_ptr().cast();
            let limb = |k: usize| {
                // SAFETY: every place is 20 * (8 * bucket + lane) with bucket < 128 and lane < 8, so that with
                // k < 20 it lies inside the vector, which holds 20 * 8 * 128 limbs.
                unsafe { _mm512_i64gather_epi64::<8>(places, start.add(k).cast()) }
            };
            let field = |from: usize| Field([limb(from), limb(from + 1), limb(from + 2), limb(from + 3), limb(from + 4)]);
            Point { x: field(0), y: field(5), z: field(10), t: field(15) }
        }
    }

    lanes_fn! {
        /// Put points into the buckets of the lanes in `mask`. `bucket` is below BUCKETS in those lanes.
        fn write(&mut self, mask: Lanes, bucket: __m512i, point: &Point) {
            let places = Buckets::places(bucket);
            let start: *mut i64 = self.0.as_mut_ptr().cast();
            for (from, field) in [(0, &point.x), (5, &point.y), (10, &point.z), (15, &point.t)] {
                for (k, limb) in field.0.into_iter().enumerate() {
                    // SAFETY: as in `read`; lanes never share a bucket.
                    unsafe { _mm512_mask_i64scatter_epi64::<8>(start.add(from + k).cast(), mask, places, limb) };
                }
            }
        }
    }

    lanes_fn! {
        /// Add or subtract a point in each lane, by its digit; nothing where the digit is zero.
        fn add(&mut self, digits: &[i8; 8], point: &Cached) {
            let word = i64::from_le_bytes(digits.map(|digit| digit as u8));
            if word == 0 {
                return;
            }
            let digit = _mm512_cvtepi8_epi64(_mm_cvtsi64_si128(word));
            let size = _mm512_abs_epi64(digit);
            let some = _mm512_test_epi64_mask(size, size);
            let bucket = _mm512_maskz_sub_epi64(some, size, _mm512_set1_epi64(1));
            let signed = point.negated_in(_mm512_movepi64_mask(digit));
            let sum = self.read(bucket).add(&signed);
            self.write(some, bucket, &sum);
        }
    }

    lanes_fn! {
        /// sum of size times bucket, in each lane.
        fn weighed(&self) -> Point {
            let mut running = self.read(_mm512_set1_epi64(BUCKETS as i64 - 1));
            let mut sum = running;
            for bucket in (0..BUCKETS as i64 - 1).rev() {
                running = running.add(&self.read(_mm512_set1_epi64(bucket)).cached());
                sum = sum.add(&running.cached());
            }
            sum
        }
    }
}

lanes_fn! {
    /// In each lane the sum of the terms whose index leaves that remainder modulo eight; nothing if an
    /// encoding is bad. Terms with small scalars cost less if they stand together.
    pub fn sum(scalars: &[Scalar], encodings: &[[u8; 32]]) -> Option<Point> {
        let mut terms = Vec::with_capacity(scalars.len().div_ceil(8));
        for (scalars, encodings) in scalars.chunks(8).zip(encodings.chunks(8)) {
            let point = super::decoded(super::eight(encodings, &[0; 32]))?;
            terms.push(Terms { point: point.cached(), digits: digits(super::eight(scalars, &Scalar::ZERO)) });
        }
        let mut total = Point::identity();
        for place in (0..DIGITS).rev() {
            if place < DIGITS - 1 {
                total = total.times_16().times_16();
            }
            let mut buckets = Buckets::empty();
            let mut used = false;
            for term in &terms {
                used |= term.digits[place] != [0; 8];
                buckets.add(&term.digits[place], &term.point);
            }
            if used {
                total = total.add(&buckets.weighed().cached());
            }
        }
        Some(total)
    }
}
