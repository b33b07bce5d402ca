//! The file of ciphertexts that was decoded last, kept in its decoded form.
//!
//! The output of a mix is the input of the next one and what trustees open, and to decode it is half of each
//! of these checks. A file is recognised by its bytes, all of them.

use std::sync::{Arc, PoisonError, RwLock};

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
pub enum Ciphertexts<'a> {
    /// Known to be good.
    Decoded(Arc<File>),
    Encoded(&'a [[[u8; 32]; 2]]),
}

impl<'a> Ciphertexts<'a> {
    /// Those of a file, decoded if it is the one that is known.
    pub fn of(rows: &'a [[[u8; 32]; 2]]) -> Self {
        let last = LAST.read().unwrap_or_else(PoisonError::into_inner).clone();
        match last {
            Some(file) if file.rows == rows => Ciphertexts::Decoded(file),
            _ => Ciphertexts::Encoded(rows),
        }
    }

    /// Those of a file that the next check will want too: it is the known one from here on.
    pub fn kept(rows: &'a [[[u8; 32]; 2]]) -> Self {
        let known = Self::of(rows);
        if matches!(known, Ciphertexts::Decoded(_)) || rows.len() > LARGEST {
            return known;
        }
        let points: Option<Vec<[RistrettoPoint; 2]>> = rows.par_iter().with_min_len(64).map(decode).collect();
        let Some(points) = points else {
            return known;
        };
        let file = Arc::new(File { rows: rows.to_vec(), points });
        *LAST.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&file));
        Ciphertexts::Decoded(file)
    }

    /// a, which may not be the identity, and b of a ciphertext; nothing where they are badly encoded.
    pub fn pair(&self, index: usize) -> Option<[RistrettoPoint; 2]> {
        match self {
            Ciphertexts::Decoded(file) => Some(file.points[index]),
            Ciphertexts::Encoded(rows) => decode(&rows[index]),
        }
    }

    /// One half alone.
    pub fn half(&self, index: usize, half: usize) -> Option<RistrettoPoint> {
        match self {
            Ciphertexts::Decoded(file) => Some(file.points[index][half]),
            Ciphertexts::Encoded(rows) => group::point(&rows[index][half], ACCEPTED[half]),
        }
    }
}

fn decode(row: &[[u8; 32]; 2]) -> Option<[RistrettoPoint; 2]> {
    Some([group::point(&row[0], ACCEPTED[0])?, group::point(&row[1], ACCEPTED[1])?])
}
