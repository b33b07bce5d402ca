//! Ballot papers across the border.

use std::sync::Arc;

use pyo3::{
    exceptions::PyIndexError,
    prelude::*,
    types::{PyInt, PyTuple},
};

use super::away;
use crate::{
    ballot_lines, piles,
    rankings::{self, Candidate, Gathering},
};

type Groups<'py> = Bound<'py, PyTuple>;

#[pyclass(frozen, module = "tellers._core")]
pub struct Rankings(Arc<rankings::Rankings>);

#[pymethods]
impl Rankings {
    /// None where a group is not a positive number of papers with one strict ranking.
    #[staticmethod]
    fn of(groups: &Bound<'_, PyAny>) -> PyResult<Option<Rankings>> {
        let (mut gathering, mut ranking) = (Gathering::default(), Vec::new());
        for group in groups.try_iter()? {
            let (number, marks): (Bound<'_, PyAny>, Bound<'_, PyAny>) = group?.extract()?;
            let (Some(number), true) = (whole::<u64>(&number), read(&marks, &mut ranking)) else {
                return Ok(None);
            };
            if !gathering.add(number, &ranking) {
                return Ok(None);
            }
        }
        Ok(Some(Rankings(Arc::new(gathering.finish()))))
    }

    #[getter]
    fn number(&self) -> u64 {
        self.0.number()
    }

    #[getter]
    fn candidates(&self) -> usize {
        self.0.candidates()
    }

    fn expressing(&self, py: Python<'_>) -> PyResult<Rankings> {
        away(py, || Ok(Rankings(Arc::new(self.0.expressing()))))
    }

    fn group<'py>(&self, py: Python<'py>, index: usize) -> PyResult<(u64, Groups<'py>)> {
        if index >= self.0.len() {
            return Err(PyIndexError::new_err("no such group"));
        }
        let (number, ranking) = self.0.group(index);
        Ok((number, PyTuple::new(py, ranking)?))
    }

    fn __len__(&self) -> usize {
        self.0.len()
    }
}

/// A number that is neither a truth value nor out of range.
fn whole<'py, T: for<'a> FromPyObject<'a, 'py>>(number: &Bound<'py, PyAny>) -> Option<T> {
    if number.is_exact_instance_of::<PyInt>() { number.extract().ok() } else { None }
}

/// Whether `marks` is a tuple of candidates; then they stand in `ranking`.
fn read(marks: &Bound<'_, PyAny>, ranking: &mut Vec<Candidate>) -> bool {
    ranking.clear();
    let Ok(marks) = marks.cast_exact::<PyTuple>() else { return false };
    marks.iter().all(|mark| whole(&mark).map(|candidate| ranking.push(candidate)).is_some())
}

#[pyfunction]
pub fn take_ballots(py: Python<'_>, text: &str, candidates: usize) -> PyResult<(Rankings, usize, usize)> {
    let taken = away(py, || Ok(ballot_lines::take(text.as_bytes(), candidates)))?;
    Ok((Rankings(Arc::new(taken.rankings)), taken.bytes, taken.lines))
}

#[pyclass(module = "tellers._core")]
pub struct Pile(piles::Pile);

#[pymethods]
impl Pile {
    #[new]
    fn new(rankings: &Rankings) -> Pile {
        Pile(piles::Pile::new(rankings.0.clone()))
    }

    #[getter]
    fn number(&self) -> u64 {
        self.0.number()
    }

    fn extend(&mut self, other: &Pile) -> PyResult<()> {
        Ok(self.0.extend(&other.0)?)
    }

    fn deal(&self, py: Python<'_>, open_to: Vec<bool>) -> PyResult<(Vec<(Candidate, Pile)>, u64)> {
        let dealt = away(py, || self.0.deal(&open_to))?;
        Ok((dealt.to.into_iter().map(|(candidate, pile)| (candidate, Pile(pile))).collect(), dealt.without))
    }

    fn paths<'py>(
        &self,
        py: Python<'py>,
        passing: Vec<bool>,
        open_to: Vec<bool>,
    ) -> PyResult<Vec<(u64, Groups<'py>)>> {
        let paths = away(py, || self.0.paths(&passing, &open_to))?;
        paths.into_iter().map(|(number, path)| Ok((number, PyTuple::new(py, path)?))).collect()
    }
}
