//! The `framemark` binary.

fn main() -> std::process::ExitCode {
    framemark_server::run()
}
