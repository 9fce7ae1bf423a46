//! The program under another name, so that cargo builds it afresh before the tests that drive it.

fn main() -> std::process::ExitCode {
    framemark_server::run()
}
