//! Voting keys sealed to the trustees (spec/proofs/sealed.md).
//!
//! A record is 192 bytes a || b || T_a || T_b || z_r || z_x with a = r B, b = X + r Y, X = x B. Its proof
//! shows that the issuer knows r and x: z_r B = T_a + c a and z_x B + z_r Y = T_b + c b.

use curve25519_dalek::{
    ristretto::{RistrettoBasepointTable, RistrettoPoint},
    scalar::Scalar,
};
use rayon::prelude::*;
use zeroize::Zeroizing;

use crate::{
    batch::Batch,
    fault::{Fault, require},
    group::{self, Identity},
    nonce::Nonces,
    random,
    transcript::Transcript,
};

/// Six encodings.
pub type Record = [[u8; 32]; 6];

/// Records checked as one sum.
const BLOCK: usize = 1024;

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
        let key = group::table(&group::checked_key(self.pk)?);
        let fresh = if randomness.is_none() { random::scalars(count)? } else { Zeroizing::default() };
        let r = randomness.unwrap_or(&fresh);
        let records: Result<Vec<Record>, Fault> = (0..count)
            .into_par_iter()
            .with_min_len(16)
            .map(|i| {
                let nonces = Nonces::new(nonces.map(|w| &w[2 * i..2 * i + 2]), 2)?;
                self.record(first_row + i as u64, &secrets[i], &r[i], &key, nonces)
            })
            .collect();
        Ok((records?.as_flattened().as_flattened().to_vec(), group::scalar_bytes(r)))
    }

    fn record(
        &self,
        row: u64,
        x: &Scalar,
        r: &Scalar,
        key: &RistrettoBasepointTable,
        mut nonces: Nonces<'_>,
    ) -> Result<Record, Fault> {
        let [a, b] = pair(x, r, key);
        let mut transcript = self.transcript(row, &[a, b]);
        let secret = Zeroizing::new(group::scalar_bytes(&[*r, *x]));
        let w = nonces.draw(2, &secret, &transcript)?;
        let [t_a, t_b] = pair(&w[1], &w[0], key);
        transcript.append("T", [t_a, t_b].as_flattened());
        let c = transcript.challenge("c");
        Ok([a, b, t_a, t_b, (w[0] + c * r).to_bytes(), (w[1] + c * x).to_bytes()])
    }

    /// The index of the first record, of rows `first_row`.. in order, that is not good.
    ///
    /// Not checked here: that every `a` on the board is distinct.
    pub fn first_false(&self, records: &[Record], first_row: u64) -> Result<Option<usize>, Fault> {
        require(first_row.checked_add(records.len() as u64).is_some(), "no such row")?;
        let key = group::checked_key(self.pk)?;
        let verdicts: Result<Vec<Option<usize>>, Fault> = records
            .par_chunks(BLOCK)
            .enumerate()
            .map(|(block, records)| self.first_false_of(first_row + (block * BLOCK) as u64, records, &key))
            .collect();
        let found = verdicts?.into_iter().enumerate().find_map(|(block, bad)| bad.map(|i| block * BLOCK + i));
        Ok(found)
    }

    fn first_false_of(
        &self,
        first_row: u64,
        records: &[Record],
        key: &RistrettoPoint,
    ) -> Result<Option<usize>, Fault> {
        let mut batch = Batch::default();
        for (index, record) in records.iter().enumerate() {
            let weights = random::weights(2)?;
            let row = first_row + index as u64;
            if self.weigh(row, record, [weights[0], weights[1]], &mut batch).is_none() {
                return Ok(batch.first_false(key).or(Some(index)));
            }
        }
        Ok(batch.first_false(key))
    }

    fn weigh(&self, row: u64, record: &Record, weights: [Scalar; 2], batch: &mut Batch) -> Option<()> {
        let a = group::point(&record[0], Identity::Refused)?;
        let [b, t_a, t_b] = [
            group::point(&record[1], Identity::Accepted)?,
            group::point(&record[2], Identity::Accepted)?,
            group::point(&record[3], Identity::Accepted)?,
        ];
        let [z_r, z_x] = [group::scalar(&record[4])?, group::scalar(&record[5])?];
        let mut transcript = self.transcript(row, &record[..2]);
        transcript.append("T", record[2..4].as_flattened());
        let c = transcript.challenge("c");
        batch.term(weights[0], -t_a);
        batch.term(-weights[0] * c, a);
        batch.term(weights[1], -t_b);
        batch.term(-weights[1] * c, b);
        batch.close(weights[0] * z_r + weights[1] * z_x, weights[1] * z_r);
        Some(())
    }
}

/// (r B, x B + r Y), encoded.
fn pair(x: &Scalar, r: &Scalar, key: &RistrettoBasepointTable) -> [[u8; 32]; 2] {
    let (x, r) = (x.div_by_2(), r.div_by_2());
    let halves = [group::base(&r), group::base(&x) + key * &r];
    let doubles = RistrettoPoint::double_and_compress_batch(&halves);
    [doubles[0].to_bytes(), doubles[1].to_bytes()]
}
