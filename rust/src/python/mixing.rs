//! Shuffles and partial decryptions across the border.

use pyo3::{prelude::*, types::PyBytes};
use zeroize::Zeroizing;

use super::{Bytes, away, bytes_of, dleq_proof, one_scalar, poll_id, public_key};
use crate::{
    decrypt::{Opening, sums},
    fault::{Fault, require},
    generators, group,
    nonce::Nonces,
    sharing::Shares,
    shuffle::{Secrets, Stage, sum_of_piece},
};

#[pyfunction(name = "generators")]
pub fn first_generators(py: Python<'_>, count: usize) -> PyResult<Bytes<'_>> {
    bytes_of(py, || {
        require(count <= 1 << 26, "more generators than anybody needs")?;
        Ok(group::encode(&generators::at_least(count)[..count]))
    })
}

#[pyfunction]
#[pyo3(signature = (
    eid, contest, group, stage, mixer, pk, width, rows, permutation=None, randomness=None, nonces=None
))]
pub fn shuffle<'py>(
    py: Python<'py>,
    eid: &[u8],
    contest: &str,
    group: &str,
    stage: u64,
    mixer: &str,
    pk: &[u8],
    width: usize,
    rows: &[u8],
    permutation: Option<Vec<u32>>,
    randomness: Option<&[u8]>,
    nonces: Option<&[u8]>,
) -> PyResult<(Bytes<'py>, Bytes<'py>)> {
    let (eid, pk) = (poll_id(eid)?, public_key(pk)?);
    let stage = Stage { eid, contest, group, stage, mixer, pk, width, rows };
    let permutation = permutation.map(Zeroizing::new);
    let (out, proof) = away(py, || {
        let randomness = group::checked_optional(randomness)?;
        let nonces = group::checked_optional(nonces)?;
        stage.shuffle(Secrets {
            permutation: permutation.as_ref().map(|places| places.as_slice()),
            randomness: randomness.as_ref().map(|scalars| scalars.as_slice()),
            nonces: nonces.as_ref().map(|scalars| scalars.as_slice()),
        })
    })?;
    Ok((PyBytes::new(py, &out), PyBytes::new(py, &proof)))
}

#[pyfunction]
pub fn check_shuffle(
    py: Python<'_>,
    eid: &[u8],
    contest: &str,
    group: &str,
    stage: u64,
    mixer: &str,
    pk: &[u8],
    width: usize,
    rows: &[u8],
    out: &[u8],
    proof: &[u8],
) -> PyResult<Vec<&'static str>> {
    let (eid, pk) = (poll_id(eid)?, public_key(pk)?);
    let stage = Stage { eid, contest, group, stage, mixer, pk, width, rows };
    away(py, || stage.check(out, proof))
}

/// (the terms of no row, the pieces), or nothing where the files are malformed. One piece is made at a time.
#[pyfunction]
pub fn split_shuffle<'py>(
    py: Python<'py>,
    eid: &[u8],
    contest: &str,
    group: &str,
    stage: u64,
    mixer: &str,
    pk: &[u8],
    width: usize,
    rows: &[u8],
    out: &[u8],
    proof: &[u8],
    size: usize,
) -> PyResult<Option<(Bytes<'py>, Vec<Bytes<'py>>)>> {
    let (eid, pk) = (poll_id(eid)?, public_key(pk)?);
    let stage = Stage { eid, contest, group, stage, mixer, pk, width, rows };
    let Some(split) = away(py, || stage.split(out, proof, size))? else {
        return Ok(None);
    };
    let Some(ends) = split.ends() else {
        return Ok(None);
    };
    let piece = |number| PyBytes::new(py, &py.detach(|| split.piece(number)));
    Ok(Some((PyBytes::new(py, &ends), (0..split.pieces()).map(piece).collect())))
}

/// The sum of a piece; nothing where something in it is malformed.
#[pyfunction(name = "sum_of_piece")]
pub fn sum_of_shuffle_piece<'py>(py: Python<'py>, piece: &[u8]) -> Option<Bytes<'py>> {
    py.detach(|| sum_of_piece(piece)).map(|sum| PyBytes::new(py, &sum))
}

#[pyfunction]
#[pyo3(signature = (eid, contest, group, index, secret, x_pub, rows, nonces=None))]
pub fn decrypt<'py>(
    py: Python<'py>,
    eid: &[u8],
    contest: &str,
    group: &str,
    index: u64,
    secret: &[u8],
    x_pub: &[u8],
    rows: &[u8],
    nonces: Option<&[u8]>,
) -> PyResult<(Bytes<'py>, Bytes<'py>, Bytes<'py>, Bytes<'py>)> {
    let (eid, x_pub, rows) = (poll_id(eid)?, public_key(x_pub)?, group::ciphertexts(rows)?);
    let opening = Opening { eid, contest, group, index, x_pub, rows };
    let (factors, proof) = away(py, || {
        let secret = Zeroizing::new(one_scalar(secret)?);
        let given = group::checked_optional(nonces)?;
        opening.decrypt(&secret, Nonces::new(given.as_ref().map(|nonces| nonces.as_slice()), 1)?)
    })?;
    let bytes = |part: &[u8]| PyBytes::new(py, part);
    Ok((bytes(&factors), bytes(&proof.t_b), bytes(&proof.t_a), bytes(&proof.z)))
}

#[pyfunction]
pub fn check_decrypt(
    py: Python<'_>,
    eid: &[u8],
    contest: &str,
    group: &str,
    index: u64,
    x_pub: &[u8],
    rows: &[u8],
    factors: &[u8],
    t_b: &[u8],
    t_a: &[u8],
    z: &[u8],
) -> PyResult<bool> {
    let (eid, x_pub, rows) = (poll_id(eid)?, public_key(x_pub)?, group::ciphertexts(rows)?);
    let opening = Opening { eid, contest, group, index, x_pub, rows };
    let (Ok(factors), Some(proof)) = (group::encodings(factors), dleq_proof(t_b, t_a, z)) else {
        return Ok(false);
    };
    Ok(py.detach(|| opening.holds(factors, &proof)))
}

/// The weights of a decryption's two sums, 32 bytes a row.
#[pyfunction]
pub fn decrypt_weights<'py>(
    py: Python<'py>,
    eid: &[u8],
    contest: &str,
    group: &str,
    index: u64,
    x_pub: &[u8],
    rows: &[u8],
    factors: &[u8],
) -> PyResult<Bytes<'py>> {
    let (eid, x_pub, rows) = (poll_id(eid)?, public_key(x_pub)?, group::ciphertexts(rows)?);
    let opening = Opening { eid, contest, group, index, x_pub, rows };
    bytes_of(py, || Ok(opening.weights(group::encodings(factors)?)))
}

/// A* and D* of some rows, 64 bytes; nothing where an encoding is bad.
#[pyfunction]
pub fn decrypt_sums<'py>(
    py: Python<'py>,
    weights: &[u8],
    rows: &[u8],
    factors: &[u8],
) -> PyResult<Option<Bytes<'py>>> {
    let found = away(py, || {
        let (weights, rows) = (group::checked_scalars(weights)?, group::ciphertexts(rows)?);
        Ok(sums(&weights, rows, group::encodings(factors)?).map(|both| group::encode(&both)))
    })?;
    Ok(found.map(|sums| PyBytes::new(py, &sums)))
}

/// As `check_decrypt`, with A* and D* computed elsewhere.
#[pyfunction]
pub fn check_decrypt_with(
    py: Python<'_>,
    eid: &[u8],
    contest: &str,
    group: &str,
    index: u64,
    x_pub: &[u8],
    rows: &[u8],
    factors: &[u8],
    sums: &[u8],
    t_b: &[u8],
    t_a: &[u8],
    z: &[u8],
) -> PyResult<bool> {
    let (eid, x_pub, rows) = (poll_id(eid)?, public_key(x_pub)?, group::ciphertexts(rows)?);
    let opening = Opening { eid, contest, group, index, x_pub, rows };
    let (Ok(factors), Some(proof)) = (group::encodings(factors), dleq_proof(t_b, t_a, z)) else {
        return Ok(false);
    };
    away(py, || {
        let sums =
            group::checked_points(sums)?.try_into().map_err(|_| Fault::Misuse("two sums are wanted"))?;
        Ok(opening.holds_with(factors, &sums, &proof))
    })
}

/// Run `work` with the trustees' factors taken apart.
fn with_shares<T: Send>(
    py: Python<'_>,
    indices: &[u64],
    factors: &[Bytes<'_>],
    rows: &[u8],
    work: impl Send + FnOnce(Shares<'_>) -> Result<T, Fault>,
) -> PyResult<T> {
    let factors: Result<Vec<_>, Fault> =
        factors.iter().map(|factors| group::encodings(factors.as_bytes())).collect();
    let shares = Shares { indices, factors: factors?, rows: group::ciphertexts(rows)? };
    away(py, || work(shares))
}

#[pyfunction]
pub fn recombine<'py>(
    py: Python<'py>,
    indices: Vec<u64>,
    factors: Vec<Bytes<'py>>,
    rows: &[u8],
) -> PyResult<Bytes<'py>> {
    let plain = with_shares(py, &indices, &factors, rows, |shares| shares.recombine())?;
    Ok(PyBytes::new(py, &plain))
}

#[pyfunction]
pub fn check_recombined(
    py: Python<'_>,
    indices: Vec<u64>,
    factors: Vec<Bytes<'_>>,
    rows: &[u8],
    plain: &[u8],
) -> PyResult<bool> {
    with_shares(py, &indices, &factors, rows, |shares| match group::encodings(plain) {
        Ok(plain) => shares.opens_to(plain),
        Err(_) => Ok(false),
    })
}

#[pyfunction]
pub fn check_opened_rows(
    py: Python<'_>,
    indices: Vec<u64>,
    factors: Vec<Bytes<'_>>,
    rows: &[u8],
    width: usize,
    plain: &[u8],
) -> PyResult<bool> {
    with_shares(py, &indices, &factors, rows, |shares| match group::encodings(plain) {
        Ok(plain) => shares.opens_in_some_order_to(width, plain),
        Err(_) => Ok(false),
    })
}
