//! A real nginx that runs all samples, for as long as the test does.

use std::io::Write;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::samples::Sample;

/// One request.
pub struct Ask {
    pub port: u16,
    /// The release of TLS that is spoken, as Python names it.
    pub tls: Option<&'static str>,
    pub text: String,
}

/// The process, which ends with this value, and its folder.
pub struct Nginx {
    process: Child,
    _folder: tempfile::TempDir,
}

impl Nginx {
    /// Starts it and waits until it answers.
    pub fn start(samples: &[Sample], backend: u16) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let home = folder.path();
        files(home);
        certificate(home);
        let configuration = home.join("nginx.conf");
        write(&configuration, &whole(home, samples, backend));
        let program = ["/usr/sbin/nginx", "/usr/local/sbin/nginx"].into_iter().find(|path| Path::new(path).exists());
        let mut process = Command::new(program.unwrap_or("nginx"))
            .args(["-p".as_ref(), home.as_os_str(), "-c".as_ref(), configuration.as_os_str()])
            .args(["-e", "error.log", "-g", "daemon off; master_process off;"])
            .stderr(Stdio::null())
            .spawn()
            .expect("nginx starts; `./test` installs it");
        let until = Instant::now() + Duration::from_secs(20);
        while TcpStream::connect(("127.0.0.1", backend)).is_err() {
            let ended = process.try_wait().expect("its state is known").is_some();
            let log = || std::fs::read_to_string(home.join("error.log")).unwrap_or_default();
            assert!(!ended && Instant::now() < until, "nginx does not take the samples:\n{}", log());
            std::thread::sleep(Duration::from_millis(20));
        }
        Self { process, _folder: folder }
    }

    /// Asks for each in turn.
    pub fn ask<'a>(&self, asks: impl Iterator<Item = &'a Ask>) -> Vec<String> {
        let asks: Vec<_> = asks.map(|ask| json!({"port": ask.port, "tls": ask.tls, "text": ask.text})).collect();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/oracle/web.py");
        let mut driver = Command::new("python3")
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("python3 starts");
        let text = serde_json::Value::Array(asks).to_string();
        driver.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("the driver reads");
        let output = driver.wait_with_output().expect("the driver ends");
        serde_json::from_slice(&output.stdout).expect("the driver answers in JSON")
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn write(path: &PathBuf, text: &str) {
    std::fs::create_dir_all(path.parent().expect("a folder")).expect("the folder is made");
    std::fs::write(path, text).expect("the file is written");
}

/// What the samples serve.
fn files(home: &Path) {
    let all = [
        ("shop/index.html", "<h1>Books</h1>"),
        ("shop/.env", "PASSWORD=x"),
        ("shop/outside.txt", "outside of the folder"),
        ("shop/sub/a.txt", "a"),
        ("shop/sub/deep/b.txt", "b"),
        ("shop/deep/c.txt", "c"),
    ];
    all.iter().for_each(|(path, text)| write(&home.join("srv").join(path), text));
}

fn certificate(home: &Path) {
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=shop.example"])
        .arg("-keyout")
        .arg(home.join("key.pem"))
        .arg("-out")
        .arg(home.join("certificate.pem"))
        .stderr(Stdio::null())
        .status();
    assert!(made.expect("openssl starts; `./test` installs it").success());
}

fn whole(home: &Path, samples: &[Sample], backend: u16) -> String {
    let folder = home.display();
    let temporary =
        ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|name| format!("{name}_temp_path {folder}/{name};\n"));
    let servers: String = samples.iter().map(|sample| running(&folder.to_string(), sample, backend)).collect();
    format!(
        "user root;\npid {folder}/pid;\nworker_rlimit_nofile 1024;\nevents {{ worker_connections 512; }}\nhttp {{\naccess_log off;\n{}ssl_certificate {folder}/certificate.pem;\n\
         ssl_certificate_key {folder}/key.pem;\nserver {{ listen 127.0.0.1:{backend}; location / {{ return 200 \"host=$http_host\"; }} }}\n\
         {servers}}}\n",
        temporary.concat()
    )
}

/// The sample with this machine's ports and folders; who is let in is another address than the one that asks.
fn running(folder: &str, sample: &Sample, backend: u16) -> String {
    let text = sample.text.replace("listen 80;", &format!("listen 127.0.0.1:{};", sample.http));
    let text = text.replace("listen 443 ssl;", &format!("listen 127.0.0.1:{} ssl;", sample.https));
    let text = text.replace("/srv/", &format!("{folder}/srv/"));
    let text = text.replace("allow 127.0.0.1;", "allow 127.0.0.2;");
    text.replace("http://127.0.0.1:8000", &format!("http://127.0.0.1:{backend}"))
}
