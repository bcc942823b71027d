//! An app that the user asked to be started: it runs in a process group of its own, and is gone with all its children
//! when its handle is dropped, or when this program ends in any other way.

mod family;
mod output;
mod port;

use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use output::Output;

/// Between two looks at whether it listens.
const BEAT: Duration = Duration::from_millis(20);
/// Until it is asked whether it listens somewhere else than it was told.
const ELSEWHERE: Duration = Duration::from_secs(1);
/// What it gets to end by itself once it is asked to.
const GRACE: Duration = Duration::from_secs(5);

/// Everything that is started carries this variable, also what leaves the group.
const MARK: &str = "SNECK_RUN";

/// Stands in the app's group and waits for this program to be gone, however that came about. Then it ends the group and
/// whoever left it, known by the mark (`$0`) in its first variables. `kill 0` is the group, and the watcher itself.
const WATCHER: &str = r#"trap '' TERM INT HUP QUIT
read -r _
theirs() { grep -ls "SNECK_RUN=$0" /proc/[0-9]*/environ | tr -dc '0-9\n'; }
kill -TERM 0 $(theirs)
sleep 2
kill -KILL $(theirs)
kill -KILL $(theirs) 0"#;

/// What is to be started, and how.
#[derive(Clone, Debug)]
pub struct Start {
    /// A line for the shell, from the user. `{port}` is the port to listen on.
    pub line: String,
    /// The folder that it starts in.
    pub folder: PathBuf,
    /// Variables beside those of [`clean`].
    pub variables: Vec<(String, String)>,
    /// How long it may take until it listens.
    pub patience: Duration,
}

/// An app that runs until this is dropped.
#[derive(Debug)]
pub struct App {
    watcher: Child,
    leader: Child,
    output: Output,
    line: String,
    address: SocketAddr,
}

impl App {
    /// Starts it and waits until it listens. An error is what went wrong, with the last lines that it said.
    pub fn start(start: &Start) -> Result<Self, String> {
        let port = free_port().map_err(|error| format!("there is no free port: {error}"))?;
        let line = port::told(&start.line, port);
        family::adopt_orphans();
        let mut app = spawn(start, &line, port).map_err(|error| format!("`{line}` cannot be started: {error}"))?;
        app.wait(start.patience)?;
        Ok(app)
    }

    /// The line as it was run.
    #[must_use]
    pub fn line(&self) -> &str {
        &self.line
    }

    /// Where it answers.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    fn wait(&mut self, patience: Duration) -> Result<(), String> {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.leader.try_wait().map_err(|error| error.to_string())? {
                let said = self.output.last(true);
                return Err(format!("`{}` ended ({status}) before it listened{said}", self.line));
            }
            if is_open(self.address) {
                return Ok(());
            }
            let waited = begun.elapsed();
            if let Some(other) = (waited > ELSEWHERE).then(|| family::listens(self.watcher.id())).flatten() {
                self.address = other;
                return Ok(());
            }
            if waited > patience {
                let (said, port) = (self.output.last(false), self.address.port());
                return Err(format!(
                    "`{}` does not listen after {} seconds; it was told port {port} in the variable PORT, and `{{port}}` \
                     in the command stands for it{said}",
                    self.line,
                    patience.as_secs()
                ));
            }
            std::thread::sleep(if waited > ELSEWHERE { BEAT * 10 } else { BEAT });
        }
    }
}

impl Drop for App {
    /// Asks all of them to end, and ends those that do not.
    fn drop(&mut self) {
        let group = self.watcher.id();
        let family = family::of(group);
        family::ask_to_end(group, &family);
        let begun = Instant::now();
        while begun.elapsed() < GRACE
            && (self.leader.try_wait().is_ok_and(|ended| ended.is_none()) || family::is_left(&family))
        {
            std::thread::sleep(BEAT);
        }
        family::end(group, &family);
        // Both are gone by now; what is left is to take note of it.
        drop(self.leader.wait());
        drop(self.watcher.wait());
    }
}

fn spawn(start: &Start, line: &str, port: u16) -> io::Result<App> {
    use std::os::unix::process::CommandExt;
    let mark = mark();
    let mut watcher = Command::new("/bin/sh")
        .args(["-c", WATCHER, &mark])
        .env_clear()
        .envs(clean())
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()?;
    let group = i32::try_from(watcher.id()).map_err(io::Error::other)?;
    let leader = Command::new("/bin/sh")
        .args(["-c", line])
        .current_dir(&start.folder)
        .env_clear()
        .envs(clean())
        .envs([("PORT", port.to_string()), ("HOST", "127.0.0.1".to_owned()), (MARK, mark)])
        .envs(start.variables.iter().map(|(name, value)| (name, value)))
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .process_group(group)
        .spawn();
    let mut leader = match leader {
        Ok(leader) => leader,
        Err(error) => {
            drop(watcher.kill());
            drop(watcher.wait());
            return Err(error);
        }
    };
    let output = Output::of(&mut leader);
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    Ok(App { watcher, leader, output, line: line.to_owned(), address })
}

/// What every program needs to run at all, and nothing else of this shell. Python leaves no files of its own behind and
/// says at once what it says.
#[must_use]
pub fn clean() -> Vec<(String, String)> {
    const KEPT: [&str; 4] = ["PATH", "HOME", "TMPDIR", "VIRTUAL_ENV"];
    let kept = KEPT.iter().filter_map(|name| Some(((*name).to_owned(), std::env::var(name).ok()?)));
    let set = [("LANG", "C.UTF-8"), ("PYTHONUNBUFFERED", "1"), ("PYTHONDONTWRITEBYTECODE", "1")];
    kept.chain(set.map(|(name, value)| (name.to_owned(), value.to_owned()))).collect()
}

/// A word that nobody else has among his variables.
fn mark() -> String {
    format!("{:016x}{:016x}", crate::live::seed(), crate::live::seed())
}

fn free_port() -> io::Result<u16> {
    Ok(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?.local_addr()?.port())
}

fn is_open(address: SocketAddr) -> bool {
    TcpStream::connect_timeout(&address, Duration::from_millis(200)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Listens where it is told, beside a process in a session of its own, and writes down who they are.
    const SERVER: &str = "import http.server, os, subprocess, sys\n\
        away = subprocess.Popen(['sleep', '1000'], start_new_session=True)\n\
        open('ids', 'w').write(f'{os.getpid()} {away.pid}')\n\
        http.server.HTTPServer(('127.0.0.1', int(sys.argv[1])), http.server.SimpleHTTPRequestHandler).serve_forever()\n";

    fn is_alive(id: &str) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with(['Z', 'X']))
    }

    #[test]
    fn a_panic_takes_the_app_along() {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::write(folder.path().join("serve.py"), SERVER).expect("a file");
        let start = Start {
            line: "python3 serve.py {port}".into(),
            folder: folder.path().into(),
            variables: Vec::new(),
            patience: Duration::from_secs(60),
        };
        let failed = std::thread::spawn(move || {
            let app = App::start(&start).expect("it listens");
            panic!("what audits {} failed", app.address());
        });
        assert!(failed.join().is_err());
        let ids = std::fs::read_to_string(folder.path().join("ids")).expect("it was started");
        assert!(ids.split(' ').all(|id| !is_alive(id)), "{ids}");
    }
}
