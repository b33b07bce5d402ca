//! Eight elements of the field of 2^255 - 19 at once, one in each 64-bit lane.
//!
//! Five limbs in radix 2^51. Every element that leaves a function here is *reduced*: limbs below
//! 2^51 + 2^13, as `mul` and `square` need limbs below 2^52 (the instructions read 52 bits).

use core::arch::x86_64::*;

use super::lanes_fn;

const MASK: i64 = (1 << 51) - 1;

/// A constant, the same in every lane.
pub type Limbs = [u64; 5];

pub const ZERO: Limbs = [0; 5];
pub const ONE: Limbs = [1, 0, 0, 0, 0];
/// d of the curve, -d and 2d.
pub const D: Limbs = [0x34dca135978a3, 0x1a8283b156ebd, 0x5e7a26001c029, 0x739c663a03cbb, 0x52036cee2b6ff];
pub const MINUS_D: Limbs =
    [0x4b235eca6874a, 0x657d7c4ea9142, 0x2185d9ffe3fd6, 0xc6399c5fc344, 0x2dfc9311d4900];
pub const D2: Limbs = [0x69b9426b2f159, 0x35050762add7a, 0x3cf44c0038052, 0x6738cc7407977, 0x2406d9dc56dff];
/// The square root of -1 that RFC 9496 takes.
pub const SQRT_M1: Limbs =
    [0x61b274a0ea0b0, 0xd5a5fc8f189d, 0x7ef5e9cbd0c60, 0x78595a6804c9e, 0x2b8324804fc1d];
/// 1 / sqrt(a - d), sqrt(a d - 1), 1 - d^2 and (d - 1)^2, for a = -1: RFC 9496, section 4.1.
pub const INVSQRT_A_MINUS_D: Limbs =
    [0xfdaa805d40ea, 0x2eb482e57d339, 0x7610274bc58, 0x6510b613dc8ff, 0x786c8905cfaff];
pub const SQRT_AD_MINUS_ONE: Limbs =
    [0x7f6a0497b2e1b, 0x1836f0a97afd2, 0x7d747f6be7638, 0x456079e7e6498, 0x376931bf2b834];
pub const ONE_MINUS_D_SQ: Limbs =
    [0x409c1945fc176, 0x719abc6a1fc4f, 0x1c37f90b20684, 0x6bccca55eedf, 0x29072a8b2b3e];
pub const D_MINUS_ONE_SQ: Limbs =
    [0x55aaa44ed4d20, 0x59603c3332635, 0x26d3baf4a7928, 0x120a66e6997a9, 0x5968b37af66c2];

/// Eight field elements.
#[derive(Clone, Copy)]
pub struct Field(pub [__m512i; 5]);

/// Which lanes something holds of, lane 0 in the lowest bit.
pub type Lanes = __mmask8;

lanes_fn! {
    /// `value` in all lanes.
    pub fn all(value: &Limbs) -> Field {
        Field(value.map(|limb| _mm512_set1_epi64(limb as i64)))
    }
}

lanes_fn! {
    /// The eight values of an array as one vector.
    pub fn gathered(values: [u64; 8]) -> __m512i {
        let [a, b, c, d, e, f, g, h] = values.map(|value| value as i64);
        _mm512_set_epi64(h, g, f, e, d, c, b, a)
    }
}

lanes_fn! {
    /// The eight values of a vector as an array.
    pub fn spread(vector: __m512i) -> [u64; 8] {
        // SAFETY: both types are 64 bytes without invariants.
        unsafe { core::mem::transmute(vector) }
    }
}

impl Field {
    lanes_fn! {
        /// Little-endian integers of 255 bits; the highest bit of each is ignored.
        pub fn from_bytes(encodings: [&[u8; 32]; 8]) -> Field {
            let word = |place: usize| {
                gathered(encodings.map(|encoding| {
                    let words = encoding.as_chunks::<8>().0;
                    u64::from_le_bytes(words[place])
                }))
            };
            let [w0, w1, w2, w3] = [word(0), word(1), word(2), word(3)];
            let mask = _mm512_set1_epi64(MASK);
            let limb = |low: __m512i, high: __m512i| _mm512_and_si512(_mm512_or_si512(low, high), mask);
            Field([
                _mm512_and_si512(w0, mask),
                limb(_mm512_srli_epi64::<51>(w0), _mm512_slli_epi64::<13>(w1)),
                limb(_mm512_srli_epi64::<38>(w1), _mm512_slli_epi64::<26>(w2)),
                limb(_mm512_srli_epi64::<25>(w2), _mm512_slli_epi64::<39>(w3)),
                _mm512_and_si512(_mm512_srli_epi64::<12>(w3), mask),
            ])
        }
    }

    lanes_fn! {
        /// The canonical bytes of each lane.
        pub fn to_bytes(self) -> [[u8; 32]; 8] {
            let [l0, l1, l2, l3, l4] = self.canonical().0;
            let words = [
                spread(_mm512_or_si512(l0, _mm512_slli_epi64::<51>(l1))),
                spread(_mm512_or_si512(_mm512_srli_epi64::<13>(l1), _mm512_slli_epi64::<38>(l2))),
                spread(_mm512_or_si512(_mm512_srli_epi64::<26>(l2), _mm512_slli_epi64::<25>(l3))),
                spread(_mm512_or_si512(_mm512_srli_epi64::<39>(l3), _mm512_slli_epi64::<12>(l4))),
            ];
            let mut encodings = [[0; 32]; 8];
            for (lane, encoding) in encodings.iter_mut().enumerate() {
                for (place, bytes) in encoding.as_chunks_mut::<8>().0.iter_mut().enumerate() {
                    *bytes = words[place][lane].to_le_bytes();
                }
            }
            encodings
        }
    }

    lanes_fn! {
        /// Limbs below 2^63 carried once, all at the same time.
        fn carried(limbs: [__m512i; 5]) -> Field {
            let mask = _mm512_set1_epi64(MASK);
            let carry = limbs.map(|limb| _mm512_srli_epi64::<51>(limb));
            let rest = limbs.map(|limb| _mm512_and_si512(limb, mask));
            Field([
                _mm512_madd52lo_epu64(rest[0], carry[4], _mm512_set1_epi64(19)),
                _mm512_add_epi64(rest[1], carry[0]),
                _mm512_add_epi64(rest[2], carry[1]),
                _mm512_add_epi64(rest[3], carry[2]),
                _mm512_add_epi64(rest[4], carry[3]),
            ])
        }
    }

    lanes_fn! {
        /// sum lo_k 2^(51 k) + hi_k 2^(51 k + 52), reduced: 2^255 = 19.
        fn folded(lo: [__m512i; 9], hi: [__m512i; 9]) -> Field {
            let twice = |x: __m512i| _mm512_add_epi64(x, x);
            let column = |k: usize| match k {
                0 => lo[0],
                9 => twice(hi[8]),
                _ => _mm512_add_epi64(lo[k], twice(hi[k - 1])),
            };
            let limb = |k: usize| {
                let high = column(k + 5);
                let by_19 = _mm512_add_epi64(
                    _mm512_add_epi64(_mm512_slli_epi64::<4>(high), twice(high)),
                    high,
                );
                _mm512_add_epi64(column(k), by_19)
            };
            Field::carried([limb(0), limb(1), limb(2), limb(3), limb(4)])
        }
    }

    lanes_fn! {
        pub fn mul(&self, other: &Field) -> Field {
            let zero = _mm512_setzero_si512();
            let (mut lo, mut hi) = ([zero; 9], [zero; 9]);
            let (a, b) = (&self.0, &other.0);
            for i in 0..5 {
                for j in 0..5 {
                    lo[i + j] = _mm512_madd52lo_epu64(lo[i + j], a[i], b[j]);
                    hi[i + j] = _mm512_madd52hi_epu64(hi[i + j], a[i], b[j]);
                }
            }
            Field::folded(lo, hi)
        }
    }

    lanes_fn! {
        pub fn square(&self) -> Field {
            let zero = _mm512_setzero_si512();
            let (mut lo, mut hi) = ([zero; 9], [zero; 9]);
            let a = &self.0;
            for i in 0..5 {
                for j in i + 1..5 {
                    lo[i + j] = _mm512_madd52lo_epu64(lo[i + j], a[i], a[j]);
                    hi[i + j] = _mm512_madd52hi_epu64(hi[i + j], a[i], a[j]);
                }
            }
            for k in 0..9 {
                lo[k] = _mm512_add_epi64(lo[k], lo[k]);
                hi[k] = _mm512_add_epi64(hi[k], hi[k]);
            }
            for i in 0..5 {
                lo[2 * i] = _mm512_madd52lo_epu64(lo[2 * i], a[i], a[i]);
                hi[2 * i] = _mm512_madd52hi_epu64(hi[2 * i], a[i], a[i]);
            }
            Field::folded(lo, hi)
        }
    }

    lanes_fn! {
        pub fn add(&self, other: &Field) -> Field {
            let (a, b) = (&self.0, &other.0);
            let sum = |k: usize| _mm512_add_epi64(a[k], b[k]);
            Field::carried([sum(0), sum(1), sum(2), sum(3), sum(4)])
        }
    }

    lanes_fn! {
        pub fn sub(&self, other: &Field) -> Field {
            let a = &self.0;
            let minus = other.twice_p_minus();
            let sum = |k: usize| _mm512_add_epi64(a[k], minus[k]);
            Field::carried([sum(0), sum(1), sum(2), sum(3), sum(4)])
        }
    }

    lanes_fn! {
        /// 2p - self: limbs positive and below 2^52.
        fn twice_p_minus(&self) -> [__m512i; 5] {
            let first = _mm512_set1_epi64((1 << 52) - 38);
            let other = _mm512_set1_epi64((1 << 52) - 2);
            let [a, b, c, d, e] = self.0;
            [
                _mm512_sub_epi64(first, a),
                _mm512_sub_epi64(other, b),
                _mm512_sub_epi64(other, c),
                _mm512_sub_epi64(other, d),
                _mm512_sub_epi64(other, e),
            ]
        }
    }

    lanes_fn! {
        pub fn negated(&self) -> Field {
            Field::carried(self.twice_p_minus())
        }
    }

    lanes_fn! {
        /// `other` in the lanes of `mask`, `self` in the rest.
        pub fn or_in(&self, mask: Lanes, other: &Field) -> Field {
            let (a, b) = (&self.0, &other.0);
            let pick = |k: usize| _mm512_mask_blend_epi64(mask, a[k], b[k]);
            Field([pick(0), pick(1), pick(2), pick(3), pick(4)])
        }
    }

    lanes_fn! {
        pub fn negated_in(&self, mask: Lanes) -> Field {
            self.or_in(mask, &self.negated())
        }
    }

    lanes_fn! {
        /// The same with limbs below 2^52 only: good as a factor, not as a term.
        pub fn factor_negated_in(&self, mask: Lanes) -> Field {
            self.or_in(mask, &Field(self.twice_p_minus()))
        }
    }

    lanes_fn! {
        /// The one representation below p.
        fn canonical(&self) -> Field {
            let mask = _mm512_set1_epi64(MASK);
            let mut l = Field::carried(self.0).0;
            // q = 1 where the value is p or more, else 0
            let mut q = _mm512_srli_epi64::<51>(_mm512_add_epi64(l[0], _mm512_set1_epi64(19)));
            for limb in &l[1..] {
                q = _mm512_srli_epi64::<51>(_mm512_add_epi64(*limb, q));
            }
            l[0] = _mm512_madd52lo_epu64(l[0], q, _mm512_set1_epi64(19));
            for k in 0..4 {
                l[k + 1] = _mm512_add_epi64(l[k + 1], _mm512_srli_epi64::<51>(l[k]));
                l[k] = _mm512_and_si512(l[k], mask);
            }
            l[4] = _mm512_and_si512(l[4], mask);
            Field(l)
        }
    }

    lanes_fn! {
        /// The lanes whose canonical value is odd.
        pub fn is_negative(&self) -> Lanes {
            _mm512_test_epi64_mask(self.canonical().0[0], _mm512_set1_epi64(1))
        }
    }

    lanes_fn! {
        pub fn is_zero(&self) -> Lanes {
            let [a, b, c, d, e] = self.canonical().0;
            let some = _mm512_or_si512(_mm512_or_si512(_mm512_or_si512(a, b), _mm512_or_si512(c, d)), e);
            _mm512_testn_epi64_mask(some, some)
        }
    }

    lanes_fn! {
        pub fn equals(&self, other: &Field) -> Lanes {
            self.sub(other).is_zero()
        }
    }

    lanes_fn! {
        pub fn absolute(&self) -> Field {
            self.negated_in(self.is_negative())
        }
    }

    lanes_fn! {
        /// self^(2^k).
        fn squared_times(&self, k: usize) -> Field {
            let mut power = *self;
            for _ in 0..k {
                power = power.square();
            }
            power
        }
    }

    lanes_fn! {
        /// self^((p - 5) / 8) = self^(2^252 - 3).
        fn power_p58(&self) -> Field {
            let x2 = self.square();
            let x9 = x2.squared_times(2).mul(self);
            let x11 = x9.mul(&x2);
            let n5 = x11.square().mul(&x9); // self^(2^5 - 1), and so on
            let n10 = n5.squared_times(5).mul(&n5);
            let n20 = n10.squared_times(10).mul(&n10);
            let n40 = n20.squared_times(20).mul(&n20);
            let n50 = n40.squared_times(10).mul(&n10);
            let n100 = n50.squared_times(50).mul(&n50);
            let n200 = n100.squared_times(100).mul(&n100);
            let n250 = n200.squared_times(50).mul(&n50);
            n250.squared_times(2).mul(self)
        }
    }

    lanes_fn! {
        /// SQRT_RATIO_M1 of RFC 9496, section 4.2: where u / v is a square, and the non-negative root
        /// of u / v there, of i u / v elsewhere.
        pub fn sqrt_ratio(u: &Field, v: &Field) -> (Lanes, Field) {
            let i = all(&SQRT_M1);
            let v3 = v.square().mul(v);
            let v7 = v3.square().mul(v);
            let r = u.mul(&v3).mul(&u.mul(&v7).power_p58());
            let check = v.mul(&r.square());
            let minus_u = u.negated();
            let correct = check.equals(u);
            let flipped = check.equals(&minus_u);
            let flipped_i = check.equals(&minus_u.mul(&i));
            let root = r.or_in(flipped | flipped_i, &r.mul(&i));
            (correct | flipped, root.absolute())
        }
    }

    lanes_fn! {
        /// The lanes where self is a non-zero square (or zero), and 1 / sqrt(self) there.
        pub fn inverse_sqrt(&self) -> (Lanes, Field) {
            Field::sqrt_ratio(&all(&ONE), self)
        }
    }
}
