//! Voting keys sealed to the trustees (spec/proofs/sealed.md).
//!
//! A record is 192 bytes a || b || T_a || T_b || z_r || z_x with a = r B, b = X + r Y, X = x B. Its proof
//! shows that the issuer knows r and x: z_r B = T_a + c a and z_x B + z_r Y = T_b + c b.

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar};
use rayon::prelude::*;
use zeroize::Zeroizing;

use crate::{
    batch::Batch,
    bulk::{self, Base},
    fault::{Fault, require},
    group::{self, Identity},
    nonce::Nonces,
    random,
    transcript::Transcript,
};

/// Six encodings.
pub type Record = [[u8; 32]; 6];

/// Records checked as one sum.
const BLOCK: usize = 4096;

/// Which poll, half and key a file of records is for.
#[derive(Clone, Copy)]
pub struct Sealing<'a> {
    pub eid: &'a [u8; 32],
    /// "r" for the registrar's half, "s" for the server's.
    pub half: &'a str,
    pub pk: &'a [u8; 32],
}

impl Sealing<'_> {
    fn transcript(&self, row: u64, ciphertext: &[[u8; 32]]) -> Transcript {
        let mut transcript = Transcript::new("cred-enc");
        transcript.append("eid", self.eid);
        transcript.append("half", self.half.as_bytes());
        transcript.append_u64("row", row);
        transcript.append("Y", self.pk);
        transcript.append("ct", ciphertext.as_flattened());
        transcript
    }

    /// (records, the r's) of the keys of rows `first_row`, `first_row` + 1 and so on.
    ///
    /// `nonces`, for test vectors only, are w_r, w_x of each row in turn.
    pub fn seal(
        &self,
        secrets: &[Scalar],
        randomness: Option<&[Scalar]>,
        nonces: Option<&[Scalar]>,
        first_row: u64,
    ) -> Result<(Vec<u8>, Vec<u8>), Fault> {
        let count = secrets.len();
        require(randomness.is_none_or(|r| r.len() == count), "not one randomness for each secret")?;
        require(nonces.is_none_or(|w| w.len() == 2 * count), "not two nonces for each secret")?;
        require(first_row.checked_add(count as u64).is_some(), "no such row")?;
        let key = Base::new(group::checked_key(self.pk)?);
        let fresh = if randomness.is_none() { random::scalars(count)? } else { Zeroizing::default() };
        let r = randomness.unwrap_or(&fresh);
        let ciphertexts = pairs(secrets, r, &key);
        let transcript = |row: usize| self.transcript(first_row + row as u64, &ciphertexts[row]);
        let drawn: Result<Vec<[Scalar; 2]>, Fault> = (0..count)
            .into_par_iter()
            .with_min_len(64)
            .map(|row| {
                let secret = Zeroizing::new(group::scalar_bytes(&[r[row], secrets[row]]));
                let mut nonces = Nonces::new(nonces.map(|w| &w[2 * row..2 * row + 2]), 2)?;
                let w = nonces.draw(2, &secret, &transcript(row))?;
                Ok([w[0], w[1]])
            })
            .collect();
        let drawn = Zeroizing::new(drawn?);
        let [w_r, w_x] =
            [0, 1].map(|place| Zeroizing::new(drawn.iter().map(|w| w[place]).collect::<Vec<_>>()));
        let commitments = pairs(&w_x, &w_r, &key);
        let record = |row: usize| {
            let [[a, b], [t_a, t_b]] = [ciphertexts[row], commitments[row]];
            let mut transcript = transcript(row);
            transcript.append("T", [t_a, t_b].as_flattened());
            let c = transcript.challenge("c");
            let [z_r, z_x] = [w_r[row] + c * r[row], w_x[row] + c * secrets[row]];
            [a, b, t_a, t_b, z_r.to_bytes(), z_x.to_bytes()]
        };
        let records: Vec<Record> = (0..count).into_par_iter().with_min_len(64).map(record).collect();
        Ok((records.into_flattened().into_flattened(), group::scalar_bytes(r)))
    }

    /// The index of the first record, of rows 1.. in order, that is not good.
    ///
    /// Not checked here: that every `a` on the board is distinct.
    pub fn first_false(&self, records: &[Record]) -> Result<Option<usize>, Fault> {
        let key = group::checked_key(self.pk)?;
        let size = records.len().div_ceil(rayon::current_num_threads()).clamp(1, BLOCK);
        let verdicts: Result<Vec<Option<usize>>, Fault> = records
            .par_chunks(size)
            .enumerate()
            .map(|(block, records)| self.first_false_of(block * size, records, &key))
            .collect();
        let found = verdicts?.into_iter().enumerate().find_map(|(block, bad)| bad.map(|i| block * size + i));
        Ok(found)
    }

    fn first_false_of(
        &self,
        first: usize,
        records: &[Record],
        key: &RistrettoPoint,
    ) -> Result<Option<usize>, Fault> {
        let mut batch = Batch::default();
        let mut malformed = None;
        let weights = random::weights(2 * records.len())?;
        for (index, (record, weights)) in records.iter().zip(weights.as_chunks().0).enumerate() {
            if self.weigh((first + index) as u64 + 1, record, weights, &mut batch).is_none() {
                malformed = Some(index);
                break;
            }
        }
        Ok(batch.first_false(key).or(malformed))
    }

    /// Add the equations of one record; nothing if it is malformed.
    fn weigh(&self, row: u64, record: &Record, weights: &[Scalar; 2], batch: &mut Batch) -> Option<()> {
        let [a, b, t_a, t_b, z_r, z_x] = record;
        let [z_r, z_x] = [group::scalar(z_r)?, group::scalar(z_x)?];
        let mut transcript = self.transcript(row, &[*a, *b]);
        transcript.append("T", [*t_a, *t_b].as_flattened());
        let c = transcript.challenge("c");
        batch.add(weights[0], t_a)?;
        batch.add(weights[1], t_b)?;
        batch.add_long(weights[0] * c, a, Identity::Refused)?;
        batch.add_long(weights[1] * c, b, Identity::Accepted)?;
        batch.close(-(weights[0] * z_r + weights[1] * z_x), -(weights[1] * z_r));
        Some(())
    }
}

/// (r B, x B + r Y) of each x and r, encoded.
fn pairs(x: &[Scalar], r: &[Scalar], key: &Base) -> Vec<[[u8; 32]; 2]> {
    let masked = bulk::fixed_sums(x.len(), None, &[(bulk::base(), x), (key, r)]);
    // a sum without `plus` decodes nothing, so nothing can be bad
    let masked = masked.map_or_else(Vec::new, |sums| sums.encodings);
    bulk::base_multiples(r).into_iter().zip(masked).map(|(a, b)| [a, b]).collect()
}
