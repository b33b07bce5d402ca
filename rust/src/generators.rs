//! The generators H_i = HG("MBP1/mix/gen", LE32 i) that a shuffle commits with.
//!
//! Everybody computes them anew, since whoever chose them could know relations between them. They are
//! the same for every poll, so one process computes each once.

use std::sync::{Arc, PoisonError, RwLock};

use curve25519_dalek::ristretto::RistrettoPoint;
use rayon::prelude::*;

use crate::hash;

static KNOWN: RwLock<Option<Arc<Vec<RistrettoPoint>>>> = RwLock::new(None);

/// At least `count` generators, from H_0.
pub fn at_least(count: usize) -> Arc<Vec<RistrettoPoint>> {
    let known = KNOWN.read().unwrap_or_else(PoisonError::into_inner).clone().unwrap_or_default();
    if known.len() >= count {
        return known;
    }
    let mut grown = Vec::with_capacity(count);
    grown.extend_from_slice(&known);
    grown.par_extend(
        (known.len() as u32..count as u32)
            .into_par_iter()
            .with_min_len(64)
            .map(|i| hash::element("MBP1/mix/gen", &[&i.to_le_bytes()])),
    );
    let grown = Arc::new(grown);
    let mut shared = KNOWN.write().unwrap_or_else(PoisonError::into_inner);
    if shared.as_ref().is_none_or(|other| other.len() < grown.len()) {
        *shared = Some(Arc::clone(&grown));
    }
    grown
}
