//! Proofs of knowledge and of equal logarithms, encryption and sealed keys across the border.

use pyo3::{prelude::*, types::PyBytes};
use zeroize::Zeroizing;

use super::{Bytes, away, bytes_of, dleq_proof, index_or_none, one_scalar, poll_id, public_key};
use crate::{
    dleq, elgamal,
    fault::require,
    group,
    knowledge::{self, Claim},
    nonce::Nonces,
    seal::{Record, Sealing},
    signature, stretching,
    transcript::Transcript,
};

#[pyfunction]
#[pyo3(signature = (state, secrets, nonces=None))]
pub fn prove_knowledge<'py>(
    py: Python<'py>,
    state: &[u8],
    secrets: &[u8],
    nonces: Option<&[u8]>,
) -> PyResult<(Bytes<'py>, Bytes<'py>)> {
    let (t, z) = away(py, || {
        let secrets = group::checked_scalars(secrets)?;
        let given = group::checked_optional(nonces)?;
        let nonces = Nonces::new(given.as_ref().map(|nonces| nonces.as_slice()), secrets.len())?;
        knowledge::prove(state, &secrets, nonces)
    })?;
    Ok((PyBytes::new(py, &t), PyBytes::new(py, &z)))
}

#[pyfunction]
pub fn check_knowledge(
    py: Python<'_>,
    states: Vec<Bytes<'_>>,
    points: Vec<Bytes<'_>>,
    t: Vec<Bytes<'_>>,
    z: Vec<Bytes<'_>>,
) -> PyResult<i64> {
    let count = states.len();
    require(points.len() == count && t.len() == count && z.len() == count, "lists of different lengths")?;
    let claims: Vec<Claim<'_>> = (0..count)
        .map(|i| Claim {
            state: states[i].as_bytes(),
            points: points[i].as_bytes(),
            t: t[i].as_bytes(),
            z: z[i].as_bytes(),
        })
        .collect();
    away(py, || Ok(index_or_none(knowledge::first_false(&claims)?)))
}

#[pyfunction]
#[pyo3(signature = (state, secret, base, nonces=None))]
pub fn prove_dleq<'py>(
    py: Python<'py>,
    state: &[u8],
    secret: &[u8],
    base: &[u8],
    nonces: Option<&[u8]>,
) -> PyResult<(Bytes<'py>, Bytes<'py>, Bytes<'py>)> {
    let proof = away(py, || {
        let secret = Zeroizing::new(one_scalar(secret)?);
        let given = group::checked_optional(nonces)?;
        let nonces = Nonces::new(given.as_ref().map(|nonces| nonces.as_slice()), 1)?;
        dleq::prove(Transcript::resumed(state), &secret, &group::checked_key(base)?, nonces)
    })?;
    Ok((PyBytes::new(py, &proof.t_b), PyBytes::new(py, &proof.t_a), PyBytes::new(py, &proof.z)))
}

#[pyfunction]
pub fn check_dleq(
    py: Python<'_>,
    state: &[u8],
    x: &[u8],
    a: &[u8],
    d: &[u8],
    t_b: &[u8],
    t_a: &[u8],
    z: &[u8],
) -> bool {
    let (Ok(x), Ok(a), Ok(d)) = (x.try_into(), a.try_into(), d.try_into()) else {
        return false;
    };
    let proof = dleq_proof(t_b, t_a, z);
    py.detach(|| proof.is_some_and(|proof| dleq::check(state, x, a, d, &proof)))
}

#[pyfunction]
pub fn encrypt<'py>(py: Python<'py>, pk: &[u8], messages: &[u8], randomness: &[u8]) -> PyResult<Bytes<'py>> {
    bytes_of(py, || {
        let pk = group::checked_key(pk)?;
        let (messages, randomness) = (group::checked_points(messages)?, group::checked_scalars(randomness)?);
        require(messages.len() == randomness.len(), "not one randomness for each message")?;
        Ok(elgamal::encrypt(&pk, &messages, &randomness))
    })
}

#[pyfunction]
#[pyo3(signature = (eid, half, pk, secrets, randomness=None, nonces=None, first_row=1))]
pub fn seal<'py>(
    py: Python<'py>,
    eid: &[u8],
    half: &str,
    pk: &[u8],
    secrets: &[u8],
    randomness: Option<&[u8]>,
    nonces: Option<&[u8]>,
    first_row: u64,
) -> PyResult<(Bytes<'py>, Bytes<'py>)> {
    let (records, r) = away(py, || {
        let sealing = Sealing { eid: poll_id(eid)?, half, pk: public_key(pk)? };
        let secrets = group::checked_scalars(secrets)?;
        let (randomness, nonces) = (group::checked_optional(randomness)?, group::checked_optional(nonces)?);
        let randomness = randomness.as_ref().map(|scalars| scalars.as_slice());
        let nonces = nonces.as_ref().map(|scalars| scalars.as_slice());
        let (records, r) = sealing.seal(&secrets, randomness, nonces, first_row)?;
        Ok((records, Zeroizing::new(r)))
    })?;
    Ok((PyBytes::new(py, &records), PyBytes::new(py, &r)))
}

#[pyfunction]
#[pyo3(signature = (eid, half, pk, records, first_row=1))]
pub fn check_sealed(
    py: Python<'_>,
    eid: &[u8],
    half: &str,
    pk: &[u8],
    records: &[u8],
    first_row: u64,
) -> PyResult<i64> {
    away(py, || {
        let (encodings, odd) = records.as_chunks::<32>();
        let (whole, rest): (&[Record], _) = encodings.as_chunks::<6>();
        let torn = !odd.is_empty() || !rest.is_empty();
        let sealing = Sealing { eid: poll_id(eid)?, half, pk: public_key(pk)? };
        Ok(index_or_none(sealing.first_false(whole, first_row)?.or(torn.then_some(whole.len()))))
    })
}

/// Index of the first signature that is false under its key, -1 for none (spec/entries.md).
#[pyfunction]
pub fn check_signatures(
    py: Python<'_>,
    keys: Vec<Bytes<'_>>,
    messages: Vec<Bytes<'_>>,
    signatures: Vec<Bytes<'_>>,
) -> PyResult<i64> {
    let count = keys.len();
    require(messages.len() == count && signatures.len() == count, "lists of different lengths")?;
    let claims: Vec<signature::Claim<'_>> = (0..count)
        .map(|i| signature::Claim {
            key: keys[i].as_bytes(),
            message: messages[i].as_bytes(),
            signature: signatures[i].as_bytes(),
        })
        .collect();
    away(py, || Ok(index_or_none(signature::first_false(&claims))))
}

/// The keys that voting codes stretch to, 32 bytes each (spec/credentials.md).
#[pyfunction]
pub fn stretch<'py>(py: Python<'py>, codes: Vec<String>, salts: Vec<Vec<u8>>) -> PyResult<Bytes<'py>> {
    let codes = Zeroizing::new(codes);
    bytes_of(py, || {
        require(codes.len() == salts.len(), "not one salt for each code")?;
        stretching::stretch(&codes, &salts)
    })
}
