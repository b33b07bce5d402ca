//! Randomness from the operating system.

use curve25519_dalek::scalar::Scalar;
use zeroize::{Zeroize, Zeroizing};

use crate::fault::Fault;

/// `N` fresh bytes.
pub fn bytes<const N: usize>() -> Result<Zeroizing<[u8; N]>, Fault> {
    let mut fresh = Zeroizing::new([0; N]);
    getrandom::fill(fresh.as_mut())?;
    Ok(fresh)
}

/// Scalars uniform modulo q, each reduced from 64 fresh bytes.
pub fn scalars(count: usize) -> Result<Zeroizing<Vec<Scalar>>, Fault> {
    let mut drawn = Zeroizing::new(Vec::with_capacity(count));
    let mut pool = Zeroizing::new([0; 64 * 64]);
    while drawn.len() < count {
        getrandom::fill(pool.as_mut())?;
        let wanted = count - drawn.len();
        drawn.extend(pool.as_chunks::<64>().0.iter().take(wanted).map(Scalar::from_bytes_mod_order_wide));
    }
    Ok(drawn)
}

/// A verifier's weights: scalars below 2^128 that no prover can foresee.
///
/// Draw them only when everything that they weigh is fixed.
pub fn weights(count: usize) -> Result<Vec<Scalar>, Fault> {
    let mut drawn = vec![0; count * 16];
    getrandom::fill(&mut drawn)?;
    Ok(drawn.as_chunks::<16>().0.iter().map(|low| Scalar::from(u128::from_le_bytes(*low))).collect())
}

/// A uniform permutation of 0..count (Fisher-Yates, rejection sampling).
pub fn permutation(count: u32) -> Result<Zeroizing<Vec<u32>>, Fault> {
    let mut order = Zeroizing::new((0..count).collect::<Vec<u32>>());
    for last in (1..count).rev() {
        order.swap(last as usize, below(last + 1)? as usize);
    }
    Ok(order)
}

/// Uniform in 0..bound, `bound` > 0.
fn below(bound: u32) -> Result<u32, Fault> {
    let largest = u64::MAX - u64::MAX % u64::from(bound);
    loop {
        let mut drawn = getrandom::u64()?;
        if drawn < largest {
            let kept = (drawn % u64::from(bound)) as u32;
            drawn.zeroize();
            return Ok(kept);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_permutation_holds_every_index_once() {
        for count in [0, 1, 2, 17, 1000] {
            let mut order = permutation(count).unwrap().to_vec();
            order.sort_unstable();
            assert_eq!(order, (0..count).collect::<Vec<_>>());
        }
    }

    #[test]
    fn two_draws_differ_and_weights_stay_below_two_to_the_128() {
        assert_ne!(scalars(100).unwrap()[..], scalars(100).unwrap()[..]);
        assert_eq!(scalars(100).unwrap().len(), 100);
        assert!(weights(50).unwrap().iter().all(|w| w.as_bytes()[16..] == [0; 16]));
    }
}
