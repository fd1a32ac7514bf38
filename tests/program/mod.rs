//! The program, run as a user runs it.

#![allow(dead_code, reason = "each test runs it in its own way")]

use std::process::Output;

use assert_cmd::Command;

pub const PROGRAM: &str = env!("CARGO_BIN_EXE_wiretrace");

pub fn wiretrace(args: &[&str]) -> Output {
    Command::new(PROGRAM).args(args).current_dir(env!("CARGO_MANIFEST_DIR")).env_remove("COLUMNS").output().expect("the program starts")
}

pub fn said(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

pub fn code(output: &Output) -> i32 {
    output.status.code().unwrap_or_else(|| panic!("killed: {}", said(&output.stderr)))
}

/// A run that cannot do what it was told; gives what it says about it.
pub fn refused(args: &[&str]) -> String {
    let output = wiretrace(args);
    let complaint = said(&output.stderr);
    assert_eq!(code(&output), 2, "{args:?}: {complaint}");
    assert_eq!(said(&output.stdout), "", "{args:?}");
    complaint
}
