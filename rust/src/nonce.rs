//! Provers' nonces: hedged, so that neither a bad generator nor a repeated statement gives a secret away.
//!
//! HS("MBP1/nonce", secret, 32 fresh random bytes, squeeze of a copy of the transcript, LE64 index).

use curve25519_dalek::scalar::Scalar;
use rayon::prelude::*;
use sha2::Digest;
use zeroize::Zeroizing;

use crate::{
    fault::{Fault, require},
    hash::{absorb, opened},
    random,
    transcript::Transcript,
};

/// Where a prover's nonces come from, in the order of drawing.
pub struct Nonces<'a> {
    given: Option<&'a [Scalar]>,
    drawn: usize,
}

impl<'a> Nonces<'a> {
    /// `given` is for test vectors only and must hold exactly `expected` nonces.
    pub fn new(given: Option<&'a [Scalar]>, expected: usize) -> Result<Self, Fault> {
        let fits = given.is_none_or(|nonces| nonces.len() == expected);
        require(fits, "not as many nonces as this proof draws")?;
        Ok(Nonces { given, drawn: 0 })
    }

    /// The next `count` nonces, bound to the prover's `secret` and the transcript so far.
    pub fn draw(
        &mut self,
        count: usize,
        secret: &[u8],
        transcript: &Transcript,
    ) -> Result<Zeroizing<Vec<Scalar>>, Fault> {
        let first = self.drawn;
        self.drawn += count;
        if let Some(nonces) = self.given {
            let drawn = nonces.get(first..first + count);
            return drawn.map(|some| Zeroizing::new(some.to_vec())).ok_or(Fault::Misuse("too few nonces"));
        }
        let fresh = random::bytes::<32>()?;
        let bound = transcript.clone().squeeze("nonce");
        let frame = opened("MBP1/nonce", 4, &[secret, fresh.as_ref(), &bound]);
        let mut nonces = Zeroizing::new(Vec::with_capacity(count));
        (first..first + count)
            .into_par_iter()
            .with_min_len(512)
            .map(|index| {
                let mut hash = frame.clone();
                absorb(&mut hash, &(index as u64).to_le_bytes());
                Scalar::from_bytes_mod_order_wide(&hash.finalize().into())
            })
            .collect_into_vec(&mut nonces);
        Ok(nonces)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nonces_never_repeat_for_one_secret_and_one_transcript() {
        let transcript = Transcript::new("test");
        let draw = || Nonces::new(None, 3).unwrap().draw(3, b"secret", &transcript).unwrap();
        let (first, second) = (draw(), draw());
        assert!(first.iter().all(|nonce| !second.contains(nonce)));
        assert_ne!(first[0], first[1]);
    }

    #[test]
    fn given_nonces_must_be_exactly_as_many_as_are_drawn() {
        let two = [Scalar::ONE, Scalar::ZERO];
        assert!(Nonces::new(Some(&two), 3).is_err());
        let mut nonces = Nonces::new(Some(&two), 2).unwrap();
        assert_eq!(nonces.draw(2, b"", &Transcript::new("test")).unwrap()[..], two);
        assert!(nonces.draw(1, b"", &Transcript::new("test")).is_err());
    }
}
