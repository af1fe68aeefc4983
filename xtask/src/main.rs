//! `cargo run -p xtask -- bindgen gateway|npm|primitives`: JavaScript glue for the compiled crates.

mod bindgen;

use std::process::ExitCode;

use bindgen::{Product, Profile};

const HELP: &str = "\
Turns a compiled crate into WebAssembly with its JavaScript glue.

usage: cargo run -p xtask -- bindgen <gateway|npm|primitives> [--profile <release|dev>]

  gateway      ingam_worker.wasm        -> build/gateway/gateway.js, gateway_bg.wasm
  npm          ingam_wasm.wasm          -> pkg/wasm/ingam.js, ingam_bg.wasm
               ingam_wasm_evidence.wasm -> pkg/wasm/evidence.js, evidence_bg.wasm
  primitives   ingam_primitives.wasm    -> build/primitives/primitives.js, primitives_bg.wasm

The crates are compiled before, by `npm run build`, the last one by `npm test`, or by hand:
  cargo build --release --target wasm32-unknown-unknown -p ingam-worker -p ingam-wasm -p ingam-wasm-evidence";

/// What the command line asks for.
enum Task {
    Help,
    Bindgen(Product, Profile),
}

#[expect(clippy::print_stdout, clippy::print_stderr, reason = "a command-line tool speaks to its terminal")]
fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match parse(&arguments) {
        Ok(Task::Help) => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Ok(Task::Bindgen(product, profile)) => bindgen::run(product, profile),
        Err(reason) => Err(format!("{reason}\n\n{HELP}")),
    };
    match done {
        Ok(written) => {
            println!("{}", written.display());
            ExitCode::SUCCESS
        }
        Err(reason) => {
            eprintln!("xtask: {reason}");
            ExitCode::FAILURE
        }
    }
}

fn parse(arguments: &[String]) -> Result<Task, String> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        [] | ["-h" | "--help", ..] | ["bindgen", "-h" | "--help"] => Ok(Task::Help),
        ["bindgen", product] => Ok(Task::Bindgen(product.parse()?, Profile::Release)),
        ["bindgen", product, "--profile", profile] => Ok(Task::Bindgen(product.parse()?, profile.parse()?)),
        ["bindgen", ..] => Err("bindgen takes one product and, if need be, --profile".into()),
        [other, ..] => Err(format!("no such task: {other}")),
    }
}
