//! The group on eight points at once, for processors with AVX-512 IFMA: the same results as the curve
//! library's, several times sooner, for whole files of encodings.
//!
//! Bytes in, bytes out. An `Engine` stands for having asked the processor; without one callers take the
//! curve library. What is secret is worked on in constant time, except in `public_sum`.

#![allow(unsafe_code)] // only to enter what is compiled for the processor asked, and to reach its buckets

mod buckets;
mod encoding;
mod field;
mod multiples;
mod point;

use curve25519_dalek::{
    ristretto::{CompressedRistretto, RistrettoPoint},
    scalar::Scalar,
    traits::Identity,
};
use rayon::prelude::*;

/// A function that is compiled for, and may only be called on, a processor that has the lanes.
macro_rules! lanes_fn {
    ($(#[$meta:meta])* $vis:vis fn $($rest:tt)*) => {
        $(#[$meta])*
        #[inline]
        #[target_feature(enable = "avx512f,avx512dq,avx512ifma")]
        $vis fn $($rest)*
    };
}
use field::Lanes;
use lanes_fn;
use multiples::{Digits, Table as Rows};
use point::Point;

/// Encodings worth a task of their own, a multiple of eight.
const TASK: usize = 256;
/// Vectors of points that share the doublings of a secret sum.
const SHARED: usize = 16;
/// Terms of one public sum: enough to pay for its buckets.
const TERMS: usize = 8192;

/// Terms that are too few for buckets.
const FEW: usize = 1536;

/// Leave to use the lanes.
#[derive(Clone, Copy)]
pub struct Engine(());

/// Eight values of at most eight, the rest filled up.
fn eight<'a, T>(values: &'a [T], filling: &'a T) -> [&'a T; 8] {
    std::array::from_fn(|lane| values.get(lane).unwrap_or(filling))
}

/// Multiples of one point, for many sums.
pub struct Table(Rows);

impl Engine {
    /// An engine, if this processor has the lanes and the build asks for them.
    pub fn found() -> Option<Engine> {
        let asked = cfg!(curve25519_dalek_backend = "avx512");
        let has = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512ifma");
        (asked && has).then_some(Engine(()))
    }

    /// Whether each encoding is canonical, the identity's included.
    pub fn decodable(self, encodings: &[[u8; 32]]) -> Vec<bool> {
        let eight_of = |chunk: &[[u8; 32]]| {
            // SAFETY: an engine exists, so the processor has every feature that the function is compiled for.
            let (good, _) = unsafe { encoding::decode(eight(chunk, &[0; 32])) };
            (0..chunk.len()).map(|lane| good >> lane & 1 == 1).collect::<Vec<bool>>()
        };
        let tasks =
            encodings.par_chunks(TASK).map(|task| task.chunks(8).flat_map(eight_of).collect::<Vec<bool>>());
        tasks.collect::<Vec<_>>().concat()
    }

    /// The table of a point.
    pub fn table(self, point: &RistrettoPoint) -> Table {
        let mut halves = Vec::with_capacity(256);
        let mut half = *point * Scalar::from(2u64).invert();
        for _ in 0..32 {
            let multiples = std::iter::successors(Some(half), |last| Some(last + half));
            halves.extend(multiples.take(8));
            half = (0..8).fold(half, |point, _| point + point);
        }
        let encodings: Vec<[u8; 32]> = RistrettoPoint::double_and_compress_batch(&halves)
            .iter()
            .map(CompressedRistretto::to_bytes)
            .collect();
        // SAFETY: an engine exists.
        Table(unsafe { Rows::of(&encodings) })
    }

    /// The encodings of `plus` + sum s P, constant time in all s; nothing if one of `plus` is bad.
    ///
    /// Every list is `count` long; without `plus` the sum starts at the identity.
    pub fn fixed_sums(
        self,
        count: usize,
        plus: Option<&[[u8; 32]]>,
        products: &[(&Table, &[Scalar])],
    ) -> Option<Vec<[u8; 32]>> {
        let eight_of = |start: usize| {
            let end = count.min(start + 8);
            let tables: Vec<(&Rows, Digits)> = products
                .iter()
                .map(|(table, scalars)| {
                    (&table.0, multiples::digits(eight(&scalars[start..end], &Scalar::ZERO)))
                })
                .collect();
            let plus = plus.map(|plus| eight(&plus[start..end], &[0; 32]));
            // SAFETY: an engine exists.
            unsafe { fixed_sum(plus, &tables) }
        };
        in_tasks(count, eight_of)
    }

    /// The encodings of `plus` + sum s P row by row, constant time in all s; nothing if an encoding is bad.
    ///
    /// Every list is `count` long; without `plus` the sums start at the identity.
    pub fn row_sums(
        self,
        count: usize,
        plus: Option<&[[u8; 32]]>,
        products: &[(&[Scalar], &[[u8; 32]])],
    ) -> Option<Vec<[u8; 32]>> {
        in_tasks(count, |start| {
            let end = count.min(start + 8);
            let digits: Vec<Digits> = products
                .iter()
                .map(|(scalars, _)| multiples::digits(eight(&scalars[start..end], &Scalar::ZERO)))
                .collect();
            let points: Vec<[&[u8; 32]; 8]> =
                products.iter().map(|(_, encodings)| eight(&encodings[start..end], &[0; 32])).collect();
            let plus = plus.map(|plus| eight(&plus[start..end], &[0; 32]));
            // SAFETY: an engine exists.
            unsafe { row_sum(plus, &points, &digits) }
        })
    }

    /// The encodings of the one-way map of strings of 64 bytes.
    pub fn one_way_map(self, wide: &[[u8; 64]]) -> Vec<[u8; 32]> {
        let mapped = in_tasks(wide.len(), |start| {
            // SAFETY: an engine exists.
            Some(unsafe { map(eight(&wide[start..wide.len().min(start + 8)], &[0; 64])) })
        });
        mapped.unwrap_or_default()
    }

    /// sum s P, constant time in all s; nothing if an encoding is bad.
    pub fn secret_sum(self, scalars: &[Scalar], encodings: &[[u8; 32]]) -> Option<RistrettoPoint> {
        let tasks = scalars.par_chunks(TERMS / 8).zip(encodings.par_chunks(TERMS / 8));
        tasks
            // SAFETY: an engine exists.
            .map(|(scalars, encodings)| added_up(&unsafe { secret_sum(scalars, encodings) }?))
            .try_reduce(RistrettoPoint::identity, |left, right| Some(left + right))
    }

    /// sum s P in variable time; nothing if an encoding is bad. Small scalars that stand together cost less.
    pub fn public_sum(self, scalars: &[Scalar], encodings: &[[u8; 32]]) -> Option<RistrettoPoint> {
        if scalars.len() < FEW {
            return self.secret_sum(scalars, encodings);
        }
        let tasks = scalars.par_chunks(TERMS).zip(encodings.par_chunks(TERMS));
        tasks
            // SAFETY: an engine exists.
            .map(|(scalars, encodings)| added_up(&unsafe { public_sum(scalars, encodings) }?))
            .try_reduce(RistrettoPoint::identity, |left, right| Some(left + right))
    }
}

/// The results of `eight_of` at 0, 8, 16.. up to `count`, in parallel; nothing if one gives nothing.
fn in_tasks(count: usize, eight_of: impl Fn(usize) -> Option<[[u8; 32]; 8]> + Sync) -> Option<Vec<[u8; 32]>> {
    let tasks: Option<Vec<Vec<[u8; 32]>>> = (0..count.div_ceil(TASK))
        .into_par_iter()
        .map(|task| {
            let end = count.min((task + 1) * TASK);
            let mut made = Vec::with_capacity(TASK);
            for start in (task * TASK..end).step_by(8) {
                made.extend_from_slice(&eight_of(start)?[..8.min(end - start)]);
            }
            Some(made)
        })
        .collect();
    Some(tasks?.concat())
}

/// The sum of eight encoded points, with the curve library.
fn added_up(encodings: &[[u8; 32]; 8]) -> Option<RistrettoPoint> {
    encodings.iter().map(|encoding| CompressedRistretto(*encoding).decompress()).sum()
}

lanes_fn! {
    fn fixed_sum(plus: Option<[&[u8; 32]; 8]>, tables: &[(&Rows, Digits)]) -> Option<[[u8; 32]; 8]> {
        plus_encoded(plus, multiples::fixed_sum(tables))
    }
}

lanes_fn! {
    fn row_sum(
        plus: Option<[&[u8; 32]; 8]>,
        encodings: &[[&[u8; 32]; 8]],
        digits: &[Digits],
    ) -> Option<[[u8; 32]; 8]> {
        let mut points = Vec::with_capacity(encodings.len());
        for eight in encodings {
            points.push(decoded(*eight)?);
        }
        plus_encoded(plus, multiples::sum(&points, digits))
    }
}

lanes_fn! {
    fn plus_encoded(plus: Option<[&[u8; 32]; 8]>, sum: Point) -> Option<[[u8; 32]; 8]> {
        let total = match plus {
            Some(plus) => sum.add(&decoded(plus)?.cached()),
            None => sum,
        };
        Some(encoding::encode(&total))
    }
}

lanes_fn! {
    /// The points, if all eight encodings are good.
    fn decoded(encodings: [&[u8; 32]; 8]) -> Option<Point> {
        let (good, point) = encoding::decode(encodings);
        (good == Lanes::MAX).then_some(point)
    }
}

lanes_fn! {
    fn map(wide: [&[u8; 64]; 8]) -> [[u8; 32]; 8] {
        encoding::encode(&encoding::one_way_map(wide))
    }
}

lanes_fn! {
    fn secret_sum(scalars: &[Scalar], encodings: &[[u8; 32]]) -> Option<[[u8; 32]; 8]> {
        let mut total = Point::identity();
        let groups = scalars.chunks(8 * SHARED).zip(encodings.chunks(8 * SHARED));
        for (scalars, encodings) in groups {
            let (mut points, mut digits) = (Vec::with_capacity(SHARED), Vec::with_capacity(SHARED));
            for (scalars, encodings) in scalars.chunks(8).zip(encodings.chunks(8)) {
                points.push(decoded(eight(encodings, &[0; 32]))?);
                digits.push(multiples::digits(eight(scalars, &Scalar::ZERO)));
            }
            total = total.add(&multiples::sum(&points, &digits).cached());
        }
        Some(encoding::encode(&total))
    }
}

lanes_fn! {
    fn public_sum(scalars: &[Scalar], encodings: &[[u8; 32]]) -> Option<[[u8; 32]; 8]> {
        Some(encoding::encode(&buckets::sum(scalars, encodings)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{group, hash, random};

    /// The edges of every digit and carry, and fresh scalars.
    fn scalars(count: usize) -> Vec<Scalar> {
        let mut edges = vec![Scalar::ZERO, Scalar::ONE, -Scalar::ONE, -Scalar::from(8u64)];
        for nibble in [0x77, 0x78, 0x7f, 0x80, 0x88, 0xff, 0xf8, 0x08] {
            let mut bytes = [nibble; 32];
            bytes[31] = 0x0f;
            edges.push(Scalar::from_bytes_mod_order(bytes));
        }
        edges.extend((0..=256u64).map(|power| Scalar::from(power) * Scalar::from(1u64 << 40)));
        edges.extend(random::scalars(count).unwrap().iter());
        edges.truncate(count);
        edges
    }

    fn points(count: usize) -> Vec<RistrettoPoint> {
        let hashed = (1..count as u64).map(|i| hash::element("MBP1/test", &[&i.to_le_bytes()]));
        std::iter::once(RistrettoPoint::identity()).chain(hashed).take(count).collect()
    }

    fn encoded(points: &[RistrettoPoint]) -> Vec<[u8; 32]> {
        points.iter().map(|point| point.compress().to_bytes()).collect()
    }

    /// Without the lanes there is nothing to compare.
    fn engine() -> Option<Engine> {
        let engine = Engine::found();
        if engine.is_none() {
            println!("not checked: this processor has no AVX-512 IFMA");
        }
        engine
    }

    #[test]
    fn the_lanes_decode_exactly_what_the_curve_library_decodes() {
        let Some(engine) = engine() else { return };
        let mut encodings = encoded(&points(300));
        for low in 0..=255 {
            for (second, top) in [(0, 0), (0xff, 0x7f), (0xff, 0xff), (0, 0x80), (1, 0x40)] {
                let mut encoding = [second; 32];
                (encoding[0], encoding[31]) = (low, top);
                encodings.push(encoding);
            }
        }
        for i in 0..2000u64 {
            let mut encoding =
                <[u8; 32]>::try_from(&hash::h512("MBP1/test", &[&i.to_le_bytes()])[..32]).unwrap();
            encoding[0] &= 0xfe;
            encoding[31] &= 0x7f;
            encodings.push(encoding);
        }
        let expected: Vec<bool> =
            encodings.iter().map(|encoding| CompressedRistretto(*encoding).decompress().is_some()).collect();
        assert_eq!(engine.decodable(&encodings), expected);
        assert!(expected.iter().filter(|good| **good).count() > 700);
        assert!(engine.decodable(&[]).is_empty());
    }

    #[test]
    fn the_lanes_map_and_encode_as_the_curve_library_does() {
        let Some(engine) = engine() else { return };
        let mut wide: Vec<[u8; 64]> =
            (0..500u64).map(|i| hash::h512("MBP1/test", &[&i.to_le_bytes()])).collect();
        wide.extend([[0; 64], [0xff; 64], [0x7f; 64], [1; 64]]);
        let expected: Vec<RistrettoPoint> = wide.iter().map(RistrettoPoint::from_uniform_bytes).collect();
        assert_eq!(engine.one_way_map(&wide), encoded(&expected));
    }

    #[test]
    fn fixed_sums_are_those_of_the_curve_library() {
        let Some(engine) = engine() else { return };
        let bases = points(3);
        let tables = [engine.table(&bases[1]), engine.table(&bases[2])];
        for count in [1, 7, 8, 9, 300] {
            let (s, t, plus) = (scalars(count), scalars(count), points(count));
            let made = engine
                .fixed_sums(count, Some(&encoded(&plus)), &[(&tables[0], &s), (&tables[1], &t)])
                .unwrap();
            let expected: Vec<_> = (0..count).map(|i| plus[i] + s[i] * bases[1] + t[i] * bases[2]).collect();
            assert_eq!(made, encoded(&expected));
            let made = engine.fixed_sums(count, None, &[(&tables[0], &s)]).unwrap();
            let expected: Vec<_> = s.iter().map(|s| s * bases[1]).collect();
            assert_eq!(made, encoded(&expected));
        }
        assert!(engine.fixed_sums(1, Some(&[[0xff; 32]]), &[]).is_none());
    }

    #[test]
    fn multiples_and_sums_are_those_of_the_curve_library() {
        let Some(engine) = engine() else { return };
        for count in [1, 8, 130, 700, 9000] {
            let (s, p) = (scalars(count), points(count));
            let encodings = encoded(&p);
            let products: Vec<RistrettoPoint> = s.iter().zip(&p).map(|(s, p)| s * p).collect();
            if count <= 700 {
                assert_eq!(engine.row_sums(count, None, &[(&s, &encodings)]).unwrap(), encoded(&products));
            }
            if count <= 130 {
                let made = engine.row_sums(count, Some(&encodings), &[(&s, &encodings), (&s, &encodings)]);
                let expected: Vec<_> =
                    products.iter().zip(&p).map(|(product, p)| product + product + p).collect();
                assert_eq!(made.unwrap(), encoded(&expected));
            }
            let total: RistrettoPoint = products.iter().sum();
            assert_eq!(engine.secret_sum(&s, &encodings).unwrap(), total);
            assert_eq!(engine.public_sum(&s, &encodings).unwrap(), total);
            let mut bad = encodings.clone();
            bad[count - 1] = [0xff; 32];
            assert!(engine.row_sums(count, None, &[(&s, &bad)]).is_none());
            assert!(engine.secret_sum(&s, &bad).is_none() && engine.public_sum(&s, &bad).is_none());
        }
        assert!(group::is_identity(&engine.public_sum(&[], &[]).unwrap()));
    }
}
