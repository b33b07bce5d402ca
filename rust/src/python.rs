//! The border to Python: the module `tellers._core`. Nothing is decided here.
//!
//! Arguments are read and their lengths refused here (`ValueError`), work runs without the interpreter's
//! lock, and results go back as bytes.
#![allow(clippy::too_many_arguments)] // in Python they have names

use pyo3::{
    exceptions::{PyOSError, PyValueError},
    prelude::*,
    types::PyBytes,
};

use curve25519_dalek::{ristretto::RistrettoPoint, scalar::Scalar};
use zeroize::Zeroizing;

use crate::{
    decrypt::Opening,
    dleq, elgamal, embedding,
    fault::{Fault, require},
    generators,
    group::{self, Identity},
    hash,
    knowledge::{self, Claim},
    msm,
    nonce::Nonces,
    random,
    seal::{Record, Sealing},
    sharing::{self, Shares},
    shuffle::{Secrets, Stage},
    transcript::Transcript,
};

impl From<Fault> for PyErr {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Misuse(why) => PyValueError::new_err(why),
            Fault::Randomness => PyOSError::new_err("the operating system gives no randomness"),
        }
    }
}

type Bytes<'py> = Bound<'py, PyBytes>;

/// Do `work` without the interpreter's lock.
fn away<T: Send>(py: Python<'_>, work: impl Send + FnOnce() -> Result<T, Fault>) -> PyResult<T> {
    Ok(py.detach(work)?)
}

/// Do `work` without the interpreter's lock and hand its bytes back.
fn bytes_of<'py>(
    py: Python<'py>,
    work: impl Send + FnOnce() -> Result<Vec<u8>, Fault>,
) -> PyResult<Bytes<'py>> {
    Ok(PyBytes::new(py, &Zeroizing::new(away(py, work)?)))
}

/// An index, or -1 for none.
fn index_or_none(found: Option<usize>) -> i64 {
    found.map_or(-1, |index| index as i64)
}

fn one<'a>(bytes: &'a [u8], why: &'static str) -> Result<&'a [u8; 32], Fault> {
    bytes.try_into().map_err(|_| Fault::Misuse(why))
}

fn poll_id(eid: &[u8]) -> Result<&[u8; 32], Fault> {
    one(eid, "an election id is 32 bytes")
}

fn public_key(pk: &[u8]) -> Result<&[u8; 32], Fault> {
    one(pk, "a public key is 32 bytes")
}

fn one_scalar(bytes: &[u8]) -> Result<Scalar, Fault> {
    group::scalar(one(bytes, "a scalar is 32 bytes")?).ok_or(Fault::Misuse("a scalar is not below q"))
}

/// Which backend the curve's arithmetic picks on this machine.
#[pyfunction]
fn simd() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    {
        let wide = is_x86_feature_detected!("avx512ifma") && is_x86_feature_detected!("avx512vl");
        if cfg!(curve25519_dalek_backend = "avx512") && wide {
            return "avx512";
        }
        if !cfg!(curve25519_dalek_backend = "serial") && is_x86_feature_detected!("avx2") {
            return "avx2";
        }
    }
    "serial"
}

#[pyfunction]
fn first_bad_point(py: Python<'_>, points: &[u8], allow_identity: bool) -> PyResult<i64> {
    let identity = if allow_identity { Identity::Accepted } else { Identity::Refused };
    away(py, || Ok(index_or_none(group::first_bad_point(group::encodings(points)?, identity))))
}

#[pyfunction]
fn first_bad_scalar(py: Python<'_>, scalars: &[u8]) -> PyResult<i64> {
    away(py, || Ok(index_or_none(group::first_bad_scalar(group::encodings(scalars)?))))
}

#[pyfunction]
fn random_scalars(py: Python<'_>, count: usize) -> PyResult<Bytes<'_>> {
    bytes_of(py, || {
        require(count < 1 << 32, "too many scalars")?;
        Ok(group::scalar_bytes(&random::scalars(count)?))
    })
}

#[pyfunction]
fn reduce_wide<'py>(py: Python<'py>, wide: &[u8]) -> PyResult<Bytes<'py>> {
    bytes_of(py, || {
        let (strings, rest) = wide.as_chunks::<64>();
        require(rest.is_empty(), "not a whole number of 64-byte strings")?;
        Ok(strings.iter().flat_map(|wide| Scalar::from_bytes_mod_order_wide(wide).to_bytes()).collect())
    })
}

#[pyfunction]
fn hash_to_scalar<'py>(py: Python<'py>, tag: &str, parts: Vec<Vec<u8>>) -> PyResult<Bytes<'py>> {
    let parts = Zeroizing::new(parts);
    let slices: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    Ok(PyBytes::new(py, hash::scalar(tag, &slices).as_bytes()))
}

#[pyfunction]
fn hash_to_group<'py>(py: Python<'py>, tag: &str, parts: Vec<Vec<u8>>) -> PyResult<Bytes<'py>> {
    let slices: Vec<&[u8]> = parts.iter().map(Vec::as_slice).collect();
    Ok(PyBytes::new(py, hash::element(tag, &slices).compress().as_bytes()))
}

#[pyfunction]
fn one_way_map<'py>(py: Python<'py>, wide: &[u8]) -> PyResult<Bytes<'py>> {
    bytes_of(py, || {
        let (strings, rest) = wide.as_chunks::<64>();
        require(rest.is_empty(), "not a whole number of 64-byte strings")?;
        let mapped: Vec<RistrettoPoint> = strings.iter().map(RistrettoPoint::from_uniform_bytes).collect();
        Ok(group::encode(&mapped))
    })
}

#[pyfunction]
fn base_multiply<'py>(py: Python<'py>, scalars: &[u8]) -> PyResult<Bytes<'py>> {
    bytes_of(py, || Ok(group::base_multiples(&group::checked_scalars(scalars)?)))
}

#[pyfunction]
fn multiply<'py>(py: Python<'py>, scalars: &[u8], points: &[u8]) -> PyResult<Bytes<'py>> {
    bytes_of(py, || {
        let (scalars, points) = (group::checked_scalars(scalars)?, group::checked_points(points)?);
        require(scalars.len() == points.len(), "not one scalar for each point")?;
        Ok(group::multiples(&scalars, &points))
    })
}

#[pyfunction]
fn add<'py>(py: Python<'py>, a: &[u8], b: &[u8]) -> PyResult<Bytes<'py>> {
    bytes_of(py, || elementwise(a, b, |a, b| a + b))
}

#[pyfunction]
fn subtract<'py>(py: Python<'py>, a: &[u8], b: &[u8]) -> PyResult<Bytes<'py>> {
    bytes_of(py, || elementwise(a, b, |a, b| a - b))
}

fn elementwise(
    a: &[u8],
    b: &[u8],
    join: impl Fn(&RistrettoPoint, &RistrettoPoint) -> RistrettoPoint,
) -> Result<Vec<u8>, Fault> {
    let (a, b) = (group::checked_points(a)?, group::checked_points(b)?);
    require(a.len() == b.len(), "not as many points on both sides")?;
    let joined: Vec<RistrettoPoint> = a.iter().zip(&b).map(|(a, b)| join(a, b)).collect();
    Ok(group::encode(&joined))
}

#[pyfunction]
fn linear_combination<'py>(py: Python<'py>, scalars: &[u8], points: &[u8]) -> PyResult<Bytes<'py>> {
    bytes_of(py, || {
        let (scalars, points) = (group::checked_scalars(scalars)?, group::checked_points(points)?);
        require(scalars.len() == points.len(), "not one scalar for each point")?;
        Ok(msm::public(&scalars, &points).compress().to_bytes().to_vec())
    })
}

#[pyfunction]
fn scalar_multiply_add<'py>(py: Python<'py>, a: &[u8], b: &[u8], c: &[u8]) -> PyResult<Bytes<'py>> {
    bytes_of(py, || {
        let [a, b, c] = [group::checked_scalars(a)?, group::checked_scalars(b)?, group::checked_scalars(c)?];
        require(a.len() == b.len() && b.len() == c.len(), "not as many scalars in all three")?;
        Ok(a.iter().zip(b.iter()).zip(c.iter()).flat_map(|((a, b), c)| (a * b + c).to_bytes()).collect())
    })
}

#[pyfunction]
fn scalar_sum<'py>(py: Python<'py>, scalars: &[u8]) -> PyResult<Bytes<'py>> {
    bytes_of(py, || Ok(group::checked_scalars(scalars)?.iter().sum::<Scalar>().to_bytes().to_vec()))
}

#[pyfunction]
fn polynomial_at<'py>(py: Python<'py>, coefficients: &[u8], x: u64) -> PyResult<Bytes<'py>> {
    bytes_of(py, || Ok(sharing::polynomial_at(&group::checked_scalars(coefficients)?, x).to_bytes().to_vec()))
}

#[pyfunction]
fn commitment_at<'py>(py: Python<'py>, commitments: &[u8], x: u64) -> PyResult<Bytes<'py>> {
    bytes_of(py, || {
        let value = sharing::commitment_at(&group::checked_points(commitments)?, x);
        Ok(value.compress().to_bytes().to_vec())
    })
}

#[pyfunction]
fn lagrange_at_zero(py: Python<'_>, indices: Vec<u64>) -> PyResult<Bytes<'_>> {
    bytes_of(py, || Ok(group::scalar_bytes(&sharing::lagrange_at_zero(&indices)?)))
}

#[pyfunction]
#[pyo3(signature = (state, secrets, nonces=None))]
fn prove_knowledge<'py>(
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
fn check_knowledge(
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
fn prove_dleq<'py>(
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

/// A DLEQ proof's three values; nothing where one is not 32 bytes, which is bad evidence and no misuse.
fn dleq_proof(t_b: &[u8], t_a: &[u8], z: &[u8]) -> Option<dleq::Proof> {
    Some(dleq::Proof { t_b: t_b.try_into().ok()?, t_a: t_a.try_into().ok()?, z: z.try_into().ok()? })
}

#[pyfunction]
fn check_dleq(
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
fn encrypt<'py>(py: Python<'py>, pk: &[u8], messages: &[u8], randomness: &[u8]) -> PyResult<Bytes<'py>> {
    bytes_of(py, || {
        let pk = group::checked_key(pk)?;
        let (messages, randomness) = (group::checked_points(messages)?, group::checked_scalars(randomness)?);
        require(messages.len() == randomness.len(), "not one randomness for each message")?;
        Ok(elgamal::encrypt(&pk, &messages, &randomness))
    })
}

#[pyfunction]
#[pyo3(signature = (eid, half, pk, secrets, randomness=None, nonces=None, first_row=1))]
fn seal<'py>(
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
fn check_sealed(py: Python<'_>, eid: &[u8], half: &str, pk: &[u8], records: &[u8]) -> PyResult<i64> {
    away(py, || {
        let (encodings, odd) = records.as_chunks::<32>();
        let (whole, rest): (&[Record], _) = encodings.as_chunks::<6>();
        let torn = !odd.is_empty() || !rest.is_empty();
        let sealing = Sealing { eid: poll_id(eid)?, half, pk: public_key(pk)? };
        Ok(index_or_none(sealing.first_false(whole)?.or(torn.then_some(whole.len()))))
    })
}

#[pyfunction]
fn embed<'py>(py: Python<'py>, digits: &[u8]) -> PyResult<Bytes<'py>> {
    bytes_of(py, || embedding::embed(group::encodings(digits)?))
}

#[pyfunction]
fn unembed<'py>(py: Python<'py>, points: &[u8]) -> PyResult<(Bytes<'py>, Bytes<'py>)> {
    let (digits, flags) = away(py, || Ok(embedding::unembed(group::encodings(points)?)))?;
    Ok((PyBytes::new(py, &digits), PyBytes::new(py, &flags)))
}

#[pyfunction(name = "generators")]
fn first_generators(py: Python<'_>, count: usize) -> PyResult<Bytes<'_>> {
    bytes_of(py, || {
        require(count < u32::MAX as usize, "generators are numbered with 32 bits")?;
        Ok(group::encode(&generators::at_least(count)[..count]))
    })
}

#[pyfunction]
#[pyo3(signature = (
    eid, contest, group, stage, mixer, pk, width, rows, permutation=None, randomness=None, nonces=None
))]
fn shuffle<'py>(
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
fn check_shuffle(
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

#[pyfunction]
#[pyo3(signature = (eid, contest, group, index, secret, x_pub, rows, nonces=None))]
fn decrypt<'py>(
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
fn check_decrypt(
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
fn recombine<'py>(
    py: Python<'py>,
    indices: Vec<u64>,
    factors: Vec<Bytes<'py>>,
    rows: &[u8],
) -> PyResult<Bytes<'py>> {
    let plain = with_shares(py, &indices, &factors, rows, |shares| shares.recombine())?;
    Ok(PyBytes::new(py, &plain))
}

#[pyfunction]
fn check_recombined(
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

#[pymodule]
mod _core {
    #[pymodule_export]
    use super::{
        add, base_multiply, check_decrypt, check_dleq, check_knowledge, check_recombined, check_sealed,
        check_shuffle, commitment_at, decrypt, embed, encrypt, first_bad_point, first_bad_scalar,
        first_generators, hash_to_group, hash_to_scalar, lagrange_at_zero, linear_combination, multiply,
        one_way_map, polynomial_at, prove_dleq, prove_knowledge, random_scalars, recombine, reduce_wide,
        scalar_multiply_add, scalar_sum, seal, shuffle, simd, subtract, unembed,
    };
}
