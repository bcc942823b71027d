//! What is told of this machine is what runs on it.
#![cfg(target_os = "linux")]
#![expect(clippy::disallowed_methods, reason = "a test may start processes and write files")]

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use sneck_look::host::{Seen, machine};
use sneck_model::{Condition, GuardedFile, Process};
use tempfile::TempDir;

/// A started program, which ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A folder that others may enter.
fn folder() -> TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    mode(folder.path(), 0o755);
    folder
}

fn mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("it is ours");
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|held| held.local_addr()).expect("a port").port()
}

/// A server of Python's own in a folder, and what is then seen of it.
fn served(folder: &Path, variables: &[(&str, &str)]) -> (Running, Seen, Process) {
    let port = free_port();
    let arguments = ["-m", "http.server", "--bind", "127.0.0.1", &port.to_string()];
    let mut command = Command::new("python3");
    command.args(arguments).current_dir(folder).envs(variables.iter().copied());
    let running = Running(command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("python3 runs"));
    let until = Instant::now() + Duration::from_secs(30);
    while std::net::TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(Instant::now() < until, "the server does not start");
        std::thread::sleep(Duration::from_millis(10));
    }
    let seen = machine(true);
    let own = seen.machine.processes.iter().find(|process| process.id == running.0.id());
    let process = own.expect("what runs is listed").clone();
    assert!(seen.machine.listeners.iter().any(|l| l.at.port == port && l.process == Some(process.id)));
    (running, seen, process)
}

fn file<'s>(seen: &'s Seen, path: &Path) -> Option<&'s GuardedFile> {
    let path = path.to_str().expect("text");
    seen.machine.files.iter().find(|file| file.path == path)
}

#[test]
fn a_server_is_seen_with_its_mode_of_development_and_the_secrets_beside_it() {
    let folder = folder();
    let at = |name: &str| folder.path().join(name);
    let locked = at("private");
    fs::create_dir(&locked).expect("ours");
    let key =
        "-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----\n";
    for (path, text, bits) in [
        (at(".env"), "SECRET_KEY=hunter2hunter2\nDEBUG=0\n", 0o644),
        (at(".env.local"), "DB_PASSWORD=hunter2\n", 0o600),
        (at(".env.example"), "SECRET_KEY=changeme\n", 0o644),
        (at("notes.txt"), "SECRET_KEY=hunter2\n", 0o644),
        (locked.join("tls.key"), key, 0o644),
    ] {
        fs::write(&path, text).expect("ours");
        mode(&path, bits);
    }
    mode(&locked, 0o700);
    let (_running, seen, process) = served(folder.path(), &[("FLASK_DEBUG", "1"), ("SECRET_KEY", "hunter2hunter2")]);
    assert_eq!(process.development, ["http.server"]);
    assert_eq!(process.debugging, ["FLASK_DEBUG"]);
    assert!(process.variables.as_ref().is_some_and(|names| names.iter().any(|name| name == "SECRET_KEY")));
    assert!(process.replaced.is_empty(), "{:?}", process.replaced);
    let open = file(&seen, &at(".env")).expect("it is found");
    assert!(open.open_to_others() && open.holds == "values for SECRET_KEY", "{open:?}");
    assert!(!file(&seen, &at(".env.local")).expect("it is found").open_to_others());
    assert!(!file(&seen, &locked.join("tls.key")).expect("it is found").open_to_others());
    assert_eq!((file(&seen, &at(".env.example")), file(&seen, &at("notes.txt"))), (None, None));
    let all = format!("{seen:?}");
    assert!(!all.contains("hunter2"), "a value is kept");
}

#[test]
fn the_kernel_and_the_state_of_the_machine_are_told() {
    let seen = machine(true);
    let value =
        |name: &str| seen.machine.kernel.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone());
    let real = fs::read_to_string("/proc/sys/kernel/randomize_va_space").expect("a kernel of Linux");
    assert_eq!(value("kernel.randomize_va_space").as_deref(), Some(real.trim()));
    for name in [Condition::LOGS_KEPT, Condition::TIME_SYNCHRONISED, Condition::UPDATES_KNOWN] {
        let condition = seen.machine.condition(name).expect("it is looked at");
        assert!(!condition.says.is_empty(), "{condition:?}");
    }
    // Every update is newer than what is installed, in the eyes of dpkg itself.
    for update in seen.machine.updates.iter().take(40) {
        let newer =
            Command::new("dpkg").args(["--compare-versions", &update.available, "gt", &update.installed]).status();
        assert!(newer.is_ok_and(|status| status.success()), "{update:?}");
    }
}
