//! The real programs, and folders and ports of their own for them.

use std::fs::OpenOptions;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{PermissionsExt, chown};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// An account without rights: servers refuse to run as root.
const NOBODY: u32 = 65534;

/// A program that is there or was fetched.
pub struct Program {
    path: PathBuf,
    libraries: String,
}

impl Program {
    /// Finds it.
    pub fn find(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("programs");
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/oracle/programs.py");
        let found = Command::new("python3").arg(script).arg(&root).arg(name).stderr(Stdio::inherit()).output();
        let found = found.expect("python3 runs");
        assert!(found.status.success(), "{name} could not be fetched; is the package archive reachable?");
        let text = String::from_utf8(found.stdout).expect("text");
        let fields: Vec<&str> = text.trim_end_matches('\n').split('\t').collect();
        Self { path: fields[1].into(), libraries: fields.get(2).copied().unwrap_or_default().into() }
    }

    /// Where it was unpacked: the root below which a path of its package is.
    pub fn root(&self, path: &str) -> PathBuf {
        let mut above = self.path.ancestors().skip(1);
        above.find(|root| root.join(path).exists()).expect("its package was unpacked").to_owned()
    }

    /// A command in a folder, by an account without rights.
    pub fn command(&self, folder: &Folder) -> Command {
        let mut command = Command::new(&self.path);
        command.current_dir(folder.path()).env("LD_LIBRARY_PATH", &self.libraries).env("HOME", folder.path());
        command.env("LC_ALL", "C").stdin(Stdio::null());
        if is_root() {
            command.uid(NOBODY).gid(NOBODY);
        }
        command
    }

    /// Runs it to its end: whether that was a good one, and what it said; of a bad one, also its complaints.
    pub fn output(&self, folder: &Folder, arguments: &[&str]) -> (bool, String) {
        let output = self.command(folder).args(arguments).output().expect("it runs");
        let fine = output.status.success();
        let text = if fine { output.stdout } else { [output.stdout, output.stderr].concat() };
        (fine, String::from_utf8_lossy(&text).into_owned())
    }

    /// Starts it, to be ended with the value that is returned.
    pub fn start(&self, folder: &Folder, arguments: &[&str]) -> Running {
        self.start_with(folder, arguments, &[])
    }

    /// The same, with variables.
    pub fn start_with(&self, folder: &Folder, arguments: &[&str], variables: &[(&str, String)]) -> Running {
        let log =
            OpenOptions::new().append(true).create(true).open(folder.path().join("log")).expect("the folder is ours");
        let errors = log.try_clone().expect("a handle");
        let mut command = self.command(folder);
        command.envs(variables.iter().map(|(name, value)| (name, value)));
        let child = command.args(arguments).process_group(0).stdout(log).stderr(errors).spawn();
        Running(child.expect("it starts"))
    }
}

/// The name of the account that programs run as.
pub fn account() -> String {
    if is_root() {
        return "nobody".into();
    }
    let output = Command::new("id").arg("-un").output().expect("id runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}

fn is_root() -> bool {
    std::fs::metadata("/proc/self").map(|own| std::os::unix::fs::MetadataExt::uid(&own)).ok() == Some(0)
}

/// A started program.
pub struct Running(Child);

impl Running {
    /// Its number.
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// It has ended by itself.
    pub fn ended(&mut self) -> bool {
        self.0.try_wait().is_ok_and(|status| status.is_some())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It and all that it started: podman goes on as a child of its own.
        let group = i32::try_from(self.0.id()).ok().and_then(rustix::process::Pid::from_raw);
        let _ = group.map(|group| rustix::process::kill_process_group(group, rustix::process::Signal::KILL));
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// A folder that is gone when the test ends.
pub struct Folder(TempDir);

impl Folder {
    /// With files, all of them of the account that runs the program.
    pub fn of(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::Builder::new().prefix("sn").tempdir().expect("a temporary folder"));
        std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700)).expect("it is ours");
        own(folder.path());
        for (path, text) in files {
            folder.write(path, text);
        }
        folder
    }

    /// Writes a file and the folders around it.
    pub fn write(&self, path: &str, text: &str) {
        let whole = self.path().join(path);
        let around = whole.parent().expect("a file has a folder");
        std::fs::create_dir_all(around).expect("the folder is ours");
        std::fs::write(&whole, text).expect("the folder is ours");
        for part in [around, &whole] {
            own(part);
        }
        std::fs::set_permissions(&whole, std::fs::Permissions::from_mode(0o600)).expect("it is ours");
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// A path in it.
    pub fn at(&self, path: &str) -> String {
        self.path().join(path).display().to_string()
    }
}

fn own(path: &Path) {
    if is_root() {
        chown(path, Some(NOBODY), Some(NOBODY)).expect("root may");
    }
}

/// A port of the loopback address that nobody uses.
pub fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port is free");
    listener.local_addr().expect("it has one").port()
}

/// Tries until something is there.
pub fn wait<T>(running: &mut Running, folder: &Folder, what: impl FnMut() -> Option<T>) -> T {
    let mut what = what;
    // The largest take five seconds, and much more where other tests run beside them.
    let until = Instant::now() + Duration::from_secs(300);
    loop {
        if let Some(found) = what() {
            return found;
        }
        let ended = running.ended();
        let log = || std::fs::read_to_string(folder.path().join("log")).unwrap_or_default();
        assert!(!ended && Instant::now() < until, "the server does not answer (ended: {ended}):\n{}", log());
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// Connects to a port of this machine.
pub fn connect(port: u16) -> Option<TcpStream> {
    let stream = TcpStream::connect(("127.0.0.1", port)).ok()?;
    stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
    Some(stream)
}

/// What is answered to a question over HTTP; nothing where nobody listens.
pub fn get(port: u16, path: &str) -> String {
    said(port, &format!("GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n"))
}

/// Posts JSON over HTTP, and gives the whole answer.
pub fn post(port: u16, path: &str, body: &str) -> String {
    let length = body.len();
    let request = format!(
        "POST {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\n\
         Content-Length: {length}\r\n\r\n{body}"
    );
    said(port, &request)
}

fn said(port: u16, request: &str) -> String {
    let Some(mut stream) = connect(port) else { return String::new() };
    let _ = stream.write_all(request.as_bytes());
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8_lossy(&answer).into_owned()
}

/// Sends, and reads one answer.
pub fn ask(stream: &mut (impl Read + Write), request: &[u8]) -> String {
    stream.write_all(request).expect("the server listens");
    let mut answer = [0; 65536];
    let length = stream.read(&mut answer).unwrap_or(0);
    String::from_utf8_lossy(&answer[..length]).into_owned()
}
