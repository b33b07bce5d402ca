//! Digits below 2^245 as points (spec/selections.md): the first k in 0..=255 for which the 32
//! little-endian bytes of 2 * (256 D + k) encode a point other than the identity.

use crate::{bulk, fault::Fault};

/// The encoding of candidate `counter` for a digit of 245 bits.
fn candidate(digit: &[u8; 32], counter: u8) -> [u8; 32] {
    // 2 * (256 D + k) = D << 9 | k << 1, where the top byte of D is zero
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

/// The embedding of each digit, or nothing if it has none. The time depends on the digits.
fn embeddings(digits: &[[u8; 32]]) -> Vec<Option<[u8; 32]>> {
    let mut found = vec![None; digits.len()];
    let mut open: Vec<usize> = (0..digits.len()).filter(|place| is_digit(&digits[*place])).collect();
    for counter in 0..=u8::MAX {
        let candidates: Vec<[u8; 32]> =
            open.iter().map(|place| candidate(&digits[*place], counter)).collect();
        let good = bulk::decodable(&candidates);
        for ((place, encoding), good) in open.iter().zip(&candidates).zip(good) {
            if good && *encoding != [0; 32] {
                found[*place] = Some(*encoding);
            }
        }
        open.retain(|place| found[*place].is_none());
        if open.is_empty() {
            break;
        }
    }
    found
}

/// The points of digits, encoded.
pub fn embed(digits: &[[u8; 32]]) -> Result<Vec<u8>, Fault> {
    let found: Option<Vec<[u8; 32]>> = embeddings(digits).into_iter().collect();
    Ok(found.ok_or(Fault::Misuse("a digit is not below 2^245"))?.into_flattened())
}

/// The digit that an encoding would embed.
fn digit_of(encoding: &[u8; 32]) -> [u8; 32] {
    let mut digit = [0; 32];
    for place in 0..31 {
        let next = encoding.get(place + 2).map_or(0, |byte| byte << 7);
        digit[place] = encoding[place + 1] >> 1 | next;
    }
    digit
}

/// (digits, flags): for each encoding its digit and 1, or zeros and 0 where it is not exactly what
/// `embed` makes of its digit.
pub fn unembed(encodings: &[[u8; 32]]) -> (Vec<u8>, Vec<u8>) {
    let mut digits: Vec<[u8; 32]> = encodings.iter().map(digit_of).collect();
    let made = embeddings(&digits);
    let flags: Vec<u8> =
        made.iter().zip(encodings).map(|(made, given)| u8::from(*made == Some(*given))).collect();
    for (digit, flag) in digits.iter_mut().zip(&flags) {
        if *flag == 0 {
            *digit = [0; 32];
        }
    }
    (digits.into_flattened(), flags)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::group::{self, Identity};

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
