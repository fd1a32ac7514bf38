//! The Python package `wiretrace`: a thin face on the crate's rooms, with no logic of its own.
//!
//! A call takes its arguments from Python, hands them to a room on threads of its own while Python goes on ([`run`]), and gives back what
//! the room found: the report's JSON as Python objects ([`told`]), or columns of Arrow that no copy is made of ([`batches`]).

mod batches;
mod clean;
mod error;
mod keys;
mod reading;
mod run;
mod shards;
mod told;
mod verify;

use pyo3::prelude::*;

/// What `import wiretrace` stands on; its names are documented in `wiretrace/_wiretrace.pyi`.
#[pymodule]
fn _wiretrace(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add("__version__", env!("CARGO_PKG_VERSION"))?;
    module.add("CLEANING_VERSION", wiretrace::clean::CLEANING_VERSION)?;
    for register in
        [reading::register, clean::register, told::register, batches::register, keys::register, verify::register, shards::register]
    {
        register(module)?;
    }
    Ok(())
}
