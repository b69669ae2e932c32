//! The binary.

use std::process::ExitCode;

/// Gives back what was large and short, such as the hashing of a password: the system's keeps it for
/// each thread, some 500 MB when 400 log in at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    lagesbild::cli::main()
}
