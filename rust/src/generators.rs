//! The generators H_i = HG("MBP1/mix/gen", LE32 i) that a shuffle commits with.
//!
//! Everybody computes them anew, since whoever chose them could know relations between them. They are
//! the same for every poll, so one process computes each once.

use std::sync::{Arc, PoisonError, RwLock};

use rayon::prelude::*;

use crate::{
    bulk::{self, Points},
    hash,
};

static KNOWN: RwLock<Option<Arc<Points>>> = RwLock::new(None);

/// At least `count` generators, from H_0.
pub fn at_least(count: usize) -> Arc<Points> {
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner).clone();
    let known = known.unwrap_or_else(|| Arc::new(Points::empty()));
    let from = known.encodings.len();
    if from >= count {
        return known;
    }
    let hashed = |i: usize| hash::h512("MBP1/mix/gen", &[&(i as u32).to_le_bytes()]);
    let wide: Vec<[u8; 64]> = (from..count).into_par_iter().with_min_len(512).map(hashed).collect();
    let grown = Arc::new(known.followed_by(bulk::one_way_map(&wide)));
    let mut shared = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    if shared.as_ref().is_none_or(|other| other.encodings.len() < count) {
        *shared = Some(Arc::clone(&grown));
    }
    grown
}
