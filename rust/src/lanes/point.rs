//! Eight points of the curve at once, in the formulas of Hisil, Wong, Carter and Dawson (2008) for a = -1.

use core::arch::x86_64::*;

use super::{
    field::{self, Field, Lanes},
    lanes_fn,
};

/// Extended coordinates: x = X/Z, y = Y/Z, x y = T/Z.
#[derive(Clone, Copy)]
pub struct Point {
    pub x: Field,
    pub y: Field,
    pub z: Field,
    pub t: Field,
}

/// A point made ready to be added: Y + X, Y - X, 2Z, 2dT.
#[derive(Clone, Copy)]
pub struct Cached {
    pub sum: Field,
    pub difference: Field,
    pub z2: Field,
    pub t2d: Field,
}

/// The same with Z = 1.
#[derive(Clone, Copy)]
pub struct Affine {
    pub sum: Field,
    pub difference: Field,
    pub t2d: Field,
}

impl Point {
    lanes_fn! {
        pub fn identity() -> Point {
            let (zero, one) = (field::all(&field::ZERO), field::all(&field::ONE));
            Point { x: zero, y: one, z: one, t: zero }
        }
    }

    lanes_fn! {
        /// X = EF, Y = GH, Z = FG, T = EH.
        fn completed(e: &Field, f: &Field, g: &Field, h: &Field) -> Point {
            Point { x: e.mul(f), y: g.mul(h), z: f.mul(g), t: e.mul(h) }
        }
    }

    lanes_fn! {
        pub fn cached(&self) -> Cached {
            Cached {
                sum: self.y.add(&self.x),
                difference: self.y.sub(&self.x),
                z2: self.z.add(&self.z),
                t2d: self.t.mul(&field::all(&field::D2)),
            }
        }
    }

    lanes_fn! {
        pub fn add(&self, other: &Cached) -> Point {
            let a = self.y.sub(&self.x).mul(&other.difference);
            let b = self.y.add(&self.x).mul(&other.sum);
            let c = self.t.mul(&other.t2d);
            let d = self.z.mul(&other.z2);
            Point::completed(&b.sub(&a), &d.sub(&c), &d.add(&c), &b.add(&a))
        }
    }

    lanes_fn! {
        pub fn add_affine(&self, other: &Affine) -> Point {
            let a = self.y.sub(&self.x).mul(&other.difference);
            let b = self.y.add(&self.x).mul(&other.sum);
            let c = self.t.mul(&other.t2d);
            let d = self.z.add(&self.z);
            Point::completed(&b.sub(&a), &d.sub(&c), &d.add(&c), &b.add(&a))
        }
    }

    lanes_fn! {
        /// E, F, G, H of the double; T is not needed.
        fn doubling(&self) -> [Field; 4] {
            let a = self.x.square();
            let b = self.y.square();
            let z2 = self.z.square();
            let h = a.add(&b);
            let e = h.sub(&self.x.add(&self.y).square());
            let g = a.sub(&b);
            let f = z2.add(&z2).add(&g);
            [e, f, g, h]
        }
    }

    lanes_fn! {
        pub fn double(&self) -> Point {
            let [e, f, g, h] = self.doubling();
            Point::completed(&e, &f, &g, &h)
        }
    }

    lanes_fn! {
        /// 16 times the point.
        pub fn times_16(&self) -> Point {
            let mut point = *self;
            for _ in 0..3 {
                let [e, f, g, h] = point.doubling();
                // T of a point that is only doubled is never read
                point = Point { x: e.mul(&f), y: g.mul(&h), z: f.mul(&g), t: point.t };
            }
            point.double()
        }
    }
}

impl Cached {
    lanes_fn! {
        pub fn identity() -> Cached {
            Point::identity().cached()
        }
    }

    lanes_fn! {
        /// `other` in the lanes of `mask`, `self` in the rest.
        pub fn or_in(&self, mask: Lanes, other: &Cached) -> Cached {
            Cached {
                sum: self.sum.or_in(mask, &other.sum),
                difference: self.difference.or_in(mask, &other.difference),
                z2: self.z2.or_in(mask, &other.z2),
                t2d: self.t2d.or_in(mask, &other.t2d),
            }
        }
    }

    lanes_fn! {
        pub fn negated_in(&self, mask: Lanes) -> Cached {
            Cached {
                sum: self.sum.or_in(mask, &self.difference),
                difference: self.difference.or_in(mask, &self.sum),
                z2: self.z2,
                t2d: self.t2d.factor_negated_in(mask),
            }
        }
    }
}

impl Affine {
    lanes_fn! {
        /// Of points whose Z is 1.
        pub fn of(point: &Point) -> Affine {
            Affine {
                sum: point.y.add(&point.x),
                difference: point.y.sub(&point.x),
                t2d: point.t.mul(&field::all(&field::D2)),
            }
        }
    }

    lanes_fn! {
        pub fn negated_in(&self, mask: Lanes) -> Affine {
            Affine {
                sum: self.sum.or_in(mask, &self.difference),
                difference: self.difference.or_in(mask, &self.sum),
                t2d: self.t2d.factor_negated_in(mask),
            }
        }
    }

    lanes_fn! {
        /// The fifteen limbs, in which a table keeps eight multiples of one point.
        pub fn limbs(&self) -> [__m512i; 15] {
            let [a, b, c] = [self.sum.0, self.difference.0, self.t2d.0];
            core::array::from_fn(|limb| [a, b, c][limb / 5][limb % 5])
        }
    }
}
