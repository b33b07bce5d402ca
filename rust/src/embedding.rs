//! Digits below 2^245 as points (spec/selections.md): the first k in 0..=255 for which the 32
//! little-endian bytes of 2 * (256 D + k) encode a point other than the identity.

use rayon::prelude::*;

use crate::{
    fault::Fault,
    group::{self, Identity},
};

/// The encoding of candidate `counter` for a digit of 245 bits.
fn candidate(digit: &[u8; 32], counter: u8) -> [u8; 32] {
    // 2 * (256 D + k) = D << 9 | k << 1; the digit's top byte is zero, so byte i takes digit bytes i-1 and i-2
    let mut encoding = [0; 32];
    encoding[0] = counter << 1;
    encoding[1] = counter >> 7;
    for (place, byte) in digit.iter().take(31).enumerate() {
        encoding[place + 1] |= byte << 1;
        if place + 2 < 32 {
            encoding[place + 2] |= byte >> 7;
        }
    }
    encoding
}

/// Whether a digit is below 2^245.
fn is_digit(digit: &[u8; 32]) -> bool {
    digit[31] == 0 && digit[30] < 1 << 5
}

/// The points of digits, encoded. Time depends on the digits: see the smallest counter that fits.
pub fn embed(digits: &[[u8; 32]]) -> Result<Vec<u8>, Fault> {
    let found: Result<Vec<[u8; 32]>, Fault> = digits
        .par_iter()
        .with_min_len(16)
        .map(|digit| {
            if !is_digit(digit) {
                return Err(Fault::Misuse("a digit is not below 2^245"));
            }
            let mut candidates = (0..=u8::MAX).map(|counter| candidate(digit, counter));
            candidates
                .find(|encoding| group::point(encoding, Identity::Refused).is_some())
                .ok_or(Fault::Misuse("no counter embeds this digit"))
        })
        .collect();
    Ok(found?.into_flattened())
}

/// The digit of an encoding, or nothing unless the encoding is exactly what `embed` makes of it.
fn digit_of(encoding: &[u8; 32]) -> Option<[u8; 32]> {
    let counter = encoding[0] >> 1 | encoding[1] << 7;
    let mut digit = [0; 32];
    for place in 0..31 {
        let next = encoding.get(place + 2).map_or(0, |byte| byte << 7);
        digit[place] = encoding[place + 1] >> 1 | next;
    }
    if !is_digit(&digit) || candidate(&digit, counter) != *encoding {
        return None;
    }
    group::point(encoding, Identity::Refused)?;
    let smaller = (0..counter).map(|k| candidate(&digit, k));
    let mut taken = smaller.filter(|encoding| group::point(encoding, Identity::Refused).is_some());
    taken.next().is_none().then_some(digit)
}

/// (digits, flags): for each encoding its digit and 1, or zeros and 0 where it embeds none.
pub fn unembed(encodings: &[[u8; 32]]) -> (Vec<u8>, Vec<u8>) {
    let found: Vec<Option<[u8; 32]>> = encodings.par_iter().with_min_len(16).map(digit_of).collect();
    let flags = found.iter().map(|digit| u8::from(digit.is_some())).collect();
    let digits: Vec<[u8; 32]> = found.into_iter().map(|digit| digit.unwrap_or([0; 32])).collect();
    (digits.into_flattened(), flags)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digit(low: u64, top: u8) -> [u8; 32] {
        let mut digit = [0; 32];
        digit[..8].copy_from_slice(&low.to_le_bytes());
        digit[30] = top;
        digit
    }

    #[test]
    fn every_digit_comes_back() {
        let digits: Vec<[u8; 32]> =
            (0..200).map(|low| digit(low * 0x0123_4567_89ab, (low % 32) as u8)).collect();
        let points = embed(&digits).unwrap();
        let (back, flags) = unembed(points.as_chunks::<32>().0);
        assert_eq!(back, digits.as_flattened());
        assert!(flags.iter().all(|flag| *flag == 1));
    }

    #[test]
    fn a_digit_of_246_bits_is_refused() {
        assert!(embed(&[digit(0, 31)]).is_ok());
        assert!(embed(&[digit(0, 32)]).is_err());
    }

    #[test]
    fn only_the_smallest_counter_is_the_embedding() {
        let digit = digit(5, 0);
        let canonical: Vec<[u8; 32]> = (0..=255)
            .map(|counter| candidate(&digit, counter))
            .filter(|encoding| group::point(encoding, Identity::Refused).is_some())
            .collect();
        let (_, flags) = unembed(&canonical);
        assert!(canonical.len() > 20);
        assert_eq!(flags.iter().filter(|flag| **flag == 1).count(), 1);
        assert_eq!(flags[0], 1);
    }
}
