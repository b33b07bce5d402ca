//! Multiples of eight points at once, in constant time: every lane does the same work for every scalar.

use core::arch::x86_64::*;

use curve25519_dalek::scalar::Scalar;
use zeroize::Zeroizing;

use super::{
    encoding,
    field::{self, Field},
    lanes_fn,
    point::{Affine, Cached, Point},
};

/// Signed digits in radix 16 of eight scalars: digit by digit, then lane by lane.
pub type Digits = Zeroizing<[[i8; 8]; 64]>;

/// Digits in -8..8 (the last up to 2) of scalars below 2^253.
pub fn digits(scalars: [&Scalar; 8]) -> Digits {
    let mut digits = Zeroizing::new([[0; 8]; 64]);
    for (lane, scalar) in scalars.iter().enumerate() {
        let mut carry = 0;
        for (place, byte) in scalar.as_bytes().iter().enumerate() {
            for (half, nibble) in [byte & 15, byte >> 4].into_iter().enumerate() {
                let digit = nibble as i8 + carry;
                carry = (digit + 8) >> 4;
                digits[2 * place + half][lane] = digit - (carry << 4);
            }
        }
    }
    digits
}

lanes_fn! {
    /// One digit of each lane, widened.
    fn widened(digits: &[i8; 8]) -> __m512i {
        let bytes = i64::from_le_bytes(digits.map(|digit| digit as u8));
        _mm512_cvtepi8_epi64(_mm_cvtsi64_si128(bytes))
    }
}

/// Multiples of one point: row i holds 1 to 8 times 256^i P, one multiple in each lane.
pub struct Table {
    rows: Vec<[__m512i; 15]>,
}

impl Table {
    lanes_fn! {
        /// From the encodings of (j + 1) 256^i P, j from 0 to 7 and then i from 0 to 31.
        pub fn of(encodings: &[[u8; 32]]) -> Table {
            let mut rows = Vec::with_capacity(32);
            for row in encodings.as_chunks::<8>().0 {
                let (_, point) = encoding::decode(row.each_ref());
                rows.push(Affine::of(&point).limbs());
            }
            Table { rows }
        }
    }

    lanes_fn! {
        /// In each lane the multiple of its digit. The table never leaves registers by a secret address.
        fn chosen(row: &[__m512i; 15], digit: __m512i) -> Affine {
            let size = _mm512_abs_epi64(digit);
            let place = _mm512_sub_epi64(size, _mm512_set1_epi64(1));
            let some = _mm512_test_epi64_mask(size, size);
            let pick = |from: usize, at_zero: &[u64; 5]| {
                let limb = |k: usize| {
                    let zero = _mm512_set1_epi64(at_zero[k] as i64);
                    _mm512_mask_permutexvar_epi64(zero, some, place, row[from + k])
                };
                Field([limb(0), limb(1), limb(2), limb(3), limb(4)])
            };
            let affine = Affine {
                sum: pick(0, &field::ONE),
                difference: pick(5, &field::ONE),
                t2d: pick(10, &field::ZERO),
            };
            affine.negated_in(_mm512_movepi64_mask(digit))
        }
    }
}

lanes_fn! {
    /// sum of s P over some tables: 64 additions each and 4 doublings in all.
    pub fn fixed_sum(tables: &[(&Table, Digits)]) -> Point {
        let mut sum = Point::identity();
        for odd in [1, 0] {
            for (table, digits) in tables {
                for (row, digit) in table.rows.iter().zip(digits.iter().skip(odd).step_by(2)) {
                    sum = sum.add_affine(&Table::chosen(row, widened(digit)));
                }
            }
            if odd == 1 {
                sum = sum.times_16();
            }
        }
        sum
    }
}

/// 1 to 8 times a point of each lane.
struct Window([Cached; 8]);

impl Window {
    lanes_fn! {
        fn of(point: &Point) -> Window {
            let first = point.cached();
            let mut multiples = [first; 8];
            let mut sum = *point;
            for multiple in &mut multiples[1..] {
                sum = sum.add(&first);
                *multiple = sum.cached();
            }
            Window(multiples)
        }
    }

    lanes_fn! {
        fn chosen(&self, digit: __m512i) -> Cached {
            let size = _mm512_abs_epi64(digit);
            let mut chosen = Cached::identity();
            for (place, multiple) in self.0.iter().enumerate() {
                let here = _mm512_cmpeq_epi64_mask(size, _mm512_set1_epi64(place as i64 + 1));
                chosen = chosen.or_in(here, multiple);
            }
            chosen.negated_in(_mm512_movepi64_mask(digit))
        }
    }
}

lanes_fn! {
    /// sum of s P over some vectors of points, lane by lane: the doublings are shared by all of them.
    pub fn sum(points: &[Point], digits: &[Digits]) -> Point {
        let mut windows = Vec::with_capacity(points.len());
        for point in points {
            windows.push(Window::of(point));
        }
        let mut sum = Point::identity();
        for place in (0..64).rev() {
            if place < 63 {
                sum = sum.times_16();
            }
            for (window, digits) in windows.iter().zip(digits) {
                sum = sum.add(&window.chosen(widened(&digits[place])));
            }
        }
        sum
    }
}
