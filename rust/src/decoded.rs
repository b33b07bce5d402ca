//! The file of ciphertexts that was decoded last, kept in its decoded form.
//!
//! The output of a mix is the input of the next one and what trustees open, and to decode it is half of each
//! of these checks. A file is recognised by its bytes, all of them.

use std::{
    ops::Range,
    sync::{Arc, PoisonError, RwLock},
};

use curve25519_dalek::ristretto::RistrettoPoint;
use rayon::prelude::*;

use crate::group::{self, Identity};

/// Ciphertexts of the largest file that is kept: 320 bytes each.
const LARGEST: usize = 1 << 18;

/// Whether a may be the identity, and b.
const ACCEPTED: [Identity; 2] = [Identity::Refused, Identity::Accepted];

static LAST: RwLock<Option<Arc<File>>> = RwLock::new(None);

/// A file as bytes and as points.
pub struct File {
    rows: Vec<[[u8; 32]; 2]>,
    points: Vec<[RistrettoPoint; 2]>,
}

/// Ciphertexts to be read one by one, as points.
#[derive(Clone)]
pub struct Ciphertexts<'a> {
    rows: &'a [[[u8; 32]; 2]],
    /// The file that is known, and where in it these begin.
    known: Option<(Arc<File>, usize)>,
}

impl<'a> Ciphertexts<'a> {
    /// Those of a file, decoded if it is the one that is known.
    pub fn of(rows: &'a [[[u8; 32]; 2]]) -> Self {
        let last = LAST.read().unwrap_or_else(PoisonError::into_inner).clone();
        Ciphertexts { rows, known: last.filter(|file| file.rows == rows).map(|file| (file, 0)) }
    }

    /// The same of a file that the next check will want too: it is the known one from here on.
    pub fn kept(self) -> Self {
        if self.known.is_some() || self.rows.len() > LARGEST {
            return self;
        }
        let points: Option<Vec<[RistrettoPoint; 2]>> =
            self.rows.par_iter().with_min_len(64).map(decode).collect();
        let Some(points) = points else {
            return self;
        };
        let file = Arc::new(File { rows: self.rows.to_vec(), points });
        *LAST.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&file));
        Ciphertexts { rows: self.rows, known: Some((file, 0)) }
    }

    /// Some of them.
    pub fn slice(&self, range: Range<usize>) -> Self {
        let known = self.known.as_ref().map(|(file, first)| (Arc::clone(file), first + range.start));
        Ciphertexts { rows: &self.rows[range], known }
    }

    /// As they were given.
    pub fn encodings(&self) -> &'a [[[u8; 32]; 2]] {
        self.rows
    }

    /// a, which may not be the identity, and b of a ciphertext; nothing where they are badly encoded.
    pub fn pair(&self, index: usize) -> Option<[RistrettoPoint; 2]> {
        match &self.known {
            Some((file, first)) => Some(file.points[first + index]),
            None => decode(&self.rows[index]),
        }
    }

    /// One half alone.
    pub fn half(&self, index: usize, half: usize) -> Option<RistrettoPoint> {
        match &self.known {
            Some((file, first)) => Some(file.points[first + index][half]),
            None => group::point(&self.rows[index][half], ACCEPTED[half]),
        }
    }
}

fn decode(row: &[[u8; 32]; 2]) -> Option<[RistrettoPoint; 2]> {
    Some([group::point(&row[0], ACCEPTED[0])?, group::point(&row[1], ACCEPTED[1])?])
}
