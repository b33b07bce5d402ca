//! The border to Python: the module `tellers._core`. Nothing is decided here.
//!
//! Arguments are read and their lengths refused here (`ValueError`), work runs without the interpreter's
//! lock, and results go back as bytes.
#![allow(clippy::too_many_arguments)] // in Python they have names

mod arithmetic;
mod mixing;
mod papers;
mod proofs;

use curve25519_dalek::scalar::Scalar;
use pyo3::{
    exceptions::{PyOSError, PyValueError},
    prelude::*,
    types::PyBytes,
};
use rayon::{ThreadBuilder, ThreadPoolBuilder};
use zeroize::Zeroizing;

use crate::{dleq, fault::Fault, group};

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

/// What `work()` gives, run with cores of its own: what it does here and what others do wait in two queues.
#[pyfunction]
fn apart(py: Python<'_>, work: Py<PyAny>) -> PyResult<Py<PyAny>> {
    let called = py.detach(|| {
        let pool = ThreadPoolBuilder::new();
        pool.build_scoped(ThreadBuilder::run, |own| own.install(|| Python::attach(|py| work.call0(py))))
    });
    called.map_err(|_| PyOSError::new_err("the operating system gives no threads"))?
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

/// A DLEQ proof's three values; nothing where one is not 32 bytes, which is bad evidence and no misuse.
fn dleq_proof(t_b: &[u8], t_a: &[u8], z: &[u8]) -> Option<dleq::Proof> {
    Some(dleq::Proof { t_b: t_b.try_into().ok()?, t_a: t_a.try_into().ok()?, z: z.try_into().ok()? })
}

#[pymodule]
mod _core {
    #[pymodule_export]
    use super::apart;
    #[pymodule_export]
    use super::arithmetic::{
        add, base_multiply, commitment_at, embed, first_bad_point, first_bad_scalar, hash_to_group,
        hash_to_scalar, lagrange_at_zero, linear_combination, merkle_root, multiply, one_way_map,
        polynomial_at, random_scalars, reduce_wide, scalar_multiply_add, scalar_sum, simd, subtract, unembed,
    };
    #[pymodule_export]
    use super::mixing::{
        check_decrypt, check_decrypt_with, check_opened_rows, check_recombined, check_shuffle, decrypt,
        decrypt_sums, decrypt_weights, first_generators, recombine, shuffle, split_shuffle,
        sum_of_shuffle_piece,
    };
    #[pymodule_export]
    use super::papers::{Pile, Rankings, take_ballots};
    #[pymodule_export]
    use super::proofs::{
        check_dleq, check_knowledge, check_sealed, check_signatures, encrypt, prove_dleq, prove_knowledge,
        seal, stretch,
    };
}
