//! The binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    lagesbild::cli::main()
}
