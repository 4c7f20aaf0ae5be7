//! A hub in a process of its own, so that it can be killed, traced or starved: the test binary runs one of its tests again.

use std::process::{Command, Stdio};

/// Where the process finds its database.
pub const DATABASE: &str = "COMPTOIR_TEST_CHILD_DATABASE";

/// The command that runs the ignored test `name` of this binary on a database, with words before it (such as `strace -f`) or none.
/// The process reports on stderr, where nothing else is written.
pub fn run_again(before: &[&str], name: &str, url: &str) -> Command {
    let binary = std::env::current_exe().unwrap();
    let mut command = match before {
        [] => Command::new(&binary),
        [program, words @ ..] => {
            let mut command = Command::new(program);
            command.args(words).arg(&binary);
            command
        }
    };
    command.args(["--exact", name, "--ignored", "--nocapture"]).env(DATABASE, url).env("RUST_BACKTRACE", "0");
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    command
}

/// Runs `work` on the database that was given; does nothing when somebody runs the ignored tests by hand.
pub fn in_this_process<F: Future<Output = ()>>(work: impl FnOnce(String) -> F) {
    if let Ok(url) = std::env::var(DATABASE) {
        actix::System::new().block_on(work(url));
    }
}
