//! Cargo's runner for `wasm32-unknown-unknown`. A crate of its own, so that building and
//! running ingam does not compile a web server and a WebDriver client.

use std::process::ExitCode;

#[expect(clippy::print_stderr, reason = "a command-line tool speaks to its terminal")]
fn main() -> ExitCode {
    match wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            eprintln!("wasm-test-runner: {reason:#}");
            ExitCode::FAILURE
        }
    }
}
