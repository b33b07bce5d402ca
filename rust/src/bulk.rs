//! Work on whole files of encodings: in the processor's lanes where it has them, else with the curve
//! library. Both give the same bytes; the tests run both.

use std::{
    borrow::Cow,
    ops::Range,
    sync::{LazyLock, OnceLock},
};

use curve25519_dalek::{
    constants::{RISTRETTO_BASEPOINT_POINT, RISTRETTO_BASEPOINT_TABLE},
    ristretto::{RistrettoBasepointTable, RistrettoPoint},
    scalar::Scalar,
    traits::{Identity as _, MultiscalarMul, VartimeMultiscalarMul},
};
use rayon::prelude::*;

use crate::{
    group::{self, Identity},
    lanes::{self, Engine},
};

/// Multiples of one base that pay for its table in the lanes.
const MANY: usize = 128;
/// Decodings worth a task of their own.
const TASK: usize = 32;
/// Terms of one public sum of the curve library: enough for its buckets, few enough for the cache.
const TERMS: usize = 4096;

/// Points with their encodings, of which there are as many.
pub struct Points {
    pub encodings: Vec<[u8; 32]>,
    /// Kept only where there are no lanes, which decode faster than a point is read from far memory.
    decoded: Option<Vec<RistrettoPoint>>,
}

/// A point of which many multiples are wanted.
pub struct Base {
    point: RistrettoPoint,
    portable: OnceLock<Box<RistrettoBasepointTable>>,
    lanes: OnceLock<lanes::Table>,
}

impl Base {
    pub fn new(point: RistrettoPoint) -> Self {
        Base { point, portable: OnceLock::new(), lanes: OnceLock::new() }
    }

    fn portable(&self) -> &RistrettoBasepointTable {
        self.portable.get_or_init(|| Box::new(RistrettoBasepointTable::create(&self.point)))
    }

    fn lanes(&self, engine: Engine) -> &lanes::Table {
        self.lanes.get_or_init(|| engine.table(&self.point))
    }

    /// s P in constant time.
    pub fn times(&self, s: &Scalar) -> RistrettoPoint {
        self.portable() * s
    }
}

/// B of the group.
pub fn base() -> &'static Base {
    static BASE: LazyLock<Base> = LazyLock::new(|| Base {
        portable: OnceLock::from(Box::new(RISTRETTO_BASEPOINT_TABLE.clone())),
        ..Base::new(RISTRETTO_BASEPOINT_POINT)
    });
    &BASE
}

/// Whether each encoding is canonical, the identity's included.
pub fn decodable(encodings: &[[u8; 32]]) -> Vec<bool> {
    match Engine::found() {
        Some(engine) if encodings.len() > 1 => engine.decodable(encodings),
        _ => {
            let good = |encoding: &[u8; 32]| group::point(encoding, Identity::Accepted).is_some();
            encodings.par_iter().with_min_len(TASK).map(good).collect()
        }
    }
}

/// The one-way map of strings of 64 bytes.
pub fn one_way_map(wide: &[[u8; 64]]) -> Points {
    if let Some(engine) = Engine::found() {
        return Points { encodings: engine.one_way_map(wide), decoded: None };
    }
    Points::encoded(wide.par_iter().with_min_len(TASK).map(RistrettoPoint::from_uniform_bytes).collect())
}

/// `plus` + sum s P for every row, in constant time; nothing if one of `plus` is bad.
///
/// Every list is `count` long; without `plus` the sums start at the identity.
pub fn fixed_sums(
    count: usize,
    plus: Option<&[[u8; 32]]>,
    products: &[(&Base, &[Scalar])],
) -> Option<Points> {
    if let Some(engine) = Engine::found().filter(|_| count >= MANY) {
        let products: Vec<_> =
            products.iter().map(|(base, scalars)| (base.lanes(engine), *scalars)).collect();
        let encodings = engine.fixed_sums(count, plus, &products)?;
        return Some(Points { encodings, decoded: None });
    }
    let rows = (0..count).into_par_iter().with_min_len(TASK);
    let Some(plus) = plus else {
        let half = |row: usize| -> RistrettoPoint {
            products.iter().map(|(base, scalars)| base.times(&scalars[row].div_by_2())).sum()
        };
        return Some(Points {
            encodings: doubles_encoded(&rows.map(half).collect::<Vec<_>>()),
            decoded: None,
        });
    };
    let sum = |row: usize| {
        let products = products.iter().map(|(base, scalars)| base.times(&scalars[row]));
        Some(group::point(&plus[row], Identity::Accepted)? + products.sum::<RistrettoPoint>())
    };
    Some(Points::encoded(rows.map(sum).collect::<Option<Vec<_>>>()?))
}

/// s B for every scalar, encoded, in constant time.
pub fn base_multiples(scalars: &[Scalar]) -> Vec<[u8; 32]> {
    // a sum without `plus` decodes nothing, so nothing can be bad
    fixed_sums(scalars.len(), None, &[(base(), scalars)]).map_or_else(Vec::new, |sums| sums.encodings)
}

/// s P for every row, encoded, in constant time; nothing if an encoding is bad.
pub fn multiples(scalars: &[Scalar], encodings: &[[u8; 32]]) -> Option<Vec<[u8; 32]>> {
    if let Some(engine) = Engine::found().filter(|_| encodings.len() > 2) {
        return engine.row_sums(encodings.len(), None, &[(scalars, encodings)]);
    }
    let half = |(s, encoding): (&Scalar, &[u8; 32])| {
        Some(s.div_by_2() * group::point(encoding, Identity::Accepted)?)
    };
    let halves: Option<Vec<RistrettoPoint>> =
        scalars.par_iter().zip(encodings).with_min_len(TASK).map(half).collect();
    Some(doubles_encoded(&halves?))
}

/// One scalar for a whole list of encodings.
pub type Product<'a> = (Scalar, &'a [[u8; 32]]);

/// `plus` + sum s P for every row with one s for each list, encoded; variable time where there are no
/// lanes, so for public values; nothing if an encoding is bad.
pub fn combinations(plus: &[[u8; 32]], products: &[Product<'_>]) -> Option<Vec<[u8; 32]>> {
    if let Some(engine) = Engine::found().filter(|_| plus.len() > 2) {
        let scalars: Vec<Vec<Scalar>> = products.iter().map(|(s, _)| vec![*s; plus.len()]).collect();
        let products: Vec<(&[Scalar], &[[u8; 32]])> = scalars
            .iter()
            .zip(products)
            .map(|(scalars, (_, points))| (scalars.as_slice(), *points))
            .collect();
        return engine.row_sums(plus.len(), Some(plus), &products);
    }
    let scalars = || products.iter().map(|(s, _)| s);
    let sum = |row: usize| {
        let points = products.iter().map(|(_, encodings)| group::point(&encodings[row], Identity::Accepted));
        let sum = RistrettoPoint::optional_multiscalar_mul(scalars(), points)?;
        Some((group::point(&plus[row], Identity::Accepted)? + sum).compress().to_bytes())
    };
    (0..plus.len()).into_par_iter().with_min_len(TASK).map(sum).collect()
}

/// sum s P in time that tells nothing of the scalars; `points` are taken from number `first` on.
pub fn secret_sum(scalars: &[Scalar], points: &Points, first: usize) -> Option<RistrettoPoint> {
    let encodings = &points.encodings[first..first + scalars.len()];
    if let Some(engine) = Engine::found() {
        return engine.secret_sum(scalars, encodings);
    }
    let decoded = match &points.decoded {
        Some(decoded) => Cow::Borrowed(&decoded[first..first + scalars.len()]),
        None => Cow::Owned(group::points(encodings, Identity::Accepted)?),
    };
    let chunks = scalars.par_chunks(128).zip(decoded.par_chunks(128));
    let sums = chunks.map(|(s, p)| RistrettoPoint::multiscalar_mul(s, p));
    Some(sums.reduce(RistrettoPoint::identity, |left, right| left + right))
}

/// sum s P in variable time, for public values; nothing if an encoding is bad.
pub fn public_sum(scalars: &[Scalar], encodings: &[[u8; 32]]) -> Option<RistrettoPoint> {
    if let Some(engine) = Engine::found() {
        return engine.public_sum(scalars, encodings);
    }
    Some(portable_sum(scalars, &group::points(encodings, Identity::Accepted)?))
}

fn portable_sum(scalars: &[Scalar], points: &[RistrettoPoint]) -> RistrettoPoint {
    let chunks = scalars.par_chunks(TERMS).zip(points.par_chunks(TERMS));
    let sums = chunks.map(|(s, p)| RistrettoPoint::vartime_multiscalar_mul(s, p));
    sums.reduce(RistrettoPoint::identity, |left, right| left + right)
}

/// A public sum in the making. Terms with small scalars cost less if they come one after another.
#[derive(Default)]
pub struct Terms {
    scalars: Vec<Scalar>,
    /// With lanes: decoded only when summed.
    encodings: Vec<[u8; 32]>,
    /// Without lanes.
    points: Vec<RistrettoPoint>,
}

impl Terms {
    /// Add a term. Nothing where the encoding is seen to be bad already; else `sum_of` sees it.
    pub fn add(&mut self, scalar: Scalar, encoding: &[u8; 32], identity: Identity) -> Option<()> {
        if identity == Identity::Refused && *encoding == [0; 32] {
            return None;
        }
        match Engine::found() {
            Some(_) => self.encodings.push(*encoding),
            None => self.points.push(group::point(encoding, identity)?),
        }
        self.scalars.push(scalar);
        Some(())
    }

    /// Add a term with a point that is decoded already, or was made here.
    pub fn add_known(&mut self, scalar: Scalar, points: &Points, index: usize) -> Option<()> {
        match &points.decoded {
            Some(decoded) if Engine::found().is_none() => {
                self.points.push(decoded[index]);
                self.scalars.push(scalar);
                Some(())
            }
            _ => self.add(scalar, &points.encodings[index], Identity::Accepted),
        }
    }

    pub fn len(&self) -> usize {
        self.scalars.len()
    }

    pub fn is_empty(&self) -> bool {
        self.scalars.is_empty()
    }

    /// The sum of some terms; nothing if one of their encodings is bad.
    pub fn sum_of(&self, terms: Range<usize>) -> Option<RistrettoPoint> {
        match Engine::found() {
            Some(engine) => engine.public_sum(&self.scalars[terms.clone()], &self.encodings[terms]),
            None => Some(portable_sum(&self.scalars[terms.clone()], &self.points[terms])),
        }
    }
}

impl Points {
    /// Of no points yet.
    pub const fn empty() -> Self {
        Points { encodings: Vec::new(), decoded: None }
    }

    /// Points with the encodings that are worked out here.
    fn encoded(points: Vec<RistrettoPoint>) -> Self {
        let encode = |point: &RistrettoPoint| point.compress().to_bytes();
        let encodings = points.par_iter().with_min_len(TASK).map(encode).collect();
        Points { encodings, decoded: Some(points) }
    }

    /// These and then those.
    pub fn followed_by(&self, more: Points) -> Self {
        let decoded = match (&self.decoded, more.decoded) {
            (Some(first), Some(second)) => Some([first.as_slice(), &second].concat()),
            (None, Some(second)) if self.encodings.is_empty() => Some(second),
            _ => None,
        };
        Points { encodings: [self.encodings.as_slice(), &more.encodings].concat(), decoded }
    }
}

/// The encodings of the doubles of points: ten times cheaper than those of the points themselves.
fn doubles_encoded(halves: &[RistrettoPoint]) -> Vec<[u8; 32]> {
    let encoded: Vec<Vec<[u8; 32]>> = halves
        .par_chunks(1024)
        .map(|chunk| {
            let doubles = RistrettoPoint::double_and_compress_batch(chunk);
            doubles.into_iter().map(|double| double.to_bytes()).collect()
        })
        .collect();
    encoded.concat()
}
