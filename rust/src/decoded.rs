//! Files that were decoded last, kept as points: to decode one is half of what it costs to check it.
//!
//! The output of a mix is the input of the next one and what trustees open; what trustees gave is looked at
//! once for each of them and once more together. A file is recognised by its bytes, all of them.

use std::{
    ops::Range,
    sync::{Arc, PoisonError, RwLock},
};

use curve25519_dalek::ristretto::RistrettoPoint;
use rayon::prelude::*;

use crate::group::{self, Identity};

/// The output of the last mix.
static MIXED: Keeper = Keeper { files: RwLock::new(Vec::new()), most: 1, points: 1 << 19 };

/// What the last trustees gave.
static FACTORS: Keeper = Keeper { files: RwLock::new(Vec::new()), most: 16, points: 1 << 20 };

/// A file as bytes and as points.
struct File {
    encodings: Vec<[u8; 32]>,
    points: Vec<RistrettoPoint>,
}

/// Files in the order in which they were decoded.
struct Keeper {
    files: RwLock<Vec<Arc<File>>>,
    /// Files that are kept.
    most: usize,
    /// Points of all files together, 192 bytes each.
    points: usize,
}

impl Keeper {
    fn find(&self, encodings: &[[u8; 32]]) -> Option<Arc<File>> {
        let files = self.files.read().unwrap_or_else(PoisonError::into_inner);
        files.iter().find(|file| file.encodings == encodings).cloned()
    }

    /// The same for the last time: it is known no more.
    fn take(&self, encodings: &[[u8; 32]]) -> Option<Arc<File>> {
        let mut files = self.files.write().unwrap_or_else(PoisonError::into_inner);
        let place = files.iter().position(|file| file.encodings == encodings)?;
        Some(files.remove(place))
    }

    /// The file decoded, and known from here on; nothing where an encoding is bad or the file too large.
    fn keep(&self, encodings: &[[u8; 32]]) -> Option<Arc<File>> {
        if encodings.len() > self.points {
            return None;
        }
        let points = group::points(encodings, Identity::Accepted)?;
        let file = Arc::new(File { encodings: encodings.to_vec(), points });
        let mut files = self.files.write().unwrap_or_else(PoisonError::into_inner);
        files.push(Arc::clone(&file));
        while files.len() > self.most
            || files.iter().map(|file| file.points.len()).sum::<usize>() > self.points
        {
            files.remove(0);
        }
        Some(file)
    }
}

/// Points of a file, to be read one by one; any may be the identity.
#[derive(Clone)]
pub struct Points<'a> {
    encodings: &'a [[u8; 32]],
    /// The file that is known, and where in it these begin.
    known: Option<(Arc<File>, usize)>,
}

impl<'a> Points<'a> {
    fn of(encodings: &'a [[u8; 32]], keeper: &Keeper) -> Self {
        Points { encodings, known: keeper.find(encodings).map(|file| (file, 0)) }
    }

    fn kept(self, keeper: &Keeper) -> Self {
        let known = self.known.or_else(|| keeper.keep(self.encodings).map(|file| (file, 0)));
        Points { encodings: self.encodings, known }
    }

    /// What a trustee gave, decoded if it is known; nobody will ask for it again.
    pub fn of_factors(encodings: &'a [[u8; 32]]) -> Self {
        Points { encodings, known: FACTORS.take(encodings).map(|file| (file, 0)) }
    }

    /// The same of a trustee whose proof is checked: it will be asked for again.
    pub fn of_new_factors(encodings: &'a [[u8; 32]]) -> Self {
        Points::of(encodings, &FACTORS).kept(&FACTORS)
    }

    /// Nothing where it is badly encoded.
    pub fn get(&self, index: usize) -> Option<RistrettoPoint> {
        match &self.known {
            Some((file, first)) => Some(file.points[first + index]),
            None => group::point(&self.encodings[index], Identity::Accepted),
        }
    }

    /// Every point, or nothing if one is bad.
    pub fn all(&self) -> Option<Vec<RistrettoPoint>> {
        (0..self.encodings.len()).into_par_iter().with_min_len(64).map(|index| self.get(index)).collect()
    }

    fn slice(&self, range: Range<usize>) -> Self {
        let known = self.known.as_ref().map(|(file, first)| (Arc::clone(file), first + range.start));
        Points { encodings: &self.encodings[range], known }
    }
}

/// Ciphertexts to be read one by one, as points.
#[derive(Clone)]
pub struct Ciphertexts<'a> {
    rows: &'a [[[u8; 32]; 2]],
    halves: Points<'a>,
}

impl<'a> Ciphertexts<'a> {
    /// Those of a file, decoded if it is the one that is known.
    pub fn of(rows: &'a [[[u8; 32]; 2]]) -> Self {
        Ciphertexts { rows, halves: Points::of(rows.as_flattened(), &MIXED) }
    }

    /// The same of a file that the next check will want too: it is the known one from here on.
    pub fn kept(self) -> Self {
        Ciphertexts { rows: self.rows, halves: self.halves.kept(&MIXED) }
    }

    /// Some of them.
    pub fn slice(&self, range: Range<usize>) -> Self {
        let halves = self.halves.slice(2 * range.start..2 * range.end);
        Ciphertexts { rows: &self.rows[range], halves }
    }

    /// As they were given.
    pub fn encodings(&self) -> &'a [[[u8; 32]; 2]] {
        self.rows
    }

    /// a, which may not be the identity, and b of a ciphertext; nothing where they are badly encoded.
    pub fn pair(&self, index: usize) -> Option<[RistrettoPoint; 2]> {
        Some([self.half(index, 0)?, self.half(index, 1)?])
    }

    /// One half alone.
    pub fn half(&self, index: usize, half: usize) -> Option<RistrettoPoint> {
        if half == 0 && self.rows[index][0] == [0; 32] {
            return None;
        }
        self.halves.get(2 * index + half)
    }
}
